"""The forms of sign-in."""

from __future__ import annotations

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy

from raschet.interfaces.ui.forms import PageForm

PASSWORD_MAX: Final = 256


class LoginForm(PageForm):
    """Login and password, or the one-time password of a letter."""

    login = forms.CharField(
        label=gettext_lazy("Login or account number"),
        max_length=64,
        error_messages={"required": gettext_lazy("Enter the login from our letter.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        help_text=gettext_lazy("The first time, the one-time password from our letter."),
        max_length=PASSWORD_MAX,
        strip=False,
        error_messages={"required": gettext_lazy("Enter the password.")},
        widget=forms.PasswordInput(
            attrs={
                "autocomplete": "current-password",
                "autocapitalize": "none",
                "spellcheck": "false",
                "class": "govuk-js-password-input-input govuk-password-input__input",
            },
        ),
    )
