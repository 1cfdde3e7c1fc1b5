"""Sign in and sign out."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib.auth import authenticate
from django.contrib.auth import login as begin_session
from django.contrib.auth import logout as end_session
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from raschet.domain.access.password_hashers import TooManyHashes
from raschet.domain.access.session_store import DEVICE
from raschet.interfaces.portal.access.device import device_name
from raschet.interfaces.portal.access.forms import LoginForm

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.http import HttpRequest, HttpResponse

RETRY_SECONDS = 5


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """One error for a wrong login and a wrong password; the login typed is kept."""
    if request.user.is_authenticated:
        return redirect(destination(request))
    form = LoginForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            user = authenticate(
                request, login=form.cleaned_data["login"], password=form.cleaned_data["password"]
            )
        except TooManyHashes:
            form.add_error(None, gettext("Too many people sign in right now. Try again shortly."))
            status = 503
        else:
            if user is not None:
                sign_in(request, cast("AbstractBaseUser", user))
                return redirect(destination(request))
            form.add_error("password", gettext("Login or password did not match."))
    answer = render(
        request,
        "portal/login.html",
        {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")},
        status=status,
    )
    if status == 503:
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


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
    answer = redirect("home")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer
