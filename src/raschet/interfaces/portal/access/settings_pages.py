"""Settings of a login: where it is signed in, its password, its accounts, its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.contrib.auth import login as renew_session
from django.contrib.auth import logout as end_session
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raschet.domain.access.budgets import Purpose, Subject, TooManyTries
from raschet.domain.access.password_hashers import TooManyHashes
from raschet.domain.access.selectors import held_accounts, paused_registrations, sessions_of
from raschet.domain.access.services import end_sessions as sessions
from raschet.domain.access.services.choose_password import (
    OldPasswordWrong,
    PasswordNotAllowed,
    change_password,
)
from raschet.domain.access.services.delete_cabinet import delete_cabinet
from raschet.domain.access.services.judge_registration import (
    RegistrationNotOpen,
    object_to_registration,
)
from raschet.domain.access.services.receive_registration import receive_registration
from raschet.domain.access.services.spend_budget import spend_budget
from raschet.domain.access.session_store import key_digest
from raschet.interfaces.portal.access.forms import (
    AddAccountForm,
    ChangePasswordForm,
    DeleteCabinetForm,
)
from raschet.interfaces.portal.access.login import forgotten
from raschet.interfaces.portal.access.refusals import busy, form_page, too_many
from raschet.interfaces.portal.access.registration import PEOPLE_LOOK_FROM
from raschet.interfaces.ui.robot_check.forms import check_for

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from raschet.domain.access.models import User

METHODS = ["GET", "HEAD", "POST"]
DONE = {
    "password": "password",
    "session": "session",
    "objected": "objected",
    "requested": "requested",
}


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Everything about the login on one page."""
    user = _user(request)
    context = {
        "place": "more",
        "sessions": sessions_of(user_id=user.pk, own_digest=_own_digest(request)),
        "paused": paused_registrations(_owned(user)),
        "done": DONE.get(request.GET.get("done", "")),
    }
    return render(request, "portal/settings.html", context)


@require_POST
@login_required
def end_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Sign out one device."""
    if not sessions.end_session(user_id=_user(request).pk, public_id=public_id):
        raise Http404
    return _back("session")


@require_POST
@login_required
def end_all(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere, here too."""
    sessions.end_sessions(user_id=_user(request).pk)
    end_session(request)
    return forgotten(redirect("login"))


@require_POST
@login_required
def object_to(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Refuse somebody else's request for access during its pause."""
    user = _user(request)
    try:
        object_to_registration(
            public_id=public_id, user_id=user.pk, account_ids=_owned(user), now=timezone.now()
        )
    except RegistrationNotOpen as error:
        raise Http404 from error
    return _back("objected")


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(METHODS)
@login_required
def password(request: HttpRequest) -> HttpResponse:
    """Change the password; other devices are signed out."""
    form = ChangePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = change_password(
                user_id=_user(request).pk,
                old=form.cleaned_data["old"],
                new=form.cleaned_data["password"],
                keep_session=_own_digest(request),
            )
        except OldPasswordWrong:
            form.add_error("old", gettext("The current password did not match."))
        except PasswordNotAllowed as error:
            form.refuse(error.fault)
        except TooManyHashes:
            busy(form)
        else:
            # The session's proof follows the new password, under a new key.
            renew_session(request, user, backend="raschet.domain.access.backend.Residents")
            return _back("password")
    return form_page(request, "change_password", form, place="more")


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(METHODS)
@login_required
def delete(request: HttpRequest) -> HttpResponse:
    """Delete the cabinet: the login goes, the account with the centre stays."""
    form = DeleteCabinetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            delete_cabinet(
                user_id=_user(request).pk,
                password=form.cleaned_data["password"],
                today=timezone.localdate(),
            )
        except OldPasswordWrong:
            form.add_error("password", gettext("The current password did not match."))
        except TooManyHashes:
            busy(form)
        else:
            end_session(request)
            return forgotten(redirect("cabinet_deleted"))
    return form_page(request, "delete_cabinet", form, place="more")


@require_safe
def deleted(request: HttpRequest) -> HttpResponse:
    """The last page of a cabinet."""
    return render(request, "portal/cabinet_deleted.html")


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(METHODS)
@login_required
def add_account(request: HttpRequest) -> HttpResponse:
    """Ask for one more account in this cabinet; the letter tells."""
    user = _user(request)
    try:
        check = check_for(request, Purpose.REGISTRATION, {Subject.CLIENT: f"user {user.pk}"})
        form = AddAccountForm(request.POST or None, check=check)
        if request.method == "POST" and not check.changing and form.is_valid():
            _receive(user, form)
            return _back("requested")
    except TooManyHashes:
        busy(form)
    except TooManyTries:
        return too_many(request)
    if check.changing:
        form.errors.clear()
    return form_page(request, "add_account", form, place="more")


@sensitive_variables()
def _receive(user: User, form: AddAccountForm) -> None:
    """A signed-in resident has a budget of his own, whatever his network does."""
    number = form.cleaned_data["number"]
    level = spend_budget(
        purpose=Purpose.REGISTRATION,
        names={Subject.CLIENT: f"user {user.pk}", Subject.ACCOUNT: number},
        now=timezone.now(),
    )
    receive_registration(
        number=number,
        surname=form.cleaned_data["surname"],
        passport=form.cleaned_data["passport"],
        email=user.email,
        language=get_language() or "ru",
        pepper=settings.PASSPORT_PEPPER,
        today=timezone.localdate(),
        by_machine=level < PEOPLE_LOOK_FROM,
        user_id=user.pk,
    )


def _user(request: HttpRequest) -> User:
    """The signed-in resident: ``login_required`` let nobody else through."""
    return cast("User", request.user)


def _owned(user: User) -> list[int]:
    held = held_accounts(user_id=user.pk, on=timezone.localdate())
    return [account.account_id for account in held if "OWNER" in account.roles]


def _own_digest(request: HttpRequest) -> str:
    return key_digest(request.session.session_key or "")


def _back(done: str) -> HttpResponse:
    return redirect(f"{reverse('settings')}?done={done}")
