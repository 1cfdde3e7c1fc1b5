"""Holders, households, owners and areas of the accounts, and what they do without."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from raschet.demo_city import distributions as dist
from raschet.demo_city import names
from raschet.demo_city.flats import TENTH_OF_M2, day_inside
from raschet.demo_city.house_types import TYPES
from raschet.demo_city.services import Service

if TYPE_CHECKING:
    from raschet.demo_city.randomness import Chance
    from raschet.values.period import Period

NO_DATE: Final = pl.lit(None, dtype=pl.Date)
ID: Final = pl.col("id")
TEMPORARY_STAY_DAYS: Final = (20, 70)
FEMALE_PPM: Final = 540_000


def numbered(frame: pl.DataFrame) -> pl.DataFrame:
    """Number the rows from 1 in a first column ``id``."""
    return frame.select(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("id"), pl.all())


def with_people(
    chance: Chance, accounts: pl.DataFrame, first_period: Period, months: int
) -> pl.DataFrame:
    """Accounts with the number of people living there and the days on which it changes.

    Adds ``persons``, ``changed_on``/``persons_after``, ``guests``/``guests_from``/``guests_until``,
    ``owners``, ``holder_changed_on``.
    """
    shop = pl.col("use") == "SHOP"
    sizes = chance.pick(dist.HOUSEHOLD_SIZES, dist.HOUSEHOLD_SIZES_PPM, "household", ID)
    nobody = chance.chosen(
        (pl.col("use") == "HOME") & ~pl.col("municipal"),
        dist.NOBODY_REGISTERED_PPM,
        "nobody registered",
        ID,
    )
    settled = ~shop & (pl.col("opened_on") < pl.lit(first_period.first_day))
    changes = chance.chosen(
        settled & pl.col("closed_on").is_null(),
        dist.HOUSEHOLD_CHANGES_A_MONTH_PPM * months,
        "household changes",
        ID,
    )
    guests = chance.chosen(
        settled & ~changes, dist.TEMPORARY_RESIDENTS_PPM, "temporary residents", ID
    )
    moved = chance.chosen(
        settled & ~pl.col("municipal") & ~changes,
        dist.HOLDER_CHANGES_A_MONTH_PPM * months,
        "holder changes",
        ID,
    )
    guests_from = day_inside(chance, first_period, months, "guests come", ID)
    stay = chance.between(*TEMPORARY_STAY_DAYS, "guests stay", ID)
    detached = (pl.col("type") == "P1") & (pl.col("use") == "HOME")
    electric_heating = chance.chosen(detached, dist.ELECTRIC_HEATING_PPM, "electric heating", ID)
    large_family = chance.chosen(
        detached & ~electric_heating, dist.LARGE_FAMILIES_PPM, "large family", ID
    )
    return accounts.with_columns(
        persons=pl.when(shop | nobody)
        .then(0)
        .when(pl.col("use").is_in(["ROOM", "SHARED"]))
        .then(sizes.clip(1, 2))
        .otherwise(sizes)
        .cast(pl.Int64),
        changed_on=pl.when(changes).then(
            day_inside(chance, first_period, months, "household day", ID)
        ),
        guests=pl.when(guests).then(chance.between(1, 2, "guests", ID)),
        guests_from=pl.when(guests).then(guests_from),
        guests_until=pl.when(guests).then(guests_from + pl.duration(days=stay)),
        owners=pl.when(shop | pl.col("municipal"))
        .then(1)
        .otherwise(1 + chance.hits(dist.TWO_OWNERS_PPM, "owners", ID).cast(pl.Int64)),
        holder_changed_on=pl.when(moved).then(
            day_inside(chance, first_period, months, "holder day", ID)
        ),
        electric_heating=electric_heating | large_family,
        large_family=large_family,
    ).with_columns(
        persons_after=pl.when(pl.col("persons") > 1)
        .then(pl.col("persons") + chance.below(2, "grows", ID) * 2 - 1)
        .otherwise(pl.col("persons") + 1)
    )


def holder_rows(chance: Chance, accounts: pl.DataFrame) -> pl.DataFrame:
    """Who answers for each account; a sale inside a month makes a second row."""
    kind = (
        pl.when(pl.col("use") == "SHOP")
        .then(pl.lit("ORGANISATION"))
        .when("municipal")
        .then(pl.lit("TENANT"))
        .otherwise(pl.lit("OWNER"))
    )
    shop_name = chance.pick_text(names.SHOPS, "shop name", ID)
    phone = pl.format("+7 000 {}", (1_000_000 + chance.below(9_000_000, "phone", ID)))
    email = pl.format("account{}@example.org", "number")
    common = {
        "account_id": ID,
        "kind": kind,
        "phone": phone,
        "email": pl.when(chance.hits(dist.EMAIL_PPM, "e-mail", ID))
        .then(email)
        .otherwise(pl.lit("")),
    }
    first = accounts.select(
        **common,
        name=pl.when(pl.col("use") == "SHOP").then(shop_name).otherwise(person(chance, 1, ID)),
        valid_from="opened_on",
        valid_until="holder_changed_on",
    )
    second = accounts.filter(pl.col("holder_changed_on").is_not_null()).select(
        **common,
        name=person(chance, 3, ID),
        valid_from="holder_changed_on",
        valid_until=NO_DATE,
    )
    return numbered(pl.concat([first, second]))


def person(chance: Chance, which: int, key: pl.Expr) -> pl.Expr:
    """A full name; ``which`` tells people of one account apart."""
    surname = chance.pick_text(names.SURNAMES, f"surname {which % 2}", key)
    female = pl.concat_str(
        surname + "а",
        chance.pick_text(names.FEMALE_NAMES, f"name {which}", key),
        chance.pick_text(names.FEMALE_PATRONYMICS, f"patronymic {which}", key),
        separator=" ",
    )
    male = pl.concat_str(
        surname,
        chance.pick_text(names.MALE_NAMES, f"name {which}", key),
        chance.pick_text(names.MALE_PATRONYMICS, f"patronymic {which}", key),
        separator=" ",
    )
    return pl.when(chance.hits(FEMALE_PPM, f"female {which}", key)).then(female).otherwise(male)


def area_rows(accounts: pl.DataFrame) -> pl.DataFrame:
    """The area each account pays for; a shared flat is split to the last tenth of a metre."""
    shared = pl.col("use") == "SHARED"
    tenths = pl.col("total_area_micro") // TENTH_OF_M2
    first = tenths - tenths // 2
    area = (
        pl.when(~shared)
        .then(pl.col("total_area_micro"))
        .when(pl.col("part") == 1)
        .then(first * TENTH_OF_M2)
        .otherwise((tenths - first) * TENTH_OF_M2)
    )
    return numbered(
        accounts.select(
            account_id=ID,
            area_micro=area,
            share_numerator=pl.lit(1, dtype=pl.Int64),
            share_denominator=pl.when(shared).then(2).otherwise(1).cast(pl.Int64),
            valid_from="opened_on",
            valid_until=NO_DATE,
        )
    )


def household_rows(accounts: pl.DataFrame) -> pl.DataFrame:
    """How many people live there: one row, two where the number changes, three with guests."""
    changed = pl.col("changed_on").is_not_null()
    guests = pl.col("guests").is_not_null()

    def stretch(
        frame: pl.DataFrame, registered: str, temporary: pl.Expr, start: str, end: pl.Expr
    ) -> pl.DataFrame:
        return frame.select(
            account_id=ID,
            registered=pl.col(registered),
            temporary=temporary.cast(pl.Int64),
            valid_from=pl.col(start),
            valid_until=end,
        )

    nobody = pl.lit(0)
    first_end = pl.coalesce("changed_on", "guests_from")
    return numbered(
        pl.concat(
            [
                stretch(accounts, "persons", nobody, "opened_on", first_end),
                stretch(accounts.filter(changed), "persons_after", nobody, "changed_on", NO_DATE),
                stretch(
                    accounts.filter(guests),
                    "persons",
                    pl.col("guests"),
                    "guests_from",
                    pl.col("guests_until"),
                ),
                stretch(accounts.filter(guests), "persons", nobody, "guests_until", NO_DATE),
            ]
        ).sort("account_id", "valid_from")
    )


def ownership_rows(chance: Chance, accounts: pl.DataFrame) -> pl.DataFrame:
    """Who owns: people in equal shares, the town, or a shop's organisation."""
    kind = (
        pl.when(pl.col("use") == "SHOP")
        .then(pl.lit("ORGANISATION"))
        .when("municipal")
        .then(pl.lit("MUNICIPALITY"))
        .otherwise(pl.lit("PERSON"))
    )
    name = (
        pl.when(pl.col("use") == "SHOP")
        .then(chance.pick_text(names.SHOPS, "shop name", ID))
        .when("municipal")
        .then(pl.lit(names.MUNICIPALITY))
        .otherwise(person(chance, 1, ID))
    )

    def owner(frame: pl.DataFrame, number: int, owner_name: pl.Expr) -> pl.DataFrame:
        return frame.select(
            account_id=ID,
            owner_number=pl.lit(number, dtype=pl.Int64),
            kind=kind,
            name=owner_name,
            share_numerator=pl.lit(1, dtype=pl.Int64),
            share_denominator=pl.col("owners"),
            valid_from="opened_on",
            valid_until=NO_DATE,
        )

    second = accounts.filter(pl.col("owners") > 1)
    return numbered(pl.concat([owner(accounts, 1, name), owner(second, 2, person(chance, 2, ID))]))


