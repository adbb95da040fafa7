"""Finding what a bundle holds: its files in a folder or a zip, and what its bundle.toml declares.

It must not look inside the tables; it refuses what is ambiguous before any row is read.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import stat
import tomllib
import zipfile
import zlib
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from queries.intake.contract import NOT_READ_YET, TABLES
from queries.model import Refusal

LARGEST_ZIP_CONTENT = 2 * 1024**3  # bytes once extracted
MOST_ZIP_ENTRIES = 1_000
_SOURCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_ENCODINGS = {"utf-8": "utf-8-sig", "latin-1": "latin-1", "cp1252": "cp1252"}  # -sig: a BOM is fine
_CHOICES: dict[str, tuple[str, ...]] = {
    "mode": ("full", "append"),
    "encoding": tuple(_ENCODINGS),
    "delimiter": (",", ";", "\t", "tab"),
    "decimal": (".", ","),
    "date_format": ("%Y-%m-%d", "%d/%m/%Y"),
}
_KEYS = ("source", "timezone", "covers_until", "crs", "simulated", *_CHOICES)


@dataclass(frozen=True)
class Declared:
    """What bundle.toml states, with the contract's defaults. `simulated` says that no real person is behind it."""

    source: str
    mode: str = "full"
    timezone: str = "UTC"
    encoding: str = "utf-8"
    delimiter: str = ","
    decimal: str = "."
    date_format: str = "%Y-%m-%d"
    covers_until: date | None = None
    crs: str | None = None
    simulated: bool = False

    @property
    def codec(self) -> str:
        return _ENCODINGS[self.encoding]


@dataclass(frozen=True)
class Bundle:
    """The files of one bundle. `files` maps a table of the contract to the one file that holds it."""

    declared: Declared
    files: dict[str, Path]
    not_read: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    sha256: str = field(default="")


@contextmanager
def opened(path: Path, work: Path) -> Iterator[Bundle]:
    """The bundle in the folder or zip at `path`; a zip is extracted under `work` for as long as the block runs."""
    if path.is_dir():
        yield _found(path, path.resolve().name)
    elif path.is_file() and zipfile.is_zipfile(path):
        target = work / "unzipped"
        try:
            folder, name = _extracted(path, target)
            yield _found(folder, name)
        finally:
            shutil.rmtree(target, ignore_errors=True)
    elif path.exists():
        raise Refusal(f"“{path}” is neither a folder nor a zip: give the folder of the bundle, or a .zip of it.")
    else:
        raise Refusal(f"“{path}” does not exist: give the folder of the bundle, or a .zip of it.")


def _extracted(path: Path, target: Path) -> tuple[Path, str]:
    """Extract into `target` and return the folder that holds the files with the name it gives to the source."""
    target.mkdir(parents=True)
    left = LARGEST_ZIP_CONTENT
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_ZIP_ENTRIES:
                raise Refusal(f"{path.name}: more than {MOST_ZIP_ENTRIES} entries; a bundle has about twenty files.")
            for entry in entries:
                _check_entry(path, entry)
                destination = target / entry.filename
                if entry.is_dir():
                    destination.mkdir(parents=True, exist_ok=True)
                    continue
                destination.parent.mkdir(parents=True, exist_ok=True)
                # Sizes in the directory of a zip may lie, so what is written is counted.
                with archive.open(entry) as source, destination.open("xb") as written:
                    while piece := source.read(1 << 20):
                        left -= len(piece)
                        if left < 0:
                            raise Refusal(f"{path.name}: holds more than 2 GB; hand the bundle over as a folder.")
                        written.write(piece)
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, NotImplementedError, zlib.error) as fault:
        raise Refusal(f"{path.name}: the zip cannot be read ({fault}); make it again.") from fault
    inside = [item for item in target.iterdir() if item.name != "__MACOSX"]
    if len(inside) == 1 and inside[0].is_dir():
        return inside[0], inside[0].name
    return target, path.stem


