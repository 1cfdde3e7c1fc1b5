"""The words of letters about logins: what a resident reads, in text and in HTML alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from raschet.domain.access.models import OneTimePassword, Registration, User
from raschet.domain.access.services.issue_one_time_password import issue_one_time_password
from raschet.domain.notifications.letters import LetterWords, Occasion, register_letter
from raschet.domain.registry.models import Account

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, repr=False)
class Body:
    """The parts of a letter. ``facts`` may hold a one-time password, hence no repr."""

    subject: str
    paragraphs: Sequence[str]
    facts: Sequence[tuple[str, str]] = ()
    link: tuple[str, str] | None = None
    after: Sequence[str] = field(default=())


Writer: TypeAlias = Callable[[Occasion], Body | None]


def words(write: Writer, occasion: Occasion) -> LetterWords | None:
    """Word a letter in its language, as text and as HTML."""
    with override(occasion.language):
        body = write(occasion)
        if body is None:
            return None
        environment = settings.RASCHET
        closing = [environment.centre_name, environment.centre_place, environment.centre_phone]
        html = render_to_string(
            "access/letter.html",
            {"body": body, "language": occasion.language, "closing": closing},
        )
    lines = [*body.paragraphs, "\n".join(f"{name}: {value}" for name, value in body.facts)]
    if body.link:
        lines.append(f"{body.link[0]}:\n{body.link[1]}")
    lines += [*body.after, "-- \n" + "\n".join(filter(None, closing))]
    return LetterWords(body.subject, "\n\n".join(filter(None, lines)) + "\n", html)


def _address(name: str) -> str:
    return f"{settings.RASCHET.address}{reverse(name)}"


def _moment(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j E, H:i")


def _request(occasion: Occasion) -> Registration | None:
    return Registration.objects.filter(pk=occasion.facts["registration_id"]).first()


def _resident(request: Registration | None) -> User | None:
    """The active login that a request led to."""
    if request is None or request.user_id is None:
        return None
    return User.objects.filter(pk=request.user_id, is_active=True).first()


def _sign_in_facts(user: User, secret: str) -> list[tuple[str, str]]:
    return [(gettext("Login"), user.login), (gettext("One-time password"), secret)]


def registration_opened(occasion: Occasion) -> Body | None:
    """Login and one-time password; nothing once the password was chosen."""
    user = _resident(_request(occasion))
    if user is None:
        return None
    if user.has_usable_password():
        return registration_again(occasion)
    secret = issue_one_time_password(user_id=user.pk, purpose=OneTimePassword.Purpose.REGISTRATION)
    return Body(
        gettext("Your login to the residents' area"),
        [
            gettext("Hello! You asked for access to the residents' area, and it is open."),
            gettext(
                "Sign in with this login and one-time password, then choose a password of your own."
            ),
        ],
        _sign_in_facts(user, secret),
        (gettext("Sign in"), _address("login")),
        [
            gettext("The one-time password works once, for three days."),
            gettext("If it was not you who asked, call us: the number is below."),
        ],
    )


def registration_again(occasion: Occasion) -> Body | None:
    """The mailbox has a login for this account already."""
    user = _resident(_request(occasion))
    if user is None:
        return None
    return Body(
        gettext("You have a login already"),
        [
            gettext("Hello! You asked for access to an account that you have a login for already."),
            gettext("If you forgot the password, choose a new one by “Forgot the password?”."),
        ],
        [(gettext("Login"), user.login)],
        (gettext("Choose a new password"), _address("recover")),
    )


def registration_person(occasion: Occasion) -> Body | None:
    """The details did not match: the office, with the passport."""
    del occasion
    return Body(
        gettext("We could not open access yet"),
        [
            gettext(
                "Hello! You asked for access to the residents' area. The account, the surname and "
                "the passport did not match what we have."
            ),
            gettext(
                "Perhaps there is a slip in what you typed: you can send the request again. Or come "
                "to the office with your passport: we will open access at once."
            ),
        ],
        [(gettext("Office"), settings.RASCHET.centre_office)],
        (gettext("Send the request again"), _address("register")),
        [gettext("If it was not you who asked, you need not do anything.")],
    )


def registration_paused(occasion: Occasion) -> Body | None:
    """The account has a resident already: a day for him to object."""
    request = _request(occasion)
    if request is None or request.pause_until is None:
        return None
    if request.state != Registration.State.PAUSED:
        return None
    return Body(
        gettext("Access opens in a day"),
        [
            gettext("Hello! You asked for access to the residents' area. The details match."),
            gettext(
                "Somebody has a login for this account already, so we wrote to that person and wait "
                "a day. If nobody objects, your login comes by letter after %(moment)s."
            )
            % {"moment": _moment(request.pause_until)},
            gettext("If you need it sooner, come to the office with your passport."),
        ],
        [(gettext("Office"), settings.RASCHET.centre_office)],
    )


def registration_refused(occasion: Occasion) -> Body | None:
    """Refused by the centre's people or by the first resident."""
    if _request(occasion) is None:
        return None
    return Body(
        gettext("Access was not opened"),
        [
            gettext("Hello! You asked for access to the residents' area. We cannot open it."),
            gettext("If you think this is a mistake, come to the office with your passport."),
        ],
        [(gettext("Office"), settings.RASCHET.centre_office)],
    )


