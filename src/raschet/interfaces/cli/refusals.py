"""The domain's refusals in sentences: what happened, what was kept, what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy

from raschet.domain.access.services.create_staff_user import (
    LoginInvalid,
    LoginTaken,
    RoleNotForStaff,
)
from raschet.domain.billing import errors as billing
from raschet.domain.ledger import errors as ledger
from raschet.domain.readings.services.decide_held import (
    HeldReadingContradicts,
    HeldReadingNotFound,
)
from raschet.domain.readings.services.set_window import WindowImpossible, WindowTooEarly
from raschet.domain.readings.services.submit_readings import RegisterRepeated
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
}
"""Each sentence takes the error's fields by name."""


def worded(error: Exception) -> str | None:
    """The sentence for a refusal of the domain; None where nobody gave one its words."""
    for kind in type(error).__mro__:
        if kind in WORDINGS:
            return str(WORDINGS[kind]) % _fields(error)
    return None


def _fields(error: Exception) -> dict[str, Any]:
    """The error's public fields, those of classes with slots too."""
    return {name: getattr(error, name) for name in dir(error) if not name.startswith("_")}
