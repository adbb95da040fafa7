"""The publisher: reads the private mart, decides what may be shown, and writes a snapshot of protected cells.

Private side: nothing of the reading side may import it.
"""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pandas as pd
from tqdm import tqdm

from queries.durable import only_one, write_atomically
from queries.folders import Folders
from queries.model import Period
from queries.publish import counts as counting
from queries.publish.cells import KEY, MEASURES, Measure, Noise, Setting, campaign_frame, protected_frame
from queries.publish.counts import KINDS, MATURITY, Coverage, refuse_shared_codes, to_grid
from queries.publish.lattice import Lattice, freeze_year, load_lattice
from queries.publish.ledger import keep_published
from queries.publish.noise import load_key
from queries.publish.places import Places, build_places
from queries.publish.snapshot_files import write_files
from queries.publish.write import publish_folder, remove_leftovers

ACTIVITY = ("total", "exchange_type", "type_group", "category", "theme", "direction", "dwelling_type", "gender")

#: What a dimension cannot do without: a column or file of the bundle.
NEEDS = {
    "category": "exchanges.category",
    "theme": "exchanges.category",
    "direction": "exchanges.direction",
    "outcome": "exchanges.direction",
    "dwelling_type": "members.dwelling_type",
    "gender": "members.gender",
    "campaign_step": "campaigns",
}


#: Merges and withheld places that the printed report names; the stored one names all.
NAMED = 5


@dataclass(frozen=True)
class PublishReport:
    """What one publication did, in numbers that are safe to print."""

    snapshot: str
    seconds: float
    cells: int
    shown: int
    clipped_share: dict[str, float]  # by kind of period: share of posts that clipping leaves out of the totals
    places: dict[str, int] = field(default_factory=dict)  # by level
    merges: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()

    def text(self) -> str:
        """The report as a person reads it."""
        levels = ", ".join(f"{number} {level}" for level, number in self.places.items())
        clipped = ", ".join(f"{share:.0%} a {kind}" for kind, share in self.clipped_share.items())
        lines = [
            f"Published snapshot {self.snapshot} in {self.seconds:.0f} s.",
            f"  places    {levels}",
            f"  cells     {self.cells:,} declared, {self.shown:,} shown, the rest below threshold",
            f"  clipping  leaves out, of all posts: {clipped} (what households post beyond the limit)",
        ]
        for name, found in (("merged", self.merges), ("withheld", self.withheld)):
            lines += [f"  {name:<9} {text}" for text in found[:NAMED]]
            if len(found) > NAMED:
                lines.append(f"  {'':<9} and {len(found) - NAMED} more, all named in the report")
        return "\n".join(lines)


def publish(folders: Folders, *, progress: bool = True) -> PublishReport:
    """Publish a new snapshot of everything imported so far; Refusal when there is nothing to publish."""
    began = time.monotonic()
    with only_one(folders):
        remove_leftovers(folders)
        connection = counting.open_mart(folders.mart)
        try:
            report = _publish(connection, folders, progress)
        finally:
            connection.close()
    report = replace(report, seconds=time.monotonic() - began)
    stored = json.dumps(asdict(report), indent=1, ensure_ascii=False)
    write_atomically(folders.reports / f"publish-{report.snapshot}.json", stored.encode())
    return report


