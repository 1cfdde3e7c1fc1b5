"""The forms of registration, sign-in, recovery and settings."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext, gettext_lazy

from raschet.domain.access.budgets import Subject
from raschet.domain.access.passwords import LENGTH_MIN, PasswordFault
from raschet.interfaces.portal.access.fields import (
    AccountNumberField,
    MailboxField,
    PassportField,
    SurnameField,
)
from raschet.interfaces.ui.forms import PageForm
from raschet.interfaces.ui.robot_check.forms import CheckedForm

PASSWORD_MAX: Final = 256


def password_field(label: Any, autocomplete: str, help_text: Any = "") -> forms.CharField:
    """A password: never trimmed, never shown again by the server, pasted freely."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=PASSWORD_MAX,
        strip=False,
        error_messages={
            "required": gettext_lazy("Enter the password."),
            "max_length": gettext_lazy("The password is too long: up to 256 symbols."),
        },
        widget=forms.PasswordInput(
            attrs={
                "autocomplete": autocomplete,
                "autocapitalize": "none",
                "spellcheck": "false",
                "class": "govuk-js-password-input-input govuk-password-input__input",
            },
        ),
    )


class LoginForm(CheckedForm):
    """Login and password, or the one-time password of a letter."""

    login = forms.CharField(
        label=gettext_lazy("Login or account number"),
        max_length=64,
        error_messages={
            "required": gettext_lazy("Enter the login from our letter."),
            "max_length": gettext_lazy("Enter the login from our letter."),
        },
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = password_field(
        gettext_lazy("Password"),
        "current-password",
        gettext_lazy("The first time, the one-time password from our letter."),
    )

    def names_typed(self) -> dict[Subject, str]:
        return {Subject.ACCOUNT: self.cleaned_data["login"]}


class NumberForm(PageForm):
    """Registration, first page: which account."""

    number = AccountNumberField()


class ContactForm(PageForm):
    """Registration, second page: where the login is sent."""

    email = MailboxField(
        gettext_lazy("E-mail"), gettext_lazy("We send the login and a one-time password there.")
    )
    email_again = MailboxField(gettext_lazy("E-mail once more"))
    consent = forms.BooleanField(
        label=gettext_lazy("I agree to the processing of my personal data"),
        help_text=gettext_lazy(
            "To open access and to write to you about your account. Deleting the residents' area "
            "withdraws it."
        ),
        error_messages={"required": gettext_lazy("Without your consent we cannot open access.")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, again = cleaned.get("email"), cleaned.get("email_again")
        if first and again and first.casefold() != again.casefold():
            self.add_error("email_again", gettext("The addresses differ. Check both."))
        return cleaned


class PersonForm(CheckedForm):
    """Registration, last page: who asks. The passport number goes no further than its comparison."""

    surname = SurnameField()
    passport = PassportField()

    def __init__(self, *arguments: Any, number: str, email: str, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._typed_before = {Subject.ACCOUNT: number, Subject.MAILBOX: email}

    def names_typed(self) -> dict[Subject, str]:
        return self._typed_before


class RecoveryForm(CheckedForm):
    """Account number and e-mail."""

    number = AccountNumberField()
    email = MailboxField(
        gettext_lazy("E-mail"), gettext_lazy("The one you gave when you registered.")
    )

    def names_typed(self) -> dict[Subject, str]:
        return {
            Subject.ACCOUNT: self.cleaned_data["number"],
            Subject.MAILBOX: self.cleaned_data["email"],
        }


class NewPasswordForm(PageForm):
    """A password of one's own."""

    password = password_field(
        gettext_lazy("New password"),
        "new-password",
        gettext_lazy("At least 10 symbols. Three or four unrelated words are easy to remember."),
    )

    def refuse(self, fault: PasswordFault) -> None:
        """Say why the password cannot be chosen."""
        texts = {
            PasswordFault.SHORT: gettext("The password is too short: at least %(count)s symbols.")
            % {"count": LENGTH_MIN},
            PasswordFault.LONG: gettext("The password is too long: up to 256 symbols."),
            PasswordFault.COMMON: gettext(
                "This password is among the first that are guessed. Think of another one."
            ),
            PasswordFault.NAME: gettext(
                "The password repeats your login or e-mail. Think of another one."
            ),
        }
        self.add_error("password", texts[fault])


class ChangePasswordForm(NewPasswordForm):
    """The old password and a new one."""

    old = password_field(gettext_lazy("Current password"), "current-password")
    field_order = ("old", "password")


class DeleteCabinetForm(PageForm):
    """The password, and a tick against a slip of the hand."""

    password = password_field(gettext_lazy("Current password"), "current-password")
    sure = forms.BooleanField(
        label=gettext_lazy("Yes, delete my residents' area"),
        error_messages={"required": gettext_lazy("Tick the box if you are sure.")},
    )


class AddAccountForm(CheckedForm):
    """One more account in the same cabinet: its number and the passport of its holder."""

    number = AccountNumberField()
    surname = SurnameField()
    passport = PassportField()

    def names_typed(self) -> dict[Subject, str]:
        return {Subject.ACCOUNT: self.cleaned_data["number"]}
