"""What the check fetches: the browser's work, the picture, the voice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from raschet.domain.access.budgets import LEVEL_MAX, Purpose
from raschet.domain.access.services.spend_budget import spent_level
from raschet.interfaces.ui.robot_check import digits, work
from raschet.interfaces.ui.robot_check.forms import visitor_names

if TYPE_CHECKING:
    from django.http import HttpRequest

    from raschet.interfaces.ui.robot_check.digits import Riddle

LEVELS: Final = {str(level): level for level in range(LEVEL_MAX + 1)}


@require_safe
@never_cache
def work_challenge(request: HttpRequest) -> JsonResponse:
    """A challenge as hard as the visitor's tries have made it, or as the page asks, if harder."""
    try:
        purpose = Purpose(request.GET.get("purpose", ""))
    except ValueError as error:
        raise Http404 from error
    now = timezone.now()
    level = spent_level(purpose=purpose, names=visitor_names(request), now=now)
    asked = LEVELS.get(request.GET.get("level", ""), 0)
    return JsonResponse(work.challenge(purpose, max(level, asked), now))


@require_safe
@never_cache
def digits_picture(request: HttpRequest, token: str) -> HttpResponse:
    """The digits of a page as a picture."""
    del request
    return HttpResponse(digits.picture(_riddle(token)), content_type="image/png")


@require_safe
@never_cache
def digits_sound(request: HttpRequest, token: str) -> HttpResponse:
    """The digits of a page as a voice."""
    del request
    spoken = digits.sound(_riddle(token), get_language() or "ru")
    return HttpResponse(spoken, content_type="audio/wav")


def _riddle(token: str) -> Riddle:
    riddle = digits.riddle_of(token, timezone.now())
    if riddle is None:
        raise Http404
    return riddle
