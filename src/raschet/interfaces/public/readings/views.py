"""Three pages: account number, meters, receipt. They work without scripts."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from raschet.domain.readings.selectors import meters_to_read, reading_month, submission_of_account
from raschet.domain.readings.services.submit_readings import SubmissionKeyReused, submit_readings
from raschet.interfaces.public.readings.forms import AccountForm
from raschet.interfaces.public.readings.received import received_rows
from raschet.interfaces.public.readings.visits import Visit, begin_visit, keep_visit, visit_of
from raschet.interfaces.ui.meter_form import meter_form
from raschet.values.period import Period

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from raschet.domain.readings.selectors import Submitted
    from raschet.domain.readings.services.submit_readings import Item

CHANNEL: Final = "SITE"
ACTOR: Final = "site"
TURNS_MAX: Final = 20
"""So often one kept page may be sent to and fro before its visits are no longer told apart."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Step 1: whose meters."""
    form = AccountForm(request.POST or None) if request.method == "POST" else AccountForm()
    if request.method == "POST" and form.is_valid():
        word = begin_visit(request, form.account.account_id, form.account.number)
        return redirect("readings_meters", word=word)
    return _account_page(request, form)


def _account_page(
    request: HttpRequest, form: AccountForm, *, ended: bool = False, status: int = 200
) -> HttpResponse:
    context = {
        "place": "readings",
        "form": form,
        "month": reading_month(timezone.localdate()),
        "ended": ended,
    }
    return render(request, "public/readings_account.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def meters(request: HttpRequest, word: str) -> HttpResponse:
    """Step 2: what the dials show. Everything typed stays on the page until it is right."""
    visit = visit_of(request, word)
    if visit is None:
        return _account_page(request, AccountForm(), ended=True, status=410)
    now = timezone.now()
    today = timezone.localdate(now)
    month = reading_month(today)
    form = meter_form(
        meters_to_read(visit.account_id, period=month.period, today=today),
        today=today,
        open_figures=settings.RASCHET.last_readings_shown,
        values=visit.values if request.method != "POST" else {},
    )
    key = _key(request)
    if request.method == "POST":
        items = form.read(request.POST.dict())
        if items:
            answer = _submit(visit, items, now, key)
            if answer.receipt is not None:
                visit.receipt = answer.receipt.number
                visit.values = {dial.name: dial.typed for dial in form.fields if dial.typed}
                visit.cut = form.cut
                keep_visit(request, word, visit)
                return redirect("readings_done", word=word)
            form.answer(answer.outcomes)
    context = {
        "place": "readings",
        "form": form,
        "visit": visit,
        "month": month,
        "word": word,
        "key": key,
        "corrects": bool(visit.receipt) and request.method != "POST",
    }
    return render(request, "public/readings_meters.html", context)


def _key(request: HttpRequest) -> uuid.UUID:
    """The form's own key; a new one where it has none or a broken one."""
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid.uuid4()


def _submit(visit: Visit, items: Sequence[Item], now: datetime, key: uuid.UUID) -> Submitted:
    """Hand a visit over: a click that comes twice is one visit, a page sent once more is another.

    A page that the browser kept has the key it was sent with. With other values, or after others
    were given, it is a new visit, under a key that a second click on the same page finds again.
    """

    def hand_over(client_key: uuid.UUID) -> Submitted:
        return submit_readings(
            account_id=visit.account_id,
            items=items,
            taken_on=timezone.localdate(now),
            received_at=now,
            channel=CHANNEL,
            actor=ACTOR,
            client_key=client_key,
        )

    for turn in range(TURNS_MAX):
        try:
            answer = hand_over(uuid.uuid5(key, f"{items!r} {turn}") if turn else key)
        except SubmissionKeyReused:
            continue
        if answer.newest:
            return answer
    return hand_over(uuid.uuid4())


@never_cache
@require_safe
def done(request: HttpRequest, word: str) -> HttpResponse:
    """Step 3: the receipt, and until when it can be corrected."""
    visit = visit_of(request, word)
    if visit is None:
        return _account_page(request, AccountForm(), ended=True, status=410)
    submitted = submission_of_account(visit.receipt, visit.account_id)
    if submitted is None or submitted.receipt is None:
        return redirect("readings_meters", word=word)
    today = timezone.localdate()
    month = reading_month(today)
    known = meters_to_read(visit.account_id, period=month.period, today=today)
    context = {
        "place": "readings",
        "visit": visit,
        "word": word,
        "receipt": submitted.receipt,
        "received_at": timezone.localtime(submitted.receipt.received_at),
        "counts_in": submitted.period,
        "late": submitted.period > Period.of(timezone.localdate(submitted.receipt.received_at)),
        "month": month,
        "correctable": submitted.period == month.period,
        "rows": received_rows(
            submitted.outcomes, known, open_figures=settings.RASCHET.last_readings_shown
        ),
    }
    return render(request, "public/readings_done.html", context)
