"""What billing refuses, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from raschet.domain.ledger.errors import LedgerRefusal, PeriodRefusal

if TYPE_CHECKING:
    from raschet.values.period import Period


class MonthAlreadyPublished(PeriodRefusal):
    """The month has a published run; what came later is corrected in the next month."""

    def __str__(self) -> str:
        return f"the month {self.period} is already published"


class MonthNotPublished(PeriodRefusal):
    """The month has no published run."""

    def __str__(self) -> str:
        return f"the month {self.period} is not published"


class EarlierPeriodNotPublished(LedgerRefusal):
    """A month goes on from the one before, which is not published yet."""

    def __init__(self, period: Period, earlier: Period) -> None:
        super().__init__(period, earlier)
        self.period = period
        self.earlier = earlier

    def __str__(self) -> str:
        return f"the month {self.earlier} must be published before {self.period} is computed"


class NothingToBill(PeriodRefusal):
    """No account is served in the month."""

    def __str__(self) -> str:
        return f"no account is served in {self.period}"


class RunRefusal(LedgerRefusal):
    """A deed did not happen because of the state of a run."""

    def __init__(self, run_id: int) -> None:
        super().__init__(run_id)
        self.run_id = run_id


class RunNotFound(RunRefusal):
    """The month has no such run."""

    def __str__(self) -> str:
        return f"there is no run {self.run_id}"


class RunNotChecked(RunRefusal):
    """Only a checked run can be signed."""

    def __str__(self) -> str:
        return f"run {self.run_id} is not checked"


class RunNotApproved(RunRefusal):
    """Two people have to sign before a run is published."""

    def __str__(self) -> str:
        return f"run {self.run_id} is not approved"


class RunAlreadyApproved(RunRefusal):
    """An approved run is published or discarded, not silently computed anew."""

    def __str__(self) -> str:
        return f"run {self.run_id} is approved; publish or discard it first"


class RunAlreadyPublished(RunRefusal):
    """What is published stays."""

    def __str__(self) -> str:
        return f"run {self.run_id} is published"


class SamePersonTwice(RunRefusal):
    """The two signatures come from two different people."""

    def __init__(self, run_id: int, login: str) -> None:
        super().__init__(run_id)
        self.login = login

    def __str__(self) -> str:
        return f"{self.login} has already signed run {self.run_id}"


class ApproverNotAllowed(RunRefusal):
    """The login is unknown, not active, or has no role that may sign."""

    def __init__(self, run_id: int, login: str) -> None:
        super().__init__(run_id)
        self.login = login

    def __str__(self) -> str:
        return f"{self.login} may not sign run {self.run_id}"


class ErrorsNotAccepted(RunRefusal):
    """The findings hold errors, and the person who signs did not accept them."""

    def __init__(self, run_id: int, errors: int) -> None:
        super().__init__(run_id)
        self.errors = errors

    def __str__(self) -> str:
        return f"run {self.run_id} has {self.errors} errors among its findings"
