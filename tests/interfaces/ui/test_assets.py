"""Third-party front-end files as we serve them."""

import json
import re
import shutil

import pytest
from fontTools.ttLib import TTFont

from raschet.interfaces.ui.assets import build, packages, transforms
from raschet.interfaces.ui.assets.fonts import SUBSETS, code_points
from raschet.interfaces.ui.icons import ICONS

THEME = (build.UI / "static" / "ui" / "theme.css").read_text(encoding="utf-8")


def test_style_loses_the_font_and_crest_that_are_not_licensed_to_us():
    css = (
        "@font-face{font-family:GDS Transport;src:url(/assets/fonts/a.woff2)}"
        ".a{font-family:GDS Transport,arial,sans-serif;background:url(/assets/images/crest.svg)}"
        "@media print{.a{font-family:sans-serif}}\n/*# sourceMappingURL=a.css.map */\n"
    )

    assert transforms.serve_style(css) == (
        ".a{font-family:var(--font);background:none}@media print{.a{font-family:var(--font)}}\n"
    )


@pytest.mark.parametrize(
    "css", [".a{color:red}", ".a{font-family:sans-serif;background:url(x.png)}"]
)
def test_style_that_changed_its_form_is_refused(css):
    with pytest.raises(transforms.TransformFailed):
        transforms.serve_style(css)


def test_sprite_keeps_shapes_and_drops_the_grid():
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" stroke="currentColor">'
        '<path stroke="none" d="M0 0h24v24H0z" fill="none"/><path d="M1 1h2"/></svg>'
    )

    sprite = transforms.icon_sprite({"dash": drawing})

    assert '<symbol id="dash" viewBox="0 0 24 24"><path d="M1 1h2"/></symbol>' in sprite


def test_sprite_refuses_what_could_carry_a_script():
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><script/></svg>'

    with pytest.raises(transforms.TransformFailed, match="script"):
        transforms.icon_sprite({"trap": drawing})


def test_served_folder_holds_exactly_what_pages_ask_for():
    served = {path.name for path in build.VENDOR.iterdir()}

    assert served == {
        "govuk-frontend.css", "govuk-frontend.js", "icons.svg", "THIRD_PARTY.md", ".stamp",
        "altcha.css", "altcha.js", "altcha-worker.js", *SUBSETS,
    }  # fmt: skip
    sprite = (build.VENDOR / "icons.svg").read_text(encoding="utf-8")
    assert set(re.findall(r'<symbol id="([^"]+)"', sprite)) == ICONS
    licences = (build.VENDOR / "THIRD_PARTY.md").read_text(encoding="utf-8")
    assert all(name in licences for name in build.SERVED_PACKAGES)


@pytest.mark.parametrize("name", SUBSETS)
def test_font_has_every_character_its_range_promises_and_all_weights(name):
    font = TTFont(build.VENDOR / name)
    promised = set(code_points(SUBSETS[name][1]))

    # The packaged font itself lacks a few rare dashes and spaces of the general ranges.
    assert promised - set(font.getBestCmap()) <= set(range(0x2009, 0x2027))
    assert (font["fvar"].axes[0].minValue, font["fvar"].axes[0].maxValue) == (400, 900)


def test_theme_names_the_same_ranges_as_the_fonts():
    declared = dict(re.findall(r'vendor/([\w-]+\.woff2)"[^}]*unicode-range: ([^;]+);', THEME))

    assert declared == {name: unicode_range for name, (_, unicode_range) in SUBSETS.items()}


def test_lock_pins_digests_and_names_no_download_address():
    text = (build.PROJECT / "package-lock.json").read_text(encoding="utf-8")
    lock = json.loads(text)["packages"]

    assert all(entry["integrity"].startswith("sha512-") for place, entry in lock.items() if place)
    assert '"resolved"' not in text
    manifest = json.loads((build.PROJECT / "package.json").read_text(encoding="utf-8"))
    wanted = {**manifest["dependencies"], **manifest["devDependencies"]}
    # What our packages need themselves is locked beside them.
    assert wanted.items() <= dict(packages.locked_packages(build.PROJECT)).items()


def test_second_build_does_nothing_and_a_damaged_one_is_made_again(tmp_path):
    vendor = tmp_path / "vendor"

    first = build.build(vendor=vendor)
    second = build.build(vendor=vendor)
    (vendor / build.STAMP).unlink()
    third = build.build(vendor=vendor)

    assert (first, second, third) == (True, False, True)
    assert [path.name for path in tmp_path.iterdir()] == ["vendor"]


def test_installed_package_without_sources_keeps_what_it_carries(tmp_path):
    shutil.copytree(build.VENDOR, tmp_path / "vendor")

    assert build.build(project=tmp_path, vendor=tmp_path / "vendor") is False
    with pytest.raises(packages.PackagesNotInstalled, match=r"package-lock\.json"):
        build.build(project=tmp_path, vendor=tmp_path / "absent")


def test_failing_npm_leaves_the_served_files_and_says_what_to_do(tmp_path):
    project = tmp_path / "project"
    project.mkdir()
    (project / "package.json").write_text('{"dependencies": {"left": "1.0.0"}}', encoding="utf-8")
    (project / "package-lock.json").write_text(
        '{"lockfileVersion": 3, "packages": {"node_modules/right": {"version": "1.0.0"}}}',
        encoding="utf-8",
    )
    vendor = tmp_path / "vendor"
    vendor.mkdir()
    (vendor / "icons.svg").write_text("kept", encoding="utf-8")

    with pytest.raises(packages.PackagesNotInstalled, match="make assets"):
        build.build(project=project, vendor=vendor)

    assert (vendor / "icons.svg").read_text(encoding="utf-8") == "kept"


def test_wheel_has_a_node_and_npm_of_its_own():
    node, npm = packages.wheel_npm_command()

    assert shutil.which(node)
    assert npm.endswith("npm-cli.js")
