"""The words of pages whose service an installation gives by phone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class PhonePage:
    """A heading, what the caller hears, and what to have at hand."""

    heading: _StrPromise
    text: _StrPromise
    at_hand: tuple[_StrPromise, ...]


ACCOUNT_NUMBER: Final = gettext_lazy("The account number: six digits at the top of the bill.")

PAGES: Final = {
    "pay": PhonePage(
        gettext_lazy("Pay by account number"),
        gettext_lazy(
            "This site does not take payments yet. Pay at a bank by the code on your bill; "
            "the operator tells you the amount."
        ),
        (ACCOUNT_NUMBER,),
    ),
}


def phone_page(place: str) -> PhonePage:
    """The words of a place of the navigation. Raises: KeyError for a place that is not by phone."""
    return PAGES[place]
