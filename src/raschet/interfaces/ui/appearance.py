"""Size of the text and contrast, as a visitor chose them: one version of the site for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django.http import HttpRequest

COOKIE: Final = "view"
COOKIE_SECONDS: Final = 365 * 24 * 3600
ORDINARY: Final = "ordinary"
SIZES: Final = (
    (ORDINARY, gettext_lazy("Ordinary")),
    ("larger", gettext_lazy("Larger")),
    ("largest", gettext_lazy("Largest")),
)
CONTRASTS: Final = ((ORDINARY, gettext_lazy("Ordinary")), ("high", gettext_lazy("High")))


@dataclass(frozen=True, slots=True)
class Appearance:
    """What the cookie holds; anything else means the ordinary look."""

    size: str = ORDINARY
    contrast: str = ORDINARY

    @classmethod
    def of(cls, request: HttpRequest) -> Appearance:
        """The visitor's choice."""
        size, _, contrast = request.COOKIES.get(COOKIE, "").partition(".")
        return cls(
            size if size in dict(SIZES) else ORDINARY,
            contrast if contrast in dict(CONTRASTS) else ORDINARY,
        )

    def __str__(self) -> str:
        return f"{self.size}.{self.contrast}"

    @property
    def classes(self) -> str:
        """Classes of the page's root."""
        found = []
        if self.size != ORDINARY:
            found.append(f"text-{self.size}")
        if self.contrast != ORDINARY:
            found.append(f"contrast-{self.contrast}")
        return " ".join(found)
