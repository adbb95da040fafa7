"""What was published before: cells as they stand, epochs of revised years, and how many rows wait for a revision.

A cell is decided once and read back: a late row would otherwise move a published number by exactly itself, since the
noise of a label stays the same. It keeps published values and counts by month, never rows; on the private side.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from queries.durable import write_atomically
from queries.folders import Folders
from queries.model import Refusal
from queries.publish.cells import KEY

#: How many rows wait is told in steps of this, rounded up.
WAITING_STEP = 50


@dataclass
class Ledger:
    """The ledger of one deployment. `cells` has the columns KEY and one a measure; empty before the first publication.

    epochs: year -> (how often it was revised, the day of the last time); posts: posts counted in each published month.
    """

    cells: pd.DataFrame
    epochs: dict[int, tuple[int, date]] = field(default_factory=dict)
    posts: dict[str, int] = field(default_factory=dict)

    @property
    def since(self) -> date:
        """The first month that was ever published."""
        if self.cells.empty:
            return date.max
        months = self.cells.period_on[self.cells.period_kind == "month"]
        return months.min().date() if len(months) else date.max

    def revise(self, year: int, today: date, horizon: date, last: date) -> None:
        """Forget a year's cells, so that they are decided anew in a new epoch; Refusal when that may not be done."""
        epoch, revised_on = self.epochs.get(year, (0, date.min))
        held = self.cells.period_on.dt.year == year if len(self.cells) else pd.Series(dtype=bool)
        if not held.any():
            raise Refusal(f"Nothing of {year} is published, so there is nothing to revise.")
        if last < date(year, 12, 31):
            raise Refusal(f"{year} is not over in what was imported: it is revised once it has ended.")
        if date(year, 1, 1) < horizon:
            raise Refusal(f"Rows of {year} were removed by retention: it can no longer be revised.")
        if revised_on.year == today.year:
            raise Refusal(f"{year} was revised on {revised_on:%Y-%m-%d}: one revision a calendar year is allowed, "
                          "since each one tells a little more.")  # fmt: skip
        if horizon > date.min:  # what was before is known in part only: everybody would be new, or without a tie
            held &= ~self.cells.dimension.isin(["standing", "linking"])
        self.cells = self.cells[~held].reset_index(drop=True)
        self.posts = {month: count for month, count in self.posts.items() if not month.startswith(f"{year}-")}
        self.epochs[year] = epoch + 1, today

    def keep(self, found: pd.DataFrame) -> pd.DataFrame:
        """Add the cells that are not known yet; returns all cells to publish."""
        found = found.assign(period_on=pd.to_datetime(found.period_on))
        if len(self.cells):
            both = pd.concat([self.cells, found], ignore_index=True)
            found = both[~both.duplicated(subset=KEY, keep="first")].reset_index(drop=True)
        self.cells = found
        return found

    def waiting(self, posts: dict[str, int]) -> int:
        """How many posts of published months came, or went, since: rounded up, for the publisher only.

        posts: the posts of each published month now, those of erased members included.
        """
        different = sum(abs(count - self.posts.get(month, count)) for month, count in posts.items())
        self.posts = {**posts, **self.posts}
        return math.ceil(different / WAITING_STEP) * WAITING_STEP


def read_ledger(folders: Folders) -> Ledger:
    path = _file(folders)
    if not path.exists():
        if folders.current.exists():
            raise Refusal(
                f"The ledger {path.name} is lost while numbers are published: put back the saved copy. Deciding them "
                "anew under the same noise would show every late row exactly."
            )
        return Ledger(pd.DataFrame(columns=KEY))
    cells = pd.read_parquet(path)
    state = cells.attrs or _beside(folders)
    epochs = {int(year): (epoch, date.fromisoformat(day)) for year, (epoch, day) in state["epochs"].items()}
    return Ledger(cells, epochs, dict(state["posts"]))


def write_ledger(ledger: Ledger, folders: Folders) -> None:
    """Write the ledger before a snapshot refers to it: a publication killed in between publishes the same values again.

    Cells and epochs are one file: cells of a new epoch beside an epoch that was not counted would let the next
    revision draw the same noise again over other rows, whose difference would then be exact.
    """
    epochs = {str(year): (epoch, day.isoformat()) for year, (epoch, day) in ledger.epochs.items()}
    cells = ledger.cells.copy(deep=False)
    cells.attrs = {"epochs": epochs, "posts": ledger.posts}
    buffer = BytesIO()
    cells.to_parquet(buffer, index=False)
    write_atomically(_file(folders), buffer.getvalue())


def read_horizon(folders: Folders) -> date:
    """The first day whose rows retention has kept; the beginning of time before retention first ran."""
    path = folders.private / "retention.json"
    return date.fromisoformat(json.loads(path.read_text())["horizon"]) if path.exists() else date.min


def _file(folders: Folders) -> Path:
    return folders.private / "published.parquet"


def _beside(folders: Folders) -> dict[str, Any]:
    """The epochs and posts of a ledger written by an earlier version, which kept them in a file of their own."""
    path = folders.private / "published.json"
    if not path.exists():
        return {"epochs": {}, "posts": {}}
    stored = json.loads(path.read_text())
    epochs = {year: (found["epoch"], found["revised_on"]) for year, found in stored["epochs"].items()}
    return {"epochs": epochs, "posts": stored["posts"]}
