"""The way back in: account number and e-mail; the letter tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from raschet.domain.access.budgets import Purpose, TooManyTries
from raschet.domain.access.services.request_recovery import request_recovery
from raschet.domain.access.services.spend_budget import spend_budget
from raschet.interfaces.portal.access.forms import RecoveryForm
from raschet.interfaces.portal.access.refusals import form_page, too_many
from raschet.interfaces.ui.robot_check.forms import check_for, visitor_names

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def recover(request: HttpRequest) -> HttpResponse:
    """Ask for a letter. The answer is the same whether or not the pair exists."""
    try:
        check = check_for(request, Purpose.RECOVERY)
        form = RecoveryForm(request.POST or None, check=check)
        if request.method == "POST" and not check.changing and form.is_valid():
            spend_budget(
                purpose=Purpose.RECOVERY,
                names={**visitor_names(request), **form.names_typed()},
                now=timezone.now(),
            )
            request_recovery(
                number=form.cleaned_data["number"],
                email=form.cleaned_data["email"],
                language=get_language() or "ru",
            )
            return redirect("recover_sent")
    except TooManyTries:
        return too_many(request)
    if check.changing:
        form.errors.clear()
    return form_page(request, "recover", form)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """If they match, a letter is on its way."""
    return render(request, "portal/recover_sent.html")
