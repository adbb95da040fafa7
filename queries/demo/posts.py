"""What the posts of the demonstration are about: type, direction and category, to the study's mix and ranks.

It owns the content of posts, childcare included; it must not decide who is present nor who answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np

from queries.demo.activity import Presence, instants
from queries.demo.calibration import Targets, categories, raked
from queries.demo.residents import Households, Members
from queries.demo.truths import MONTHS, TRUTHS, Planted, month_starts

#: Share of offers among posts of a type; the rest are requests. Other types only inform.
OFFER_SHARE = {
    "item_sharing": 0.55,
    "service_sharing": 0.45,
    "odd_jobs": 0.5,
    "car_sharing": 0.6,
    "bulk_purchases": 0.4,
}
#: Falling shares for the study's ranks 1 to 10, then food, which the study does not rank.
OBJECT_WEIGHTS = (17, 15, 13, 11, 10, 9, 8, 6.5, 5, 4, 1.5)
SERVICE_WEIGHTS = (19, 16, 14, 12, 10, 9, 7.5, 6, 4.5, 2)
ODD_JOBS_WITH_CATEGORY = 0.4


@dataclass
class Posts:
    """One row a post, in order of time: row numbers of household, member, neighbourhood and month, and the content."""

    household: np.ndarray
    member: np.ndarray
    hood: np.ndarray
    month: np.ndarray
    at: np.ndarray
    exchange_type: np.ndarray
    direction: np.ndarray
    category: np.ndarray
    campaign: np.ndarray
    #: Chance of an answer within 28 days.
    answered: np.ndarray

    def __len__(self) -> int:
        return len(self.household)


def speaking_member(
    household: np.ndarray, month: np.ndarray, members: Members, starts: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """A member row of each household who had joined before the month."""
    slots = np.full((len(members.first), 4), np.datetime64("2200-01-01", "D"))
    slots[members.household, np.arange(len(members)) - members.first[members.household]] = members.joined
    day = starts[month].astype("datetime64[D]")
    there = slots[household] < day[:, None]
    pick = (rng.random(len(household)) * np.maximum(there.sum(axis=1), 1)).astype(int)
    # The first member joined first, and the places of those there are ranked: member k of those who had joined.
    place = np.argsort(~there, axis=1, kind="stable")[np.arange(len(household)), pick]
    return members.first[household] + place


def write_posts(
    frame: gpd.GeoDataFrame,
    homes: Households,
    members: Members,
    presence: Presence,
    last_day: date,
    seed: int,
    study: Targets,
    months: int = MONTHS,
) -> Posts:
    """The posts of all present households, in order of time."""
    rng = np.random.default_rng([seed, 5])
    starts = month_starts(last_day, months)
    household = np.repeat(presence.household, presence.posts)
    month = np.repeat(presence.month, presence.posts)
    at = instants(month, starts, rng)
    order = np.argsort(at, kind="stable")
    household, month, at = household[order], month[order], at[order]
    hood = homes.hood[household]
    member = speaking_member(household, month, members, starts, rng)
    exchange_type = _types(hood, len(frame), study, rng)
    chance = rng.random(len(household))
    direction = np.full(len(household), "information", dtype=object)
    category = np.full(len(household), None, dtype=object)
    answered = np.full(len(household), 0.1)
    for code, share in OFFER_SHARE.items():
        rows = exchange_type == code
        direction[rows] = np.where(chance[rows] < share, "offer", "request")
        answered[rows] = TRUTHS.answered * 1.02  # a few answers find nobody or fall after the last day
    _fill_categories(exchange_type, category, rng)
    campaign = np.full(len(household), -1)
    return Posts(household, member, hood, month, at, exchange_type, direction, category, campaign, answered)


def plant_childcare(posts: Posts, frame: gpd.GeoDataFrame, where: Planted, last_day: date, seed: int) -> None:
    """In three districts, set the households that ask for and offer childcare in each calendar year, in place."""
    rng = np.random.default_rng([seed, 6])
    year = month_starts(last_day).astype("datetime64[Y]").astype(int)[posts.month] + 1970
    free = posts.campaign < 0
    for row in np.flatnonzero(frame["neighbourhood_code"].isin(where.childcare)):
        here = (posts.hood == row) & free
        posts.category[here & (posts.category == "childcare")] = "private_lessons"
        for number in np.unique(year):
            months = int((month_starts(last_day).astype("datetime64[Y]").astype(int) + 1970 == number).sum())
            asked = round(TRUTHS.childcare_asked * months / 12)
            offered = round(asked * TRUTHS.childcare_offered_per_asked)
            for direction, households in (("request", asked), ("offer", offered)):
                rows = np.flatnonzero(
                    here
                    & (year == number)
                    & (posts.direction == direction)
                    & (posts.exchange_type == "service_sharing")
                )
                chosen = rng.permutation(np.unique(posts.household[rows]))[:households]
                rows = rng.permutation(rows[np.isin(posts.household[rows], chosen)])
                _, once = np.unique(posts.household[rows], return_index=True)
                again = rows[rng.random(len(rows)) < 0.25]
                rows = np.union1d(rows[once], again)
                posts.category[rows] = "childcare"
                if direction == "request":
                    posts.answered[rows] = TRUTHS.childcare_answered


def _types(hood: np.ndarray, hoods: int, study: Targets, rng: np.random.Generator) -> np.ndarray:
    """Exchange type of each post: every neighbourhood leans its own way, the whole meets the study's mix."""
    codes, shares = np.array(list(study.exchange_type)), np.array(list(study.exchange_type.values()))
    count = np.bincount(hood, minlength=hoods).astype(float)
    lean = np.exp(rng.normal(0, 0.15, (hoods, len(codes)))) * shares
    expected = raked(lean, np.maximum(count, 1e-9), shares * count.sum())
    edges = np.cumsum(expected / expected.sum(axis=1, keepdims=True), axis=1)
    chosen = (rng.random(len(hood))[:, None] > edges[hood]).sum(axis=1)
    return codes[np.minimum(chosen, len(codes) - 1)]


def _fill_categories(exchange_type: np.ndarray, category: np.ndarray, rng: np.random.Generator) -> None:
    declared = categories()
    objects = [row["category"] for row in declared if row["kind"] == "object"]
    services = [row["category"] for row in declared if row["kind"] == "service"]
    with_category = {
        "item_sharing": (objects, OBJECT_WEIGHTS, 1.0),
        "service_sharing": (services, SERVICE_WEIGHTS, 1.0),
        "odd_jobs": (services, SERVICE_WEIGHTS, ODD_JOBS_WITH_CATEGORY),
    }
    for code, (names, weights, share) in with_category.items():
        rows = np.flatnonzero((exchange_type == code) & (rng.random(len(category)) < share))
        weight = np.array(weights, dtype=float)
        category[rows] = np.array(names, dtype=object)[rng.choice(len(names), len(rows), p=weight / weight.sum())]
