"""Giving readings: the form, what it would cost, and the receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raschet.domain.billing.selectors import estimate_next_bill
from raschet.domain.readings.selectors import submission_of_account
from raschet.domain.readings.services.submit_readings import submit_readings
from raschet.domain.registry.selectors import meter_public_ids
from raschet.interfaces.portal.cabinet.answers import page
from raschet.interfaces.portal.cabinet.month_of_readings import MonthOfReadings, month_of_readings
from raschet.interfaces.portal.cabinet.opened_account import Asker, cabinet_page
from raschet.interfaces.portal.cabinet.pages import estimate_words, receipt_page
from raschet.interfaces.portal.cabinet.pages.readings_page import heading, window_words
from raschet.interfaces.ui import figures
from raschet.interfaces.ui.meter_form import MeterForm, meter_form
from raschet.interfaces.ui.reading_words import number

if TYPE_CHECKING:
    from django.http import HttpRequest

    from raschet.domain.readings.selectors import Submitted
    from raschet.domain.readings.services.submit_readings import Item

RECEIPT: Final = "cabinet_receipt"
"""The session's key: the number of the receipt that was given last."""
CHANNEL: Final = "CABINET"


@require_http_methods(["GET", "HEAD", "POST"])
@cabinet_page
def readings(request: HttpRequest, asker: Asker) -> HttpResponse:
    """The meters with a field for each dial; what is wrong stays typed, with the reason beside it."""
    known = month_of_readings(asker)
    form = _form(asker, known)
    if request.method != "POST":
        return _page(request, asker, known, form, key=uuid4())
    if not asker.account.may_give_readings:
        raise Http404
    key = _key(request)
    items = form.read(request.POST.dict())
    if items:
        answer = _submit(asker, items, key)
        if answer.receipt is not None:
            request.session[RECEIPT] = answer.receipt.number
            return redirect("cabinet:readings_given")
        form.answer(answer.outcomes)
    return _page(request, asker, known, form, key=key)


@require_POST
@cabinet_page
def estimate(request: HttpRequest, asker: Asker) -> HttpResponse:
    """What the typed readings would cost, for the page's script. Nothing is kept."""
    known = month_of_readings(asker)
    form = _form(asker, known)
    items = form.read(request.POST.dict())
    if not items or known.month is None:
        return JsonResponse({"uses": {}, "estimate": ""})
    found = estimate_next_bill(
        account_id=asker.account.account_id,
        period=known.month.period,
        taken_on=asker.today,
        values_micro={item.register_id: item.value_micro for item in items},
    )
    return JsonResponse(
        {
            "uses": estimate_words.uses(known.meters, items),
            "estimate": estimate_words.sentence(found),
        }
    )


@require_safe
@cabinet_page
def readings_given(request: HttpRequest, asker: Asker) -> HttpResponse:
    """The receipt of the visit that was just made."""
    answer = submission_of_account(request.session.get(RECEIPT, ""), asker.account.account_id)
    if answer is None or answer.receipt is None:
        return redirect("cabinet:readings")
    known = month_of_readings(asker)
    return page(
        request,
        "readings_given.html",
        asker=asker,
        place="readings",
        number=answer.receipt.number,
        received_at=timezone.localtime(answer.receipt.received_at),
        rows=receipt_page.receipt_rows(known.meters, answer.outcomes),
        month=answer.period,
        closes_on=known.month.closes_on if known.month else None,
    )


def _form(asker: Asker, known: MonthOfReadings) -> MeterForm:
    given = {
        f"r{register.register_id}": number(register.given.value_micro, figures.language())
        for meter in known.meters
        for register in meter.registers
        if register.given is not None
    }
    return meter_form(known.meters, today=asker.today, open_figures=True, values=given)


def _submit(asker: Asker, items: list[Item], key: UUID) -> Submitted:
    return submit_readings(
        account_id=asker.account.account_id,
        items=items,
        taken_on=asker.today,
        received_at=timezone.now(),
        channel=CHANNEL,
        actor=asker.actor,
        client_key=key,
    )


def _key(request: HttpRequest) -> UUID:
    """The form's key, by which a second press of the button is the same visit."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def _page(
    request: HttpRequest, asker: Asker, known: MonthOfReadings, form: MeterForm, *, key: UUID
) -> HttpResponse:
    addresses = meter_public_ids(meter.meter_id for meter in known.meters)
    return page(
        request,
        "readings.html",
        asker=asker,
        place="readings",
        heading=heading(known.month) if known.month else "",
        window=window_words(known.month),
        form=form,
        cards=[(card, addresses[card.meter.meter_id]) for card in form.cards],
        key=key,
    )