def _exception(
    accounts: pl.DataFrame, who: pl.Expr, service: Service, **changes: object
) -> pl.DataFrame:
    """Rows of the accounts that have a service differently from their house."""
    since = date(dist.SUPPLY_BEGAN.year, 1, 1)
    values: dict[str, Any] = {
        "included": True, "quantity": 1, "tariff_group": None, "norm_group": None,
        "metering_impossible": False, "bands_exempt": pl.lit(value=False),
    } | changes  # fmt: skip
    return accounts.filter(who).select(
        account_id=ID,
        service_id=pl.lit(int(service), dtype=pl.Int64),
        included=pl.lit(values["included"]),
        quantity=pl.lit(values["quantity"], dtype=pl.Int64),
        tariff_group=pl.lit(values["tariff_group"], dtype=pl.String),
        norm_group=pl.lit(values["norm_group"], dtype=pl.String),
        metering_impossible=pl.lit(values["metering_impossible"]),
        bands_exempt=values["bands_exempt"],
        valid_from=pl.lit(since),
        valid_until=NO_DATE,
    )


def exception_rows(chance: Chance, accounts: pl.DataFrame) -> pl.DataFrame:
    """What accounts have differently from their house: left out, doubled, or never metered."""
    types = TYPES.values()
    apartment = pl.col("type").is_in([kind.code for kind in types if kind.maintenance_group])
    intercom = pl.col("type").is_in([kind.code for kind in types if kind.intercom])
    antenna = pl.col("type").is_in([kind.code for kind in types if kind.antenna])
    municipal_house = pl.col("type").is_in([kind.code for kind in types if kind.municipal])
    shop = pl.col("use") == "SHOP"
    without_intercom = chance.chosen(intercom & ~shop, dist.WITHOUT_INTERCOM_PPM, "no intercom", ID)
    without_antenna = chance.chosen(antenna & ~shop, dist.WITHOUT_ANTENNA_PPM, "no antenna", ID)
    two = chance.chosen(
        intercom & ~shop & ~without_intercom, dist.TWO_INTERCOMS_PPM, "two intercoms", ID
    )
    no_bath = chance.chosen(
        ~apartment & ~pl.col("cold_impossible") & ~pl.col("standpipe"),
        dist.WITHOUT_BATH_PPM,
        "no bath",
        ID,
    )

    exception = partial(_exception, accounts)
    utilities = (
        Service.COLD_WATER, Service.HOT_WATER, Service.WASTEWATER, Service.ELECTRICITY,
        Service.WASTE, Service.GAS,
    )  # fmt: skip
    return numbered(
        pl.concat(
            [
                exception(municipal_house & ~pl.col("municipal"), Service.RENT, included=False),
                exception(pl.col("municipal"), Service.CAPITAL_REPAIR, included=False),
                exception(without_intercom | shop & intercom, Service.INTERCOM, included=False),
                exception(without_antenna | shop & antenna, Service.ANTENNA, included=False),
                exception(two, Service.INTERCOM, quantity=2),
                exception(no_bath, Service.COLD_WATER, norm_group="NO_BATH"),
                exception(
                    no_bath & ~pl.col("without_sewer"), Service.WASTEWATER, norm_group="NO_BATH"
                ),
                exception(
                    pl.col("electric_heating"),
                    Service.ELECTRICITY,
                    tariff_group="ELECTRIC_HEATING",
                    bands_exempt=pl.col("large_family"),
                ),
                exception(
                    pl.col("standpipe"),
                    Service.COLD_WATER,
                    norm_group="STANDPIPE",
                    metering_impossible=True,
                ),
                exception(
                    pl.col("standpipe") & ~pl.col("without_sewer"),
                    Service.WASTEWATER,
                    included=False,
                ),
                exception(pl.col("electric_heating"), Service.GAS, included=False),
                *(exception(shop, service, included=False) for service in utilities),
                *(
                    exception(pl.col(f"{name}_impossible"), service, metering_impossible=True)
                    for name, service in (
                        ("cold", Service.COLD_WATER),
                        ("hot", Service.HOT_WATER),
                    )
                ),
            ]
        )
    )
