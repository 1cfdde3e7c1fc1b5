"""The slow twin of the engine: one account, one service, one day at a time, in exact fractions.

Written from the text of the rules (PP 354 cl. 42, 59, 60, 148; ZhK 156) over plain dictionaries. It shares
nothing with the engine but the shape of the input rows.
"""

from collections import defaultdict
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


class Twin:
    def __init__(self, rows, period, codes):
        self.rows, self.codes = rows, codes
        self.first = period.first_day
        self.days = [self.first + ONE * n for n in range(period.days)]
        self.amounts = defaultdict(int)  # (account, service, kind) -> kopecks
        self.volumes = defaultdict(Fraction)  # (account, service) -> units before K
        self.unbilled = set()  # (account, service, reason, day)

    def on(self, table, day, **keys):
        """The row of a dated table that is valid on a day."""
        for row in self.rows[table]:
            if (
                all(row[name] == value for name, value in keys.items())
                and row["valid_from"] <= day
                and (row["valid_until"] is None or day < row["valid_until"])
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

    def tariff(self, supply, day, zone=""):
        keys = {
            "service_id": supply["service_id"],
            "tariff_group": supply["tariff_group"],
            "zone": zone,
        }
        own = [
            r
            for r in self.rows["tariffs"]
            if r["supplier_id"] == supply["supplier_id"] and all(r[k] == v for k, v in keys.items())
        ]
        wanted = supply["supplier_id"] if own else None
        return self.on("tariffs", day, supplier_id=wanted, **keys)

    def persons(self, account, day):
        row = self.on("households", day, account_id=account["account_id"])
        return row and (row["registered"] + row["temporary"] or row["owners"])

    def norm(self, supply, account, persons, day):
        table = [
            r
            for r in self.rows["norms"]
            if r["service_id"] == supply["service_id"] and r["norm_group"] == supply["norm_group"]
        ]
        most = max((r["persons"] for r in table if r["persons"]), default=None)
        row = self.on(
            "norms",
            day,
            service_id=supply["service_id"],
            norm_group=supply["norm_group"],
            persons=most and min(persons, most),
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
            for service, supplies in later:
                self.wastewater(account, service, supplies, water)
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
            tariff = days[stretch[0]][1]
            self.volumes[key] += part
            self.amounts[(*key, "CHARGE")] += kopecks(part * micro(tariff["rate_micro_rubles"]))
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
        key = account["account_id"], service
        lines = defaultdict(list)
        for day, (supply, reason) in days.items():
            persons = self.persons(account, day)
            norm = persons and self.norm(supply, account, persons, day)
            tariff = self.tariff(supply, day)
            if not persons or norm is None or tariff is None:
                reasons = (
                    "NO_RESIDENTS" if not persons else "NO_NORM" if norm is None else "NO_TARIFF"
                )
                self.miss(account, service, reasons, [day])
                continue
            raised = supply["raising"] and reason in RAISING
            raised = raised and not (reason == "NO_METER" and supply["impossible"])
            k = self.on("coefficients", day, service_id=service) if raised else None
            factor = micro(k["coefficient_micro"]) if k else Fraction(1)
            owners = reason is None and self.on("households", day, account_id=account["account_id"])
            counted = owners and not (owners["registered"] + owners["temporary"])
            lines[(tariff["tariff_id"], reason, supply["supplier_id"], counted)].append(
                (norm * persons, factor, micro(tariff["rate_micro_rubles"]))
            )
        for parts in lines.values():
            rate = parts[0][2]
            volume = decimals(sum(load for load, _, _ in parts) / len(self.days))
            mean = sum(load * k for load, k, _ in parts) / sum(load for load, _, _ in parts)
            base, total = kopecks(volume * rate), kopecks(volume * rate * mean)
            self.volumes[key] += volume
            self.amounts[(*key, "CHARGE")] += base
            if mean != 1:
                self.amounts[(*key, "RAISING")] += total - base

    def meter_or_norm(self, account, service, supplies):
        registers = [
            r
            for r in self.rows["registers"]
            if r["account_id"] == account["account_id"] and r["service_id"] == service
        ]
        first, end = min(supplies), max(supplies) + ONE
        registers = [r for r in registers if r["installed_on"] < end]
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
                for d in supplies
                if register["installed_on"] <= d
                and (register["removed_on"] is None or d < register["removed_on"])
            }
            if not (ran - set(days) if by_norm else ran) & set(norm_days):
                volumes[register["zone"]] += volume
        for stretch in norms[0]:
            reason = min(norm_days[d] for d in stretch)
            self.by_norm(
                account, service, {d: (supplies[d], reason) for d in stretch if d in supplies}
            )
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
            volume = decimals(step * micro(r["ratio_micro"]))
            implausible = rolled and volume > limit * (r["months_missing"] + 1)
            read = not implausible
        volume = volume - micro(r["estimated_micro"]) if read else Fraction(0)
        begin = usable if read else start
        days = [begin + ONE * n for n in range(max(0, (stop - begin).days))]
        turn = read or r["months_missing"] < 3
        averaged = bool(r["average_micro"] is not None and r["average_months"] >= 3 and turn)
        by_norm = bool(days) and not averaged
        if days and averaged:
            volume += decimals(micro(r["average_micro"]) * len(days) / len(self.days))
        expired = r["verified_until"] and r["verified_until"] + ONE < stop
        failed = r["failed_on"] and r["failed_on"] < stop
        if by_norm and turn and (failed or expired or (r["access_refused"] and not read)):
            reason = "NEW_METER"
        elif failed and not (expired and r["verified_until"] + ONE < r["failed_on"]):
            reason = "METER_FAILED"
        elif expired:
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
