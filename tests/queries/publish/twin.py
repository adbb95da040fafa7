"""A slow twin of the counting SQL, in plain pandas from the rows of a bundle: what each cell must be before noise."""

from __future__ import annotations

import json
import random
from collections import Counter

import pandas as pd

from queries.dimensions import DIMENSIONS, type_group_of
from tests.town import Town

PERIOD = {"week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}

#: (neighbourhood, first day of the period, value) -> the households behind a cell.
Households = dict[tuple, set[str]]


def _homes(town: Town) -> pd.DataFrame:
    """Neighbourhood, dwelling type and residence of each household: those of its member with the lowest id."""
    first = town.members.sort_values("member_id").groupby("household_id").first()
    return first.reindex(columns=["neighbourhood_code", "dwelling_type", "residence_code"], fill_value="")


def _posts(town: Town) -> pd.DataFrame:
    people = town.members.set_index("member_id")
    posts = town.exchanges.copy()
    posts["day"] = pd.to_datetime(posts.posted_at).dt.tz_localize(None)
    posts["household"] = posts.member_id.map(people.household_id)
    posts["gender"] = posts.member_id.map(people.gender)
    posts["age_band"] = _age_bands(posts.member_id, posts.day, people)
    return posts


def _age_bands(members: pd.Series, days: pd.Series, people: pd.DataFrame) -> list[str]:
    """The band of each member's age in the year of each day; not known without a birth year."""
    if "birth_year" not in people:
        return ["unknown"] * len(members)
    lows = ((65, "65_plus"), (50, "50_64"), (35, "35_49"), (25, "25_34"), (0, "under_25"))
    born = members.map(people.birth_year)
    return [next(band for low, band in lows if day.year - int(year) >= low) if year else "unknown"
            for year, day in zip(born, days, strict=True)]  # fmt: skip


def activity(town: Town, themes: dict[str, str]) -> pd.DataFrame:
    """One row a post or response, with the breakdowns of the post and the home of the household."""
    posts = _posts(town)
    people = town.members.set_index("member_id")
    replies = town.responses.merge(posts, on="exchange_id", suffixes=("", "_post"))
    replies["household"] = replies.member_id.map(people.household_id)
    replies["gender"] = replies.member_id.map(people.gender)
    replies["day"] = pd.to_datetime(replies.responded_at).dt.tz_localize(None)
    replies["age_band"] = _age_bands(replies.member_id, replies.day, people)
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


def _starts(days: pd.Series, kind: str) -> pd.Series:
    return days.dt.to_period(PERIOD[kind]).dt.start_time.dt.date


def _residences(town: Town) -> set[str]:
    """Codes of the residences of the bundle; none when it has no such file."""
    path = town.path / "residences.geojson"
    if not path.exists():
        return set()
    return {feature["properties"]["residence_code"] for feature in json.loads(path.read_text())["features"]}


def _in_28_days(posts: pd.DataFrame, town: Town) -> pd.DataFrame:
    """One row a reply to a post, with the post's columns, and whether it came, and was completed, within 28 days."""
    both = town.responses.merge(posts, on="exchange_id", suffixes=("_reply", ""))
    posted = pd.to_datetime(both.posted_at)
    both["wait"] = pd.to_datetime(both.responded_at) - posted
    both["answered"] = both.wait <= pd.Timedelta(days=28)
    both["completed"] = pd.to_datetime(both.completed_at.replace("", None)) - posted <= pd.Timedelta(days=28)
    both["responder"] = both.member_id_reply.map(town.members.set_index("member_id").household_id)
    return both


def needs(acts: pd.DataFrame, dimension: str, kind: str) -> Households:
    found: Households = {}
    posts = acts[acts.posted & acts.direction.isin(["request", "offer"])]
    column = {"need": "category", "need_theme": "theme"}[dimension]
    for post, start in zip(posts.itertuples(), _starts(posts.day, kind), strict=True):
        code = getattr(post, column)
        if isinstance(code, str):
            side = "asked" if post.direction == "request" else "offered"
            found.setdefault((post.neighbourhood, start, f"{code}:{side}"), set()).add(post.household)
    return found


def need_outcomes(town: Town, acts: pd.DataFrame, kind: str) -> Households:
    found: Households = {}
    requests = acts[acts.posted & (acts.direction == "request") & acts.theme.notna()]
    replies = _in_28_days(requests[["exchange_id", "posted_at", "day", "household", "neighbourhood", "theme"]].assign(
        member_id=""), town)  # fmt: skip
    for reply, start in zip(replies.itertuples(), _starts(replies.day, kind), strict=True):
        for name in ("answered", "completed"):
            if getattr(reply, name):
                found.setdefault((reply.neighbourhood, start, f"{reply.theme}:{name}"), set()).add(reply.household)
    return found


def reply_times(town: Town, kind: str, coarse: bool) -> Households:
    hours = {"1h": 1, "6h": 6, "24h": 24, "3d": 72, "7d": 168}
    parent = {value.code: value.parent for value in DIMENSIONS["reply_time"].values}
    posts = _posts(town)
    first = _in_28_days(posts, town).groupby("exchange_id").wait.min()
    home, found = _homes(town).neighbourhood_code, {}
    requests = posts[posts.direction == "request"]
    for request, start in zip(requests.itertuples(), _starts(requests.day, kind), strict=True):
        wait = first.get(request.exchange_id)
        band = "none"
        if wait is not None and wait <= pd.Timedelta(days=28):
            band = next((name for name, limit in hours.items() if wait < pd.Timedelta(hours=limit)), "28d")
        label = (home[request.household], start, parent[band] if coarse else band)
        found.setdefault(label, set()).add(request.household)
    return found


def activity_bands(acts: pd.DataFrame, kind: str, coarse: bool) -> Households:
    lows = [(4, "4_plus")] if coarse else [(16, "16_plus"), (8, "8_15"), (4, "4_7")]
    found: Households = {}
    rows = zip(acts.neighbourhood, _starts(acts.day, kind), acts.household, strict=True)
    for (place, start, household), acted in Counter(rows).items():
        band = next(name for low, name in (*lows, (2, "2_3"), (1, "1")) if acted >= low)
        found.setdefault((place, start, band), set()).add(household)
    return found


def _gifts(town: Town, kind: str) -> list[tuple]:
    """(first day of the period, giver, receiver) of each completed exchange between two households."""
    return [gift[:3] for gift in _dated_gifts(town, kind)]


def _dated_gifts(town: Town, kind: str) -> list[tuple]:
    """The same with the day of the post."""
    done = _in_28_days(_posts(town), town)
    found = []
    for row, start in zip(done.itertuples(), _starts(done.day, kind), strict=True):
        if row.completed and row.direction != "information" and row.household != row.responder:
            pair = (row.household, row.responder) if row.direction == "offer" else (row.responder, row.household)
            found.append((start, *pair, row.day.normalize()))
    return found


def giving(town: Town, acts: pd.DataFrame, kind: str) -> Households:
    home, found = _homes(town).neighbourhood_code, {}
    gave, received = set(), set()
    for start, giver, receiver in _gifts(town, kind):
        gave.add((start, giver))
        received.add((start, receiver))
    active = set(zip(_starts(acts.day, kind), acts.household, strict=True))
    for key in gave | received | active:
        pattern = {(True, True): "both", (True, False): "gives", (False, True): "receives", (False, False): "none"}[
            key in gave, key in received
        ]
        found.setdefault((home[key[1]], key[0], pattern), set()).add(key[1])
    return found


def ties(town: Town, kind: str) -> Households:
    homes, residences, found = _homes(town).to_dict("index"), _residences(town), {}
    for start, giver, receiver in _gifts(town, kind):
        for one, other in ((giver, receiver), (receiver, giver)):
            mine, theirs = homes[one], homes[other]
            told = []
            if mine["dwelling_type"] and theirs["dwelling_type"]:
                told.append("same_dwelling" if mine["dwelling_type"] == theirs["dwelling_type"] else "other_dwelling")
            if mine["residence_code"] in residences:
                same = mine["residence_code"] == theirs["residence_code"]
                told.append("same_residence" if same else "other_residence")
            for value in told:
                found.setdefault((mine["neighbourhood_code"], start, value), set()).add(one)
    return found


def ties_by_chance(town: Town, kind: str, rewirings: int = 60) -> dict[tuple, float]:
    """(first day, value) -> the mean number of households of the whole town, two ties swapped at a time."""
    homes, residences, first = _homes(town).to_dict("index"), _residences(town), {}
    for start, giver, receiver, _ in sorted(_dated_gifts(town, kind), key=lambda gift: (gift[3], *gift[:3])):
        first.setdefault((start, frozenset((giver, receiver))), (giver, receiver))
    periods: dict = {}
    for (start, _), tie in first.items():
        periods.setdefault(start, []).append(tie)
    chance, found = random.Random(5), {}
    for start, ties in periods.items():
        pairs = {frozenset(tie) for tie in ties}
        by_place: dict[str, list[int]] = {}
        for row, (giver, _) in enumerate(ties):
            by_place.setdefault(homes[giver]["neighbourhood_code"], []).append(row)
        for number in range(rewirings):
            for _ in range((2 if number else 12) * len(ties)):
                one = chance.randrange(len(ties))
                other = chance.choice(by_place[homes[ties[one][0]]["neighbourhood_code"]])
                (a, b), (c, d) = ties[one], ties[other]
                new = frozenset((a, d)), frozenset((c, b))
                if one != other and a != d and c != b and new[0] != new[1] and not pairs & set(new):
                    pairs -= {frozenset((a, b)), frozenset((c, d))}
                    pairs |= set(new)
                    ties[one], ties[other] = (a, d), (c, b)
            crossing = set()
            for tie in ties:
                for mine, theirs in (tie, tie[::-1]):
                    kinds = homes[mine]["dwelling_type"], homes[theirs]["dwelling_type"]
                    if all(kinds) and kinds[0] != kinds[1]:
                        crossing.add((mine, "other_dwelling_by_chance"))
                    lives = homes[mine]["residence_code"], homes[theirs]["residence_code"]
                    if lives[0] in residences and lives[0] != lives[1]:
                        crossing.add((mine, "other_residence_by_chance"))
            for _, value in crossing:
                found[start, value] = found.get((start, value), 0) + 1 / rewirings
    return found


def linkings(town: Town, acts: pd.DataFrame, kind: str) -> Households:
    home, found = _homes(town).neighbourhood_code, {}
    joined = pd.to_datetime(town.members.joined_on.replace("", "1900-01-01")).groupby(town.members.household_id).min()
    days: dict[str, list[pd.Timestamp]] = {}
    for _, giver, receiver, day in _dated_gifts(town, kind):
        for household in (giver, receiver):
            days.setdefault(household, []).append(day)
    for start in sorted(set(_starts(acts.day, kind))):
        first = pd.Timestamp(start)
        before, after = first - pd.DateOffset(years=1), pd.Period(first, PERIOD[kind]).end_time
        for household in home.index:
            own = days.get(household, [])
            if joined[household] <= before and not any(before <= day < first for day in own):
                found.setdefault((home[household], start, "without"), set()).add(household)
                if any(first <= day <= after for day in own):
                    found.setdefault((home[household], start, "linked"), set()).add(household)
    return found


def standings(acts: pd.DataFrame, kind: str) -> Households:
    home = dict(zip(acts.household, acts.neighbourhood, strict=True))
    periods = acts.day.dt.to_period(PERIOD[kind])
    every = pd.period_range(periods.min(), periods.max(), freq=periods.dt.freq)
    active = set(zip(acts.household, periods, strict=True))
    found: Households = {}
    for household, place in home.items():
        seen = before = False
        for period in every:
            now = (household, period) in active
            value = ("continuing" if before else "returning" if seen else "new") if now else "lapsed" if before else ""
            if value:
                found.setdefault((place, period.start_time.date(), value), set()).add(household)
            seen, before = seen or now, now
    return found


def cohorts(town: Town, acts: pd.DataFrame) -> Households:
    home, found = _homes(town).neighbourhood_code, {}
    active = set(zip(acts.household, acts.day.dt.to_period("M"), strict=True))
    for household, members in town.members.groupby("household_id"):
        if (members.joined_on == "").any():
            continue
        month = pd.Period(members.joined_on.min(), "M")
        quarter = month.asfreq("Q").start_time.date()
        found.setdefault((home[household], quarter, "joined"), set()).add(household)
        for later in (1, 3, 6, 12):
            if (household, month + later) in active:
                found.setdefault((home[household], quarter, str(later)), set()).add(household)
    return found


def willing(town: Town, kind: str, before: str) -> Households:
    """Periods from 2023 on that end before a day; in the town nobody leaves."""
    people, home = town.members.set_index("member_id"), _homes(town).neighbourhood_code
    found: Households = {}
    for offer in pd.read_csv(town.path / "help_offers.csv").itertuples():
        household, joined = people.household_id[offer.member_id], people.joined_on[offer.member_id]
        joined = pd.Timestamp(joined or "1900-01-01")
        for period in pd.period_range("2023-01-01", before, freq=PERIOD[kind])[:-1]:
            if max(joined, pd.Timestamp(offer.declared_on)) <= period.end_time:
                for value in (offer.help_kind, "any"):
                    label = (home[household], period.start_time.date(), value)
                    found.setdefault(label, set()).add(household)
    return found
