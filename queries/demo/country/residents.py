"""Who lives in a made-up country: households enrolled in each neighbourhood over six years, and their members.

It owns enrolment, which follows homes, local places, flats and projects as planted; it must not draw activity.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from queries.demo.boundaries import centres
from queries.demo.calibration import Targets, whole_rows
from queries.demo.country.places import Country
from queries.demo.country.truths import COUNTRY, MONTHS
from queries.demo.residents import HOUSEHOLD_SIZES, LEAVING_SHARE, NEVER, Households, Members, members_of
from queries.demo.truths import month_starts

#: Homes of a kind that are told apart from it: some are of another kind, or of none.
_OTHER = 0.03


def settle(
    country: Country, stages: np.ndarray, last_day: date, households: int, seed: int, study: Targets
) -> tuple[Households, Members]:
    """Draw households and members; `households` is how many are ever enrolled, `stages` as `projects.stage_months`."""
    rng = np.random.default_rng([seed, 35])
    size = reach(country, rng) * country.frame["households"].to_numpy()
    over_time = size[:, None] * growth(stages)
    weight = over_time[:, -1]
    count = whole_rows((households * weight / weight.sum())[None, :])[0]
    hood = rng.permutation(np.repeat(np.arange(len(country)), count))
    joined = _joined(over_time / weight[:, None], hood, last_day, rng)
    left = _left(joined, last_day, rng)
    members = rng.choice([1, 2, 3, 4], households, p=HOUSEHOLD_SIZES)
    homes = Households(hood, members, joined, left, _dwellings(country, hood, rng))
    return homes, members_of(homes, last_day, study, rng)


def reach(country: Country, rng: np.random.Generator) -> np.ndarray:
    """Enrolled households for each home, up to a common factor."""
    kinds = np.array([dict(COUNTRY.kinds)[kind].reach for kind in country.kinds])
    log = COUNTRY.reach_services * np.log2(country.services) + COUNTRY.reach_flats * country.flats
    return kinds * np.exp(log + _in_common(country, rng) + rng.normal(0, COUNTRY.reach_besides, len(country)))


def _in_common(country: Country, rng: np.random.Generator) -> np.ndarray:
    """What the neighbourhoods of a city have in common, and those of a part of it: slow waves across it."""
    xy, found = centres(country.frame), np.empty(len(country))
    for _, rows in country.frame.groupby("city_code").indices.items():
        around = xy[rows] - xy[rows].mean(axis=0)
        around = around / max(float(np.hypot(*around.T).max()), 1e-9)
        waves, phase = rng.normal(0, 1.5, (2, 6)), rng.uniform(0, 2 * np.pi, 6)
        found[rows] = rng.normal(0, 1) + np.cos(around @ waves + phase).sum(axis=1) * np.sqrt(2 / 6)
    return COUNTRY.reach_nearby * found


def growth(stages: np.ndarray) -> np.ndarray:
    """Enrolment at the start of each month and the end of the last, against the first: neighbourhoods x 73."""
    month = np.arange(MONTHS + 1)
    since = np.clip((month[None, :] - stages[:, 2:]) / COUNTRY.opening_months, 0, 1)
    opened = np.where(stages[:, 2:] > -1000, since, 0.0)
    return (1 + COUNTRY.growth) ** (month / 12) * (1 + COUNTRY.opening * opened)


def _joined(share: np.ndarray, hood: np.ndarray, last_day: date, rng: np.random.Generator) -> np.ndarray:
    """The day on which each household joins, so that its neighbourhood grows by these shares of its last size."""
    starts = month_starts(last_day, MONTHS).astype("datetime64[D]")
    days = np.append(starts, np.datetime64(last_day, "D")).astype(int)
    drawn, joined = rng.random(len(hood)), np.empty(len(hood))
    for row, curve in enumerate(share):
        here = hood == row
        joined[here] = np.interp(drawn[here], curve, days)
    early = drawn < share[hood, 0]
    before = days[0] - 1 - np.minimum(rng.exponential(500, len(hood)), 1800)
    return np.where(early, before, joined).astype(int).astype("datetime64[D]")


def _left(joined: np.ndarray, last_day: date, rng: np.random.Generator) -> np.ndarray:
    start, end = month_starts(last_day, MONTHS)[0].astype("datetime64[D]"), np.datetime64(last_day, "D")
    earliest = np.maximum(joined, start) + np.timedelta64(40, "D")
    room = np.maximum((end - earliest).astype(int), 1)
    leaves = (rng.random(len(joined)) < LEAVING_SHARE) & (earliest < end)
    return np.where(leaves, earliest + (rng.random(len(joined)) * room).astype("timedelta64[D]"), NEVER)


def _dwellings(country: Country, hood: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The dwelling type of each household: flats by the share of its neighbourhood, of the kind of its city."""
    flat = np.where(rng.random(len(hood)) < country.flats[hood], "apartment_", "house_").astype(object)
    found = flat + country.kinds[hood]
    return np.where(rng.random(len(hood)) < _OTHER, "other", found.astype(str))
