"""The four campaigns of the demonstration: who is contacted, opens, answers, and which posts carry the code.

It owns contacts, answers and needs; it must not change how much anyone posts (the planted factors do).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np

from queries.demo.activity import Presence
from queries.demo.posts import Posts
from queries.demo.residents import Households, Members
from queries.demo.truths import MONTHS, TRUTHS, Planted, month_start

#: Items that the study's catalogue lacks: category, label_en, label_fr, theme, kind.
ADDED_CATEGORIES = (
    ("torches", "Torches", "Lampes torches", "home_equipment", "object"),
    ("duvets", "Duvets and blankets", "Couettes et couvertures", "home_equipment", "object"),
    ("clearing", "Clearing and mopping up", "Déblaiement et nettoyage", "everyday", "service"),
    ("first_aid", "First aid", "Premiers secours", "care_help", "service"),
)


#: How many of the neighbourhoods without another truth the storm hit.
STORM_PLACES = 9


@dataclass(frozen=True)
class Campaign:
    """A campaign and its rates: of members contacted, of those opening, of those answering, and of coded posts."""

    code: str
    title: str
    theme: str
    organisation: str
    neighbourhood_codes: tuple[str, ...]
    from_month: int
    months: int
    objects: tuple[str, ...]
    services: tuple[str, ...]
    open_share: float
    answer_share: float
    quiet_answer_share: float
    post_share: float
    needed: tuple[int, ...]  # of each of `items`, in a neighbourhood

    @property
    def items(self) -> tuple[str, ...]:
        return self.objects + self.services


@dataclass(frozen=True)
class Contacts:
    """One row a member contacted: campaign number, member row, local times (opened NaT: not opened)."""

    campaign: np.ndarray
    member: np.ndarray
    contacted: np.ndarray
    opened: np.ndarray


@dataclass(frozen=True)
class Answers:
    """One row a member and item: campaign number, member row, item code, yes or no, local time."""

    campaign: np.ndarray
    member: np.ndarray
    item: np.ndarray
    yes: np.ndarray
    at: np.ndarray


def planned(where: Planted, landlord_places: tuple[str, ...]) -> tuple[Campaign, ...]:
    """The flood campaign that works, the zero-waste one that changes nothing, the landlord's older one, and one of a
    storm that still runs when the bundle ends."""
    flood = Campaign(
        "flood", "Après la crue, entraidons-nous", "solidarity", "city_hall", where.flood,
        TRUTHS.flood_from, TRUTHS.flood_months, ("torches", "duvets"), ("clearing", "childcare", "first_aid"),
        0.62, 0.55, 0.24, 0.55, (80, 20, 60, 15, 50),
    )  # fmt: skip
    idle = Campaign(
        "zero_waste", "Un mois sans déchets", "environment", "city_hall", where.idle,
        TRUTHS.idle_from, TRUTHS.idle_months, ("food", "furniture_decoration"), ("repairs",),
        0.40, 0.10, 0.03, 0.10, (10, 10, 10),
    )  # fmt: skip
    heat = Campaign(
        "heatwave", "Canicule : veillons les uns sur les autres", "solidarity", "habitat_social", landlord_places,
        TRUTHS.heat_from, TRUTHS.heat_months, (), ("at_home_help", "deliveries_shopping"),
        0.50, 0.34, 0.12, 0.40, (15, 25),
    )  # fmt: skip
    storm = Campaign(
        "storm", "Tempête : les premiers besoins", "solidarity", "city_hall", where.rest[:STORM_PLACES],
        TRUTHS.storm_from, TRUTHS.storm_months, ("torches", "food"), ("clearing", "first_aid"),
        0.60, 0.50, 0.22, 0.40, (45, 12, 40, 8),
    )  # fmt: skip
    return tuple(campaign for campaign in (heat, idle, flood, storm) if campaign.neighbourhood_codes)


def run_campaigns(
    campaigns: tuple[Campaign, ...],
    frame: gpd.GeoDataFrame,
    homes: Households,
    members: Members,
    presence: Presence,
    posts: Posts,
    last_day: date,
    seed: int,
    months: int = MONTHS,
) -> tuple[Contacts, Answers, list[np.ndarray]]:
    """Contacts and answers, and for each campaign its willing households; sets the code and item of posts in place."""
    contacts, answers, willing = [], [], []
    for number, campaign in enumerate(campaigns):
        rng = np.random.default_rng([seed, 7, number])
        contact = _contact(number, campaign, frame, homes, members, last_day, months, rng)
        answer = _answer(number, campaign, contact, members, presence, last_day, rng)
        ready = np.unique(members.household[answer.member[answer.yes]])
        _code_posts(number, campaign, frame, posts, ready, answer, members, rng)
        contacts.append(contact)
        answers.append(answer)
        willing.append(ready)
    join = np.concatenate
    return (
        Contacts(*(join([getattr(c, name) for c in contacts]) for name in Contacts.__dataclass_fields__)),
        Answers(*(join([getattr(a, name) for a in answers]) for name in Answers.__dataclass_fields__)),
        willing,
    )


def first_and_last_day(campaign: Campaign, last_day: date, months: int = MONTHS) -> tuple[date, date]:
    """First and last day of a campaign, both included."""
    after = np.datetime64(month_start(last_day, campaign.from_month + campaign.months, months), "D")
    return month_start(last_day, campaign.from_month, months), (after - 1).astype(date)


def _contact(
    number: int,
    campaign: Campaign,
    frame: gpd.GeoDataFrame,
    homes: Households,
    members: Members,
    last_day: date,
    months: int,
    rng: np.random.Generator,
) -> Contacts:
    start = np.datetime64(first_and_last_day(campaign, last_day, months)[0], "s")
    here = frame["neighbourhood_code"].isin(campaign.neighbourhood_codes).to_numpy()[homes.hood[members.household]]
    enrolled = (members.joined < start) & (members.left > start + np.timedelta64(40, "D"))
    member = np.flatnonzero(here & enrolled & (rng.random(len(members)) < 0.92))
    morning = rng.integers(9 * 3600, 12 * 3600, len(member)) + 86_400 * rng.integers(1, 5, len(member))
    contacted = start + morning.astype("timedelta64[s]")
    after = np.minimum(rng.exponential(86_400, len(member)), 20 * 86_400) + 60
    opened = _awake(contacted + after.astype(int).astype("timedelta64[s]"))
    seen = (rng.random(len(member)) < campaign.open_share) & (opened < _after(last_day))
    opened = np.where(seen, opened, np.datetime64("NaT"))
    return Contacts(np.full(len(member), number), member, contacted, opened)


def _answer(
    number: int,
    campaign: Campaign,
    contact: Contacts,
    members: Members,
    presence: Presence,
    last_day: date,
    rng: np.random.Generator,
) -> Answers:
    """Answers of those who opened; households that take part in those months answer more often."""
    run = (presence.month >= campaign.from_month) & (presence.month < campaign.from_month + campaign.months)
    present = np.isin(members.household[contact.member], presence.household[run])
    share = np.where(present, campaign.answer_share, campaign.quiet_answer_share)
    ready = ~np.isnat(contact.opened) & (rng.random(len(share)) < share)
    member, opened = contact.member[ready], contact.opened[ready]
    willingness = rng.beta(1.2, 1.8, len(member))
    after = np.minimum(rng.exponential(2 * 86_400, len(member)), 12 * 86_400) + 30
    at = _awake(opened + after.astype(int).astype("timedelta64[s]"))
    at = np.minimum(at, members.left[member].astype("datetime64[s]") - np.timedelta64(1, "s"))
    asked = (rng.random((len(member), len(campaign.items))) < 0.85) & (at < _after(last_day))[:, None]
    row, item = np.nonzero(asked)
    yes = rng.random(len(row)) < willingness[row]
    items = np.array(campaign.items, dtype=object)[item]
    return Answers(np.full(len(row), number), member[row], items, yes, at[row])


def _code_posts(
    number: int,
    campaign: Campaign,
    frame: gpd.GeoDataFrame,
    posts: Posts,
    ready: np.ndarray,
    answer: Answers,
    members: Members,
    rng: np.random.Generator,
) -> None:
    """Part of the item and service posts of willing households, once they have answered, becomes the campaign's."""
    answered_at = np.full(len(members.first), np.datetime64("2200-01-01", "s"))
    np.minimum.at(answered_at, members.household[answer.member], answer.at)
    here = frame["neighbourhood_code"].isin(campaign.neighbourhood_codes).to_numpy()
    run = (posts.month >= campaign.from_month) & (posts.month < campaign.from_month + campaign.months)
    may = here[posts.hood] & run & np.isin(posts.household, ready) & (posts.at > answered_at[posts.household])
    chosen = may & (rng.random(len(posts)) < campaign.post_share)
    for exchange_type, items in (("item_sharing", campaign.objects), ("service_sharing", campaign.services)):
        rows = np.flatnonzero(chosen & (posts.exchange_type == exchange_type)) if items else np.array([], dtype=int)
        posts.campaign[rows] = number
        posts.category[rows] = rng.choice(np.array(items or ("",), dtype=object), len(rows))


def _after(last_day: date) -> np.datetime64:
    """The first moment that the bundle does not cover: a campaign may go on beyond it."""
    return np.datetime64(last_day, "D") + 1


def _awake(at: np.ndarray) -> np.ndarray:
    """Times before 7 h moved to the same minute from 7 h on, so that nobody opens a message in the night."""
    day = at.astype("datetime64[D]")
    second = (at - day.astype("datetime64[s]")).astype(int)
    return np.where(
        second < 7 * 3600, day.astype("datetime64[s]") + (second % 3600 + 7 * 3600).astype("timedelta64[s]"), at
    )
