"""The check as a part of a form: it is used up only when everything else is right."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext, gettext_lazy

from raschet.domain.access.budgets import LEVEL_MAX, Purpose, Subject
from raschet.domain.access.services.spend_budget import spent_level
from raschet.domain.access.services.use_check import use_check
from raschet.interfaces.ui.client import client_address, client_network
from raschet.interfaces.ui.forms import PageForm
from raschet.interfaces.ui.robot_check import digits, work

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from raschet.interfaces.ui.robot_check.digits import Riddle
    from raschet.interfaces.ui.robot_check.work import Solved

WORK: Final = "work"
PICTURE: Final = "picture"
FIELD: Final = "check"


@dataclass(frozen=True, slots=True)
class Check:
    """What a visitor has to pass for a purpose: how hard, and in which of the two ways."""

    purpose: Purpose
    names: Mapping[Subject, str]
    """Whose budgets count: the client and its network; a form adds what was typed."""
    level: int
    kind: str
    changing: bool = False
    """The visitor pressed "check by picture" and sends nothing yet."""
    token: str = ""

    @property
    def by_picture(self) -> bool:
        """Whether the picture stands alone, also where scripts run."""
        return self.kind == PICTURE

    @property
    def work_address(self) -> str:
        """Where the widget fetches its challenge."""
        query = urlencode({"purpose": str(self.purpose), "level": str(self.level)})
        return f"{reverse('check_work')}?{query}"

    @property
    def widget_words(self) -> str:
        """What the widget says, as the JSON that it reads."""
        words = {
            "label": gettext("I am not a robot"),
            "verifying": gettext("Checking…"),
            "verified": gettext("The check has passed"),
            "error": gettext("The check did not pass. Try the picture."),
            "expired": gettext("The check is too old. Press once more."),
            "waitAlert": gettext("Checking, please wait a moment."),
        }
        return json.dumps(words, ensure_ascii=False)


def visitor_names(request: HttpRequest) -> dict[Subject, str]:
    """The subjects of every budget that come with the request itself."""
    address = client_address(request)
    return {Subject.CLIENT: address, Subject.NETWORK: client_network(address)}


def check_for(
    request: HttpRequest, purpose: Purpose, names: Mapping[Subject, str] | None = None
) -> Check:
    """The check that this visitor meets on a page. Raises: TooManyTries.

    names: the subjects whose budgets count, the visitor's own without them.
    """
    names = names or visitor_names(request)
    asked = request.POST.get(FIELD, request.GET.get(FIELD, ""))
    check = Check(
        purpose=purpose,
        names=names,
        level=spent_level(purpose=purpose, names=names, now=timezone.now()),
        kind=PICTURE if asked in {PICTURE, "change"} else WORK,
        changing=request.POST.get(FIELD) == "change",
    )
    return renewed(check)


def renewed(check: Check) -> Check:
    """The same check with fresh digits."""
    return replace(check, token=digits.new_token(check.purpose, check.level, timezone.now()))


class CheckedForm(PageForm):
    """A form that a person sends. ``check`` is None where nothing has to be passed."""

    altcha = forms.CharField(required=False, widget=forms.HiddenInput)
    check_token = forms.CharField(required=False, widget=forms.HiddenInput)
    check_digits = forms.CharField(
        required=False,
        label=gettext_lazy("Digits from the picture"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "input-number"}
        ),
    )
    check_fields: Final = ("altcha", "check_token", "check_digits")

    def __init__(self, *arguments: Any, check: Check | None, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.check = check

    def names_typed(self) -> dict[Subject, str]:
        """Subjects of budgets that stand in the form's own fields."""
        return {}

    @property
    def own_fields(self) -> list[Any]:
        """The fields but those of the check, which has a part of its own."""
        return [field for field in self if field.name not in self.check_fields]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.check is not None and not self.errors:
            fault = self._fault(self.check)
            if fault:
                self.add_error("check_digits", fault)
        return cleaned

    def renew_check(self) -> None:
        """Have the page show a fresh check: the old one is used up or was too easy."""
        if self.check is not None:
            self.check = renewed(self.check)

    def _fault(self, check: Check) -> str:
        """Use the check up. Returns what is wrong with it, or nothing."""
        now = timezone.now()
        names = {**check.names, **self.names_typed()}
        level = spent_level(purpose=check.purpose, names=names, now=now)
        self.check = replace(check, level=level)
        passed: Solved | Riddle | None = work.solved(self.cleaned_data.get("altcha", ""))
        by_digits = passed is None and bool(self.cleaned_data.get("check_token"))
        if by_digits:
            passed = digits.riddle_of(self.cleaned_data["check_token"], now)
        self.renew_check()
        if passed is None or passed.purpose != check.purpose:
            return gettext("The check did not pass. Press once more, what you typed is kept.")
        fresh = use_check(mark=passed.mark, expires_at=passed.expires_at)
        if isinstance(passed, digits.Riddle) and not passed.fits(self.cleaned_data["check_digits"]):
            return gettext("The digits did not match. Here are new ones.")
        if not fresh:
            return gettext("The check did not pass. Press once more, what you typed is kept.")
        if passed.level < min(level, LEVEL_MAX):
            return gettext(
                "There were many tries, so the check has become longer. Press once more, what you "
                "typed is kept."
            )
        return ""
