"""Who lives in the demonstration: households enrolled in each neighbourhood and their members, over three years.

It owns enrolment and attributes; it must not draw activity.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np

from queries.demo.calibration import Targets, draw_to_shares, exact_quota, whole_rows
from queries.demo.truths import TRUTHS, Planted, month_starts

#: Members of a household on the platform: 1 to 4, about 1.45 on average.
HOUSEHOLD_SIZES = (0.66, 0.25, 0.07, 0.02)
LEAVING_SHARE = 0.04
NEVER = np.datetime64("2200-01-01", "D")


@dataclass(frozen=True)
class Households:
    """One row a household: row number of its neighbourhood, size (1-4), joined and left days (NEVER: has not left)."""

    hood: np.ndarray
    size: np.ndarray
    joined: np.ndarray
    left: np.ndarray
    dwelling_type: np.ndarray

    def __len__(self) -> int:
        return len(self.hood)


@dataclass(frozen=True)
class Members:
    """One row a member, in household order; `first` gives the row of each household's first member."""

    household: np.ndarray
    first: np.ndarray
    joined: np.ndarray
    left: np.ndarray
    gender: np.ndarray
    birth_year: np.ndarray
    verified: np.ndarray

    def __len__(self) -> int:
        return len(self.household)

    def mean_enrolled(self, starts: np.ndarray) -> float:
        """Members enrolled, averaged over the last days of these months."""
        ends = (starts + 1).astype("datetime64[D]") - 1
        return float(np.mean([((self.joined <= day) & (self.left > day)).sum() for day in ends]))


def enrolled_by_neighbourhood(frame: gpd.GeoDataFrame, where: Planted, households: int, seed: int) -> np.ndarray:
    """Households ever enrolled in each neighbourhood; they sum to `households` exactly."""
    rng = np.random.default_rng([seed, 2])
    codes, mean = frame["neighbourhood_code"], households / len(frame)
    weight = frame["households"].to_numpy() ** 0.8 * np.exp(rng.normal(0, 0.25, len(frame)))
    size = np.clip(weight / weight.mean(), 0.5, 2.2)
    size = np.where(codes.isin(where.childcare), np.maximum(size, 1.5), size)
    size = np.where(codes.isin(where.works), np.maximum(size, 1.2), size)
    silent = codes.isin(where.silent).to_numpy()
    quiet = min(TRUTHS.silent_enrolled, int(mean))
    share = np.where(silent, 0.0, size)
    exact = (households - quiet * silent.sum()) * share / share.sum()
    return np.where(silent, quiet, whole_rows(exact[None, :])[0])


def settle(
    frame: gpd.GeoDataFrame, where: Planted, last_day: date, households: int, seed: int, study: Targets
) -> tuple[Households, Members]:
    """Draw households and members; enrolment grows by the planted growth over the three years."""
    rng = np.random.default_rng([seed, 3])
    count = enrolled_by_neighbourhood(frame, where, households, seed)
    hood = rng.permutation(np.repeat(np.arange(len(frame)), count))
    silent = frame["neighbourhood_code"].isin(where.silent).to_numpy()[hood]
    joined, left = _stay(silent, last_day, rng)
    size = rng.choice([1, 2, 3, 4], households, p=HOUSEHOLD_SIZES)
    dwelling = _dwelling_types(frame, hood, size, study, rng)
    homes = Households(hood, size, joined, left, dwelling)
    return homes, members_of(homes, last_day, study, rng)


def _stay(silent: np.ndarray, last_day: date, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Joined and left days of each household."""
    households, start = len(silent), month_starts(last_day)[0].astype("datetime64[D]")
    end = np.datetime64(last_day, "D")
    days, growth = int((end - start).astype(int)) + 1, TRUTHS.growth
    at_start = (1 - LEAVING_SHARE) / (1 + growth)
    # A silent district gains nobody, which is why the rows that joined early include all of its households.
    order = np.argsort(rng.random(households) - silent, kind="stable")
    early = np.zeros(households, dtype=bool)
    early[order[: round(households * at_start)]] = True
    before = start - 1 - np.minimum(rng.exponential(500, households), 1800).astype("timedelta64[D]")
    into = np.log1p(rng.random(households) * growth) / np.log1p(growth) * (days - 1)
    joined = np.where(early, before, start + into.astype("timedelta64[D]"))
    earliest = np.maximum(joined, start) + np.timedelta64(40, "D")
    may_leave = rng.permutation(np.flatnonzero(earliest < end))
    leaving = np.zeros(households, dtype=bool)
    leaving[may_leave[: round(households * LEAVING_SHARE)]] = True
    room = np.maximum((end - earliest).astype(int), 1)
    left = np.where(leaving, earliest + (rng.random(households) * room).astype("timedelta64[D]"), NEVER)
    return joined, left


def _dwelling_types(
    frame: gpd.GeoDataFrame, hood: np.ndarray, size: np.ndarray, study: Targets, rng: np.random.Generator
) -> np.ndarray:
    """Dwelling type of each household: flats where homes are dense, houses where they are not; study shares overall."""
    density = frame["households"].to_numpy() / frame.to_crs("EPSG:6933").area.to_numpy()
    rank = density.argsort().argsort() / max(len(density) - 1, 1) - 0.5
    codes = list(study.dwelling_type)
    slope = np.array([1.6 if code.startswith("apartment") else 0.0 if code == "other" else -1.6 for code in codes])
    slope = slope + np.array([-1.2 if code.endswith("rural") else 0.0 for code in codes])
    shares = np.array(list(study.dwelling_type.values()))
    chosen = draw_to_shares(np.exp(rank[hood][:, None] * slope) * shares, size.astype(float), shares, rng)
    return np.array(codes)[chosen]


def members_of(homes: Households, last_day: date, study: Targets, rng: np.random.Generator) -> Members:
    """The members of each household: the first joins with it, others some months later."""
    household = np.repeat(np.arange(len(homes)), homes.size)
    first = np.concatenate([[0], np.cumsum(homes.size)[:-1]])
    later = np.ones(len(household), dtype=bool)
    later[first] = False
    wait = np.where(later, rng.exponential(120, len(household)), 0).astype("timedelta64[D]")
    limit = np.minimum(homes.left, np.datetime64(last_day, "D"))[household]
    joined = homes.joined[household] + wait
    joined = np.where(joined < limit, joined, homes.joined[household])
    gender = np.where(exact_quota(len(household), study.gender["male"], rng), "male", "female")
    age = np.clip(rng.normal(48, 16, len(household)), 18, 92).astype(int)
    verified = exact_quota(len(household), 0.85, rng)
    return Members(household, first, joined, homes.left[household], gender, last_day.year - age, verified)
