"""Reading CSV, gzipped CSV and Parquet into batches of text with line numbers, exactly as declared.

It must not judge values: it refuses a file that cannot be read as declared, and sets aside rows of the wrong length.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from queries.intake.bundle import Declared
from queries.intake.contract import Table
from queries.model import Refusal

BATCH_ROWS = 122_880  # a row group of DuckDB


@dataclass
class Reading:
    """What reading a file found beside its rows; complete once its batches have been consumed."""

    columns: tuple[str, ...] = ()
    rows: int = 0
    ragged: list[int] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def batches(
    path: Path, table: Table, declared: Declared, reading: Reading, advance: Callable[[int], None]
) -> Iterator[pa.Table]:
    """Batches with the file's columns as text and `line`; `advance` is told the bytes read since the last call."""
    if path.name.endswith(".parquet"):
        return _parquet_batches(path, table, reading, advance)
    return _csv_batches(path, table, declared, reading, advance)


def check_columns(file: str, table: Table, found: list[str]) -> tuple[str, ...]:
    """Refuse a column that the contract does not have: personal data must not slip in by accident."""
    for name in found:
        if name not in table.column_names:
            raise Refusal(
                f"{file}: the column “{name}” is not in the contract, so nothing was imported; remove it "
                f"(the columns are {', '.join(table.column_names)})."
            )
        if found.count(name) > 1:
            raise Refusal(f"{file}: the column “{name}” is there twice; keep one.")
    for column in table.columns:
        if column.required and column.name not in found:
            raise Refusal(f"{file}: the required column “{column.name}” is missing.")
    return tuple(found)


class _Lines:
    """The lines of a text stream, remembering the last so that a cut file can be noticed."""

    def __init__(self, stream: io.TextIOWrapper) -> None:
        self._stream = stream
        self.last = "\n"

    def __iter__(self) -> Iterator[str]:
        line = "\n"
        for line in self._stream:
            yield line
        self.last = line


def _open_binary(path: Path) -> BinaryIO:
    return gzip.open(path, "rb") if path.name.endswith(".gz") else path.open("rb")  # type: ignore[return-value]


def _csv_batches(
    path: Path, table: Table, declared: Declared, reading: Reading, advance: Callable[[int], None]
) -> Iterator[pa.Table]:
    line = 1
    try:
        with path.open("rb") as raw:
            plain: BinaryIO = gzip.GzipFile(fileobj=raw) if path.name.endswith(".gz") else raw  # type: ignore[assignment]
            lines = _Lines(io.TextIOWrapper(plain, encoding=declared.codec, errors="strict", newline=""))
            rows = csv.reader(iter(lines), delimiter=declared.delimiter, strict=True)
            header = next(rows, None)
            if not header:
                raise Refusal(f"{path.name}: the file is empty; its first line must name the columns.")
            reading.columns = check_columns(path.name, table, header)
            width, line = len(header), rows.line_num + 1
            kept: list[list[str]] = []
            numbers: list[int] = []
            told = 0
            for row in rows:
                start, line = line, rows.line_num + 1
                if len(row) == width:
                    kept.append(row)
                    numbers.append(start)
                elif row:  # an empty line is not a row
                    reading.rows += 1
                    reading.ragged.append(start)
                if len(kept) == BATCH_ROWS:
                    yield _text_batch(kept, numbers, reading)
                    kept, numbers = [], []
                    position = raw.tell()
                    advance(position - told)
                    told = position
            if kept:
                yield _text_batch(kept, numbers, reading)
            advance(path.stat().st_size - told)
            if not lines.last.endswith(("\n", "\r")):
                reading.warnings.append(
                    f"{path.name}: the last line does not end with a newline; the file may have been cut."
                )
    except UnicodeDecodeError as fault:
        where = _first_undecodable(path, declared)
        raise Refusal(
            f"{path.name}, line {where}: not valid {declared.encoding}; declare the encoding in bundle.toml "
            "(utf-8, latin-1 or cp1252) or export the file again."
        ) from fault
    except csv.Error as fault:
        raise Refusal(f"{path.name}, line {line}: the quoting is broken ({fault}); export the file again.") from fault
    except (OSError, EOFError, zlib.error) as fault:
        raise Refusal(f"{path.name}: the file cannot be read to its end ({fault}); export it again.") from fault


def _text_batch(rows: list[list[str]], numbers: list[int], reading: Reading) -> pa.Table:
    reading.rows += len(rows)
    columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
    return pa.table([pa.array(numbers, pa.int64()), *columns], ["line", *reading.columns])


def _first_undecodable(path: Path, declared: Declared) -> int:
    number = 1
    with _open_binary(path) as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode(declared.encoding)
            except UnicodeDecodeError:
                return number
    return number


def _parquet_batches(path: Path, table: Table, reading: Reading, advance: Callable[[int], None]) -> Iterator[pa.Table]:
    connection = duckdb.connect(config={"memory_limit": "500MB", "threads": 1})
    connection.execute("SET TimeZone = 'UTC'")
    try:
        # Opened with pyarrow, not by name in SQL: a name is a pattern there, and pages may carry checksums.
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            reading.columns = check_columns(path.name, table, list(file.schema_arrow.names))
            # The names come from the contract by now. A line of a Parquet file is its row, counted from 1.
            texts = ", ".join(f'CAST("{name}" AS VARCHAR) AS "{name}"' for name in reading.columns)
            share = path.stat().st_size / max(1, file.metadata.num_rows)
            for batch in file.iter_batches(BATCH_ROWS):
                connection.register("batch", pa.Table.from_batches([batch]))
                text = connection.sql(f"SELECT {texts} FROM batch").to_arrow_table()  # noqa: S608
                numbers = range(reading.rows + 1, reading.rows + 1 + text.num_rows)
                reading.rows += text.num_rows
                yield text.add_column(0, "line", pa.array(numbers, pa.int64()))
                advance(int(share * text.num_rows))
    except (pa.ArrowException, OSError, duckdb.Error) as fault:
        raise Refusal(f"{path.name}: not a Parquet file that can be read ({fault}); export it again.") from fault
    finally:
        connection.close()
