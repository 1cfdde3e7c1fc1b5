"""Sign in and sign out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from django.contrib.auth import authenticate
from django.contrib.auth import login as begin_session
from django.contrib.auth import logout as end_session
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from raschet.domain.access.budgets import Purpose, Subject, TooManyTries
from raschet.domain.access.password_hashers import TooManyHashes
from raschet.domain.access.selectors import one_time_password
from raschet.domain.access.services.spend_budget import spend_budget, spent_level
from raschet.domain.access.session_store import DEVICE
from raschet.interfaces.portal.access.device import device_name
from raschet.interfaces.portal.access.forms import LoginForm
from raschet.interfaces.portal.access.refusals import busy, form_page, too_many
from raschet.interfaces.ui.robot_check.forms import check_for, renewed, visitor_names

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.http import HttpRequest, HttpResponse

    from raschet.interfaces.ui.robot_check.forms import Check

ONE_TIME: Final = "one_time_password"
"""Where a session keeps which one-time password it may use up."""


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """One error for every miss; after some of them in a row a check comes with the form."""
    if request.user.is_authenticated:
        return redirect(destination(request))
    try:
        check = _check(request)
        form = LoginForm(request.POST or None, check=check)
        if request.method == "POST" and not (check and check.changing) and form.is_valid():
            answer = _try(request, form)
            if answer is not None:
                return answer
    except TooManyTries:
        return too_many(request)
    if check and check.changing:
        form.errors.clear()
    wanted = request.POST.get("next") or request.GET.get("next", "")
    return form_page(request, "login", form, next=wanted)


def _check(request: HttpRequest) -> Check | None:
    """No check within the free tries, counted for the visitor and for the login that was typed."""
    names = dict(visitor_names(request))
    if typed := request.POST.get("login", "").strip():
        names[Subject.ACCOUNT] = typed
    needed = spent_level(purpose=Purpose.LOGIN, names=names, now=timezone.now())
    return check_for(request, Purpose.LOGIN, names) if needed else None


def _try(request: HttpRequest, form: LoginForm) -> HttpResponse | None:
    """Both ways in are tried for every login, so that time tells nothing. Raises: TooManyTries."""
    typed = form.cleaned_data["login"], form.cleaned_data["password"]
    try:
        user = authenticate(request, login=typed[0], password=typed[1])
    except TooManyHashes:
        busy(form)
        return None
    one_time_id = one_time_password(login=typed[0], typed=typed[1])
    if user is not None:
        sign_in(request, cast("AbstractBaseUser", user))
        return redirect(destination(request))
    if one_time_id is not None:
        request.session.flush()
        request.session[ONE_TIME] = {"id": one_time_id, "login": typed[0].strip()}
        return redirect("choose_password")
    names = {**visitor_names(request), Subject.ACCOUNT: typed[0]}
    now = timezone.now()
    spend_budget(purpose=Purpose.LOGIN, names=names, now=now)
    form.add_error("password", gettext("Login or password did not match."))
    if form.check is None and spent_level(purpose=Purpose.LOGIN, names=names, now=now):
        form.check = renewed(check_for(request, Purpose.LOGIN, names))
    return None


def sign_in(request: HttpRequest, user: AbstractBaseUser) -> None:
    """Begin a session under a new key; what the visitor had before is not carried over."""
    request.session.flush()
    request.session[DEVICE] = device_name(request.headers.get("User-Agent", ""))
    begin_session(request, user, backend="raschet.domain.access.backend.Residents")  # type: ignore[arg-type]


def destination(request: HttpRequest) -> str:
    """Where a signed-in visitor wanted to go, if that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if own else reverse("cabinet:home")


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End this session and have the browser forget the pages it showed."""
    end_session(request)
    return forgotten(redirect("home"))


def forgotten(answer: HttpResponse) -> HttpResponse:
    """An answer after which the browser keeps nothing of the pages behind the sign-in."""
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer
