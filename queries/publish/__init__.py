"""The publisher: reads the private mart, decides what may be shown, and writes a snapshot of protected cells.

Private side: nothing of the reading side may import it.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

import duckdb
import pandas as pd
from tqdm import tqdm

from queries.durable import only_one, write_atomically
from queries.folders import Folders
from queries.model import Period, Refusal
from queries.publish import campaign_cells as campaigns
from queries.publish import counts as counting
from queries.publish.cells import KEY, MEASURES, Noise, Setting, protected_frame
from queries.publish.counts import Coverage, refuse_shared_codes, to_grid
from queries.publish.fitting import add_fits
from queries.publish.freezing import Year, freeze_year, read_small_values
from queries.publish.lattice import STATIC, Lattice, editions, lattice_of_year, load_lattice
from queries.publish.ledger import Ledger, read_horizon, read_ledger, write_ledger
from queries.publish.noise import load_key
from queries.publish.passing import add_passed
from queries.publish.places import LEVELS, PORTFOLIO, RESIDENCE_GROUP, Places, build_places
from queries.publish.report import PublishReport
from queries.publish.same import same_households
from queries.publish.snapshot_files import write_files
from queries.publish.tables import Table, fed_dimensions, tables_of
from queries.publish.tally import at_known_units, read_tally, with_tally
from queries.publish.write import publish_folder, remove_leftovers


@dataclass(frozen=True)
class Publication:
    """What one publication works with: the mart, what it covers, the ledger and the counts of erased members."""

    connection: duckdb.DuckDBPyConnection
    folders: Folders
    coverage: Coverage
    ledger: Ledger
    tally: pd.DataFrame
    new_year: bool


def publish(
    folders: Folders, *, revise: int | None = None, new_year: bool = False, progress: bool = True
) -> PublishReport:
    """Publish a new snapshot of everything imported so far; Refusal when there is nothing to publish.

    revise: a year whose published cells are decided anew, late rows included; new_year: a changed lattice holds from
    the first year that is not frozen yet.
    """
    began = time.monotonic()
    with only_one(folders):
        remove_leftovers(folders)
        connection = counting.open_mart(folders.mart)
        try:
            refuse_shared_codes(connection)
            ledger, horizon = read_ledger(folders), read_horizon(folders)
            coverage = counting.read_coverage(connection, ledger.since, horizon)
            if revise is not None:
                ledger.revise(revise, datetime.now(UTC).date(), horizon, coverage.last)
            work = Publication(connection, folders, coverage, ledger, read_tally(folders), new_year)
            report = _publish(work, progress)
        finally:
            connection.close()
    report = replace(report, seconds=time.monotonic() - began)
    stored = json.dumps(asdict(report), indent=1, ensure_ascii=False)
    write_atomically(folders.reports / f"publish-{report.snapshot}.json", stored.encode())
    return report


def _publish(work: Publication, progress: bool) -> PublishReport:
    folders, coverage = work.folders, work.coverage
    is_first = not folders.lattices.exists() and not folders.current.exists() and work.ledger.cells.empty
    key = load_key(folders.keys / "noise.key", may_create=is_first)
    units = [row[0] for row in work.connection.execute("SELECT DISTINCT unit FROM people ORDER BY unit").fetchall()]
    places = build_places(work.connection.execute(counting.sql("neighbourhoods")).df(), units)
    work = replace(work, tally=at_known_units(work.tally, places.units))
    current = load_lattice(folders.own_lattice)
    cities = set(places.table.city_code)
    if unknown := sorted(set(current.raw.get("city", {})) - cities):
        raise Refusal(
            f"{folders.own_lattice.name} of this deployment names the city {', '.join(unknown)}, and what was imported "
            f"has {', '.join(sorted(cities))}: correct the code, or take the entry out."
        )
    lattices = {
        year: lattice_of_year(year, current, folders.lattices, work.new_year)
        for year in range(coverage.first.year, coverage.last.year + 1)
    }
    years = _freeze(work, places, lattices, key)
    counting.set_small_values(work.connection, read_small_values(folders.lattices))
    epochs = {year: epoch for year, (epoch, _) in work.ledger.epochs.items()}
    noise, same = Noise(key), same_households(work.connection, current)
    setting = Setting(places, years, current, noise, epochs, same)
    found = _Found()
    for lattice, inside in editions(lattices):
        edition = replace(setting, lattice=lattice)
        dimensions = fed_dimensions(lattice, coverage)
        for dimension in tqdm(dimensions, desc="Counting and protecting", unit="dimension", disable=not progress):
            found.add(dimension, _frames(work, dimension, edition, inside, found))
    cells = work.ledger.keep(pd.concat(found.frames, ignore_index=True).reindex(columns=[*KEY, *MEASURES, "s"]))
    waiting = work.ledger.waiting(found.posts)
    write_ledger(work.ledger, folders)
    now = datetime.now(UTC)
    snapshot_id = f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
    staged = folders.published / f".staging-{snapshot_id}"
    staged.mkdir(parents=True)
    content = write_files(
        work.connection, staged, cells, setting, coverage, lattices.values(), list(found.dimensions), now
    )
    content["campaign_steps"] = campaigns.campaign_steps(coverage)
    add_fits(staged, content)
    add_passed(staged, content)
    publish_folder(folders, staged, snapshot_id, content)
    return PublishReport(
        snapshot_id, 0.0, len(cells), int(cells[list(MEASURES)].notna().any(axis=1).sum()), found.clipped,
        _published_places(places, years), _name_merges(years), _name_withheld(places, years), waiting,
        content["content_sha256"],
    )  # fmt: skip


def _freeze(work: Publication, places: Places, lattices: dict[int, Lattice], key: bytes) -> dict[int, Year]:
    """What every year that the bundles touch publishes, from enrolment by unit and static attribute."""
    frozen = {}
    for year, lattice in lattices.items():
        period = [Period.parse(str(year))]
        static = ["total", *(d for d in fed_dimensions(lattice, work.coverage) if d in STATIC)]
        enrolled = {d: counting.count_enrolled(work.connection, d, period, 99, work.coverage.last) for d in static}
        frozen[year] = freeze_year(year, places, enrolled, lattice, key, work.folders.lattices)
    return frozen


class _Found:
    """What a publication has found so far; its true counts leave only as ratios and rounded numbers."""

    def __init__(self) -> None:
        self.frames: list[pd.DataFrame] = []
        self.dimensions: dict[str, None] = {}
        self.clipped: dict[str, float] = {}
        self.posts: dict[str, int] = {}

    def add(self, dimension: str, frames: Iterator[pd.DataFrame]) -> None:
        self.frames += [frame for frame in frames if len(frame)]
        self.dimensions[dimension] = None

    def note_posts(self, table: Table, frame: pd.DataFrame) -> None:
        """From the total: what clipping leaves out, and the posts of each month."""
        self.clipped[table.kind] = round(float(1 - frame.posts.sum() / max(1, frame.all_posts.sum())), 2)
        if table.kind == "month":
            starts = {pd.Timestamp(period.start): period.code for period in table.periods}
            months = frame.all_posts.groupby(pd.to_datetime(frame.period_on)).sum()
            self.posts |= {starts[day]: int(count) for day, count in months.items() if day in starts}


def _frames(
    work: Publication, dimension: str, setting: Setting, years: set[int], found: _Found
) -> Iterator[pd.DataFrame]:
    """The protected cells of one dimension, a frame a kind of period."""
    if dimension in campaigns.DIMENSIONS:
        yield from campaigns.cells_of_campaigns(
            work.connection, dimension, setting, work.coverage, years,
            lambda counts, kind: with_tally(counts, dimension, kind, work.tally),
        )  # fmt: skip
        return
    for table in tables_of(work.connection, dimension, setting.lattice, work.coverage, years, setting.noise.key):
        whole = with_tally(table.frame, dimension, table.kind, work.tally)
        if dimension == "total":
            found.note_posts(table, whole)
        grid = to_grid(whole, setting.places.units, table.periods, table.values, table.counts)
        yield protected_frame(grid, setting, dimension, table.kind, table.measures)


def _published_places(places: Places, years: dict[int, Year]) -> dict[str, int]:
    """How many places of each level the newest year publishes, under their own name or as an alias."""
    newest = years[max(years)]
    levels = (*[level for level in LEVELS if level != "everything"], RESIDENCE_GROUP, PORTFOLIO)
    shown = [p.level for p in places.all if f"{p.cells_level}:{p.cells_code}" in newest]
    return {level: shown.count(level) for level in levels if level in shown}


def _name_merges(years: dict[int, Year]) -> tuple[str, ...]:
    """Each merge of small values by name, the latest year of each place."""
    named: dict[tuple[str, str], str] = {}
    for year, frozen in sorted(years.items()):
        for label, place in frozen.items():
            for dimension, values in place.merged.items():
                named[label, dimension] = f"{label} in {year}: {dimension} {', '.join(values)}"
    return tuple(named.values())


def _name_withheld(places: Places, years: dict[int, Year]) -> tuple[str, ...]:
    """Places that the newest year does not publish, too few households being enrolled."""
    year = max(years)
    missing = [p.label for p in places.canonical if p.label not in years[year] and p.level in LEVELS]
    return tuple(f"{label} in {year}: too few enrolled households" for label in missing)


__all__ = ["PublishReport", "publish"]
