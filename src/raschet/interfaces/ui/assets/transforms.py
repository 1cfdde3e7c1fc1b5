"""What we change in third-party files before we serve them. Text in, text out; no disk."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from defusedxml import ElementTree

if TYPE_CHECKING:
    from collections.abc import Mapping
    from xml.etree.ElementTree import Element

FONT_FACE: Final = re.compile(r"@font-face\{[^}]*\}")
FONT_FAMILY: Final = re.compile(r"font-family:(?:GDS Transport[^;}]*|sans-serif)")
ASSET_ADDRESS: Final = re.compile(r"url\(/assets/[^)]*\)")
SOURCE_MAP: Final = re.compile(r"(?:/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=.*)\s*")
SVG_NAMESPACE: Final = "{http://www.w3.org/2000/svg}"
GRID: Final = "M0 0h24v24H0z"


class TransformFailed(RuntimeError):
    """A third-party file no longer looks as our change expects; its new version needs a look."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name = name
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.name} cannot be served: {self.reason}"


def serve_style(css: str) -> str:
    """govuk-frontend's style sheet without its font and crest, which are not licensed to us.

    The font family becomes the variable that our theme sets. Raises: TransformFailed.
    """
    css, families = FONT_FAMILY.subn("font-family:var(--font)", FONT_FACE.sub("", css))
    css = SOURCE_MAP.sub("", ASSET_ADDRESS.sub("none", css))
    if not families:
        raise TransformFailed("govuk-frontend.min.css", "it names no font family to replace")
    for left in ("GDS Transport", "url("):
        if left in css:
            raise TransformFailed("govuk-frontend.min.css", f"{left!r} is left in it")
    return css


def serve_script(script: str) -> str:
    """A script without the address of its source map, which we do not serve."""
    return SOURCE_MAP.sub("", script)


def icon_sprite(drawings: Mapping[str, str]) -> str:
    """One SVG with a symbol per icon; colours come from the page. Raises: TransformFailed."""
    symbols = [_symbol(name, drawings[name]) for name in sorted(drawings)]
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def _symbol(name: str, drawing: str) -> str:
    root = ElementTree.fromstring(drawing)
    shapes = "".join(_shape(name, shape) for shape in root if shape.get("d") != GRID)
    if not shapes:
        raise TransformFailed(f"icon {name}", "it draws nothing")
    return f'<symbol id="{name}" viewBox="{root.get("viewBox")}">{shapes}</symbol>'


def _shape(name: str, shape: Element) -> str:
    tag = shape.tag.removeprefix(SVG_NAMESPACE)
    if tag not in {"path", "circle", "line", "rect", "polyline", "ellipse"}:
        raise TransformFailed(f"icon {name}", f"unexpected element {tag!r}")
    attributes = "".join(f' {key}="{value}"' for key, value in shape.attrib.items())
    return f"<{tag}{attributes}/>"
