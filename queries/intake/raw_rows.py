"""Taking rows out of the raw files of export bundles, every other row staying exactly as it was written.

New files are written beside the old ones and put in place only when all are there; it must not decide which rows go.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from queries.durable import sync
from queries.intake import raw_csv
from queries.intake.bundle import Bundle, opened
from queries.intake.contract import ROW_SUFFIXES, TABLES
from queries.model import Refusal

#: Rows of one batch as text by column, and the whole rows that have not as many fields as the header, by position.
Batch = raw_csv.Batch
#: Which rows of a batch go.
Condemned = Callable[[Batch], Sequence[bool]]
#: Files in the order in which they are put in place: what points to rows of others goes before them.
_LAST = ("exchanges", "members")


@dataclass
class Export:
    """One bundle whose files may lose rows. `files` maps tables to their row files, in the order of replacement."""

    path: Path
    bundle: Bundle
    files: dict[str, Path]
    staged: dict[Path, Path] = field(default_factory=dict)  # the file to replace -> the new one

    @property
    def is_zip(self) -> bool:
        return self.path.is_file()

    def columns(self, table: str) -> list[str]:
        """The columns that the table's file has."""
        path = self.files[table]
        if path.name.endswith(".parquet"):
            with _refusing(path), pq.ParquetFile(path) as file:
                return list(file.schema_arrow.names)
        with raw_csv.Reader(path, self.bundle.declared) as reader:
            return reader.names()

    def batches(self, table: str, columns: Sequence[str]) -> Iterator[Batch]:
        """The rows of a table as text; columns that the file does not have are left out."""
        path = self.files[table]
        if path.name.endswith(".parquet"):
            for batch, _ in _parquet_batches(path, columns):
                yield batch
        else:
            with raw_csv.Reader(path, self.bundle.declared) as reader:
                for batch, _ in reader.batches(columns):
                    yield batch

    def rewrite(self, table: str, columns: Sequence[str], condemned: Condemned) -> None:
        """Stage the table's file without the condemned rows; nothing is staged when there are none."""
        path = self.files[table]
        beside = self.staged[path] = path.with_name(path.name + ".new")
        with _writing(path, beside):
            if path.name.endswith(".parquet"):
                changed = _rewrite_parquet(path, beside, columns, condemned)
            else:
                changed = raw_csv.rewrite(path, beside, self.bundle.declared, columns, condemned)
        if not changed:
            del self.staged[path]
            beside.unlink()

    def seal(self, unzipped: Path) -> None:
        """Turn the new files of a zip, extracted into `unzipped`, into one new zip."""
        if not self.is_zip or not self.staged:
            return
        changed = {path.relative_to(unzipped.resolve()): new for path, new in self.staged.items()}
        beside = self.path.with_name(self.path.name + ".new")
        self.staged = {self.path: beside}
        with _writing(self.path, beside):
            _rewrite_zip(self.path, beside, changed)


@contextmanager
def open_exports(paths: Sequence[Path], work: Path) -> Iterator[list[Export]]:
    """The bundles at `paths` (folders or zips, each once); staged files that were not put in place are deleted."""
    with ExitStack() as stack:
        exports = []
        for number, path in enumerate(dict.fromkeys(Path(path).resolve() for path in paths)):
            inside = work / f"bundle-{number}"
            inside.mkdir()
            bundle = stack.enter_context(opened(path, inside))
            exports.append(Export(path, bundle, _row_files(bundle)))
            _check_columns(exports[-1])
        try:
            yield exports
        finally:
            for export in exports:
                for beside in export.staged.values():
                    beside.unlink(missing_ok=True)


def put_in_place(exports: Sequence[Export], work: Path) -> None:
    """Replace the files that lost rows, one rename each; whoever is killed in between may run the command again."""
    for number, export in enumerate(exports):
        export.seal(work / f"bundle-{number}" / "unzipped")
    for export in exports:
        for path, beside in export.staged.items():
            beside.replace(path)
            sync(path.parent)
        export.staged.clear()


