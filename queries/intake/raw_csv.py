"""Reading a raw CSV file row by row with the very text of each row, so that rows can be left out and no byte changed.

It splits rows exactly as an import does; it must not judge values.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import compress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from queries.intake.bundle import Declared
from queries.intake.read import BATCH_ROWS
from queries.model import Refusal

_BOM = "\ufeff"


@dataclass(frozen=True)
class Batch:
    """Rows as text: `size` of them, each column's values, and by position the rows of another length than the header.

    A value is None where a row has none.
    """

    size: int
    columns: dict[str, list[str | None]]
    ragged: dict[int, list[str]]


class Reader:
    """One pass over a CSV file: its header as text, then batches of rows with the text of each."""

    def __init__(self, path: Path, declared: Declared) -> None:
        self._path = path
        self._declared = declared
        self._text: list[str] = []  # the lines read since the last row was complete
        self.header = ""

    def __enter__(self) -> Reader:
        raw = gzip.open(self._path, "rb") if self._path.name.endswith(".gz") else self._path.open("rb")
        self._stream = io.TextIOWrapper(raw, encoding=codec(self._declared), newline="")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()

    def _lines(self) -> Iterator[str]:
        for number, line in enumerate(self._stream):
            self._text.append(line)
            yield line.removeprefix(_BOM) if number == 0 and self._declared.encoding == "utf-8" else line

    def _taken(self) -> str:
        text = "".join(self._text)
        self._text.clear()
        return text

    def _rows(self) -> Iterator[list[str]]:
        return csv.reader(self._lines(), delimiter=self._declared.delimiter, strict=True)

    def names(self) -> list[str]:
        """The names of the columns, for a reader of nothing else."""
        with _refusing(self._path, self._declared):
            return next(self._rows(), [])

    def batches(self, columns: Sequence[str]) -> Iterator[tuple[Batch, list[str]]]:
        """Batches with the wanted columns that the file has, and the text of each row; an empty line is a row too."""
        with _refusing(self._path, self._declared):
            rows = self._rows()
            names = next(rows, [])
            self.header = self._taken()
            wanted = {name: names.index(name) for name in columns if name in names}
            more = True
            while more:
                read: list[list[str]] = []
                texts: list[str] = []
                for row in rows:
                    read.append(row)
                    texts.append(self._taken())
                    if len(read) == BATCH_ROWS:
                        break
                else:
                    more = False
                values = {name: [row[at] if at < len(row) else None for row in read] for name, at in wanted.items()}
                ragged = {at: row for at, row in enumerate(read) if row and len(row) != len(names)}
                yield Batch(len(read), values, ragged), texts


def rewrite(
    path: Path, beside: Path, declared: Declared, columns: Sequence[str], condemned: Callable[[Batch], Sequence[bool]]
) -> bool:
    """Write the file `beside` without the condemned rows of `path`, and say whether there were any."""
    changed = False
    with Reader(path, declared) as reader, _written(beside, path.name.endswith(".gz")) as out:
        header_is_due = True
        for batch, texts in reader.batches(columns):
            if header_is_due:
                out.write(reader.header.encode(codec(declared)))
                header_is_due = False
            stays = [not goes for goes in condemned(batch)]
            changed = changed or not all(stays)
            out.write("".join(compress(texts, stays)).encode(codec(declared)))
    return changed


def codec(declared: Declared) -> str:
    """The declared encoding with a byte order mark left in the text, where it is written back from."""
    return "utf-8" if declared.encoding == "utf-8" else declared.codec


@contextmanager
def _written(path: Path, zipped: bool) -> Iterator[BinaryIO]:
    with path.open("wb") as plain:
        if zipped:
            with gzip.GzipFile("", "wb", 6, plain, mtime=0) as packed:
                yield packed  # type: ignore[misc]
        else:
            yield plain


@contextmanager
def _refusing(path: Path, declared: Declared) -> Iterator[None]:
    try:
        yield
    except UnicodeDecodeError as fault:
        raise Refusal(
            f"{path.name}: not valid {declared.encoding}; declare the encoding in bundle.toml, or export it again."
        ) from fault
    except csv.Error as fault:
        raise Refusal(f"{path.name}: the quoting is broken ({fault}); export the file again.") from fault
    except (EOFError, zlib.error, gzip.BadGzipFile) as fault:
        raise Refusal(f"{path.name}: the file cannot be read to its end ({fault}); export it again.") from fault