def _publish(connection: duckdb.DuckDBPyConnection, folders: Folders, progress: bool) -> PublishReport:
    lattice = load_lattice()
    key = load_key(
        folders.keys / "noise.key", may_create=not folders.lattices.exists() and not folders.current.exists()
    )
    refuse_shared_codes(connection)
    coverage = counting.read_coverage(connection)
    places = build_places(connection.execute(counting.sql("neighbourhoods")).df())
    dimensions = [d for d in lattice.dimensions if _is_fed(d, coverage)]
    years = _freeze(connection, coverage, places, dimensions, lattice, key, folders.lattices)
    connection.execute(counting.sql("activity"))
    setting = Setting(places, years, lattice, Noise(key))
    _merge_genders(connection, setting, dimensions)
    clipped: dict[str, float] = {}
    frames = []
    for dimension in tqdm(dimensions, desc="Counting and protecting", unit="dimension", disable=not progress):
        frames += _dimension_frames(connection, dimension, coverage, setting, clipped)
    cells = pd.concat([frame for frame in frames if len(frame)], ignore_index=True)
    cells = keep_published(cells.reindex(columns=[*KEY, *MEASURES, "s"]), folders.private / "published.parquet")
    now = datetime.now(UTC)
    snapshot_id = f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
    staged = folders.published / f".staging-{snapshot_id}"
    staged.mkdir(parents=True)
    content = write_files(connection, staged, cells, setting, coverage, dimensions, now)
    content["campaign_steps"] = campaign_steps(coverage)
    publish_folder(folders, staged, snapshot_id, content)
    return PublishReport(
        snapshot_id, 0.0, len(cells), int(cells[list(MEASURES)].notna().any(axis=1).sum()), clipped,
        {level: sum(p.level == level for p in places.all) for level in ("neighbourhood", "group", "city")},
        _name_merges(setting), _name_withheld(setting),
    )  # fmt: skip


def _is_fed(dimension: str, coverage: Coverage) -> bool:
    need = NEEDS.get(dimension)
    return need is None or need in coverage.files or need in coverage.columns


def _freeze(
    connection: duckdb.DuckDBPyConnection, coverage: Coverage, places: Places, dimensions: list[str],
    lattice: Lattice, key: bytes, folder: Path,
) -> dict[int, dict]:  # fmt: skip
    """The frozen lattice of every year that the bundles touch, from enrolment by place and static attribute."""
    years = [Period.parse(str(year)) for year in range(coverage.first.year, coverage.last.year + 1)]
    static = ["total", *(d for d in ("dwelling_type", "gender") if d in dimensions)]
    found = {d: counting.count_enrolled(connection, d, years, 99, coverage.last) for d in static}
    frozen = {}
    for year in years:
        inside = {d: frame[pd.to_datetime(frame.period_on).dt.year == year.start.year] for d, frame in found.items()}
        frozen[year.start.year] = freeze_year(year.start.year, places, inside, lattice, key, folder)
    return frozen


def _merge_genders(connection: duckdb.DuckDBPyConnection, setting: Setting, dimensions: list[str]) -> None:
    """Gender belongs to members, so a household may have several: its small values are merged before counting."""
    if "gender" not in dimensions:
        return
    rows = [
        ("gender", place.code, year, value)
        for year, frozen in setting.years.items()
        for place in setting.places.all
        if place.level == "city" and (decided := frozen.get(f"{place.cells_level}:{place.cells_code}"))
        for value in decided.merged.get("gender", ())
    ]
    counting.set_small_values(connection, rows)


def _dimension_frames(
    connection: duckdb.DuckDBPyConnection, dimension: str, coverage: Coverage, setting: Setting,
    clipped: dict[str, float],
) -> list[pd.DataFrame]:  # fmt: skip
    """The protected cells of one dimension, a frame a kind of period."""
    if dimension == "campaign_step":
        return [_campaign_cells(connection, coverage, setting)]
    if dimension == "outcome":
        return [frame for kind in KINDS for frame in _outcome_cells(connection, kind, coverage, setting)]
    lattice, frames = setting.lattice, []
    published = {kind for kinds in lattice.measures(dimension, {"neighbourhood", "city"}).values() for kind in kinds}
    for kind in (k for k in KINDS if k in published):
        periods = coverage.periods(kind)
        if not periods:
            continue
        values = counting.declared_values(connection, dimension)
        found = counting.count_activity(connection, dimension, kind, lattice.clip(kind))
        if dimension == "total" and len(found):
            clipped[kind] = round(float(1 - found.posts.sum() / max(1, found.all_posts.sum())), 2)
        grid = to_grid(found, setting.neighbourhoods, periods, values, ["households", "posters", "posts"])
        members = counting.count_enrolled(connection, dimension, periods, lattice.clip_members, coverage.last) \
            if dimension in ("total", "dwelling_type", "gender") else None  # fmt: skip
        measures = [Measure("active_households", "households", "households"),
                    Measure("exchanges", "posts", "posters", lattice.clip(kind))]  # fmt: skip
        if members is not None:
            enrolled = to_grid(members, setting.neighbourhoods, periods, values, ["households", "members"])
            grid.counts["enrolled"], grid.counts["members"] = enrolled.counts["households"], enrolled.counts["members"]
            measures += [Measure("enrolled_households", "enrolled", "enrolled"),
                         Measure("members", "members", "enrolled", lattice.clip_members)]  # fmt: skip
        frames.append(protected_frame(grid, setting, dimension, kind, measures))
    return frames


