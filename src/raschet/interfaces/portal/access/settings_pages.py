"""Settings of a login: where it is signed in, its password, its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Everything about the login on one page."""
    return render(request, "portal/settings.html", {"place": "more"})
