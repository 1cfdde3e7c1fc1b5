"""Files of independent origin: each loads or is refused with a reason."""

from datetime import date

import pytest
from tests.formats.tables.conftest import shared_samples

from raschet.formats.tables.errors import TemplateNotFilled
from raschet.formats.tables.profile import shipped_profile
from raschet.formats.tables.read_table import read_table

SAMPLES = shared_samples()

if SAMPLES is not None:

    def test_readings_template_loads_but_its_unfinished_dates():
        data = (SAMPLES / "condo-meter-import-example-ru.xlsx").read_bytes()

        table = read_table(data, shipped_profile("condo-meters"))

        assert len(table.row_numbers) == 10
        assert table.columns["service"][6:] == ["electricity", "heating", "heating", "gas"]
        assert table.columns["value_3"][4] == 508_000_000
        assert [(i.row, i.value, i.code) for i in table.issues if i.refused] == [
            (row, "2021-12", "DATE_WITHOUT_DAY") for row in (5, 10, 11)
        ]

    def test_debts_in_dbf_and_in_text_load():
        in_dbf = read_table(
            (SAMPLES / "condo-check.dbf").read_bytes(), shipped_profile("condo-debts")
        )
        in_text = read_table(
            (SAMPLES / "condo-check.csv").read_bytes(), shipped_profile("condo-debts-csv")
        )

        assert in_dbf.columns["amount"] == [698545, 1566253]
        assert in_dbf.columns["period"] == [date(2022, 11, 1)] * 2
        assert in_text.columns["amount"] == [29455, -187261, 423193]
        assert in_text.columns["number"] == ["TEST1", "TEST2", "TEST3"]

    @pytest.mark.parametrize("profile", ["balances", "accounts", "readings"])
    def test_unfilled_template_is_refused_with_its_placeholders(profile):
        data = (SAMPLES / "condo-PaymentsExportTemplate.xlsx").read_bytes()

        with pytest.raises(TemplateNotFilled) as refusal:
            read_table(data, shipped_profile(profile))

        assert "{d.i18n.account}" in refusal.value.fields["found"]
