"""Erasing a member for good: out of the mart and, where they are named, out of the raw files of export bundles.

It owns the order of the steps and the receipt, which must not tell who the member was nor what there was of them.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from queries.durable import PRIVATE, only_one, replace_together, work_folder, write_atomically
from queries.folders import Folders
from queries.intake import raw_rows, remaining
from queries.intake.erased import erased_members
from queries.intake.pseudonymise import Pseudonyms
from queries.intake.staging import statement
from queries.model import Refusal

NOTES = (
    "Published numbers stand as they are. Quartier keeps no raw files: exports and backups made before lie with you.",
    "Import reports and quarantine lists name files, lines and reasons, never an id.",
    "Where an export takes a member's id for the household_id, the other members of that household keep it in its raw "
    "files: write another there. No import takes it over.",
)


@dataclass(frozen=True)
class Receipt:
    """What was cleaned and when. `raw_files` maps bundles to the files gone through, rows of the member or not."""

    source: str
    erased_at: datetime
    mart: bool
    register: bool
    tally_kept: bool
    raw_files: dict[str, list[str]]
    left_alone: dict[str, list[str]]
    notes: tuple[str, ...] = NOTES

    def text(self) -> str:
        """The receipt for people."""
        lines = [f"A member of “{self.source}” was erased on {self.erased_at:%Y-%m-%d at %H:%M} UTC."]
        if self.mart:
            lines += [
                "  mart      written anew without the member, their posts and the answers to these, their answers to "
                "others, the help they had declared, and what campaigns hold of them",
                "  tally     what they had added to published cells is kept, as counts that name nobody",
                "  register  lists them under their pseudonym, so that an older export does not bring them back",
            ]
        else:
            lines.append("  mart      the member had been erased from it before")
        for bundle, files in self.raw_files.items():
            lines.append(f"  raw files of {bundle}: {', '.join(files)}")
        for bundle, files in self.left_alone.items():
            lines.append(f"  left alone in {bundle}: {', '.join(files)}; look there yourself")
        if any(name.startswith("survey_answers.") for files in self.left_alone.values() for name in files):
            lines.append("  Note: survey answers carry ids of their own, which do not say who the member is.")
        return "\n".join([*lines, *(f"  Note: {note}" for note in self.notes)])

    def store(self, reports: Path) -> None:
        """Write `erasure-<time>-<random>` as JSON and as text."""
        path = reports / f"erasure-{self.erased_at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}.json"
        told = json.dumps(asdict(self), indent=1, ensure_ascii=False, default=str) + "\n"
        write_atomically(path, told.encode())
        write_atomically(path.with_suffix(".txt"), f"{self.text()}\n".encode())


def erase(member_id: str, folders: Folders, source: str | None = None, bundles: Sequence[Path] = ()) -> Receipt:
    """Erase one member of a source (may be left out when there is one), and from the raw files of `bundles`.

    Raw files are replaced first: whoever is killed before the mart is replaced can run the same again. A member who is
    erased already can still be taken out of bundles. Raises Refusal, with nothing changed, when there is no such
    member, or when a bundle cannot be read or written or is of another source.
    """
    with only_one(folders), work_folder(folders) as work:
        source = _source(folders.mart, source)
        pseudonyms = Pseudonyms(folders.keys, source, is_known=True)
        key = pseudonyms.key(member_id)
        register = erased_members(folders.erased, source)["member_key"].to_pylist()
        with remaining.attached(folders.mart, work) as mart, raw_rows.open_exports(bundles, work) as exports:
            _prepare(mart, source, key, pseudonyms.instead_of(key))
            is_there = bool(mart.execute("FROM gone_member").fetchall())
            if not is_there and not (exports and key in register):
                raise Refusal(f"There is no such member in “{source}”; nothing was changed.")
            _check_sources(exports, source)
            posts = {found for (found,) in mart.execute(statement("erase/exchange_keys")).fetchall()}
            cleaned = _clean(exports, member_id, pseudonyms, posts)
            receipt = Receipt(
                source, datetime.now(UTC), is_there, is_there, is_there, cleaned, _left_alone(exports, cleaned)
            )
            if is_there:
                staged = Folders(work / "staged")
                staged.private.mkdir(parents=True, mode=0o700)
                remaining.write_remaining(mart, staged.mart, key)
                mart.close()
                _keep_tally(folders, staged)
                _register(folders, staged, source, key)
                receipt.store(staged.reports)
            raw_rows.put_in_place(exports, work)
            if is_there:
                replace_together(folders, staged.private)
            else:
                receipt.store(folders.reports)
            return receipt


def _source(mart: Path, source: str | None) -> str:
    if not mart.exists():
        raise Refusal("There is no mart, so there is nobody to erase: run `quartier import BUNDLE` first.")
    with duckdb.connect(mart, read_only=True) as connection:
        known = [name for (name,) in connection.execute("SELECT DISTINCT source FROM bundle ORDER BY 1").fetchall()]
    if source is None and len(known) == 1:
        return known[0]
    if source is None or source not in known:
        said = "Say which source with --source" if source is None else f"“{source}” is not a source of the mart"
        raise Refusal(f"{said}: it knows {', '.join(known)}.")
    return source


def _prepare(mart: duckdb.DuckDBPyConnection, source: str, key: bytes, fresh: bytes) -> None:
    for name, value in (("source", source), ("gone_key", key), ("fresh_key", fresh)):
        mart.execute(f"SET VARIABLE {name} = $value", {"value": value})
    mart.execute(statement("erase/gone"))


def _check_sources(exports: Sequence[raw_rows.Export], source: str) -> None:
    for export in exports:
        if export.bundle.declared.source != source:
            raise Refusal(
                f"{export.path.name} is a bundle of “{export.bundle.declared.source}”, not of “{source}”, so nothing "
                "was changed: its ids may be other people's."
            )


def _clean(
    exports: Sequence[raw_rows.Export], member_id: str, pseudonyms: Pseudonyms, posts: set[bytes]
) -> dict[str, list[str]]:
    """Stage the raw files without the member; `posts` are the keys of their posts in the mart."""
    for export in exports:
        for batch in export.batches("exchanges", ("exchange_id", "member_id")):
            pairs = zip(batch.columns["exchange_id"], batch.columns["member_id"], strict=True)
            posts |= {pseudonyms.key(post) for post, author in pairs if post and author == member_id}

    def of_member(batch: raw_rows.Batch) -> list[bool]:
        goes = [False] * batch.size
        for at, author in enumerate(batch.columns.get("member_id", ())):
            goes[at] = author == member_id
        for at, post in enumerate(batch.columns.get("exchange_id", ())):
            goes[at] = goes[at] or (post is not None and pseudonyms.key(post) in posts)
        for at, row in batch.ragged.items():  # which field is which is not known there
            goes[at] = goes[at] or member_id in row
        return goes

    cleaned: dict[str, list[str]] = {}
    for export in exports:
        files = cleaned[export.path.name] = []
        for table, path in export.files.items():
            wanted = ("member_id",) if table == "exchanges" else ("member_id", "exchange_id")
            if set(wanted) & set(export.columns(table)):
                export.rewrite(table, wanted, of_member)
                files.append(path.name)
    return cleaned


def _left_alone(exports: Sequence[raw_rows.Export], cleaned: dict[str, list[str]]) -> dict[str, list[str]]:
    """Files beside those of the contract, and those of it that this version does not clean."""
    found = {
        export.path.name: sorted({*export.bundle.ignored, *export.bundle.not_read} - set(cleaned[export.path.name]))
        for export in exports
    }
    return {bundle: files for bundle, files in found.items() if files}


def _keep_tally(folders: Folders, staged: Folders) -> None:
    """Stage the tally with what the member had added to published cells."""
    from queries.publish import tally  # the publisher is needed for this alone, and slow to load

    old = folders.private / "tally.parquet"
    if old.exists():
        shutil.copy(old, staged.private / old.name)
    tally.add(staged, tally.difference(folders, staged.mart))


def _register(folders: Folders, staged: Folders, source: str, key: bytes) -> None:
    """Stage the register with one more member, in the order of keys, which says nothing of when."""
    rows = {(source, key)}
    if folders.erased.exists():
        rows |= {(row["source"], row["member_key"]) for row in pq.read_table(folders.erased).to_pylist()}
    sources, keys = zip(*sorted(rows), strict=True)
    pq.write_table(pa.table({"source": pa.array(sources, pa.string()), "member_key": pa.array(keys, pa.binary())}),
                   staged.erased)  # fmt: skip
    staged.erased.chmod(PRIVATE)
