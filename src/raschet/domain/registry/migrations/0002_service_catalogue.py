"""The catalogue of services: small fixed ids that every installation shares."""

from typing import Any

from django.db import migrations

CATALOGUE = [
    # id, code, kind, unit, allocation group, position on the bill
    (1, "cold_water", "UTILITY", "M3", "MAIN", 10),
    (2, "hot_water", "UTILITY", "M3", "MAIN", 20),
    (3, "wastewater", "UTILITY", "M3", "MAIN", 30),
    (4, "electricity", "UTILITY", "KWH", "MAIN", 40),
    (5, "gas", "UTILITY", "M3", "GAS", 50),
    (6, "heating", "UTILITY", "GCAL", "MAIN", 60),
    (7, "waste", "WASTE", "M3", "MAIN", 70),
    (8, "maintenance", "HOUSING", "M2", "MAIN", 80),
    (9, "capital_repair", "CAPITAL_REPAIR", "M2", "CAPITAL_REPAIR", 90),
    (10, "rent", "HOUSING", "M2", "MAIN", 100),
    (11, "intercom", "OTHER", "PIECE", "MAIN", 110),
    (12, "antenna", "OTHER", "PIECE", "MAIN", 120),
    (13, "irrigation", "UTILITY", "M3", "MAIN", 15),
    (21, "cold_water_common", "HOUSING", "M3", "MAIN", 81),
    (22, "hot_water_common", "HOUSING", "M3", "MAIN", 82),
    (23, "wastewater_common", "HOUSING", "M3", "MAIN", 83),
    (24, "electricity_common", "HOUSING", "KWH", "MAIN", 84),
    # Money without a debt is kept per allocation group and shown as a line of its own.
    (90, "advance", "ADVANCE", "PIECE", "MAIN", 900),
    (91, "advance_capital_repair", "ADVANCE", "PIECE", "CAPITAL_REPAIR", 910),
    (92, "advance_gas", "ADVANCE", "PIECE", "GAS", 920),
]


def fill(apps: Any, schema_editor: Any) -> None:
    service = apps.get_model("registry", "Service")
    service.objects.bulk_create(
        service(id=id_, code=code, kind=kind, unit=unit, allocation_group=group, position=position)
        for id_, code, kind, unit, group, position in CATALOGUE
    )


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
