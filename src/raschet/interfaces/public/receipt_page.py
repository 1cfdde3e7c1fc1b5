"""Checking a receipt: anyone with its number sees what was given when, nobody sees whose it is."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final

from django import forms
from django.conf import settings
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from raschet.domain.readings.receipts import cleaned_number, public_bytes
from raschet.domain.readings.selectors import ReceiptCheck, check_receipt
from raschet.interfaces.ui.forms import PageForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

DER_HEAD: Final = base64.b64decode("MCowBQYDK2VwAyEA")
"""What stands before 32 bytes of an Ed25519 key in a SubjectPublicKeyInfo (RFC 8410)."""


class ReceiptForm(PageForm):
    """The number of a receipt."""

    number = forms.CharField(
        label=gettext_lazy("Receipt number"),
        help_text=gettext_lazy("16 digits, like 2611-4821-3075-9924."),
        max_length=64,
        error_messages={"required": gettext_lazy("Enter the number of the receipt.")},
        widget=forms.TextInput(
            attrs={"class": "input-receipt", "inputmode": "numeric", "autocomplete": "off"}
        ),
    )
    found: ReceiptCheck

    def clean_number(self) -> str:
        """The number of a receipt that exists. Raises: ValidationError."""
        number = cleaned_number(self.cleaned_data["number"])
        if not number:
            raise forms.ValidationError(
                gettext("A receipt's number has 16 digits. Check it on the receipt.")
            )
        found = check_receipt(number)
        if found is None:
            raise forms.ValidationError(
                gettext("We gave no receipt with this number. Check the digits.")
            )
        self.found = found
        return number


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """The form, and under it the receipt. The number travels in the body, not in the address."""
    form = ReceiptForm(request.POST) if request.method == "POST" else ReceiptForm()
    context: dict[str, object] = {"place": "", "form": form}
    if request.method == "POST" and form.is_valid():
        found = form.found
        context |= {
            "found": found,
            "received_at": timezone.localtime(found.received_at),
            "signature": base64.b64encode(found.signed.signature).decode(),
            "key": pem(found.signed.public_key),
            "former": found.signed.public_key != public_bytes(settings.RECEIPT_KEY),
        }
    return render(request, "public/receipt.html", context)


def pem(public_key: bytes) -> str:
    """A raw Ed25519 key as other programs read it."""
    body = base64.b64encode(DER_HEAD + public_key).decode()
    return f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----"
