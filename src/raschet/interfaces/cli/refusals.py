"""The domain's refusals in sentences: what happened, what was kept, what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy

from raschet.domain.access.services.create_staff_user import (
    LoginInvalid,
    LoginTaken,
    RoleNotForStaff,
)
from raschet.domain.access.services.judge_registration import AccountNotKnown, RegistrationNotOpen
from raschet.domain.access.services.revoke_grant import GrantNotFound
from raschet.domain.billing import errors as billing
from raschet.domain.billing.services import record_violation as violation
from raschet.domain.ledger import errors as ledger
from raschet.domain.notifications.services.decide_letter import LetterNotUndecided
from raschet.domain.readings.services.decide_held import (
    HeldReadingContradicts,
    HeldReadingNotFound,
)
from raschet.domain.readings.services.set_window import WindowImpossible, WindowTooEarly
from raschet.domain.readings.services.submit_readings import RegisterRepeated
from raschet.domain.registry.services.record_absence import AbsenceNotFound, AbsenceRefused
from raschet.domain.registry.services.record_quality_event import (
    QualityEventNotFound,
    QualityEventRefused,
)
from raschet.values.period import PeriodInvalid

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WORDINGS: Final[dict[type[Exception], _StrPromise]] = {
    LoginTaken: gettext_lazy(
        "There is already a login “%(login)s”. It was left as it is. Choose another name."
    ),
    LoginInvalid: gettext_lazy(
        "“%(login)s” cannot be a login. Nothing was made. Use 3 to 64 letters, digits, points, "
        "hyphens or underscores, beginning with a letter."
    ),
    RoleNotForStaff: gettext_lazy(
        "“%(role)s” is not a role of the centre's people. Nothing was made. “raschet staff add "
        "--help” lists the roles."
    ),
    RegistrationNotOpen: gettext_lazy(
        "No request %(registration_id)s waits for a decision. Nothing was changed. “raschet residents "
        "requests” lists those that do."
    ),
    AccountNotKnown: gettext_lazy(
        "There is no account %(number)s, so nothing can be opened. Nothing was changed. Refuse the "
        "request, and have the person register with the right number."
    ),
    GrantNotFound: gettext_lazy(
        "%(login)s has no standing right to account %(number)s. Nothing was changed. “raschet "
        "residents grants %(number)s” lists the rights."
    ),
    LetterNotUndecided: gettext_lazy(
        "Letter %(letter_id)s waits for no decision. Nothing was changed. “raschet letters list” "
        "lists those that do."
    ),
    PeriodInvalid: gettext_lazy(
        "“%(text)s” is not a calendar month. Nothing was changed. Write it like 2026-10."
    ),
    ledger.PeriodNotOpened: gettext_lazy(
        "The month %(period)s is not in the books. Nothing was changed. Months open one after "
        "another: compute the one before it first."
    ),
    ledger.PeriodClosed: gettext_lazy(
        "The month %(period)s is closed for ever; it stays as it is. What became known later is "
        "charged or returned in an open month."
    ),
    ledger.EarlierPeriodOpen: gettext_lazy(
        "The month %(period)s was not closed: %(earlier)s is still open. Nothing was changed. "
        "Months close in order: “raschet close %(earlier)s” first."
    ),
    ledger.PeriodOutOfOrder: gettext_lazy(
        "The month %(period)s was not opened: the next one is %(expected)s. Nothing was changed."
    ),
    ledger.BookNotPublished: gettext_lazy(
        "The month %(period)s was not closed: a computed run waits to be published. Nothing was "
        "changed. Publish it with “raschet bill %(period)s --publish --by LOGIN”."
    ),
    ledger.NoLiveBook: gettext_lazy(
        "No month is open in the books yet. Nothing was changed. Compute the first month with "
        "“raschet bill PERIOD”."
    ),
    ledger.RunInProgress: gettext_lazy(
        "Another run, a closing or an upgrade of the tables is at work. Nothing was changed. Wait "
        "until it is over and repeat the command."
    ),
    billing.MonthAlreadyPublished: gettext_lazy(
        "The month %(period)s is already published and stays as it is. What became known later is "
        "corrected in the next month."
    ),
    billing.MonthNotPublished: gettext_lazy(
        "The month %(period)s was not closed: it is not published. Nothing was changed. Publish it "
        "with “raschet bill %(period)s --publish --by LOGIN”."
    ),
    billing.EarlierPeriodNotPublished: gettext_lazy(
        "The month %(period)s was not computed: %(earlier)s is not published. Nothing was changed. "
        "Publish %(earlier)s first."
    ),
    billing.NothingToBill: gettext_lazy(
        "No account is served in %(period)s, so there is nothing to compute. Nothing was changed. "
        "Check the month, or import accounts first."
    ),
    billing.RunNotChecked: gettext_lazy(
        "Only a month that is computed and not yet approved can be signed. Nothing was changed. "
        "“raschet bill PERIOD” computes it."
    ),
    billing.RunNotApproved: gettext_lazy(
        "The month was not published: two different people have to sign it first. Nothing was "
        "changed. Sign with “raschet bill PERIOD --approve --by LOGIN”."
    ),
    billing.RunAlreadyApproved: gettext_lazy(
        "The month is approved by two people and was not computed again. Everything is kept. "
        "Publish it with “raschet bill PERIOD --publish --by LOGIN”."
    ),
    billing.SamePersonTwice: gettext_lazy(
        "%(login)s has already signed this month. The signature is kept; the second one comes from "
        "another person."
    ),
    billing.ApproverNotAllowed: gettext_lazy(
        "%(login)s may not sign a month. Nothing was changed. Billing clerks, shift leads and "
        "administrators sign."
    ),
    billing.ErrorsNotAccepted: gettext_lazy(
        "The checks found errors: %(errors)s. The signature was not taken. Mend the data and "
        "compute again, or sign knowingly with --accept-errors."
    ),
    violation.ViolationDaysImpossible: gettext_lazy(
        "The act %(number)s was not recorded: it must begin before it was found, be found by today "
        "and while the account is served. Check the days."
    ),
    violation.ActRecordedBefore: gettext_lazy(
        "The act %(number)s was recorded before. It was left as it is."
    ),
    violation.ServiceWithoutNorm: gettext_lazy(
        "The act %(number)s was not recorded: it needs a number and a utility service, like "
        "cold_water."
    ),
    violation.ViolationChargedAlready: gettext_lazy(
        "The act %(number)s is charged in a published month and stays. Give the sum back by a "
        "correction in an open month."
    ),
    violation.ActUnknown: gettext_lazy(
        "No act %(number)s stands for this account. Nothing was changed. “raschet violation list "
        "ACCOUNT” shows them."
    ),
    HeldReadingNotFound: gettext_lazy(
        "Reading %(name)s does not wait for a look: it was decided, or a later one took its place. "
        "Nothing was changed. “raschet readings held” shows those that wait."
    ),
    HeldReadingContradicts: gettext_lazy(
        "Reading %(name)s was not accepted: the accepted reading of %(other_day)s would make the "
        "dial run backwards. It still waits. Refuse it; if the meter was changed, enter the new "
        "meter and give the reading there."
    ),
    RegisterRepeated: gettext_lazy(
        "A meter is named twice. Nothing was changed. Give one value for each dial."
    ),
    WindowImpossible: gettext_lazy(
        "Days %(first_day)s to %(last_day)s are no window of a month. Nothing was changed. Give two "
        "days from 1 to 31 in their order."
    ),
    WindowTooEarly: gettext_lazy(
        "A later decision stands: the days are set from %(last)s on. Nothing was changed. Give that "
        "month or a later one."
    ),
    AbsenceNotFound: gettext_lazy(
        "There is no absence %(absence_id)s that still counts. Nothing was changed. “raschet absence "
        "list ACCOUNT” shows them."
    ),
    QualityEventNotFound: gettext_lazy(
        "There is no record %(event_id)s that still counts. Nothing was changed. Check the number."
    ),
}
"""Each sentence takes the error's fields by name."""

