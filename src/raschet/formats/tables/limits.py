"""How large a table may be: every guard's figure in one place."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps that are checked before memory is spent. Sizes in bytes, lengths in characters."""

    file_bytes_max: int = 128 * MIB
    unpacked_bytes_max: int = 1024 * MIB
    unpacked_ratio_max: int = 200
    """Unpacked to packed size of one entry; real sheets of repeated rows reach about 60."""
    unpacked_free_bytes: int = 8 * MIB
    """Entries smaller than this may have any ratio: they cannot hurt."""
    archive_entries_max: int = 2_000
    rows_max: int = 1_048_576
    columns_max: int = 512
    cells_max: int = 30_000_000
    cell_characters_max: int = 32_767
    text_characters_max: int = 512 * MIB
    """All cells of a sheet together, shared strings counted as often as they are used."""
    line_breaks_in_cell_max: int = 50
    heading_rows: int = 20


DEFAULT_LIMITS = Limits()
