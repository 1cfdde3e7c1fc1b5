"""The account number, as people type it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy, ngettext

from raschet.domain.registry.selectors import account_by_number
from raschet.interfaces.ui.figures import account_number as grouped
from raschet.interfaces.ui.forms import PageForm
from raschet.interfaces.ui.typed import account_number

if TYPE_CHECKING:
    from raschet.domain.registry.selectors import AccountCard

SIX_DIGITS = r"\d{6}"


class AccountForm(PageForm):
    """One field. "No such account" may be said here: what is typed shows nothing private."""

    number = forms.CharField(
        label=gettext_lazy("Account number"),
        help_text=gettext_lazy("It stands in the top left corner of the bill."),
        max_length=64,
        error_messages={"required": gettext_lazy("Enter the account number from the bill.")},
        widget=forms.TextInput(
            attrs={
                "class": "input-number",
                "inputmode": "numeric",
                "autocomplete": "off",
                "spellcheck": "false",
            }
        ),
    )
    account: AccountCard

    def clean_number(self) -> str:
        """The number of an account that is open. Raises: ValidationError."""
        number = account_number(self.cleaned_data["number"])
        pattern = settings.RASCHET.account_pattern
        if not re.fullmatch(pattern, number, re.ASCII):
            raise forms.ValidationError(_not_a_number(number, pattern))
        found = account_by_number(number)
        if found is None:
            raise forms.ValidationError(
                gettext("We have no account %(number)s. Check the number on your bill.")
                % {"number": grouped(number)}
            )
        if found.closed_on is not None and found.closed_on <= timezone.localdate():
            raise forms.ValidationError(
                gettext("Account %(number)s is closed, so it needs no readings.")
                % {"number": grouped(number)}
            )
        self.account = found
        return number


def _not_a_number(typed: str, pattern: str) -> str:
    if pattern != SIX_DIGITS or not typed.isdecimal():
        return gettext("That does not look like an account number. Check it on your bill.")
    return ngettext(
        "The account number has 6 digits, you typed %(count)s.",
        "The account number has 6 digits, you typed %(count)s.",
        len(typed),
    ) % {"count": len(typed)}
