"""Static files in the form they are served in."""

import json

import pytest
from django.test import override_settings

from raschet.interfaces.ui import static_files


@pytest.fixture
def root(tmp_path):
    with override_settings(STATIC_ROOT=tmp_path / "var" / "static"):
        yield tmp_path / "var" / "static"


def test_files_are_collected_once_hashed_and_compressed(root):
    first = static_files.collect_static_files()
    second = static_files.collect_static_files()

    names = json.loads((root / "staticfiles.json").read_text(encoding="utf-8"))["paths"]
    theme = names["ui/theme.css"]
    assert (first, second) == (True, False)
    assert theme != "ui/theme.css"
    assert (root / f"{theme}.gz").is_file()
    assert (root / f"{theme}.br").is_file()
    assert names["vendor/golos-latin.woff2"].rpartition("/")[2] in (root / theme).read_text("utf-8")


def test_scripts_import_hashed_files(root):
    static_files.collect_static_files()

    names = json.loads((root / "staticfiles.json").read_text(encoding="utf-8"))["paths"]
    script = (root / names["ui/app.js"]).read_text(encoding="utf-8")
    assert names["vendor/govuk-frontend.js"].rpartition("/")[2] in script


def test_interrupted_collection_is_made_again_whole(root):
    static_files.collect_static_files()
    (root / static_files.STAMP).unlink()
    (root / "staticfiles.json").unlink()

    assert static_files.collect_static_files() is True
    assert (root / "staticfiles.json").is_file()
    assert [path.name for path in root.parent.iterdir()] == ["static"]


def test_reference_to_a_missing_file_is_refused_and_leaves_the_old_folder(root, tmp_path):
    static_files.collect_static_files()
    broken = tmp_path / "more"
    broken.mkdir()
    (broken / "broken.css").write_text(".a{background:url(absent.png)}", encoding="utf-8")

    with (
        override_settings(STATICFILES_DIRS=[broken]),
        pytest.raises(static_files.StaticFileInvalid, match=r"broken\.css"),
    ):
        static_files.collect_static_files()

    assert (root / "staticfiles.json").is_file()
    assert [path.name for path in root.parent.iterdir()] == ["static"]
