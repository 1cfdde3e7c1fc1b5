"""The slow twin of the engine: one account, one service, one day at a time, in exact fractions.

Written from the text of the rules (PP 354 cl. 42, 59, 60, 148; ZhK 156) over plain dictionaries. It shares
nothing with the engine but the shape of the input rows.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

ONE = timedelta(days=1)
RAISING = {"METER_FAILED", "VERIFICATION_EXPIRED", "ACCESS_REFUSED", "NO_METER"}


def half_up(value, step=1):
    """Round a fraction to a multiple of 1/step, ties away from zero."""
    sign = -1 if value < 0 else 1
    return sign * Fraction(int(abs(value) * step + Fraction(1, 2)), step)


def kopecks(roubles):
    return int(half_up(roubles, 100) * 100)


def decimals(value):
    return half_up(value, 10**6)


def micro(value):
    return None if value is None else Fraction(value, 10**6)


def runs(days):
    """Days joined into stretches without a break."""
    stretches = []
    for day in sorted(days):
        if stretches and stretches[-1][-1] + ONE == day:
            stretches[-1].append(day)
        else:
            stretches.append([day])
    return stretches


ONE_K = Fraction(1)
ZONES = ("", "PEAK", "DAY", "SEMI_PEAK", "NIGHT")


@dataclass(frozen=True)
class Base:
    """A volume at one price of the lowest band or of the water; ``k`` raises its fee."""

    account: dict
    service: int
    supplier: int
    volume: Fraction
    tariff: dict
    k: Fraction
    days: list


class Twin:
    def __init__(self, rows, period, codes):
        self.rows, self.codes = rows, codes
        self.indexes = {}
        self.measured = defaultdict(Fraction)  # volumes by measures, which bands never touch
        self.late = defaultdict(list)  # registers whose reading covers several months
        self.bases = []  # lines of metered services, before bands, components and K
        self.first = period.first_day
        self.days = [self.first + ONE * n for n in range(period.days)]
        self.amounts = defaultdict(int)  # (account, service, kind) -> kopecks
        self.volumes = defaultdict(Fraction)  # (account, service) -> units before K
        self.unbilled = set()  # (account, service, reason, day)

    def those(self, table, **keys):
        """Rows with these values, found by an index that is made at the first question."""
        names = tuple(keys)
        index = self.indexes.get((table, names))
        if index is None:
            index = self.indexes[table, names] = defaultdict(list)
            for row in self.rows[table]:
                index[tuple(row[name] for name in names)].append(row)
        return index.get(tuple(keys.values()), ())

    def on(self, table, day, **keys):
        """The row of a dated table that is valid on a day."""
        for row in self.those(table, **keys):
            if row["valid_from"] <= day and (
                row["valid_until"] is None or day < row["valid_until"]
            ):
                return row
        return None

    def supply(self, account, service, day):
        if day < account["opened_on"] or (account["closed_on"] and day >= account["closed_on"]):
            return None
        house = self.on("house_supplies", day, house_id=account["house_id"], service_id=service)
        own = self.on("account_supplies", day, account_id=account["account_id"], service_id=service)
        if house is None or (own and not own["included"]):
            return None
        return {
            **house,
            "quantity": own["quantity"] if own else 1,
            "impossible": bool(own and own["metering_impossible"]),
        }

    def tariff(self, supply, day, zone="", band=1, part=None):
        """The price of the day; without a part asked for, the undivided one or that of the water."""
        keys = {
            "service_id": supply["service_id"],
            "tariff_group": supply["tariff_group"],
            "zone": zone,
            "band": band,
        }
        for component in ("", "WATER") if part is None else (part,):
            own = self.those(
                "tariffs", supplier_id=supply["supplier_id"], component=component, **keys
            )
            wanted = supply["supplier_id"] if own else None
            if row := self.on("tariffs", day, supplier_id=wanted, component=component, **keys):
                return row
        return None

    def persons(self, account, day):
        row = self.on("households", day, account_id=account["account_id"])
        return row and (row["registered"] + row["temporary"] or row["owners"])

    def norm(self, supply, account, persons, day):
        keys = {"service_id": supply["service_id"], "norm_group": supply["norm_group"]}
        table = [r for r in self.those("norms", **keys) if r["per"] != "M3"]
        most = max((r["persons"] for r in table if r["persons"]), default=None)
        row = next(
            (
                r
                for r in table
                if r["persons"] == (most and min(persons, most))
                and r["valid_from"] <= day
                and (r["valid_until"] is None or day < r["valid_until"])
            ),
            None,
        )
        return row and micro(row["value_micro"]) / (12 if row["per"].endswith("YEAR") else 1)

    def run(self):
        water = {s for s, code in self.codes.items() if code in ("cold_water", "hot_water")}
        for account in self.rows["accounts"]:
            later = []
            for service in self.codes:
                supplies = {d: s for d in self.days if (s := self.supply(account, service, d))}
                if not supplies:
                    continue
                method = next(iter(supplies.values()))["method"]
                if method == "WASTEWATER":
                    later.append((service, supplies))
                else:
                    getattr(self, method.lower())(account, service, supplies)
            self.violations(account)
            for service, supplies in later:
                self.wastewater(account, service, supplies, water)
        self.complete()
        return self

    def miss(self, account, service, reason, days):
        self.unbilled |= {(account["account_id"], service, reason, day) for day in days}

    def price(self, account, service, volume, days):
        """Spread a volume over tariff stretches by days, the last takes the rest (D-08)."""
        key = account["account_id"], service
        groups = defaultdict(list)
        for day, (supply, tariff) in days.items():
            mark = tariff and (supply["supplier_id"], tariff["tariff_id"])
            groups[mark].append(day)
        unpriced = groups.pop(None, [])
        stretches = sorted(groups.values())
        left = volume
        for number, stretch in enumerate(stretches, start=1):
            last = number == len(stretches) and not unpriced
            part = left if last else decimals(volume * len(stretch) / len(days))
            left -= part
            supply, tariff = days[stretch[0]]
            self.volumes[key] += part
            self.bases.append(
                Base(account, service, supply["supplier_id"], part, tariff, ONE_K, stretch)
            )
        self.miss(account, service, "NO_TARIFF", unpriced)

    def area_rate(self, account, service, supplies):
        stretches = defaultdict(Fraction)
        for day, supply in supplies.items():
            area = self.on("areas", day, account_id=account["account_id"])
            tariff = self.tariff(supply, day)
            if area is None or tariff is None:
                self.miss(account, service, "NO_TARIFF" if area else "NO_AREA", [day])
                continue
            key = (tariff["tariff_id"], area["area_micro"], supply["supplier_id"])
            stretches[key] += micro(area["area_micro"]) * micro(tariff["rate_micro_rubles"])
        for total in stretches.values():
            self.amounts[(account["account_id"], service, "CHARGE")] += kopecks(
                total / len(self.days)
            )

    def fixed(self, account, service, supplies):
        for day, supply in supplies.items():
            if tariff := self.tariff(supply, day):
                fee = micro(tariff["rate_micro_rubles"]) * supply["quantity"]
                self.amounts[(account["account_id"], service, "CHARGE")] += kopecks(fee)
                break
        missing = [day for day, supply in supplies.items() if self.tariff(supply, day) is None]
        self.miss(account, service, "NO_TARIFF", missing)

    def waste_persons(self, account, service, supplies):
        self.by_norm(account, service, {d: (s, None) for d, s in supplies.items()})

    def by_norm(self, account, service, days):
        """Norm x residents of every day / days of the month; K of every day beside it (D-06, D-14)."""
        if self.codes[service] == "gas":
            for purpose in self.purposes(days):
                self.by_norm_of(account, service, self.for_purpose(days, purpose))
                self.by_area_of(account, service, self.for_purpose(days, purpose))
        else:
            self.by_norm_of(account, service, days)

    def purposes(self, days):
        return sorted({p for s, _ in days.values() for p in s["norm_group"].split("+")})

    def for_purpose(self, days, purpose):
        """R-051: a purpose has its own norm and, where one is set, its own price."""
        found = {}
        for day, (supply, reason) in days.items():
            own = f"{supply['tariff_group']}/{purpose}"
            keys = {"service_id": supply["service_id"], "tariff_group": own}
            known = any(
                row["supplier_id"] in (None, supply["supplier_id"])
                and row["valid_from"] <= self.days[-1]
                and (row["valid_until"] is None or row["valid_until"] > self.first)
                for row in self.those("tariffs", **keys)
            )
            group = own if known else supply["tariff_group"]
            found[day] = {**supply, "norm_group": purpose, "tariff_group": group}, reason
        return found

    def of_area(self, supply):
        keys = {"service_id": supply["service_id"], "norm_group": supply["norm_group"]}
        return any(row["per"].startswith("M2") for row in self.those("norms", **keys))

    def raising_of(self, supply, service, reason, day):
        raised = supply["raising"] and reason in RAISING
        raised = raised and not (reason == "NO_METER" and supply["impossible"])
        k = self.on("coefficients", day, service_id=service) if raised else None
        return micro(k["coefficient_micro"]) if k else Fraction(1)

    def by_area_of(self, account, service, days):
        """Gas of space heating: a line for every area, norm, price, cause and K."""
        lines = defaultdict(list)
        for day, (supply, reason) in days.items():
            if not self.of_area(supply):
                continue
            area = self.on("areas", day, account_id=account["account_id"])
            norm = area and self.norm(supply, account, 1, day)
            tariff = self.tariff(supply, day)
            if area is None or norm is None or tariff is None:
                why = "NO_AREA" if area is None else "NO_NORM" if norm is None else "NO_TARIFF"
                self.miss(account, service, why, [day])
                continue
            k = self.raising_of(supply, service, reason, day)
            mark = tariff["tariff_id"], supply["supplier_id"], area["area_micro"], norm, reason, k
            lines[mark].append((day, tariff))
        for (_, supplier, area, norm, _, k), parts in lines.items():
            volume = decimals(micro(area) * norm * len(parts) / len(self.days))
            if volume:
                self.volumes[account["account_id"], service] += volume
                days = [day for day, _ in parts]
                self.bases.append(Base(account, service, supplier, volume, parts[0][1], k, days))

    def norm_measure(self, account, service, supplies):
        """R-012, R-013: amount x norm by days, only without a water meter."""
        first, end = self.days[0], self.days[-1] + ONE
        for code in ("cold_water", "irrigation"):
            for number, name in self.codes.items():
                for r in self.those(
                    "registers", account_id=account["account_id"], service_id=number
                ):
                    gone = r["removed_on"] is not None and r["removed_on"] <= first
                    if name == code and r["installed_on"] < end and not gone:
                        return
        lines = defaultdict(list)
        groups = {r["norm_group"] for r in self.those("measures", account_id=account["account_id"])}
        for group in sorted(groups):
            for day, supply in supplies.items():
                keys = {"account_id": account["account_id"], "service_id": service}
                amount = self.on("measures", day, norm_group=group, **keys)
                if amount is None:
                    continue
                counted = {**supply, "norm_group": group}
                norm, tariff = self.norm(counted, account, 1, day), self.tariff(supply, day)
                if norm is None or tariff is None:
                    self.miss(account, service, "NO_NORM" if norm is None else "NO_TARIFF", [day])
                    continue
                k = self.raising_of(supply, service, "NO_METER", day)
                mark = (
                    group,
                    tariff["tariff_id"],
                    supply["supplier_id"],
                    amount["amount_micro"],
                    norm,
                    k,
                )
                lines[mark].append(tariff)
        key = account["account_id"], service
        for (_, _, _, amount, norm, k), parts in lines.items():
            volume = decimals(micro(amount) * norm * len(parts) / len(self.days))
            if volume:
                rate = micro(parts[0]["rate_micro_rubles"])
                self.measured[key] += volume
                self.amounts[(*key, "CHARGE")] += kopecks(volume * rate)
                if k != 1:
                    self.amounts[(*key, "RAISING")] += kopecks(volume * rate * k) - kopecks(
                        volume * rate
                    )

    def violations(self, account):
        """R-130: ten norms of at most three months, as things stand on the last served day."""
        for act in self.those("violations", account_id=account["account_id"]):
            service = act["service_id"]
            served = [d for d in self.days if self.supply(account, service, d)]
            if not served:
                continue
            day = served[-1]
            supply = self.supply(account, service, day)
            persons = self.persons(account, day)
            norm = persons and self.norm(supply, account, persons, day)
            tariff = self.tariff(supply, day)
            if not persons or norm is None or tariff is None:
                why = "NO_RESIDENTS" if not persons else "NO_NORM" if norm is None else "NO_TARIFF"
                self.miss(account, service, why, [day])
                continue
            volume = decimals(norm * persons * min(3, act["months"]))
            fee = volume * micro(tariff["rate_micro_rubles"]) * 10
            self.amounts[account["account_id"], service, "VIOLATION"] += kopecks(fee)

    def by_norm_of(self, account, service, days):
        key = account["account_id"], service
        lines = defaultdict(list)
        for day, (supply, reason) in days.items():
            if self.codes[service] == "gas" and self.of_area(supply):
                continue
            persons = self.persons(account, day)
            norm = persons and self.norm(supply, account, persons, day)
            tariff = self.tariff(supply, day)
            if not persons or norm is None or tariff is None:
                reasons = (
                    "NO_RESIDENTS" if not persons else "NO_NORM" if norm is None else "NO_TARIFF"
                )
                self.miss(account, service, reasons, [day])
                continue
            factor = self.raising_of(supply, service, reason, day)
            owners = reason is None and self.on("households", day, account_id=account["account_id"])
            counted = owners and not (owners["registered"] + owners["temporary"])
            lines[(tariff["tariff_id"], reason, supply["supplier_id"], counted)].append(
                (norm * persons, factor, tariff, day)
            )
        for mark in [
            m
            for m, parts in lines.items()
            if self.codes[service] == "gas" and not any(load for load, *_ in parts)
        ]:
            del lines[mark]
        for (_, _, supplier, _), parts in lines.items():
            volume = decimals(sum(load for load, *_ in parts) / len(self.days))
            mean = sum(load * k for load, k, *_ in parts) / sum(load for load, *_ in parts)
            self.volumes[key] += volume
            self.bases.append(
                Base(account, service, supplier, volume, parts[0][2], mean, [d for *_, d in parts])
            )

    def meter_or_norm(self, account, service, supplies):
        registers = self.those("registers", account_id=account["account_id"], service_id=service)
        first, end = min(supplies), max(supplies) + ONE
        registers = [r for r in registers if r["installed_on"] < end]
        registers = [r for r in (self.standing(r, registers) for r in registers) if r]
        if not registers:
            self.by_norm(account, service, {d: (s, "NO_METER") for d, s in supplies.items()})
            return
        norm_days, volumes = {}, defaultdict(Fraction)
        found = [(r, *self.register(r, first, end)) for r in registers]
        for _, _, days, reason, by_norm, _ in found:
            if by_norm:
                norm_days |= {d: min(reason, norm_days.get(d, reason)) for d in days}
        bare = [
            d
            for d in self.days
            if first <= d < end and all(d < r["installed_on"] for r in registers)
        ]
        norms = runs(norm_days), runs(bare)
        for register, volume, days, _, by_norm, read in found:
            if by_norm and not read:
                continue
            ran = {
                d
                for d in self.days
                if max(first, register["installed_on"]) <= d < end
                and (
                    register.get("gone") or not register["removed_on"] or d < register["removed_on"]
                )
            }
            if not (ran - set(days) if by_norm else ran) & set(norm_days):
                volumes[register["zone"]] += volume
                if read and register["months_missing"]:
                    self.late[account["account_id"], service].append(register)
        by_norm = {}
        for stretch in norms[0]:
            reason = min(norm_days[d] for d in stretch)
            by_norm |= {d: (supplies[d], reason) for d in stretch if d in supplies}
        self.by_norm(account, service, by_norm)
        unmetered = {d: (supplies[d], "NO_METER") for d in bare if d in supplies}
        self.by_norm(account, service, unmetered)
        stretches = [*norms[0], *norms[1]]
        after = max((s[-1] + ONE for s in stretches if s[0] == first), default=first)
        before = min((s[0] for s in stretches if s[0] != first), default=end)
        after, before = (after, before) if after < before else (first, end)
        for zone, volume in volumes.items():
            days = {
                d: (s, self.tariff(s, d, zone)) for d, s in supplies.items() if after <= d < before
            }
            self.price(account, service, volume, days)

    def standing(self, r, registers):
        """A meter removed in an earlier month lives on in its average, unless another came (R-125)."""
        if r["removed_on"] is None or r["removed_on"] >= self.first:
            return r
        came = any(
            o["zone"] == r["zone"] and o["installed_on"] >= r["removed_on"] for o in registers
        )
        lives = r["months_missing"] < 3 and (r["average_months"] or 0) >= 3 and not came
        gone = {"removed_on": self.first, "failed_on": None, "verified_until": None, "gone": True}
        return {**r, **gone} if lives else None

    def register(self, r, first, end):
        """Volume of a register, its days without a usable reading, why, and whether the norm takes them."""
        start = max(first, r["installed_on"])
        stop = min(end, r["removed_on"] or end)
        ends = stop, r["failed_on"] or stop, (r["verified_until"] or date.max - ONE) + ONE
        usable = max(start, min(ends))
        read, implausible, volume = False, False, Fraction(0)
        taken = r["current_on"]
        if (
            taken
            and (r["failed_on"] is None or taken <= r["failed_on"])
            and (r["verified_until"] is None or taken <= r["verified_until"])
        ):
            step = micro(r["current_value_micro"] - r["previous_value_micro"])
            limit = (
                3 * micro(r["average_micro"])
                if r["average_micro"]
                else (600 if self.codes[r["service_id"]] == "electricity" else 60)
            )
            rolled = step < 0
            step += 10 ** r["digits"] if rolled else 0
            factor = micro(r["ratio_micro"]) * micro(r["temperature_micro"] or 10**6)
            volume = decimals(step * factor)
            implausible = rolled and volume > limit * (r["months_missing"] + 1)
            if implausible and r["inspected"]:
                implausible, volume = False, decimals((step - 10 ** r["digits"]) * factor)
            read = not implausible
        volume = volume - micro(r["estimated_micro"]) if read else Fraction(0)
        resumed = r["resumed_on"] if read else None
        begin = usable if read and not resumed else start
        until = min(stop, max(start, resumed)) if resumed else end if r.get("gone") else stop
        days = [begin + ONE * n for n in range(max(0, (until - begin).days))]
        turn = (read and not resumed) or r["months_missing"] < 3
        gas = self.codes[r["service_id"]] == "gas"
        stopped = (r["failed_on"] and r["failed_on"] < stop) or (
            r["verified_until"] and r["verified_until"] + ONE < stop
        )
        averaged = bool(
            r["average_micro"] is not None
            and r["average_months"] >= (1 if gas else 3)
            and turn
            and not (gas and stopped)
        )
        by_norm = bool(days) and not averaged
        if days and averaged:
            volume += decimals(micro(r["average_micro"]) * len(days) / len(self.days))
        expired = r["verified_until"] and r["verified_until"] + ONE < stop
        failed = r["failed_on"] and r["failed_on"] < stop
        stops = failed or expired or (r["access_refused"] and not read)
        if by_norm and turn and stops and not gas:
            reason = "NEW_METER"
        elif failed and not (expired and r["verified_until"] + ONE < r["failed_on"]):
            reason = "METER_FAILED"
        elif expired or resumed:
            reason = "VERIFICATION_EXPIRED"
        elif r["access_refused"]:
            reason = "ACCESS_REFUSED"
        elif implausible:
            reason = "READING_IMPLAUSIBLE"
        else:
            reason = "NEW_METER" if by_norm and turn else "NO_READING"
        return volume, days, reason, by_norm, read

    def wastewater(self, account, service, supplies, water):
        volumes = [
            self.volumes[account["account_id"], s]
            for s in water
            if (account["account_id"], s) in self.volumes
        ]
        if not volumes:
            self.miss(account, service, "NO_VOLUME", supplies)
            return
        self.price(
            account, service, sum(volumes), {d: (s, self.tariff(s, d)) for d, s in supplies.items()}
        )

    def complete(self):
        """Bands by the volume of premises, the heat in hot water, then money with K beside it."""
        premises = defaultdict(list)
        for base in self.bases:
            premises[base.account["unit_id"], base.service, base.supplier].append(base)
        self.volumes.clear()
        self.volumes.update(self.measured)
        for bases in premises.values():
            for line in self.banded(bases):
                self.book(line)
                self.volumes[line.account["account_id"], line.service] += line.volume
                if line.tariff["component"] == "WATER":
                    for heat in self.heat(line):
                        self.book(heat)

    def book(self, line):
        key = line.account["account_id"], line.service
        rate = micro(line.tariff["rate_micro_rubles"])
        base, total = kopecks(line.volume * rate), kopecks(line.volume * rate * line.k)
        self.amounts[(*key, "CHARGE")] += base
        if line.k != 1:
            self.amounts[(*key, "RAISING")] += total - base

    def banded(self, bases):
        """R-042, D-10: the premises' volume sets the bands; each is spread in proportion."""

        def bands_of(base):
            keys = {
                k: base.tariff[k] for k in ("service_id", "supplier_id", "tariff_group", "zone")
            }
            found = {1: base.tariff}
            for band in (2, 3):
                if row := self.on("tariffs", base.days[0], band=band, **keys):
                    found[band] = row
            return found

        def takes_part(base):
            exempt = any(
                row["bands_exempt"]
                and any(self.on("account_supplies", d, account_id=base.account["account_id"],
                                service_id=base.service) is row for d in self.days)
                for row in self.those("account_supplies", account_id=base.account["account_id"],
                                      service_id=base.service)
            )  # fmt: skip
            return base.volume > 0 and not exempt and len(bands_of(base)) > 1

        for base in bases:
            if not takes_part(base):
                yield base
        bases = sorted(
            filter(takes_part, bases),
            key=lambda b: (ZONES.index(b.tariff["zone"]), b.account["account_id"], b.days[0],
                           b.tariff["tariff_id"]),
        )  # fmt: skip
        if not bases:
            return
        months, before = self.covered(bases[0])
        total = sum(base.volume for base in bases)
        parts, lower = {}, 0
        ladder = bands_of(bases[0])
        for band in sorted(ladder):
            limit = ladder[band]["band_upto_micro"]
            top = before + total if band == max(ladder) else micro(limit) * months
            parts[band] = max(0, min(before + total, top) - max(before, lower))
            lower = top
        for band, part in parts.items():
            left = part
            for number, base in enumerate(bases, start=1):
                share = left if number == len(bases) else decimals(part * base.volume / total)
                left -= share
                yield replace(base, volume=share, tariff=bands_of(base)[band])

    def covered(self, base):
        """Months that the readings of the premises cover, and what was charged for them before."""
        unit = self.those("accounts", unit_id=base.account["unit_id"])
        members = {row["account_id"] for row in unit}
        late = [r for member in members for r in self.late[member, base.service]]
        return (
            max((r["months_missing"] for r in late), default=0) + 1,
            sum(micro(r["estimated_micro"]) for r in late),
        )

    def heat(self, line):
        """R-021: the volume by days over prices of heat and norms, each times its q."""
        pieces = defaultdict(list)
        span = [d for d in self.days if line.days[0] <= d <= line.days[-1]]
        served = {d: s for d in span if (s := self.supply(line.account, line.service, d))}
        for day, supply in served.items():
            price = self.tariff_like(line.tariff, day)
            q = self.on("norms", day, service_id=line.service, norm_group=supply["norm_group"],
                        per="M3")  # fmt: skip
            if price is None or q is None:
                if price is None:
                    self.miss(line.account, line.service, "NO_TARIFF", [day])
                if q is None:
                    self.miss(line.account, line.service, "NO_NORM", [day])
                pieces[None].append(day)
            else:
                pieces[price["tariff_id"], q["value_micro"]].append((day, price, q))
        unknown = pieces.pop(None, [])
        left = line.volume
        ordered = sorted(pieces.values(), key=lambda piece: piece[0][0])
        for number, piece in enumerate(ordered, start=1):
            last = number == len(ordered) and not unknown
            part = left if last else decimals(line.volume * len(piece) / len(served))
            left -= part
            _, price, q = piece[0]
            yield replace(line, volume=decimals(part * micro(q["value_micro"])), tariff=price)

    def tariff_like(self, water, day):
        keys = {k: water[k] for k in ("service_id", "supplier_id", "tariff_group", "zone")}
        return self.on("tariffs", day, component="HEAT", **keys)
