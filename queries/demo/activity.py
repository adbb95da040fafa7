"""When each household takes part and how much it posts: heavy-tailed, seasonal, calibrated to the study.

It owns presence (household x month) and the number of posts; it must not decide what a post is about.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np

from queries.demo.calibration import Targets
from queries.demo.residents import Households, Members
from queries.demo.truths import TRUTHS, Planted, factors, month_starts

#: A present household that only answers others this month.
ANSWERS_ONLY = 0.12
#: Households a neighbourhood for which the study's 33 active ones hold; other sizes keep the same share.
USUAL_ENROLMENT = 15_000 / 58
#: No household takes part more surely than this.
MOST = 0.97
#: Month-to-month variation of a neighbourhood's activity that nothing explains (standard deviation of the logarithm).
MONTHLY_SHOCK = 0.06
#: Hours of the day, 0 to 23: nothing at 2 h, which does not exist or comes twice when the clocks change.
HOURS = np.array([2, 1, 0, 0.5, 0.5, 1, 3, 6, 9, 10, 11, 10, 11, 10, 9, 9, 10, 13, 17, 18, 16, 13, 9, 5], dtype=float)
WEEKDAYS = np.array([1.0, 0.95, 1.05, 0.95, 0.95, 1.1, 1.1])


@dataclass(frozen=True)
class Presence:
    """One row a household and month in which it takes part: household row, month 0-35, posts (0: answers only)."""

    household: np.ndarray
    month: np.ndarray
    posts: np.ndarray


def take_part(
    frame: gpd.GeoDataFrame,
    where: Planted,
    homes: Households,
    members: Members,
    last_day: date,
    seed: int,
    study: Targets,
) -> Presence:
    """Draw presence and posts so that the median neighbourhood and the posts per member are those of the study."""
    rng = np.random.default_rng([seed, 4])
    starts = month_starts(last_day)
    expected = _propensity(frame, where, homes, last_day, rng)
    share = np.minimum(expected * scale_to_median(expected, homes, len(frame), study), MOST)
    household, month = np.nonzero(present(share, homes.hood, len(frame), rng))
    year = last_full_year(starts)
    enrolled = members.mean_enrolled(starts[year])
    item_and_service = study.exchange_type["item_sharing"] + study.exchange_type["service_sharing"]
    wanted = study.shared_per_member * enrolled / item_and_service
    posts = posts_of(expected, household, month, wanted, year, rng)
    return Presence(household, month, posts)


def whole_month(homes: Households, starts: np.ndarray) -> np.ndarray:
    """True where a household is enrolled from the first to the last day of a month; households x months."""
    first, after = starts.astype("datetime64[D]"), (starts + 1).astype("datetime64[D]")
    return (homes.joined[:, None] < first) & (homes.left[:, None] >= after)


def instants(month: np.ndarray, starts: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A local clock time (datetime64[s]) in each of these months, by weekday and hour of the day."""
    clock = rng.choice(24, len(month), p=HOURS / HOURS.sum()) * 3600 + rng.integers(0, 3600, len(month))
    day = np.empty(len(month), dtype="datetime64[D]")
    for number in np.unique(month):
        rows = np.flatnonzero(month == number)
        days = np.arange(starts[number].astype("datetime64[D]"), (starts[number] + 1).astype("datetime64[D]"))
        weight = WEEKDAYS[(days.astype(int) + 3) % 7]
        day[rows] = rng.choice(days, len(rows), p=weight / weight.sum())
    return day.astype("datetime64[s]") + clock.astype("timedelta64[s]")


def _propensity(
    frame: gpd.GeoDataFrame, where: Planted, homes: Households, last_day: date, rng: np.random.Generator
) -> np.ndarray:
    """Relative chance of each household to take part in each month (float32); 0 while it is not enrolled."""
    eagerness = np.minimum(rng.gamma(0.55, 1.0, len(homes)), 1.9)
    eagerness /= eagerness.mean()
    silent = np.flatnonzero(frame["neighbourhood_code"].isin(where.silent))
    for row in silent:
        here = np.flatnonzero(homes.hood == row)
        eagerness[here] = 0
        eagerness[here[: TRUTHS.silent_active_at_most]] = 0.8
    level = np.exp(rng.normal(0, 0.12, len(frame)))
    shock = np.exp(rng.normal(0, MONTHLY_SHOCK, (len(frame), len(month_starts(last_day)))))
    effect = factors(frame, last_day) * level[:, None] * shock
    enrolled = whole_month(homes, month_starts(last_day))
    return (eagerness[:, None] * effect[homes.hood] * enrolled).astype(np.float32)


def scale_to_median(expected: np.ndarray, homes: Households, hoods: int, study: Targets) -> float:
    """The common factor that gives the median neighbourhood the study's active households over the last 12 months."""
    target = study.active_households * (len(homes) / hoods) / USUAL_ENROLMENT
    low, high = 0.0, 1.0
    recent = expected[:, -12:]
    for _ in range(30):
        middle = (low + high) / 2
        months = np.minimum(recent * middle, MOST).sum(axis=1)
        active = float(np.median(np.bincount(homes.hood, months, hoods) / 12))
        low, high = (middle, high) if active < target else (low, middle)
    return (low + high) / 2


def present(share: np.ndarray, hood: np.ndarray, hoods: int, rng: np.random.Generator) -> np.ndarray:
    """Who takes part in each month (households x months), each with its own chance.

    Systematic sampling in a new random order a month: the number present in a neighbourhood stays within one of its
    expectation, so that what varies from month to month is the stated shock and the planted effects.
    """
    present = np.zeros(share.shape, dtype=bool)
    for month in range(share.shape[1]):
        order = np.lexsort((rng.random(len(hood)), hood))
        total = np.cumsum(share[order, month], dtype=float)
        last = np.cumsum(np.bincount(hood, minlength=hoods))
        before = np.concatenate([[0.0], total])[np.concatenate([[0], last[:-1]])]
        place = total - before[hood[order]] + rng.random(hoods)[hood[order]]
        present[order, month] = np.floor(place) > np.floor(place - share[order, month])
    return present


def last_full_year(starts: np.ndarray) -> np.ndarray:
    """Month numbers of the last complete calendar year."""
    years = starts.astype("datetime64[Y]")
    full = [year for year in np.unique(years) if (years == year).sum() == 12]
    return np.flatnonzero(years == full[-1])


def posts_of(
    expected: np.ndarray,
    household: np.ndarray,
    month: np.ndarray,
    wanted: float,
    year: np.ndarray,
    rng: np.random.Generator,
) -> np.ndarray:
    """Posts of each present household and month: at least one unless it answers only; `wanted` in the given year."""
    talk = np.exp(rng.normal(0, 0.55, len(expected)))
    eager = expected.mean(axis=1) / max(float(expected.mean()), 1e-9)
    rate = (talk * np.maximum(eager, 0.05) ** 0.35)[household]
    posting = rng.random(len(household)) >= ANSWERS_ONLY
    counted = posting & np.isin(month, year)
    rate = rate * rng.gamma(2.0, 0.5, len(household))
    more = max(wanted - counted.sum(), 0) / rate[counted].sum()
    return np.where(posting, 1 + rng.poisson(more * rate), 0)
