"""The clauses of the law, marked for the catalogues: the engine's tables hold the English short forms.

A test keeps this list in step with ``engine/law/clauses.toml``.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext, gettext_noop

CLAUSES: Final = (
    gettext_noop("PP 354 cl. 42, App. 2 f. 1"),
    gettext_noop("PP 354 cl. 42, cl. 61 by analogy"),
    gettext_noop("PP 354 cl. 59(a), 81"),
    gettext_noop("PP 354 cl. 59(a)"),
    gettext_noop("PP 354 cl. 59(b)"),
    gettext_noop("PP 354 cl. 59(v)"),
    gettext_noop("PP 354 cl. 42, App. 2 f. 4, 4(1)"),
    gettext_noop("PP 354 cl. 42 as amended by PP 1871 of 25.11.2025, App. 2 f. 4, 4(1)"),
    gettext_noop("PP 354 cl. 60"),
    gettext_noop("PP 354 cl. 59(2)"),
    gettext_noop("PP 354 cl. 60, 42"),
    gettext_noop("PP 354 cl. 60, 60(1)"),
    gettext_noop("PP 354 cl. 38, App. 2 f. 23"),
    gettext_noop("PP 1178 of 29.12.2011, yearly decision on tariffs by consumption bands"),
    gettext_noop("PP 354 cl. 61"),
    gettext_noop("PP 354 cl. 62, 81(11) to 81(13)"),
    gettext_noop("PP 549 cl. 25 to 27"),
    gettext_noop("PP 549 cl. 25 to 27, PP 354 cl. 61 by analogy"),
    gettext_noop("PP 549 cl. 28 to 32"),
    gettext_noop("PP 549 cl. 31"),
    gettext_noop("PP 549 cl. 31, 32"),
    gettext_noop("PP 549 cl. 32"),
    gettext_noop("PP 354 cl. 49"),
    gettext_noop("PP 354 cl. 42"),
    gettext_noop("PP 354 cl. 50"),
    gettext_noop("ZhK 154, 156"),
    gettext_noop("ZhK 169"),
    gettext_noop("ZhK 154 p. 1, 156"),
    gettext_noop("Contract or decision of the owners' meeting"),
    gettext_noop("PP 354 cl. 148(30), App. 2 f. 9(1)"),
    gettext_noop("PP 354 cl. 148(36)"),
    gettext_noop("PP 354 cl. 148(30)"),
    gettext_noop("PP 354 cl. 42(1), App. 2 f. 3"),
    gettext_noop("PP 354 cl. 42(1), App. 2 f. 3, PP 1708 of 28.12.2018"),
    gettext_noop("PP 354 cl. 59(1)"),
    gettext_noop("PP 354 cl. 42(1), App. 2 f. 3(2)"),
    gettext_noop("PP 354 cl. 42(1), App. 2 f. 2, 2(1)"),
    gettext_noop("PP 354 cl. 59(1), 60(1)"),
    gettext_noop("PP 491 cl. 29(2), ZhK 156 p. 9.2"),
    gettext_noop("PP 354 cl. 47"),
    gettext_noop("PP 491 cl. 29(3)"),
    gettext_noop("PP 354 cl. 42(1), App. 2 f. 3(4)"),
    gettext_noop("PP 354 cl. 42(1), App. 2 f. 6"),
    gettext_noop("ZhK 155 p. 14"),
    gettext_noop("ZhK 155 p. 14.1"),
    gettext_noop("FZ 181 art. 17"),
    gettext_noop("FZ 5 art. 16"),
    gettext_noop("Regional law on large families"),
    gettext_noop("ZhK 169 p. 2.1"),
    gettext_noop("Law on benefits of the region"),
    gettext_noop("ZhK 153, 154"),
    gettext_noop("PP 354 cl. 56 to 58"),
    gettext_noop("PP 354 cl. 56(2)"),
    gettext_noop("ZhK 154, 156; PP 1176 of 29.08.2024"),
    gettext_noop("PP 354 cl. 38"),
    gettext_noop("PP 354 cl. 59, 81"),
    gettext_noop("PP 354 cl. 61 by analogy"),
    gettext_noop("PP 354 cl. 86 to 93"),
    gettext_noop("PP 354 cl. 90"),
    gettext_noop("PP 354 cl. 148(44), App. 4"),
    gettext_noop("PP 354 cl. 98 to 101, App. 1"),
    gettext_noop("PP 354 App. 1 p. 1, 4, 7"),
    gettext_noop("PP 354 App. 1 p. 1, 4"),
    gettext_noop("PP 354 App. 1 p. 3, 8"),
    gettext_noop("PP 354 App. 1 p. 5"),
    gettext_noop("PP 354 App. 1 p. 9"),
    gettext_noop("PP 354 App. 1 p. 10"),
    gettext_noop("PP 354 App. 1 p. 11"),
    gettext_noop("PP 354 App. 1 p. 14"),
    gettext_noop("PP 354 App. 1 p. 15"),
    gettext_noop("PP 354 App. 1 p. 17"),
    gettext_noop("PP 491, rules on changing the fee, cl. 10"),
    gettext_noop("PP 354 cl. 54, App. 2 f. 20"),
)


def clause_name(clause: str | None) -> str:
    """A clause in the active language; empty where the tables name none."""
    return gettext(clause) if clause else ""