def _outcome_cells(
    connection: duckdb.DuckDBPyConnection, kind, coverage: Coverage, setting: Setting
) -> list[pd.DataFrame]:
    """Outcomes: who asked or offered as soon as a period has ended, what came of it once 28 more days are covered."""
    found = counting.count_outcomes(connection, kind)
    at_once = [v for v in counting.OUTCOMES if v not in counting.IMMATURE_AT_FIRST]
    fed = {"answered", "taken_up"} if "responses" in coverage.files else set()
    fed |= {"completed", "given"} if "responses.completed_at" in coverage.columns else set()
    later = [v for v in counting.OUTCOMES if v in fed]
    frames = []
    for values, periods in ((at_once, coverage.periods(kind)), (later, coverage.periods(kind, MATURITY))):
        if values and periods:
            grid = to_grid(found, setting.neighbourhoods, periods, values, ["households"])
            frames.append(protected_frame(grid, setting, "outcome", kind,
                                          [Measure("households", "households", "households")]))  # fmt: skip
    return frames


def campaign_steps(coverage: Coverage) -> list[str]:
    """The steps that the bundles can feed, in order: without contacts nobody was seen to be contacted, and so on."""
    steps = []
    if "campaign_contacts" in coverage.files:
        steps.append("contacted")
        if "campaign_contacts.opened_at" in coverage.columns:
            steps.append("opened")
    steps.append("answered")
    if "campaign_answers" in coverage.files or "exchanges.direction" in coverage.columns:
        steps.append("offered")
    if "responses" in coverage.files:
        steps.append("matched")
    if "responses.completed_at" in coverage.columns:
        steps.append("completed")
    return steps


def _campaign_cells(connection: duckdb.DuckDBPyConnection, coverage: Coverage, setting: Setting) -> pd.DataFrame:
    campaigns = connection.execute(counting.sql("campaigns")).df()
    campaigns["starts_on"] = pd.to_datetime(campaigns.starts_on).dt.date
    campaigns["ends_on"] = pd.to_datetime(campaigns.ends_on).dt.date
    ended = campaigns[[day + timedelta(days=28) <= coverage.last for day in campaigns.ends_on]]
    found = connection.execute(counting.sql("campaign_steps")).df()
    return campaign_frame(found, ended, campaign_steps(coverage), setting)


def _name_merges(setting: Setting) -> tuple[str, ...]:
    """Each merge of small values by name, the latest year of each place."""
    named: dict[tuple[str, str], str] = {}
    for year, frozen in sorted(setting.years.items()):
        for label, place in frozen.items():
            for dimension, values in place.merged.items():
                named[label, dimension] = f"{label} in {year}: {dimension} {', '.join(values)}"
    return tuple(named.values())


def _name_withheld(setting: Setting) -> tuple[str, ...]:
    """Places that the newest year does not publish, too few households being enrolled."""
    year = max(setting.years)
    missing = [p.label for p in setting.places.canonical if p.label not in setting.years[year]]
    return tuple(f"{label} in {year}: too few enrolled households" for label in missing)


__all__ = ["PublishReport", "publish"]
