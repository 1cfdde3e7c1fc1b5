"""What the city shows, and which accounts show it: a catalogue for tests, guides and visitors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from raschet.demo_city.benefits import entitled
from raschet.demo_city.distributions import INSPECTED_PPM, READING_MISSING_PPM
from raschet.demo_city.house_meters import EXCEEDED_TYPE, FAILED_TYPE, SHARED_TYPE, with_rank
from raschet.demo_city.houses import YEAR_ROUND_TYPE
from raschet.demo_city.money import UNPAID_MONTHS, payers
from raschet.demo_city.readings import ACCOUNT, month_number
from raschet.demo_city.services import Service
from raschet.values.rounding import MICRO

if TYPE_CHECKING:
    from collections.abc import Callable

    from raschet.demo_city.plan import City


@dataclass(frozen=True, slots=True)
class Quirk:
    """Something a month has to cope with. The finder gives ids of accounts within a plan."""

    name: str
    description: str
    finder: Callable[[City], pl.Series]

    def accounts(self, city: City) -> list[str]:
        """Numbers of the accounts that show it, in order."""
        found = self.finder(city).unique()
        shown = city.accounts.filter(pl.col("id").is_in(found.implode()))
        return shown.sort("id")["number"].to_list()


def of_accounts(condition: pl.Expr) -> Callable[[City], pl.Series]:
    """Accounts of the plan for which a condition holds."""
    return lambda city: city.accounts.filter(condition)["id"]


def of_meters(condition: pl.Expr) -> Callable[[City], pl.Series]:
    """Accounts with a meter for which a condition holds."""
    return lambda city: city.meters.filter(condition)["account_id"]


def of_payers(habit: str) -> Callable[[City], pl.Series]:
    """Accounts that pay in a certain way."""
    return lambda city: payers(city.chance, city.accounts, city.months).filter(
        pl.col("habit") == habit
    )["account_id"]


def gaps_in_last_month(city: City) -> pl.Series:
    """Accounts with meters that give no reading in the last month."""
    month = month_number(city.last_period)
    missing = city.chance.hits(READING_MISSING_PPM, "no reading", ACCOUNT, month)
    return city.facts.filter(missing & ~pl.col("never_sends"))["account_id"]


def inspected_last_month(city: City) -> pl.Series:
    """Accounts whose meters an inspector reads in the last month."""
    month = month_number(city.last_period)
    visited = city.chance.hits(INSPECTED_PPM, "inspected", ACCOUNT, month)
    missing = city.chance.hits(READING_MISSING_PPM, "no reading", ACCOUNT, month)
    return city.facts.filter(visited & ~missing & ~pl.col("never_sends"))["account_id"]


def overdue(city: City) -> pl.Series:
    """Accounts with a meter whose verification has run out by the end of the last month."""
    end = city.last_period.last_day + timedelta(days=1)
    return city.meters.filter(pl.col("due_on") < end)["account_id"]


def penalised(city: City) -> pl.Series:
    """Accounts that leave a bill unpaid for longer than thirty days by the end of the last month."""
    who = payers(city.chance, city.accounts, city.months).filter(
        (pl.col("habit") == "DEBTOR") & (pl.col("stops_at") <= max(0, city.months - UNPAID_MONTHS))
    )
    served = city.accounts.filter(
        pl.col("closed_on").is_null() & (pl.col("opened_on") <= city.first_period.first_day)
    )
    return who.join(served, left_on="account_id", right_on="id", how="semi")["account_id"]


def two_meters(service: Service) -> Callable[[City], pl.Series]:
    """Accounts with two meters of one service at a time."""
    return of_meters((pl.col("service_id") == int(service)) & (pl.col("nth") == 2))


def _dated(column: str) -> pl.Expr:
    return pl.col(column).is_not_null()


def _used_as(use: str) -> Callable[[City], pl.Series]:
    return of_accounts(pl.col("use") == use)


def _in_house(code: str) -> Callable[[City], pl.Series]:
    return of_accounts(pl.col("type") == code)


def _opened_inside(city: City) -> pl.Series:
    return city.accounts.filter(pl.col("opened_on") > city.first_period.first_day)["id"]


def _of_type(
    code: str, *, first_only: bool = False, second: bool = False
) -> Callable[[City], pl.Series]:
    """Accounts in houses of a type: of all, of the first one, or of the first two."""

    def found(city: City) -> pl.Series:
        most = 1 if first_only else 2 if second else city.houses.height
        ranked = with_rank(city.houses).filter(
            (pl.col("type") == code) & (pl.col("nth_of_type") < most)
        )
        return city.accounts.filter(pl.col("house_id").is_in(ranked["id"].implode()))["id"]

    return found


QUIRKS: Final = (
    Quirk("NINE_STOREYS", "nine-storey house with lift", _in_house("A9")),
    Quirk("FIVE_STOREYS", "five-storey house without lift", _in_house("B5")),
    Quirk("SIXTEEN_STOREYS", "sixteen-storey house with electric stoves", _in_house("C16")),
    Quirk("TWO_STOREYS", "two-storey house, rate changes inside the last month", _in_house("D2")),
    Quirk("DORMITORY", "former dormitory", _in_house("E5")),
    Quirk("OWN_BOILERS", "new low-rise house with boilers in the flats", _in_house("F3")),
    Quirk("DETACHED", "detached house", _in_house("P1")),
    Quirk("ROOM", "room of a communal flat with an account of its own", _used_as("ROOM")),
    Quirk("SHARED_FLAT", "flat with two accounts by shares", _used_as("SHARED")),
    Quirk("SHOP", "shop that pays for maintenance and capital repair only", _used_as("SHOP")),
    Quirk("TENANT", "municipal tenant: rent, no capital repair", of_accounts(pl.col("municipal"))),
    Quirk(
        "NOBODY_REGISTERED",
        "nobody registered: owners are counted",
        of_accounts((pl.col("persons") == 0) & (pl.col("use") != "SHOP")),
    ),
    Quirk(
        "HOUSEHOLD_CHANGES",
        "number of residents changes inside a month",
        of_accounts(_dated("changed_on")),
    ),
    Quirk("GUESTS", "temporary residents for a time", of_accounts(_dated("guests"))),
    Quirk("NEW_HOLDER", "sold inside a month", of_accounts(_dated("holder_changed_on"))),
    Quirk("OPENED_INSIDE", "account opened inside a month", _opened_inside),
    Quirk("CLOSED_INSIDE", "account closed inside a month", of_accounts(_dated("closed_on"))),
    Quirk(
        "METERING_IMPOSSIBLE",
        "act: no meter can be installed, no raising coefficient",
        of_accounts(pl.col("cold_impossible")),
    ),
    Quirk(
        "NO_METER",
        "no cold-water meter though one is possible: norm and raising coefficient",
        of_accounts(
            ~pl.col("cold_metered") & ~pl.col("cold_impossible") & (pl.col("use") != "SHOP")
        ),
    ),
    Quirk("TWO_COLD_METERS", "two cold-water meters in one flat", two_meters(Service.COLD_WATER)),
    Quirk("TWO_ZONES", "electricity by day and night", of_meters(pl.col("registers") == 2)),
    Quirk("THREE_ZONES", "electricity in three zones", of_meters(pl.col("registers") == 3)),
    Quirk(
        "TWO_COMPONENTS",
        "hot water by two components: the water and the heat in it",
        of_accounts(pl.col("type").is_in(["C16", "E5"]) & (pl.col("use") != "SHOP")),
    ),
    Quirk(
        "TOWEL_RAIL",
        "hot water with heated towel rails: a larger norm of heat",
        of_accounts((pl.col("type") == "C16") & (pl.col("use") != "SHOP")),
    ),
    Quirk(
        "BANDS",
        "electric heating: consumption in several bands",
        of_accounts(pl.col("electric_heating") & ~pl.col("large_family")),
    ),
    Quirk(
        "BANDS_EXEMPT",
        "electric heating in a large family: no bands",
        of_accounts(pl.col("large_family")),
    ),
    Quirk("GAS_METER", "gas by meter", of_meters(pl.col("service_id") == int(Service.GAS))),
    Quirk(
        "GAS_TEMPERATURE",
        "gas meter whose volume takes the temperature coefficient",
        of_meters(pl.col("temperature_corrected")),
    ),
    Quirk(
        "GAS_NORM",
        "gas by the norm of a stove",
        of_accounts(
            pl.col("type").is_in(["A9", "B5"]) & ~pl.col("gas_metered") & (pl.col("use") != "SHOP")
        ),
    ),
    Quirk("GARDEN", "garden watered by the norm, in the season", of_accounts(pl.col("garden"))),
    Quirk("LIVESTOCK", "water for animals by the norm", of_accounts(pl.col("animals"))),
    Quirk("STANDPIPE", "water from a standpipe", of_accounts(pl.col("standpipe"))),
    Quirk(
        "VIOLATION",
        "act of unauthorised connection: ten norms",
        of_accounts(pl.col("connected_unlawfully")),
    ),
    Quirk("INSPECTED", "an inspector read the meters in the last month", inspected_last_month),
    Quirk(
        "REMOVED",
        "meter taken away and not replaced: average, then norm",
        of_meters(_dated("removed_on") & ~pl.col("replaced")),
    ),
    Quirk(
        "RENEWED",
        "verification renewed after a lapse: the meter counts again",
        of_meters(_dated("renewed_on")),
    ),
    Quirk("TRANSFORMER", "meter behind a transformer", of_meters(pl.col("ratio_micro") > MICRO)),
    Quirk("ROLLOVER", "meter about to pass zero", of_meters(pl.col("near_rollover"))),
    Quirk("REPLACED", "meter replaced inside a month", of_meters(pl.col("replaced"))),
    Quirk("OVERDUE", "verification has run out", overdue),
    Quirk("FAILED", "meter failed", of_meters(_dated("failed_on"))),
    Quirk("ACCESS_REFUSED", "inspector was not let in", of_meters(_dated("access_refused_on"))),
    Quirk("GAP", "no reading in the last month", gaps_in_last_month),
    Quirk(
        "NEVER_SENDS",
        "no readings at all: average, then norm",
        lambda city: city.facts.filter("never_sends")["account_id"],
    ),
    Quirk(
        "OWN_HEATING",
        "flat with its own heating: pays the common part of the heat only",
        of_accounts(pl.col("own_heating")),
    ),
    Quirk("HEAT_METER", "flat with a heat meter of its own", of_accounts(pl.col("heat_metered"))),
    Quirk(
        "SHARED_HEAT_METER",
        "two houses behind one heat meter",
        _of_type(SHARED_TYPE, second=True),
    ),
    Quirk(
        "YEAR_ROUND_HEATING",
        "heating paid all the year round by last year's use",
        _of_type(YEAR_ROUND_TYPE),
    ),
    Quirk(
        "FLATS_EXCEED_METER",
        "house whose flats exceed its cold-water meter in the last month: nothing to share, carried",
        _of_type(EXCEEDED_TYPE, first_only=True),
    ),
    Quirk(
        "FAILED_HOUSE_METER",
        "house electricity meter failed in the month before: its average",
        _of_type(FAILED_TYPE),
    ),
    Quirk(
        "COMMON_BY_NORM_THEN_METER",
        "common electricity by the norm, recalculated by the house meter in January",
        _in_house("B5"),
    ),
    Quirk("DEBTOR", "has stopped paying", of_payers("DEBTOR")),
    Quirk("PENALTY", "owes for more than thirty days: a penalty", penalised),
    Quirk(
        "BENEFIT",
        "entitled to a benefit: money until the last month, then a discount",
        lambda city: entitled(city)["id"],
    ),
    Quirk("PARTIAL", "pays a part of every bill", of_payers("PARTIAL")),
    Quirk("OVERPAYER", "once paid more than the bill: an advance", of_payers("OVERPAYER")),
    Quirk(
        "TYPICAL",
        "three persons with every meter in a nine-storey house",
        of_accounts(
            (pl.col("type") == "A9")
            & (pl.col("use") == "HOME")
            & (pl.col("persons") == 3)
            & pl.col("cold_metered")
            & pl.col("hot_metered")
        ),
    ),
)
"""What each city of a few hundred accounts shows at least once."""
