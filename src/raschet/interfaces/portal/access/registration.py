"""Registration: the account, the mailbox, the person; then the letter tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raschet.domain.access.budgets import LEVEL_MAX, Purpose, Subject, TooManyTries
from raschet.domain.access.password_hashers import TooManyHashes
from raschet.domain.access.services.judge_registration import write_again
from raschet.domain.access.services.receive_registration import receive_registration
from raschet.domain.access.services.spend_budget import spend_budget
from raschet.interfaces.portal.access.fields import masked_mailbox
from raschet.interfaces.portal.access.forms import ContactForm, NumberForm, PersonForm
from raschet.interfaces.portal.access.refusals import busy, form_page, too_many
from raschet.interfaces.ui.robot_check.forms import check_for, visitor_names

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

DRAFT: Final = "registration"
SENT: Final = "registration_sent"
STEPS: Final = 3
PEOPLE_LOOK_FROM: Final = 3
"""From this level on a match of the passport does not count by itself: people look at it."""
METHODS: Final = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(METHODS)
def number(request: HttpRequest) -> HttpResponse:
    """First page. Whether there is such an account is not said."""
    draft = _draft(request)
    form = NumberForm(request.POST or None, initial=draft)
    if request.method == "POST" and form.is_valid():
        request.session[DRAFT] = {**draft, "number": form.cleaned_data["number"]}
        return redirect("register_contact")
    return _page(request, "register_number", 1, form)


@never_cache
@require_http_methods(METHODS)
def contact(request: HttpRequest) -> HttpResponse:
    """Second page. Without the first one it leads back there."""
    draft = _draft(request)
    if "number" not in draft:
        return redirect("register")
    shown = {**draft, "email_again": draft.get("email", ""), "consent": "email" in draft}
    form = ContactForm(request.POST or None, initial=shown)
    if request.method == "POST" and form.is_valid():
        request.session[DRAFT] = {**draft, "email": form.cleaned_data["email"]}
        return redirect("register_person")
    return _page(request, "register_contact", 2, form, number=draft["number"])


@sensitive_post_parameters()
@sensitive_variables()
@never_cache
@require_http_methods(METHODS)
def person(request: HttpRequest) -> HttpResponse:
    """Last page. The answer is the same for a match, a miss and an account that does not exist."""
    draft = _draft(request)
    if not {"number", "email"} <= draft.keys():
        return redirect("register")
    try:
        check = check_for(request, Purpose.REGISTRATION)
        form = PersonForm(
            request.POST or None, check=check, number=draft["number"], email=draft["email"]
        )
        if request.method == "POST" and not check.changing and form.is_valid():
            public_id = _receive(request, form, draft)
            request.session[SENT] = {"id": str(public_id), "email": draft["email"]}
            del request.session[DRAFT]
            return redirect("register_sent")
    except TooManyHashes:
        busy(form)
    except TooManyTries:
        return too_many(request)
    if check.changing:
        form.errors.clear()
    return _page(request, "register_person", 3, form, number=draft["number"])


@sensitive_variables()
def _receive(request: HttpRequest, form: PersonForm, draft: dict[str, str]) -> UUID:
    """Raises: TooManyHashes, TooManyTries."""
    names = {
        **visitor_names(request),
        Subject.ACCOUNT: draft["number"],
        Subject.MAILBOX: draft["email"],
    }
    level = spend_budget(purpose=Purpose.REGISTRATION, names=names, now=timezone.now())
    return receive_registration(
        number=draft["number"],
        surname=form.cleaned_data["surname"],
        passport=form.cleaned_data["passport"],
        email=draft["email"],
        language=get_language() or "ru",
        pepper=settings.PASSPORT_PEPPER,
        today=timezone.localdate(),
        by_machine=level < min(PEOPLE_LOOK_FROM, LEVEL_MAX),
    )


@never_cache
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """What happens next; nothing here tells whether the details matched."""
    said = request.session.get(SENT)
    if not isinstance(said, dict):
        return redirect("register")
    context = {
        "mailbox": masked_mailbox(said["email"]),
        "again": "again" in request.GET,
        "office": settings.RASCHET.centre_office,
    }
    return render(request, "portal/register_sent.html", context)


@never_cache
@require_POST
def send_again(request: HttpRequest) -> HttpResponse:
    """One more letter, a minute after the request at the earliest."""
    said = request.session.get(SENT)
    if not isinstance(said, dict):
        return redirect("register")
    write_again(public_id=UUID(said["id"]), now=timezone.now())
    return redirect(f"{reverse('register_sent')}?again")


def _draft(request: HttpRequest) -> dict[str, str]:
    """What was typed on the pages before. A passport is never among it."""
    draft = request.session.get(DRAFT)
    return dict(draft) if isinstance(draft, dict) else {}


def _page(request: HttpRequest, template: str, step: int, form: Any, **more: Any) -> HttpResponse:
    return form_page(request, template, form, step=step, steps=range(1, STEPS + 1), **more)
