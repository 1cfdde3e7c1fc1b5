"""Writes figures to ``bench/results``: JSON for programs, Markdown for people."""

from __future__ import annotations

import json
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bench.stage import Measured

FOLDER = Path(__file__).resolve().parent / "results"
KIB_PER_GIB = 1024 * 1024
MICROSECONDS = 1_000_000


def write_results(name: str, results: dict[str, Any], markdown: str) -> str:
    """Write both forms; returns the Markdown."""
    FOLDER.mkdir(exist_ok=True)
    text = json.dumps(results, indent=2, ensure_ascii=False, default=_plain)
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    (FOLDER / f"{name}.md").write_text(markdown, encoding="utf-8")
    return markdown


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; every column but the first is aligned to the right."""
    lines = [_row(head), _row(["---", *["---:"] * (len(head) - 1)])]
    lines += [_row(row) for row in rows]
    return "\n".join(lines) + "\n"


def machine_table(described: dict[str, str]) -> str:
    """What the figures were measured on."""
    return table(["Machine", ""], [[name, value] for name, value in described.items()])


def month_markdown(results: dict[str, Any]) -> str:
    """The figures of ``bench.month`` for people."""
    sizes = results["sizes"]
    head = ["", *(f"{size['accounts']:,} accounts" for size in sizes)]
    parts = ["# A month", table(head, _summary(sizes)), _growth(sizes)]
    parts += ["## Where the time goes, seconds", table(head, _phases(sizes))]
    parts += ["## Memory at its peak", table(head, _memory(sizes))]
    parts += ["## Side by side", table(head, _side_by_side(sizes))]
    parts += ["## Measured on", machine_table(results["machine"])]
    return "\n".join(part for part in parts if part)


def _summary(sizes: list[dict[str, Any]]) -> list[list[str]]:
    return [
        [
            "month: bill, approve, publish, close",
            *(_s(x["month"].figures["seconds"]) for x in sizes),
        ],
        ["COPY and index of the same rows", *(_s(x["baseline"].figures["seconds"]) for x in sizes)],
        ["**ratio**", *(f"**{x['ratio']:.2f}**" for x in sizes)],
        ["processor seconds: month", *(_s(x["month"].figures["processor_seconds"]) for x in sizes)],
        [
            "processor seconds: COPY and index",
            *(_s(x["baseline"].figures["processor_seconds"]) for x in sizes),
        ],
        ["rows written", *(f"{sum(x['baseline'].figures['rows'].values()):,}" for x in sizes)],
        ["peak memory, all processes", *(_gib(x["month"].peak_pss_kib) for x in sizes)],
        ["load of the machine before", *(x["month"].load_before for x in sizes)],
    ]


def _growth(sizes: list[dict[str, Any]]) -> str:
    if len(sizes) < 2:
        return ""
    small, large = sizes[0], sizes[-1]
    times = large["month"].figures["seconds"] / small["month"].figures["seconds"]
    return f"{large['accounts'] // small['accounts']} times the accounts take {times:.1f} times as long.\n"


def _phases(sizes: list[dict[str, Any]]) -> list[list[str]]:
    names = dict.fromkeys(name for size in sizes for name in size["month"].phases)
    return [[name, *(_s(size["month"].phases.get(name, 0.0)) for size in sizes)] for name in names]


def _memory(sizes: list[dict[str, Any]]) -> list[list[str]]:
    names = dict.fromkeys(name for size in sizes for name in size["month"].peak_pss_by_name_kib)
    return [
        [name, *(_gib(size["month"].peak_pss_by_name_kib.get(name, 0)) for size in sizes)]
        for name in names
    ]


def _side_by_side(sizes: list[dict[str, Any]]) -> list[list[str]]:
    return [
        ["ours, microseconds a posting", *(_per(x["month"], _postings(x)) for x in sizes)],
        ["set-based SQL, seconds", *(_s(_total(x["sql"])) for x in sizes)],
        ["- accounts billed equally", *(_equal(x["sql"]) for x in sizes)],
        ["- peak memory", *(_gib(x["sql"].peak_pss_kib) for x in sizes)],
        ["django-hordak, microseconds a posting", *(_hordak(x["hordak"]) for x in sizes)],
        ["- postings tried", *(_tried(x["hordak"]) for x in sizes)],
    ]


def _postings(size: dict[str, Any]) -> int:
    return int(size["baseline"].figures["rows"]["ledger_posting"])


def _per(measured: Measured, postings: int) -> str:
    return f"{measured.figures['seconds'] / max(postings, 1) * MICROSECONDS:.1f}"


def _total(measured: Measured) -> float:
    return sum(measured.phases.values())


def _equal(measured: Measured) -> str:
    figures = measured.figures
    return f"{figures['accounts_billed_equally'] / max(figures['accounts'], 1):.1%}"


def _hordak(measured: Measured | None) -> str:
    if measured is None:
        return "not installed"
    spent = measured.phases["transactions and legs"] + measured.phases["balances"]
    return f"{spent / measured.figures['postings'] * MICROSECONDS:.1f}"


def _tried(measured: Measured | None) -> str:
    return "" if measured is None else f"{measured.figures['postings']:,}"


def _s(seconds: float) -> str:
    return f"{seconds:.2f}"


def _gib(kib: int) -> str:
    return f"{kib / KIB_PER_GIB:.2f} GiB"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return str(value)
