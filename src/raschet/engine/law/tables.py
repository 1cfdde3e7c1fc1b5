"""The package's TOML tables, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def law_table(name: str) -> dict[str, Any]:
    """The table ``<name>.toml`` of this package. Raises: FileNotFoundError."""
    text = resources.files("raschet.engine.law").joinpath(f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)
