"""Tables that people send: bytes of an XLSX, XLS, ODS, CSV or DBF file to typed columns.

The way of a file: guards (``limits``, ``archive_guard``), kind by magic bytes (``sniff``), raw cells
(``read_csv``, ``read_workbook``, ``read_dbf``), heading found by a profile (``heading``, ``profile``),
cells turned into integers, dates and codes (``cells``), one outcome (``read_table``). Whatever the
bytes are, nothing is raised but ``errors.FileRefused``; a bad cell is an issue, not an exception.
"""