def _row_files(bundle: Bundle) -> dict[str, Path]:
    folder = next(iter(bundle.files.values())).parent
    files = {name: path for name, path in bundle.files.items() if path.name.endswith(ROW_SUFFIXES)}
    for name in bundle.not_read:
        if name.endswith(ROW_SUFFIXES):
            files[name] = folder / name  # one table may be there in two formats: nothing has refused that
    ordered = sorted(files, key=lambda name: _LAST.index(name) if name in _LAST else -1)
    return {name: files[name].resolve() for name in ordered}


def _check_columns(export: Export) -> None:
    for table in (table for table in TABLES if table.name in export.files):
        there = export.columns(table.name)
        for column in table.columns:
            if column.required and column.name not in there:
                name = export.files[table.name].name
                raise Refusal(f"{name}: the required column “{column.name}” is missing, so nothing was changed.")


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, duckdb.Error) as fault:
        raise Refusal(f"{path.name}: not a Parquet file that can be read ({fault}); export it again.") from fault


def _parquet_batches(path: Path, columns: Sequence[str]) -> Iterator[tuple[Batch, pa.Table]]:
    """A batch a row group: the columns as the text that an import would read, and the rows as they are."""
    with duckdb.connect(config={"memory_limit": "500MB", "threads": 1}) as connection, _refusing(path):
        connection.execute("SET TimeZone = 'UTC'")
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            there = [name for name in columns if name in file.schema_arrow.names]
            texts = ", ".join(f'CAST("{name}" AS VARCHAR) AS "{name}"' for name in there)
            for number in range(file.metadata.num_row_groups):
                rows = file.read_row_group(number)
                found: dict[str, list[str | None]] = {}
                if there:
                    connection.register("batch", rows.select(there))
                    found = connection.sql(f"SELECT {texts} FROM batch").to_arrow_table().to_pydict()  # noqa: S608
                    connection.unregister("batch")
                yield Batch(rows.num_rows, found, {}), rows


def _rewrite_parquet(path: Path, beside: Path, columns: Sequence[str], condemned: Condemned) -> bool:
    with pq.ParquetFile(path) as file:
        schema = file.schema_arrow
        codec = file.metadata.row_group(0).column(0).compression if file.metadata.num_row_groups else "SNAPPY"
    changed = False
    compression = "NONE" if codec == "UNCOMPRESSED" else codec
    with pq.ParquetWriter(beside, schema, compression=compression, write_page_checksum=True) as writer:
        for batch, rows in _parquet_batches(path, columns):
            goes = np.asarray(condemned(batch), dtype=bool)
            changed = changed or bool(goes.any())
            kept = rows.filter(pa.array(~goes))
            if kept.num_rows:
                writer.write_table(kept, row_group_size=kept.num_rows)
    return changed


def _rewrite_zip(path: Path, beside: Path, changed: dict[Path, Path]) -> None:
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(beside, "w") as new:
        new.comment = old.comment
        for entry in old.infolist():
            same = zipfile.ZipInfo(entry.filename, entry.date_time)
            same.compress_type, same.external_attr = entry.compress_type, entry.external_attr
            same.create_system, same.comment = entry.create_system, entry.comment
            if entry.is_dir():
                new.writestr(same, b"")
                continue
            replaced = changed.pop(Path(PurePosixPath(entry.filename)), None)
            with replaced.open("rb") if replaced else old.open(entry) as source, new.open(same, "w") as written:
                shutil.copyfileobj(source, written, 1 << 20)
    if changed:
        raise AssertionError(f"{path.name}: {len(changed)} files of the zip were not found again")


@contextmanager
def _writing(path: Path, beside: Path) -> Iterator[None]:
    """Give the new file the rights of the old one and flush it; Refusal where it cannot be written."""
    try:
        yield
        shutil.copymode(path, beside)
        sync(beside)
    except OSError as fault:
        raise Refusal(f"{path.name}: it cannot be written anew beside itself ({fault.strerror or fault}).") from fault