REASONS: Final[dict[tuple[type[Exception], str], _StrPromise]] = {
    (AbsenceRefused, "TOO_SHORT"): gettext_lazy(
        "The absence is too short. Nothing was recorded. More than %(limit)s full days are needed; the "
        "days of leaving and of return do not count."
    ),
    (AbsenceRefused, "TOO_LATE"): gettext_lazy(
        "The application came too late. Nothing was recorded. It has to come within %(limit)s days of "
        "the return."
    ),
    (AbsenceRefused, "NO_DOCUMENTS"): gettext_lazy(
        "Nothing proves the absence. Nothing was recorded. Name the documents with --documents."
    ),
    (AbsenceRefused, "TOO_FAR_AHEAD"): gettext_lazy(
        "Without documents an absence is announced for %(limit)s months at most. Nothing was recorded. "
        "Give an earlier day of return."
    ),
    (AbsenceRefused, "TOO_MANY_PERSONS"): gettext_lazy(
        "More people would be away than live there: %(limit)s. Nothing was recorded. Check the number "
        "and the other applications."
    ),
    (AbsenceRefused, "NOBODY"): gettext_lazy(
        "Nobody is away. Nothing was recorded. Give at least one person."
    ),
    (QualityEventRefused, "CASE_UNKNOWN"): gettext_lazy(
        "The law has no case “%(detail)s” on that day. Nothing was recorded. “raschet outage cases” "
        "lists them."
    ),
    (QualityEventRefused, "SERVICE_UNFIT"): gettext_lazy(
        "The case does not belong to this service. Nothing was recorded. It belongs to: %(detail)s."
    ),
    (QualityEventRefused, "ENDS_BEFORE_START"): gettext_lazy(
        "The end is not after the beginning. Nothing was recorded. Check both moments."
    ),
    (QualityEventRefused, "NOT_MEASURED"): gettext_lazy(
        "The case needs a measurement. Nothing was recorded. Give it with --measured."
    ),
    (QualityEventRefused, "NO_RATE"): gettext_lazy(
        "The case needs the rate of the work. Nothing was recorded. Give it with --rate."
    ),
    (QualityEventRefused, "PLACE_UNKNOWN"): gettext_lazy(
        "There is no such house, or the account is not in it. Nothing was recorded."
    ),
}
"""Sentences of refusals that name their reason."""


def worded(error: Exception) -> str | None:
    """The sentence for a refusal of the domain; None where nobody gave one its words."""
    reason = REASONS.get((type(error), getattr(error, "reason", "")))
    if reason is not None:
        return str(reason) % _fields(error)
    for kind in type(error).__mro__:
        if kind in WORDINGS:
            return str(WORDINGS[kind]) % _fields(error)
    return None


def _fields(error: Exception) -> dict[str, Any]:
    """The error's public fields, those of classes with slots too."""
    return {name: getattr(error, name) for name in dir(error) if not name.startswith("_")}
