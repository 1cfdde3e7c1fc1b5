"""Fill ``static/vendor`` with the files we serve. A second run finds them in place and stops."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Final

from raschet.interfaces.ui.assets import packages, transforms
from raschet.interfaces.ui.assets.fonts import PACKAGE as FONT_PACKAGE
from raschet.interfaces.ui.assets.fonts import SUBSETS, subset_font
from raschet.interfaces.ui.icons import ICONS

UI: Final = Path(__file__).resolve().parent.parent
VENDOR: Final = UI / "static" / "vendor"
PROJECT: Final = UI.parents[3]
STAMP: Final = ".stamp"
GOVUK: Final = "govuk-frontend"
ICON_PACKAGE: Final = "@tabler/icons"
ALTCHA: Final = "altcha"
ALTCHA_FILES: Final = {
    "altcha.js": "altcha.js",
    "worker.js": "altcha-worker.js",
    "altcha.css": "altcha.css",
}
"""Its build with style and worker apart: the one that runs under our strict policy."""
SERVED_PACKAGES: Final = (GOVUK, FONT_PACKAGE, ICON_PACKAGE, ALTCHA)


def main() -> int:
    """Build and report in a sentence. Returns the exit code: 0, or 1 when something is missing."""
    try:
        changed = build()
    except (packages.PackagesNotInstalled, transforms.TransformFailed) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if changed:
        sys.stdout.write(f"Front-end files are ready in {VENDOR}\n")
    return 0


def build(project: Path = PROJECT, vendor: Path = VENDOR) -> bool:
    """Put the served files into ``vendor``. Returns whether anything had to be done.

    The folder is replaced as a whole, so an interrupted run leaves the previous one standing.
    Raises: PackagesNotInstalled, TransformFailed.
    """
    if not (project / "package-lock.json").is_file():
        # An installed wheel carries the files and has no sources to build them from.
        if vendor.is_dir():
            return False
        raise packages.PackagesNotInstalled(f"there is no package-lock.json in {project}")
    wanted = fingerprint(project)
    if read_stamp(vendor) == wanted:
        return False
    packages.install(project)
    draft = vendor.with_name(f"{vendor.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        write_files(project / "node_modules", draft)
        (draft / STAMP).write_text(wanted, encoding="ascii")
        shutil.rmtree(vendor, ignore_errors=True)
        draft.rename(vendor)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return True


def fingerprint(project: Path) -> str:
    """A digest of what decides about the files: the lock, the icon list, this package."""
    sources = [project / "package-lock.json", UI / "icons.py"]
    sources += sorted(Path(__file__).parent.glob("*.py"))
    digest = hashlib.sha256()
    for source in sources:
        digest.update(hashlib.sha256(source.read_bytes()).digest())
    return digest.hexdigest()


def read_stamp(vendor: Path) -> str:
    """The fingerprint that ``vendor`` was built from; empty when it never was."""
    try:
        return (vendor / STAMP).read_text(encoding="ascii")
    except FileNotFoundError:
        return ""


def write_files(modules: Path, vendor: Path) -> None:
    """Write every served file into an empty folder. Raises: TransformFailed."""
    govuk = modules / GOVUK / "dist" / "govuk"
    style = (govuk / "govuk-frontend.min.css").read_text(encoding="utf-8")
    script = (govuk / "govuk-frontend.min.js").read_text(encoding="utf-8")
    write(vendor / "govuk-frontend.css", transforms.serve_style(style))
    write(vendor / "govuk-frontend.js", transforms.serve_script(script))
    for packaged, served in ALTCHA_FILES.items():
        text = (modules / ALTCHA / "dist_external" / packaged).read_text(encoding="utf-8")
        write(vendor / served, transforms.serve_script(text))
    for served, (packaged, unicode_range) in SUBSETS.items():
        font = subset_font(modules / FONT_PACKAGE / "files" / packaged, unicode_range)
        (vendor / served).write_bytes(font)
    outline = modules / ICON_PACKAGE / "icons" / "outline"
    drawings = {name: (outline / f"{name}.svg").read_text(encoding="utf-8") for name in ICONS}
    write(vendor / "icons.svg", transforms.icon_sprite(drawings))
    write(vendor / "THIRD_PARTY.md", third_party(modules))


def write(path: Path, text: str) -> None:
    """Write a text file with the same bytes on every system."""
    path.write_text(text, encoding="utf-8", newline="\n")


def third_party(modules: Path) -> str:
    """The licences of what we serve, as the packages state them."""
    parts = ["# Third-party front-end files\n"]
    for name in SERVED_PACKAGES:
        manifest = json.loads((modules / name / "package.json").read_text(encoding="utf-8"))
        parts.append(f"## {name} {manifest['version']}\n")
        parts.append(f"Licence: {manifest['license']}. Source: {manifest['homepage']}\n")
        licences = (modules / name / file for file in ("LICENSE", "LICENSE.txt"))
        parts += [
            text.read_text(encoding="utf-8").strip() + "\n" for text in licences if text.is_file()
        ]
    return "\n".join(parts)
