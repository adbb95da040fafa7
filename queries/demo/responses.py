"""Who answers whom in the demonstration, how fast, and whether it is completed.

It owns answers to posts; it must not add presence: whoever answers already takes part in that month.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np

from queries.demo.activity import Presence
from queries.demo.boundaries import adjacency
from queries.demo.posts import Posts, speaking_member
from queries.demo.residents import Households, Members
from queries.demo.truths import MONTHS, TRUTHS, month_starts

SAME_NEIGHBOURHOOD = 0.8
LATE_SHARE = 0.02
MORE_ANSWERS = 0.3
_DAY = 86_400


@dataclass(frozen=True)
class Responses:
    """One row an answer, in order of time: post row, household and member rows, local times (NaT: not completed)."""

    post: np.ndarray
    household: np.ndarray
    member: np.ndarray
    at: np.ndarray
    completed: np.ndarray

    def __len__(self) -> int:
        return len(self.post)


class Pool:
    """The households present in each neighbourhood and month, to draw from with equal chances.

    Those that only answer stand in it twice. `hoods` and `months`: how many there are.
    """

    def __init__(self, presence: Presence, homes: Households, hoods: int, months: int, rows: np.ndarray) -> None:
        self._months = months
        rows = np.concatenate([rows, rows[presence.posts[rows] == 0]])
        cell = homes.hood[presence.household[rows]] * months + presence.month[rows]
        order = np.argsort(cell, kind="stable")
        self._household = presence.household[rows][order]
        self._start = np.searchsorted(cell[order], np.arange(hoods * months + 1))

    def draw(self, hood: np.ndarray, month: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """One household row for each neighbourhood and month; -1 where nobody is present."""
        cell = hood * self._months + month
        count = self._start[cell + 1] - self._start[cell]
        place = self._start[cell] + (rng.random(len(cell)) * count).astype(int)
        if not len(self._household):
            return np.full(len(cell), -1)
        return np.where(count > 0, self._household[np.minimum(place, len(self._household) - 1)], -1)


def answer_posts(
    frame: gpd.GeoDataFrame,
    homes: Households,
    members: Members,
    presence: Presence,
    posts: Posts,
    willing: list[np.ndarray],
    last_day: date,
    seed: int,
    months: int = MONTHS,
) -> Responses:
    """Draw the answers to all posts; `willing` holds, for each campaign, the households that may answer its posts."""
    rng = np.random.default_rng([seed, 8])
    starts = month_starts(last_day, months)
    post, delay, first = _answers(posts, rng)
    at = _skip_missing_hour(posts.at[post] + delay.astype("timedelta64[s]"))
    month = (at.astype("datetime64[M]") - starts[0]).astype(int)
    covered = month < months
    post, delay, first, at, month = post[covered], delay[covered], first[covered], at[covered], month[covered]
    household = _responders(frame, homes, presence, posts, post, month, months, willing, rng)
    found = household >= 0
    post, delay, first, at, month = post[found], delay[found], first[found], at[found], month[found]
    household = household[found]
    completed = _completions(posts, post, delay, first, at, last_day, rng)
    member = speaking_member(household, month, members, starts, rng)
    order = np.argsort(at, kind="stable")
    return Responses(post[order], household[order], member[order], at[order], completed[order])


def _answers(posts: Posts, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Post row and delay (seconds) of each answer, and whether it is the first row drawn for its post."""
    chance = rng.random(len(posts))
    answered, late = chance < posts.answered, chance > 1 - LATE_SHARE
    more = np.where(answered, rng.poisson(MORE_ANSWERS, len(posts)), 0)
    count = (answered | late) + more
    post = np.repeat(np.arange(len(posts)), count)
    first = np.concatenate([[True], post[1:] != post[:-1]]) if len(post) else np.array([], dtype=bool)
    hours = np.exp(rng.normal(np.log(10), 1.6, len(post)))
    seconds = np.minimum(hours * 3600, rng.uniform(3, 27, len(post)) * _DAY)
    seconds = np.where(late[post], rng.uniform(29, 45, len(post)) * _DAY, np.maximum(seconds, 60))
    return post, seconds.astype(int), first


def _responders(
    frame: gpd.GeoDataFrame,
    homes: Households,
    presence: Presence,
    posts: Posts,
    post: np.ndarray,
    month: np.ndarray,
    months: int,
    willing: list[np.ndarray],
    rng: np.random.Generator,
) -> np.ndarray:
    """A household of the same or a neighbouring neighbourhood for each answer, never the asker's; -1 if none."""
    near, hoods = adjacency(frame), len(frame)
    width = max(max((len(rows) for rows in near), default=1), 1)
    table = np.array([np.resize(rows, width) if len(rows) else np.full(width, row) for row, rows in enumerate(near)])
    own, asker = posts.hood[post], posts.household[post]
    # Each row repeats its list to the same width, so that all neighbours have nearly equal chances.
    other = table[own, rng.integers(0, width, len(post))]
    hood = np.where(rng.random(len(post)) < SAME_NEIGHBOURHOOD, own, other)
    everyone = Pool(presence, homes, hoods, months, np.arange(len(presence.household)))
    household = everyone.draw(hood, month, rng)
    for attempt in range(4):
        again = np.flatnonzero((household < 0) | (household == asker))
        place = own if attempt % 2 == 0 else other
        household[again] = everyone.draw(place[again], month[again], rng)
    for number, households in enumerate(willing):
        rows = np.flatnonzero(posts.campaign[post] == number)
        few = Pool(presence, homes, hoods, months, np.flatnonzero(np.isin(presence.household, households)))
        household[rows] = few.draw(own[rows], month[rows], rng)
        again = rows[household[rows] == asker[rows]]
        household[again] = few.draw(own[again], month[again], rng)
    household[household == asker] = -1
    return household


def _completions(
    posts: Posts,
    post: np.ndarray,
    delay: np.ndarray,
    first: np.ndarray,
    at: np.ndarray,
    last_day: date,
    rng: np.random.Generator,
) -> np.ndarray:
    """When the thing or the help was given, for about two thirds of the answered requests and offers."""
    wants = (posts.direction[post] != "information") & first
    done = wants & (rng.random(len(post)) < TRUTHS.completed_of_answered)
    wait = np.maximum(rng.exponential(1.5 * _DAY, len(post)), 900)
    # Completed within 28 days of the post, except where the answer itself came after that.
    wait = np.where(delay < 27 * _DAY, np.minimum(wait, np.maximum(27.9 * _DAY - delay, 900)), wait)
    when = _skip_missing_hour(at + wait.astype(int).astype("timedelta64[s]"))
    after = np.datetime64(last_day, "D") + 1
    return np.where(done & (when < after), when, np.datetime64("NaT"))


def _skip_missing_hour(at: np.ndarray) -> np.ndarray:
    """Move times between 2 h and 3 h to 3 h: that hour does not exist or comes twice when the clocks change."""
    day = at.astype("datetime64[D]")
    second = (at - day.astype("datetime64[s]")).astype(int)
    return np.where(second // 3600 == 2, day.astype("datetime64[s]") + np.timedelta64(3 * 3600, "s"), at)
