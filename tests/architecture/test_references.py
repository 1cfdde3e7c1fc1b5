"""What the import linter cannot see: foreign keys named by text and dotted paths in settings."""

import tomllib
from pathlib import Path

from django.apps import apps
from django.db.models import ForeignKey

ROOT = Path(__file__).resolve().parents[2]


def ranks():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "importlinter"
    ]["contracts"]
    ranking = next(c for c in contracts if c["name"] == "Ranking of areas")["layers"]
    return {
        area.strip().strip("()"): index
        for index, layer in enumerate(reversed(ranking))
        for area in layer.split("|")
    }


def test_foreign_keys_point_to_their_own_area_or_a_lower_one():
    rank = ranks()
    upward = []
    ours = [
        config for config in apps.get_app_configs() if config.name.startswith("raschet.domain.")
    ]
    for config in ours:
        for model in config.get_models():
            for field in model._meta.get_fields():
                if isinstance(field, ForeignKey):
                    target = field.related_model._meta.app_label
                    if (
                        target in rank
                        and target != config.label
                        and rank[target] >= rank[config.label]
                    ):
                        upward.append(f"{model.__name__}.{field.name} -> {target}")

    assert ours
    assert upward == []


def test_every_area_is_ranked():
    areas = {p.parent.name for p in (ROOT / "src/raschet/domain").glob("*/apps.py")}

    assert areas <= set(ranks())
