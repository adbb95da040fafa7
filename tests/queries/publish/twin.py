"""A slow twin of the counting SQL, in plain pandas from the rows of a bundle: what each cell must be before noise."""

from __future__ import annotations

import pandas as pd

from queries.dimensions import type_group_of
from tests.town import Town

PERIOD = {"month": "M", "quarter": "Q", "year": "Y"}


def _homes(town: Town) -> pd.DataFrame:
    """Neighbourhood and dwelling type of each household: those of its member with the lowest id."""
    first = town.members.sort_values("member_id").groupby("household_id").first()
    return first[["neighbourhood_code", "dwelling_type"]]


def _posts(town: Town) -> pd.DataFrame:
    people = town.members.set_index("member_id")
    posts = town.exchanges.copy()
    posts["day"] = pd.to_datetime(posts.posted_at).dt.tz_localize(None)
    posts["household"] = posts.member_id.map(people.household_id)
    posts["gender"] = posts.member_id.map(people.gender)
    return posts


def activity(town: Town, themes: dict[str, str]) -> pd.DataFrame:
    """One row a post or response, with the breakdowns of the post and the home of the household."""
    posts = _posts(town)
    people = town.members.set_index("member_id")
    replies = town.responses.merge(posts, on="exchange_id", suffixes=("", "_post"))
    replies["household"] = replies.member_id.map(people.household_id)
    replies["gender"] = replies.member_id.map(people.gender)
    replies["day"] = pd.to_datetime(replies.responded_at).dt.tz_localize(None)
    replies["direction"] = None
    posts["posted"], replies["posted"] = True, False
    both = pd.concat([posts, replies], ignore_index=True)
    home = _homes(town)
    both["neighbourhood"] = both.household.map(home.neighbourhood_code)
    both["dwelling_type"] = both.household.map(home.dwelling_type).replace("", "unknown").fillna("unknown")
    both["total"] = "total"
    both["type_group"] = both.exchange_type.map(type_group_of)
    named = both.category.replace("", None)
    both["category"] = named.where(named.isna() | named.isin(list(themes)), "other")
    both["theme"] = both.category.map({**themes, "other": "other"})
    return both


def counts(acts: pd.DataFrame, dimension: str, kind: str, clip: int) -> dict[tuple, tuple[int, int, int]]:
    """(neighbourhood, first day, value) -> (active households, households that posted, posts clipped a household)."""
    found: dict[tuple, dict[str, int]] = {}
    starts = acts.day.dt.to_period(PERIOD[kind]).dt.start_time.dt.date
    columns = (acts.neighbourhood, starts, acts[dimension], acts.household, acts.posted)
    for place, start, value, household, posted in zip(*columns, strict=True):
        if isinstance(value, str):
            cell = found.setdefault((place, start, value), {})
            cell[household] = cell.get(household, 0) + bool(posted)
    return {
        label: (len(cell), sum(n > 0 for n in cell.values()), sum(min(n, clip) for n in cell.values()))
        for label, cell in found.items()
    }


def outcomes(town: Town, kind: str) -> dict[tuple, set[str]]:
    """(neighbourhood, first day, outcome) -> the households."""
    home = _homes(town)
    within = pd.Timedelta(days=28)
    replies: dict[str, list[tuple[pd.Timestamp, pd.Timestamp | None]]] = {}
    for reply in town.responses.itertuples():
        done = pd.Timestamp(reply.completed_at) if reply.completed_at else None
        replies.setdefault(reply.exchange_id, []).append((pd.Timestamp(reply.responded_at), done))
    found: dict[tuple, set[str]] = {}
    posts = _posts(town)
    for post in posts[posts.direction != "information"].itertuples():
        start = post.day.to_period(PERIOD[kind]).start_time.date()
        place, posted = home.neighbourhood_code[post.household], pd.Timestamp(post.posted_at)
        answered = any(at - posted <= within for at, _ in replies.get(post.exchange_id, []))
        completed = any(done is not None and done - posted <= within for _, done in replies.get(post.exchange_id, []))
        names = ("asked", "answered", "completed") if post.direction == "request" else ("offered", "taken_up", "given")
        for name, holds in zip(names, (True, answered, completed), strict=True):
            if holds:
                found.setdefault((place, start, name), set()).add(post.household)
    return found