def _check_entry(path: Path, entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    parts = PurePosixPath(name).parts
    if name.startswith("/") or "\\" in name or ".." in parts or (parts and ":" in parts[0]):
        raise Refusal(f"{path.name}: the entry “{name}” points outside the zip; make it again from the folder.")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise Refusal(f"{path.name}: the entry “{name}” is a link or a special file; a bundle holds plain files only.")


def _found(folder: Path, name: str) -> Bundle:
    endings = {table.name + suffix: table.name for table in TABLES for suffix in table.suffixes}
    later = {name + suffix for name, suffixes in NOT_READ_YET.items() for suffix in suffixes}
    files: dict[str, Path] = {}
    not_read: list[str] = []
    ignored: list[str] = []
    for path in sorted(folder.iterdir()):
        if path.name == "bundle.toml":
            continue
        if not path.is_file():
            ignored.append(path.name + "/")
        elif table := endings.get(path.name):
            if table in files:
                raise Refusal(f"{table}: both {files[table].name} and {path.name} are there; keep one of them.")
            files[table] = path
        elif path.name in later:
            not_read.append(path.name)
        else:
            ignored.append(path.name)
    for table_of in TABLES:
        if table_of.required and table_of.name not in files:
            names = " or ".join(table_of.name + suffix for suffix in table_of.suffixes)
            aside = f" (found, and not usable: {', '.join(ignored)})" if ignored else ""
            raise Refusal(f"The bundle has no {names}: this file is required{aside}.")
    declared = _declared(folder / "bundle.toml", name)
    toml = [folder / "bundle.toml"] if (folder / "bundle.toml").is_file() else []
    return Bundle(declared, files, tuple(not_read), tuple(ignored), _digest([*toml, *files.values()]))


def _digest(paths: list[Path]) -> str:
    """sha256 over the names and bytes of the files, so that a folder and a zip of it are the same bundle."""
    whole = hashlib.sha256()
    for path in sorted(paths, key=lambda item: item.name):
        with path.open("rb") as file:
            whole.update(path.name.encode() + b"\0" + hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()


def _declared(path: Path, name: str) -> Declared:
    try:
        said: dict[str, Any] = tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise Refusal(f"bundle.toml cannot be read: {fault}.") from fault
    for key, value in said.items():
        _check_key(key, value)
    said.setdefault("source", name)
    if not _SOURCE.fullmatch(said["source"]):
        raise Refusal(
            f"bundle.toml: source is “{said['source']}”; write up to 64 letters, digits, points, hyphens or "
            "underscores (without the key, the name of the bundle's folder is used)."
        )
    if said.get("delimiter") == "tab":
        said["delimiter"] = "\t"
    if "covers_until" in said:
        said["covers_until"] = _day(said["covers_until"])
    return Declared(**said)


def _check_key(key: str, value: Any) -> None:
    if key not in _KEYS:
        raise Refusal(f"bundle.toml: “{key}” is not a key of the contract; the keys are {', '.join(_KEYS)}.")
    if key in _CHOICES and value not in _CHOICES[key]:
        expected = ", ".join(repr(choice) for choice in _CHOICES[key])
        raise Refusal(f"bundle.toml: {key} is {value!r}; it can be {expected}.")
    if key in ("source", "timezone", "crs") and not isinstance(value, str):
        raise Refusal(f"bundle.toml: {key} must be text between quotes.")
    if key == "simulated" and not isinstance(value, bool):
        raise Refusal("bundle.toml: simulated must be true or false.")
    if key == "timezone":
        try:
            zoneinfo.ZoneInfo(value)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as fault:
            raise Refusal(f"bundle.toml: “{value}” is not a time zone; write for example Europe/Paris.") from fault


def _day(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as fault:
        raise Refusal(f"bundle.toml: covers_until is {value!r}; write a day such as 2025-06-30.") from fault
