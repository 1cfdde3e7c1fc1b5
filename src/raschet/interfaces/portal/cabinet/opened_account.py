"""Which account a page of the cabinet is about: one of the asker's own, chosen in the session.

The number never stands in an address. An account the asker holds no grant for today does not
exist for this person: the answer is 404, the same as for a page that is not there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, Final, ParamSpec
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers

from raschet.domain.access.selectors import held_accounts
from raschet.domain.registry.selectors import account_labels
from raschet.values.period import Period

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from django.http import HttpRequest, HttpResponse

Rest = ParamSpec("Rest")
CHOSEN: Final = "cabinet_account"
"""The session's key: the public id of the account that was chosen last."""


@dataclass(frozen=True, slots=True)
class OpenedAccount:
    """One of the asker's accounts. Nothing from before ``since`` is shown."""

    account_id: int
    public_id: UUID
    number: str
    address: str
    closed_on: date | None
    since: date
    roles: frozenset[str]

    @property
    def may_give_readings(self) -> bool:
        """Whether the right is more than to look."""
        return bool(self.roles & {"OWNER", "READINGS"})

    def shows(self, period: Period) -> bool:
        """Whether the asker may see this month: some day of it belongs to the grant."""
        return period.last_day >= self.since


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, the account the page is about, and the others this person may switch to."""

    name: str
    actor: str
    """Who does what is done here, as the books and the audit record name people."""
    today: date
    account: OpenedAccount
    accounts: Sequence[OpenedAccount]


def accounts_of(request: HttpRequest, today: date) -> list[OpenedAccount]:
    """Every account the signed-in person holds a grant for on the day. Two queries."""
    user_id = request.user.pk
    assert user_id is not None, "the page is for those who have signed in"
    held = {each.account_id: each for each in held_accounts(user_id=user_id, on=today)}
    return [
        OpenedAccount(
            account_id=label.account_id,
            public_id=label.public_id,
            number=label.number,
            address=label.address,
            closed_on=label.closed_on,
            since=held[label.account_id].since,
            roles=held[label.account_id].roles,
        )
        for label in account_labels(held)
    ]


def asker_of(request: HttpRequest) -> Asker:
    """The asker with the chosen account, or the first. Raises: Http404 for one without any."""
    today = timezone.localdate()
    accounts = accounts_of(request, today)
    if not accounts:
        raise Http404
    chosen = request.session.get(CHOSEN)
    account = next((each for each in accounts if str(each.public_id) == chosen), accounts[0])
    return Asker(
        name=getattr(request.user, "name", ""),
        actor=f"user:{request.user.pk}",
        today=today,
        account=account,
        accounts=accounts,
    )


def choose_account(request: HttpRequest, public_id: UUID) -> None:
    """Remember the account for the pages that follow. Raises: Http404 for somebody else's."""
    accounts = accounts_of(request, timezone.localdate())
    if all(each.public_id != public_id for each in accounts):
        raise Http404
    request.session[CHOSEN] = str(public_id)


def cabinet_page(
    view: Callable[Concatenate[HttpRequest, Asker, Rest], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Let a view answer only somebody signed in, about an account of theirs; never cached."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        return view(request, asker_of(request), *arguments, **named)

    return signed_in(guarded)


def signed_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view answer only somebody signed in; no copy of the answer is kept anywhere."""

    @login_required
    @wraps(view)
    def private(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        answer = view(request, *arguments, **named)
        patch_cache_control(answer, private=True, no_store=True)
        patch_vary_headers(answer, ["Cookie"])
        return answer

    return private
