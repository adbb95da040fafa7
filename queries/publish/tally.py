"""The erasure tally: what erased members contributed to published cells, as counts, never as rows. Private side only.

A revision counts the rows that are left and adds the tally, so that it shows late rows and nothing else: without it, a
cell that falls by one between two epochs would tell that somebody left.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import duckdb
import pandas as pd

from queries.durable import write_atomically
from queries.folders import Folders
from queries.publish import campaign_cells as campaigns
from queries.publish import counts as counting
from queries.publish.freezing import read_small_values
from queries.publish.lattice import Lattice, editions, lattice_of_year, load_lattice
from queries.publish.ledger import read_horizon, read_ledger
from queries.publish.noise import load_key
from queries.publish.tables import Table, fed_dimensions, tables_of

#: What a row of the tally counts, beside `kind`, `dimension`: `count` says which count, `number` how many.
LABEL = ["dimension", "kind", "unit", "period_on", "value", "count"]


def difference(folders: Folders, new_mart: Path) -> pd.DataFrame:
    """What the published periods lose when `new_mart` takes the place of the mart: columns LABEL and number.

    Both marts are counted with the whole lattice; only what differs leaves this function.
    """
    ledger = read_ledger(folders)
    if ledger.cells.empty:
        return pd.DataFrame(columns=[*LABEL, "number"])
    before, after = (_counted(mart, folders) for mart in (folders.mart, new_mart))
    both = before.merge(after, on=LABEL, how="outer", suffixes=("", "_after")).fillna({"number": 0, "number_after": 0})
    both["number"] = both.number - both.number_after
    known = ledger.cells[["dimension", "period_kind", "period_on"]].drop_duplicates()
    known = known.rename(columns={"period_kind": "kind"})
    return both[both.number != 0].merge(known, on=["dimension", "kind", "period_on"])[[*LABEL, "number"]]


def add(folders: Folders, lost: pd.DataFrame) -> None:
    """Add such a difference to the tally of the deployment."""
    whole = pd.concat([read_tally(folders), lost], ignore_index=True)
    whole = whole.groupby(LABEL, as_index=False).number.sum()
    buffer = BytesIO()
    whole[whole.number != 0].to_parquet(buffer, index=False)
    write_atomically(tally_path(folders), buffer.getvalue())


def tally_path(folders: Folders) -> Path:
    return folders.private / "tally.parquet"


def read_tally(folders: Folders) -> pd.DataFrame:
    """The tally so far, columns LABEL and number; empty where nobody was erased."""
    path = tally_path(folders)
    return pd.read_parquet(path) if path.exists() else pd.DataFrame(columns=[*LABEL, "number"])


def with_tally(frame: pd.DataFrame, dimension: str, kind: str, tally: pd.DataFrame) -> pd.DataFrame:
    """True counts with those of erased members put back: rows of the same cell add up when they are laid out."""
    own = tally[(tally.dimension == dimension) & (tally.kind == kind)]
    if own.empty:
        return frame
    wide = own.pivot_table(index=["unit", "period_on", "value"], columns="count", values="number", aggfunc="sum")
    return pd.concat([frame, wide.reset_index()], ignore_index=True).fillna(0)


def at_known_units(tally: pd.DataFrame, units: Collection[str]) -> pd.DataFrame:
    """The tally with what was counted in a unit that nobody is in any more moved to the unit's neighbourhood.

    A unit ends with its last member, or when its residences change landlord; its neighbourhood still tells its cells.
    """
    unit = (
        tally.unit.where(tally.unit.isin(list(units)), tally.unit.str.partition("/")[0]) if len(tally) else tally.unit
    )
    return tally.assign(unit=unit)


def _counted(mart: Path, folders: Folders) -> pd.DataFrame:
    """Every true count of the lattice, long form: columns LABEL and number."""
    connection = counting.open_mart(mart)
    try:
        parts = [
            _long(table.frame, table.dimension, table.kind)
            for table in _every_table(connection, load_lattice(folders.own_lattice), folders)
        ]
    finally:
        connection.close()
    return pd.concat(parts, ignore_index=True)


def _every_table(connection: duckdb.DuckDBPyConnection, lattice: Lattice, folders: Folders) -> Iterator[Table]:
    coverage = counting.read_coverage(connection, read_ledger(folders).since, read_horizon(folders))
    counting.set_small_values(connection, read_small_values(folders.lattices))
    years = set(range(coverage.first.year, coverage.last.year + 1))
    in_force = {year: lattice_of_year(year, lattice, folders.lattices, new_year=True) for year in years}
    key = load_key(folders.keys / "noise.key", may_create=False)
    told: set[str] = set()
    for edition, inside in editions(in_force):
        for dimension in fed_dimensions(edition, coverage):
            if dimension in campaigns.DIMENSIONS:
                if dimension not in told:
                    told.add(dimension)
                    frame = campaigns.count_campaigns(connection, dimension)
                    yield Table(dimension, "campaign", [], [], (), frame)  # type: ignore[arg-type]
                    for kind in campaigns.SO_FAR_KINDS:
                        so_far = campaigns.count_so_far(connection, dimension, kind, coverage)
                        yield Table(dimension, kind, [], [], (), so_far)
                continue
            seen: set[str] = set()
            for table in tables_of(connection, dimension, edition, coverage, inside, key):
                if table.kind not in seen:  # the same counts stand behind every maturity of a kind
                    seen.add(table.kind)
                    own = pd.to_datetime(table.frame.period_on).dt.year.isin(inside)
                    yield replace(table, frame=table.frame[own])


def _long(frame: pd.DataFrame, dimension: str, kind: str) -> pd.DataFrame:
    long = frame.melt(id_vars=["unit", "period_on", "value"], var_name="count", value_name="number")
    return long.assign(dimension=dimension, kind=kind, period_on=pd.to_datetime(long.period_on))
