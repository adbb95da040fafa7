"""How well an estimate of a plan would have done: on the demonstration of a country, trained only on earlier dates.

For each place that passed a stage, what was known on the day it began gives the estimate, as `queries.estimate` makes
it; what was published later says whether the intervals held. A score below that of "as all places before, without
looking at which are similar" is what the look is worth.

Run it when the method changes: python -m tests.benchmarks.estimate [DATA_FOLDER of a country published already]
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from queries.durable import write_secret
from queries.estimate import MOST_HIDDEN
from queries.folders import Folders
from queries.passed import comparable, logarithm, outcomes, passed
from queries.snapshot import Snapshot, open_current
from queries.statistics.analogues import crps
from tests.conftest import KEY

LAST_DAY = date(2026, 9, 30)


@dataclass(frozen=True)
class Scored:
    """One estimate against what happened: whether each interval held it, its score, that of all places before, and
    that of their mean alone; places: how many it was compared with."""

    stage: str
    outcome: str
    age: int
    places: int
    narrow: bool
    wide: bool
    score: float
    of_all: float
    of_mean: float
    extrapolates: bool


@dataclass(frozen=True)
class Figures:
    """Shares and mean scores of a number of estimates."""

    estimates: int
    narrow: float
    wide: float
    score: float
    of_all: float
    of_mean: float
    extrapolates: float

    def line(self, what: str) -> str:
        return (f"{what:<34} {self.estimates:5d} estimates   80 % held {100 * self.narrow:5.1f}   95 % held "
                f"{100 * self.wide:5.1f}   CRPS {self.score:.3f}, all places before {self.of_all:.3f}, their mean "
                f"{self.of_mean:.3f}   unlike all {100 * self.extrapolates:4.1f} %")  # fmt: skip


def backtest(snapshot: Snapshot) -> list[Scored]:
    """Every outcome that an estimate would have told on the day the stage began, and that is known by now."""
    found = []
    for (stage, outcome, age), happened in outcomes(snapshot).items():
        for code, (_, value) in happened.items():
            place = passed(snapshot)[stage, code]
            among = comparable(snapshot, stage, outcome, age, by=place.starts_on)
            shown = len(among.codes)
            if value is None or among.found is None or among.hidden > MOST_HIDDEN * (shown + among.hidden):
                continue
            assert code not in among.codes, "its own outcome was not known yet"
            told = among.found.foretell(np.array(place.features))
            truth, before = logarithm(value, place.homes), among.found.logs
            narrow, wide = (each.holds(truth) for each in told.bounds)
            found.append(Scored(stage, outcome, age, shown, narrow, wide, crps(among.found.draws(told.log), truth),
                                crps(before, truth), crps([float(before.mean())], truth),
                                told.extrapolates))  # fmt: skip
    return found


def figures(scored: Sequence[Scored]) -> Figures:
    rows = np.array([(s.narrow, s.wide, s.score, s.of_all, s.of_mean, s.extrapolates) for s in scored], dtype=float)
    return Figures(len(scored), *rows.mean(axis=0).tolist())


def publish_country(folder: Path) -> Snapshot:
    """The whole demonstration of a country through import and publish, with a noise key that is always the same."""
    from queries.demo.country import build_country
    from queries.intake import import_bundle
    from queries.publish import publish

    folders = Folders(folder / "data")
    write_secret(folders.keys / "noise.key", KEY)
    import_bundle(build_country(folder / "bundle", last_day=LAST_DAY), folders, progress=False)
    publish(folders, progress=False)
    return opened(folders)


def opened(folders: Folders) -> Snapshot:
    snapshot = open_current(folders)
    assert snapshot is not None
    return snapshot


def report(snapshot: Snapshot) -> None:
    scored = backtest(snapshot)
    for outcome, age in sorted({(each.outcome, each.age) for each in scored}):
        own = [each for each in scored if (each.outcome, each.age) == (outcome, age)]
        print(figures(own).line(f"  {outcome}, {age} months"))
    for stage in sorted({each.stage for each in scored}):
        print(figures([each for each in scored if each.stage == stage]).line(f"  after {stage}"))
    print(figures(scored).line("estimates of plans, all"))


def main(data: Path | None = None) -> None:
    if data is not None:
        report(opened(Folders(data)))
        return
    with tempfile.TemporaryDirectory() as temporary:
        report(publish_country(Path(temporary)))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
