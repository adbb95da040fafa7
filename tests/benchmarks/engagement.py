"""The page Engagement: how long the published cells take to answer it, on the demonstration and on a large snapshot.

Every question that the page asks of `queries` is timed, over many selections in turn as one reader after another makes
them; what is known from an earlier selection is not asked again, as on a running site. The floor is DuckDB reading the
months of one place.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np

import queries
from dashboard.pages import engagement
from dashboard.selection import Chosen
from dashboard.territory import neighbourhood_names, settled
from dashboard.view import Reader, View
from dashboard.words import words_in
from queries import Period, Scope, Snapshot
from queries.folders import Folders
from tests.benchmarks.large import enlarge

#: The 95th percentile of a page's questions together, in milliseconds, and the most that one may take.
GOALS = {"the demonstration": 60, "2,000 neighbourhoods, five years": 150}
MOST_EACH = 20
PLACES, PERIODS = 20, 3


@contextmanager
def timed(times: dict[str, float]) -> Iterator[None]:
    """Adds up the seconds of each question while it holds; a question within another one is that one's."""
    asked = {name: found for name in queries.__all__ if callable(found := getattr(queries, name))
             and (isinstance(found, FunctionType) or hasattr(found, "cache_clear"))}  # fmt: skip
    within: list[str] = []

    def watch(name: str, question: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*given: Any, **named: Any) -> Any:
            if within:
                return question(*given, **named)
            within.append(name)
            began = time.perf_counter()
            try:
                return question(*given, **named)
            finally:
                times[name] += time.perf_counter() - began
                within.pop()

        return watched

    for name, question in asked.items():
        setattr(queries, name, watch(name, question))
    try:
        yield
    finally:
        for name, question in asked.items():
            setattr(queries, name, question)


def view_of(snapshot: Snapshot, search: str) -> View:
    """A planner's view of the whole territory."""
    scope = Scope("bench", queries.territory(snapshot, ("city:montreal",)))
    reader = Reader("planner@bench.example", "bench", "Bench", "local_authority")
    view = View(scope, snapshot, Chosen.parse(search), words_in("en"), reader, engagement.PATH)
    return settled(view, neighbourhood_names(view))


def searches(snapshot: Snapshot) -> list[str]:
    """The whole, then places drawn by lot, in the last periods of each kind; both comparisons in time."""
    known = snapshot.manifest["whole"]
    when = [code for kind in ("month", "quarter", "year") for code in known[kind][-PERIODS:]]
    scope = Scope("bench", queries.territory(snapshot, ("city:montreal",)))
    drawn = np.random.default_rng(8).choice(scope.neighbourhoods, PLACES, replace=False)
    found = [f"?period={each}&compare={against}" for each in when for against in ("year_before", "previous")]
    found += [f"?places={code}&period={when[at % len(when)]}" for at, code in enumerate(drawn)]
    return found


def measure(name: str, snapshot: Snapshot) -> None:
    asked = searches(snapshot)
    engagement.layout(view_of(snapshot, asked[0]))  # what a site reads once
    whole, most = [], defaultdict[str, float](float)
    for search in asked[1:]:
        times = defaultdict[str, float](float)
        view = view_of(snapshot, search)
        with timed(times):
            engagement.layout(view)
        whole.append(1000 * sum(times.values()))
        for question, took in times.items():
            most[question] = max(most[question], 1000 * took)
    slow = ", ".join(f"{question} {took:.0f}" for question, took in sorted(most.items(), key=lambda each: -each[1])[:5])
    floor = 1000 * _floor(snapshot)
    print(f"engagement, {name}: its questions answered in {statistics.median(whole):.0f} ms, 95th percentile "
          f"{np.percentile(whole, 95):.0f} of {GOALS[name]} ({np.percentile(whole, 95) / floor:.0f} times DuckDB "
          f"reading the months of a place); most per question, ms: {slow} (a fit: {MOST_EACH} at most)")  # fmt: skip


def _floor(snapshot: Snapshot) -> float:
    month = Period.parse(snapshot.manifest["whole"]["month"][-1])
    statement = ("SELECT period_on, active_households FROM cells WHERE dimension = 'total' AND period_kind = 'month' "
                 "AND level = 'city' AND period_on <= $month")  # fmt: skip
    times = []
    with snapshot.connection.cursor() as cursor:
        for _ in range(30):
            began = time.perf_counter()
            cursor.execute(statement, {"month": month.start}).fetchall()
            times.append(time.perf_counter() - began)
    return statistics.median(times)


def main(published: Path) -> None:
    """On the demonstration published in a folder, of which a copy is made large."""
    small, large = GOALS
    with tempfile.TemporaryDirectory() as temporary:
        folders = Folders(Path(temporary) / "data")
        shutil.copytree(published, folders.data, ignore=shutil.ignore_patterns("private"))
        snapshot = queries.open_current(folders)
        assert snapshot is not None
        measure(small, snapshot)
        measure(large, enlarge(folders, 2_000))
