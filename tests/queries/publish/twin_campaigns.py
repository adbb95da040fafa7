"""The slow twin of what is counted of campaigns, in plain pandas from the rows of a bundle."""

from __future__ import annotations

import pandas as pd

from tests.queries.publish.twin import Households, _homes, _posts
from tests.town import Town


def _campaigns(town: Town) -> dict[str, tuple]:
    """First day, last day that counts, and zone, by code."""
    rows = pd.read_csv(town.path / "campaigns.csv").itertuples()
    return {row.campaign_code: (pd.Timestamp(row.starts_on), pd.Timestamp(row.ends_on) + pd.Timedelta(days=28),
                                row.neighbourhood_codes.split("|")) for row in rows}  # fmt: skip


def _campaign_answers(town: Town) -> list[tuple]:
    """(campaign, its first day, household, its neighbourhood, item, answer, day) of each answer that counts."""
    home, known = _homes(town).neighbourhood_code, _campaigns(town)
    people = town.members.set_index("member_id").household_id
    found = []
    for row in pd.read_csv(town.path / "campaign_answers.csv").itertuples():
        first, last, zone = known[row.campaign_code]
        household, day = people[row.member_id], pd.Timestamp(row.answered_at)
        if first <= day <= last and home[household] in zone:
            found.append((row.campaign_code, first, household, home[household], row.item, row.answer, day))
    return found


def campaign_items(town: Town, themes: dict[str, str]) -> Households:
    answers: dict[tuple, set[str]] = {}
    for code, first, household, place, item, answer, _ in _campaign_answers(town):
        answers.setdefault((place, first.date(), code, item if item in themes else "other", household), set()).add(
            answer
        )
    found: Households = {}
    for (place, start, code, item, household), said in answers.items():
        value = f"{code}:{item}:{'yes' if 'yes' in said else 'no'}"
        found.setdefault((place, start, value), set()).add(household)
    home, known = _homes(town).neighbourhood_code, _campaigns(town)
    people = town.members.set_index("member_id").household_id
    replies = town.responses.merge(_posts(town), on="exchange_id", suffixes=("", "_post"))
    for reply in replies[(replies.campaign_code != "") & (replies.category != "")].itertuples():
        first, last, zone = known[reply.campaign_code]
        if reply.day.normalize() < first or pd.Timestamp(reply.responded_at).tz_localize(None).normalize() > last:
            continue
        item = reply.category if reply.category in themes else "other"
        for household in (reply.household, people[reply.member_id]):
            if (place := home[household]) in zone:
                label = (place, first.date(), f"{reply.campaign_code}:{item}:matched")
                found.setdefault(label, set()).add(household)
    return found


def campaign_standings(town: Town, acts: pd.DataFrame) -> Households:
    home, known = _homes(town).neighbourhood_code, _campaigns(town)
    joined = town.members.assign(joined=town.members.joined_on.replace("", "1900-01-01")).groupby("household_id").joined
    first_joined = pd.to_datetime(joined.min())
    answered = {(code, household) for code, _, household, *_ in _campaign_answers(town)}
    posts = _posts(town)
    for post in posts[posts.campaign_code != ""].itertuples():
        first, last, zone = known[post.campaign_code]
        if first <= post.day.normalize() <= last and home[post.household] in zone:
            answered.add((post.campaign_code, post.household))
    found: Households = {}
    for code, household in answered:
        first, _, _ = known[code]
        days = acts.day[acts.household == household].dt.normalize()
        before = days[days < first]
        if first_joined[household] >= first:
            value = "new"
        elif before.empty:
            value = "first"
        else:
            value = "active" if before.max() >= first - pd.Timedelta(days=91) else "returned"
        found.setdefault((home[household], first.date(), f"{code}:{value}"), set()).add(household)
    return found


def campaign_offer_times(town: Town) -> Households:
    home, known = _homes(town).neighbourhood_code, _campaigns(town)
    offers: dict[tuple, list[int]] = {}
    for code, first, household, place, _, answer, day in _campaign_answers(town):
        if answer == "yes":
            offers.setdefault((place, first.date(), code, household), []).append((day - first).days)
    posts = _posts(town)
    for post in posts[(posts.direction == "offer") & (posts.campaign_code != "")].itertuples():
        first, last, zone = known[post.campaign_code]
        place = home[post.household]
        if first <= post.day.normalize() <= last and place in zone:
            label = (place, first.date(), post.campaign_code, post.household)
            offers.setdefault(label, []).append((post.day.normalize() - first).days)
    found: Households = {}
    for (place, start, code, household), days in offers.items():
        limits = ((0, "1d"), (2, "3d"), (6, "7d"), (28, "28d"), (10_000, "later"))
        band = next(name for limit, name in limits if min(days) <= limit)
        found.setdefault((place, start, f"{code}:{band}"), set()).add(household)
    return found
