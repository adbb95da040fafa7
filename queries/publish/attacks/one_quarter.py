"""All the cells that one household touches in a quarter, jointly: enumerated from the lattice that is published.

What households do, and how many are in the cells, is stated here and follows the demonstration; no mart is read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import product

import numpy as np
from scipy.stats import norm

from queries.dimensions import DIMENSIONS, NEED_OUTCOMES, OUTCOMES, need_values
from queries.publish.attacks.harness import Attack, correct
from queries.publish.attacks.likelihood import log_ratio
from queries.publish.attacks.one_period import ALL_BUT_ONE
from queries.publish.attacks.protections import Cell, Keys, Protection, World
from queries.publish.campaign_cells import DIMENSIONS as OF_CAMPAIGNS
from queries.publish.lattice import load_lattice

#: Enrolled households of a place of each level, and how many neighbourhoods it holds; one city, so no "everything".
PLACES = {"neighbourhood": (260, 1), "group": (1_560, 6), "city": (15_000, 58)}

#: The same of a landlord's residences, for a household that lives in one of them.
RESIDENCES = {"residence_group": (230, 1), "portfolio": (900, 4)}

Values = Mapping[str, tuple[int, int]]  # value -> households of one neighbourhood in a month, in a quarter

#: The cells of the median active household of the demonstration: active in one month, four posts and four replies, of
#: four types and five categories. Beside each value, how many households of the median neighbourhood are in it.
TYPICAL: Mapping[str, Values] = {
    "total": {"total": (42, 75)},
    "exchange_type": {"item_sharing": (39, 70), "service_sharing": (36, 66), "odd_jobs": (21, 44),
                      "local_news": (22, 43)},
    "type_group": {"items": (39, 70), "services": (38, 69), "news_events": (26, 50)},
    "category": {"diy_construction": (17, 34), "furniture_decoration": (15, 32), "kitchen": (13, 28),
                 "diy_service": (12, 27), "private_lessons": (13, 29)},
    "theme": {"diy_garden": (31, 58), "home_equipment": (27, 54), "family": (20, 44), "care_help": (17, 36)},
    "direction": {"offer": (29, 56), "request": (29, 55)},
    "outcome": {"asked": (29, 55), "answered": (20, 42), "offered": (29, 56), "taken_up": (18, 38)},
    "dwelling_type": {"apartment_large_city": (12, 21)},
    "need": {"kitchen:asked": (5, 12), "furniture_decoration:offered": (6, 14), "private_lessons:offered": (6, 13)},
    "need_theme": {"home_equipment:asked": (10, 24), "home_equipment:offered": (10, 24), "family:offered": (8, 19)},
    "need_outcome": {"home_equipment:answered": (7, 18)},
    "reply_time": {"6h": (5, 12)},
    "reply_speed": {"day": (13, 29)},
    "activity_band": {"4_7": (14, 22)},
    "activity_level": {"4_plus": (26, 48)},
    "giving": {"both": (10, 30)},
    "tie": {"other_dwelling": (14, 36), "other_dwelling_by_chance": (14, 36)},
    "linking": {"without": (97, 97), "linked": (3, 9)},
    "standing": {"continuing": (22, 50)},
    "dwelling_type:type_group": {f"apartment_large_city:{group}": (8, 16) for group in ("items", "services")},
}  # fmt: skip

#: The cells of the same household in a landlord's residence, with neighbours from elsewhere.
TENANT: Mapping[str, Values] = {
    **TYPICAL, "tie": {**TYPICAL["tie"], "other_residence": (3, 7), "other_residence_by_chance": (3, 7)}
}  # fmt: skip

#: The cells of a household that posts one request in the quarter, which is answered.
QUIET: Mapping[str, Values] = {
    dimension: {value: TYPICAL[dimension][value] for value in values}
    for dimension, values in {
        "total": ["total"], "exchange_type": ["item_sharing"], "type_group": ["items"], "category": ["kitchen"],
        "theme": ["home_equipment"], "direction": ["request"], "outcome": ["asked", "answered"],
        "dwelling_type": ["apartment_large_city"], "need": ["kitchen:asked"],
        "need_theme": ["home_equipment:asked"], "need_outcome": ["home_equipment:answered"],
        "reply_time": ["6h"], "reply_speed": ["day"], "linking": ["without"], "standing": ["continuing"],
        "dwelling_type:type_group": ["apartment_large_city:items"],
    }.items()
}  # fmt: skip

#: The cells of a household that is active in every month and in everything that one household can be in.
EXTREME: Mapping[str, Values] = {
    **{dimension: dict(values) for dimension, values in TYPICAL.items()},
    **{
        dimension: {value.code: (20, 40) for value in DIMENSIONS[dimension].values}
        for dimension in ("exchange_type", "type_group", "direction", "outcome", "reply_time", "reply_speed", "tie")
    },
    "outcome": {value.code: (20, 40) for value in OUTCOMES},
    "category": {f"category {number}": (10, 25) for number in range(21)},
    "theme": {f"theme {number}": (20, 45) for number in range(7)},
    "need": dict.fromkeys(need_values(f"category {number}" for number in range(21)), (6, 14)),
    "need_theme": dict.fromkeys(need_values(f"theme {number}" for number in range(7)), (10, 24)),
    "need_outcome": {f"theme {number}:{act.code}": (7, 18) for number in range(7) for act in NEED_OUTCOMES},
}

#: A dimension that is not named above: one value, as full as the median one.
UNNAMED: Values = {"any": (20, 40)}


#: The kinds of period that a quarter holds.
IN_A_QUARTER = {"week", "month", "quarter"}


@dataclass(frozen=True)
class Household:
    """What one household did: in how many weeks and months, with how many posts a month, in which values, and where."""

    weeks: int
    months: int
    posts: int
    values: Mapping[str, Values]
    places: Mapping[str, tuple[int, int]] = field(default_factory=lambda: PLACES)


HOUSEHOLDS = {
    "quiet": Household(1, 1, 1, QUIET),
    "typical": Household(4, 1, 4, TYPICAL),
    "tenant": Household(4, 1, 4, TENANT, PLACES | RESIDENCES),
    "extreme": Household(13, 3, 60, EXTREME),
}


@dataclass(frozen=True)
class Touched:
    """One cell that a household touches: the households in it without this one, and by how much it changes it."""

    cell: Cell
    households: int
    exchanges: int
    added: int

    @property
    def count(self) -> int:
        return self.exchanges if self.cell.label[-1] == "exchanges" else self.households


def touched(household: Household) -> list[Touched]:
    """Every cell of a quarter that the household is in, each label once, by the real lattice.

    What it does in a campaign is told apart (`one_campaign`).
    """
    lattice = load_lattice()
    found: dict[tuple, Touched] = {}
    dimensions = [dimension for dimension in lattice.dimensions if dimension not in OF_CAMPAIGNS]
    for (level, (enrolled, size)), dimension in product(household.places.items(), dimensions):
        s_total, s_breakdown = lattice.noise(level, enrolled)
        for measure, kinds in lattice.measures(dimension, {level}).items():
            for kind, value in product(sorted(kinds & IN_A_QUARTER), _values(household, dimension)):
                if measure.startswith("enrolled") or not lattice.is_told(dimension, value, {level}):
                    continue
                label = lattice.raw["same"].get(f"{dimension}:{value}", f"{dimension}:{value}")
                of = "exchanges" if measure == "exchanges" else "households"
                clip = lattice.clip(kind) if measure == "exchanges" else 1
                households = size * _values(household, dimension)[value][kind == "quarter"]
                times = {"week": household.weeks, "month": household.months, "quarter": 1}[kind]
                posts = household.posts * household.months // times
                added = 1 if clip == 1 else min(clip, posts if dimension == "total" else max(1, posts // 4))
                for period in [f"{kind} {number}" for number in range(times)]:
                    s = s_total if dimension == "total" else s_breakdown
                    cell = Cell((level, "", label, period, of), s, clip)
                    found[cell.label] = Touched(cell, households, households * clip // 2, added)
    return list(found.values())


def _values(household: Household, dimension: str) -> Values:
    return household.values.get(dimension, {} if dimension in TYPICAL else UNNAMED)


def separation(cells: list[Touched]) -> float:
    """d'^2 of a household against its absence when each part of the noise is taken as normal.

    Labels are independent; cells of one label share its permanent part: covariance s^2 (C C' + diag(C^2)).
    """
    labels: dict[tuple[str, ...], list[Touched]] = {}
    for each in cells:
        labels.setdefault(each.cell.permanent, []).append(each)
    total = 0.0
    for own in labels.values():
        added, clip = np.array([t.added for t in own]), np.array([t.cell.clip for t in own])
        covariance = own[0].cell.s ** 2 * (np.outer(clip, clip) + np.diag(clip**2))
        total += float(added @ np.linalg.solve(covariance, added))
    return total


def limit(cells: list[Touched]) -> float:
    """Advantage in points of whoever sees all these cells: half the total variation of two normals d' apart."""
    return 100 * float(norm.cdf(np.sqrt(separation(cells)) / 2) - 0.5)


def limits() -> dict[str, tuple[int, float]]:
    """Of each kind of household: how many cells it touches in a quarter, and the advantage if all of them are shown."""
    cells = {name: touched(household) for name, household in HOUSEHOLDS.items()}
    return {name: (len(own), limit(own)) for name, own in cells.items()}


def can_be_shown(each: Touched) -> bool:
    return each.households + 1 >= load_lattice().k


def joint(all_cells: Callable[[], list[Touched]], protection: Protection, keys: Keys) -> np.ndarray:
    """The real protection on every cell of one household; "below threshold" included."""
    seen = [t for t in all_cells() if can_be_shown(t)]
    households = np.array([t.households for t in seen])
    worlds = [World(np.array([t.count + bit * t.added for t in seen]), base=households + bit) for bit in (0, 1)]
    cells = [t.cell for t in seen]
    ratios = [np.zeros(len(keys)), np.zeros(len(keys))]
    for label in dict.fromkeys(cell.permanent for cell in cells):
        own = [i for i, cell in enumerate(cells) if cell.permanent == label]
        part = [World(w.count[own], base=w.base[own]) for w in worlds if w.base is not None]
        few = [cells[i] for i in own]
        for bit, values in enumerate(protection.publish(few, part, keys)):
            clipped = any(cell.clip > 1 for cell in few)
            ratios[bit] += _normal(few, values, part) if clipped else log_ratio(protection, few, values, part)
    return correct(ratios)


def _normal(cells: list[Cell], values: np.ndarray, worlds: list[World]) -> np.ndarray:
    """Log likelihood ratio with normal noise, exact enough at the scale of clipped counts; hidden ones tell nothing."""
    clip = np.array([cell.clip for cell in cells])
    added = worlds[1].count - worlds[0].count
    weights = np.linalg.solve(cells[0].s ** 2 * (np.outer(clip, clip) + np.diag(clip**2)), added)
    return np.nan_to_num((values - worlds[0].count - added / 2) @ weights)


ONE_QUARTER = (
    Attack(
        "one_quarter",
        {"en": "All cells of one household’s quarter, jointly", "fr": "Toutes les cases du trimestre d’un foyer"},
        ALL_BUT_ONE, 25, partial(joint, partial(touched, HOUSEHOLDS["typical"])),
    ),
    Attack(
        "one_tenant_quarter",
        {"en": "The same for a household in a landlord’s residences", "fr": "De même pour un foyer d’une résidence"},
        ALL_BUT_ONE, 25, partial(joint, partial(touched, HOUSEHOLDS["tenant"])),
    ),
)  # fmt: skip
