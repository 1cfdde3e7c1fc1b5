"""Fields that residents fill in: what is cleaned, what is refused, and in which words."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext, gettext_lazy, ngettext

NUMBER_MAX: Final = 40
PASSPORT_DIGITS: Final = 10
PASSPORT_GROUPS: Final = (2, 2, 6)
EMAIL_MAX: Final = 254
SURNAME: Final = re.compile(r"[^\W\d_](?:[^\W\d_]|[ '’.-]){0,78}")
SLIPS: Final = {
    "mail.rj": "mail.ru",
    "mail.r": "mail.ru",
    "mail.tu": "mail.ru",
    "maill.ru": "mail.ru",
    "mai.ru": "mail.ru",
    "yandex.r": "yandex.ru",
    "yandex.rj": "yandex.ru",
    "yandx.ru": "yandex.ru",
    "ya.r": "ya.ru",
    "gmail.con": "gmail.com",
    "gmail.cm": "gmail.com",
    "gmai.com": "gmail.com",
    "gmail.ru": "gmail.com",
    "rambler.r": "rambler.ru",
}
"""Ends of addresses that are slips of the hand, with what was meant."""


def plain_digits(text: str) -> str:
    """Digits of any script and width as ASCII; spaces, dashes and words such as "л/с" are dropped."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    for word in ("л/с", "лс", "no", "n"):
        folded = folded.replace(word, "")
    return "".join(symbol for symbol in folded if symbol not in " -\N{EN DASH}\t.")


class AccountNumberField(forms.CharField):
    """The number of a personal account, as people copy it from a bill."""

    def __init__(self, **named: Any) -> None:
        super().__init__(
            label=gettext_lazy("Account number"),
            help_text=gettext_lazy("6 digits, top left of the bill."),
            max_length=NUMBER_MAX,
            error_messages={
                "required": gettext_lazy(
                    "Enter the account number: 6 digits, top left of the bill."
                ),
                "max_length": gettext_lazy("The account number has 6 digits."),
            },
            widget=forms.TextInput(
                attrs={"inputmode": "numeric", "autocomplete": "off", "class": "input-number"}
            ),
            **named,
        )

    def clean(self, value: Any) -> str:
        typed = plain_digits(super().clean(value))
        if not re.fullmatch(settings.RASCHET.account_pattern, typed):
            if typed.isascii() and typed.isdecimal():
                raise ValidationError(
                    ngettext(
                        "The account number has 6 digits, you typed %(count)s.",
                        "The account number has 6 digits, you typed %(count)s.",
                        len(typed),
                    )
                    % {"count": len(typed)}
                )
            raise ValidationError(
                gettext("The account number has digits alone. Check it on your bill.")
            )
        return typed


class PassportField(forms.CharField):
    """Series and number of a Russian passport: ten digits. Never shown again in a message."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Passport: series and number"),
            help_text=gettext_lazy("10 digits, for example 45 12 345678."),
            max_length=NUMBER_MAX,
            error_messages={
                "required": gettext_lazy("Enter the series and number of the passport."),
                "max_length": gettext_lazy(
                    "The passport has 10 digits: 4 of the series, 6 of the number."
                ),
            },
            widget=forms.TextInput(
                attrs={"inputmode": "numeric", "autocomplete": "off", "class": "input-document"}
            ),
        )

    def clean(self, value: Any) -> str:
        typed = plain_digits(super().clean(value))
        if len(typed) != PASSPORT_DIGITS or not (typed.isascii() and typed.isdecimal()):
            raise ValidationError(
                gettext("The passport has 10 digits: 4 of the series, 6 of the number.")
            )
        return typed


class SurnameField(forms.CharField):
    """A surname as it stands in the contract."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Surname"),
            help_text=gettext_lazy("As in the passport and in the contract."),
            max_length=80,
            error_messages={
                "required": gettext_lazy("Enter the surname."),
                "max_length": gettext_lazy("The surname is too long: up to 80 letters."),
            },
            widget=forms.TextInput(attrs={"autocomplete": "family-name", "spellcheck": "false"}),
        )

    def clean(self, value: Any) -> str:
        typed = " ".join(super().clean(value).split())
        if SURNAME.fullmatch(typed) is None:
            raise ValidationError(gettext("Write the surname in letters."))
        return typed


class MailboxField(forms.CharField):
    """An e-mail address letters can reach; a slip of the hand in its end is asked about."""

    def __init__(self, label: Any, help_text: Any = "") -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            max_length=EMAIL_MAX,
            error_messages={
                "required": gettext_lazy("Enter the e-mail address."),
                "max_length": gettext_lazy("The address is too long."),
            },
            widget=forms.EmailInput(
                attrs={"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}
            ),
        )

    def clean(self, value: Any) -> str:
        typed = super().clean(value).strip()
        name, _, domain = typed.rpartition("@")
        domain = domain.casefold()
        if domain in SLIPS:
            raise ValidationError(
                gettext("Check the end of the address: perhaps %(domain)s?")
                % {"domain": SLIPS[domain]}
            )
        try:
            domain = domain.encode("idna").decode("ascii")
            EmailValidator()(f"{name}@{domain}")
            name.encode("ascii")
        except (UnicodeError, ValidationError) as error:
            raise ValidationError(
                gettext("The address is not whole. It looks like name@mail.ru.")
            ) from error
        return f"{name}@{domain}"


def masked_mailbox(address: str) -> str:
    """``a•••@mail.ru``: enough to recognise one's own, nothing for a passer-by."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}•••@{domain}"