def account_added(occasion: Occasion) -> Body | None:
    """One more account in a cabinet that exists."""
    request = _request(occasion)
    if request is None:
        return None
    return Body(
        gettext("An account was added"),
        [gettext("Hello! Your residents' area now shows one more account.")],
        [(gettext("Account"), request.number)],
        (gettext("Open the residents' area"), _address("cabinet:home")),
        [gettext("If it was not you who asked, call us: the number is below.")],
    )


def second_registration(occasion: Occasion) -> Body | None:
    """To the first resident: somebody else asks, and may be objected to."""
    request = _request(occasion)
    if request is None or request.pause_until is None:
        return None
    if request.state != Registration.State.PAUSED:
        return None
    return Body(
        gettext("Somebody asks for access to your account"),
        [
            gettext(
                "Hello! Somebody who knows the account number, a surname and a passport of its "
                "people asks for a login of their own."
            ),
            gettext(
                "If you know who it is, you need not do anything: access opens on %(moment)s. If you "
                "do not, sign in and object in the settings before that, or call us."
            )
            % {"moment": _moment(request.pause_until)},
        ],
        [(gettext("Account"), request.number)],
        (gettext("Open the settings"), _address("settings")),
    )


def recovery(occasion: Occasion) -> Body | None:
    """Login and one-time password, if the account and the mailbox belong together."""
    today = timezone.localdate()
    account = Account.objects.filter(number=occasion.facts["number"]).first()
    user = (
        User.objects.filter(
            email__iexact=occasion.address,
            is_active=True,
            role=User.Role.RESIDENT,
            grants__account_id=account.pk,
            grants__valid_from__lte=today,
        )
        .exclude(grants__account_id=account.pk, grants__valid_until__lte=today)
        .order_by("id")
        .first()
        if account
        else None
    )
    if user is None:
        return None
    secret = issue_one_time_password(user_id=user.pk, purpose=OneTimePassword.Purpose.RECOVERY)
    return Body(
        gettext("How to sign in again"),
        [
            gettext("Hello! You asked for a way back into the residents' area."),
            gettext(
                "Sign in with this login and one-time password, then choose a new password. Until "
                "then the old one works."
            ),
        ],
        _sign_in_facts(user, secret),
        (gettext("Sign in"), _address("login")),
        [
            gettext("The one-time password works once, for ten minutes."),
            gettext("If it was not you who asked, you need not do anything."),
        ],
    )


def password_changed(occasion: Occasion) -> Body | None:
    """So that a thief's change does not stay unseen."""
    user = User.objects.filter(pk=occasion.facts["user_id"], is_active=True).first()
    if user is None:
        return None
    return Body(
        gettext("Your password was changed"),
        [
            gettext("Hello! The password of your login was changed, and other devices signed out."),
            gettext("If it was not you, choose a new one by “Forgot the password?” and call us."),
        ],
        [(gettext("Login"), user.login)],
        (gettext("Choose a new password"), _address("recover")),
    )


def cabinet_deleted(occasion: Occasion) -> Body | None:
    """The last letter to this mailbox."""
    del occasion
    return Body(
        gettext("Your residents' area was deleted"),
        [
            gettext(
                "Hello! Your login and this e-mail address were deleted from the residents' area. "
                "Your account with the centre goes on: bills, readings and payments as before."
            ),
            gettext("If it was not you, call us: the number is below."),
        ],
    )


WRITERS: Final[dict[str, Writer]] = {
    "REGISTRATION_OPENED": registration_opened,
    "REGISTRATION_AGAIN": registration_again,
    "REGISTRATION_PERSON": registration_person,
    "REGISTRATION_PAUSED": registration_paused,
    "REGISTRATION_REFUSED": registration_refused,
    "ACCOUNT_ADDED": account_added,
    "SECOND_REGISTRATION": second_registration,
    "RECOVERY": recovery,
    "PASSWORD_CHANGED": password_changed,
    "CABINET_DELETED": cabinet_deleted,
}


def register_letters() -> None:
    """Tell the outbox how letters about logins are worded."""
    for kind, write in WRITERS.items():
        register_letter(kind, partial(words, write))
