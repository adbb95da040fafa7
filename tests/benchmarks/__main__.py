"""`make bench`: what the heavy steps cost beside a floor or a peer measured in the same run, as ratios.

It prints; it never fails on a figure, since machines differ. Run it before and after a change that claims speed.
"""

from __future__ import annotations

import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import plotly.data

import queries
from queries import Period, Scope, Selection
from queries.demo import build
from queries.folders import Folders
from queries.intake import import_bundle
from queries.publish import counts as counting
from queries.publish import publish
from queries.statistics.similar import most_similar
from tests.benchmarks import engagement
from tests.benchmarks import estimate as estimated
from tests.benchmarks import map as map_at_scale
from tests.benchmarks.protection import seconds
from tests.conftest import SHARED
from tests.queries.test_similar import mix, profile


def median_seconds(work: Callable[[], object], runs: int = 7) -> float:
    """The median time of several runs, in seconds."""
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def line(what: str, ours: float, other: float, name: str) -> None:
    print(f"{what:<46} {ours * 1000:9.1f} ms   {other * 1000:9.1f} ms {name:<34} ratio {ours / other:5.2f}")


def main() -> None:
    protected, copied = seconds()
    line("protect a million cells (20 s at most)", protected, copied, "a plain copy of them")
    _similar()
    map_at_scale.main()
    _warsaw()
    with tempfile.TemporaryDirectory() as temporary:
        folders = Folders(Path(temporary) / "data")
        bundle = build(Path(temporary) / "bundle", plotly.data.election_geojson(), last_day=date(2026, 9, 30))
        posts = pd.concat([pd.read_parquet(bundle / f"{name}.parquet") for name in ("exchanges", "responses")])
        csv = Path(temporary) / "posts.csv"
        posts.to_csv(csv, index=False)
        began = time.perf_counter()
        import_bundle(bundle, folders, progress=False)
        imported = time.perf_counter() - began
        line(
            "import the demonstration",
            imported,
            median_seconds(lambda: pd.read_csv(csv, dtype=str), 3),
            "pandas only reads it",
        )
        publish(folders, progress=False)
        line("publish it again", median_seconds(lambda: publish(folders, progress=False), 3), imported, "the import")
        _counting(folders)
        _answers(folders)
        engagement.main(folders.data)
    estimated.main()


def _similar() -> None:
    """One neighbourhood against 5,000 others, which a click on the map asks for."""
    random = np.random.default_rng(5)
    many = [profile(f"n{at:04d}", mix(*random.gamma(2, 30, 5), variance=9.0), random.uniform(100, 9000))
            for at in range(5_000)]  # fmt: skip
    parts = random.random((5_000, 8))
    floor = median_seconds(lambda: np.argsort(np.abs(parts - parts[0]).mean(axis=1)))
    line("similar among 5,000 neighbourhoods", median_seconds(lambda: most_similar(many[0], many)), floor,
         "numpy orders bare distances")  # fmt: skip


def _warsaw() -> None:
    """5.5 million real choices, when the bundle lies beside the checkout: seconds and memory of import and publish."""
    bundle = SHARED / "real" / "warsaw"
    if not bundle.is_dir():
        print("Warsaw is not beside this checkout")
        return
    with tempfile.TemporaryDirectory() as temporary:
        folders, began = Folders(Path(temporary)), time.perf_counter()
        import_bundle(bundle, folders, progress=False)
        publish(folders, progress=False)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(f"Warsaw, import and publish: {time.perf_counter() - began:.0f} s of 300, peak {peak:.1f} GB of 4")


def _counting(folders: Folders) -> None:
    connection = counting.open_mart(folders.mart)
    rows = connection.execute("SELECT * FROM activity").df()

    def with_pandas() -> pd.DataFrame:
        keyed = rows.assign(period=rows.acted_on.astype("datetime64[s]").dt.to_period("M"))
        each = keyed.groupby(["unit", "period", "exchange_type", "household"]).posted.sum().clip(upper=3)
        return each.groupby(level=[0, 1, 2]).agg(["size", "sum"])

    ours = median_seconds(lambda: counting.count_activity(connection, "exchange_type", "month", 3))
    line("count households by type and month", ours, median_seconds(with_pandas, 3), "pandas, the same count")


def _answers(folders: Folders) -> None:
    snapshot = queries.open_current(folders)
    if snapshot is None:
        raise SystemExit("nothing was published")
    scope = Scope("bench", queries.territory(snapshot, ("city:montreal",)))
    selection = Selection(period=Period.parse("2025"), by="neighbourhood")
    ours = median_seconds(lambda: queries.answer(scope, snapshot, "unanswered", selection), 30)
    statement = "SELECT area_code, value, households FROM cells WHERE dimension = 'outcome' AND period_kind = 'year'"
    with snapshot.connection.cursor() as cursor:
        floor = median_seconds(lambda: cursor.execute(statement).fetchall(), 30)
    line("answer one indicator for 58 neighbourhoods", ours, floor, "DuckDB reads the cells")


if __name__ == "__main__":
    main()
