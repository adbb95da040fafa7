"""When each household of a made-up country takes part, and how much it posts: by place, stage of a project and season.

It owns presence; what a post is about is drawn as in the demonstration of one city.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from queries.demo.activity import MOST, Presence, last_full_year, posts_of, present, scale_to_median, whole_month
from queries.demo.calibration import Targets
from queries.demo.country.places import Country
from queries.demo.country.truths import COUNTRY, MONTHS
from queries.demo.residents import Households, Members
from queries.demo.truths import TRUTHS, month_starts


def take_part(
    country: Country, stages: np.ndarray, homes: Households, members: Members, last_day: date, seed: int, study: Targets
) -> Presence:
    """Draw presence and posts so that the median neighbourhood and the posts per member are those of the study."""
    rng = np.random.default_rng([seed, 36])
    starts = month_starts(last_day, MONTHS)
    eagerness = np.minimum(rng.gamma(0.55, 1.0, len(homes)), 1.9)
    expected = (eagerness / eagerness.mean())[:, None] * factors(country, stages, starts, rng)[homes.hood]
    expected = (expected * whole_month(homes, starts)).astype(np.float32)
    share = np.minimum(expected * scale_to_median(expected, homes, len(country), study), MOST)
    household, month = np.nonzero(present(share, homes.hood, len(country), rng))
    year = last_full_year(starts)
    wanted = study.shared_per_member * members.mean_enrolled(starts[year])
    wanted /= study.exchange_type["item_sharing"] + study.exchange_type["service_sharing"]
    return Presence(household, month, posts_of(expected, household, month, wanted, year, rng))


def factors(country: Country, stages: np.ndarray, starts: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """What multiplies the chance of a household to take part, neighbourhoods x months."""
    level = COUNTRY.active_services * np.log2(country.services) + COUNTRY.active_flats * country.flats
    level = level + rng.normal(0, COUNTRY.active_besides, len(country))
    shock = rng.normal(0, COUNTRY.monthly, (len(country), len(starts)))
    season = np.log(np.array(TRUTHS.season)[starts.astype(int) % 12])
    return np.exp(level[:, None] + shock + season) * of_stages(stages)


def of_stages(stages: np.ndarray) -> np.ndarray:
    """What the stage that a project is in does to activity, neighbourhoods x months: 1 before it and without one."""
    month, effect = np.arange(MONTHS)[None, :], np.ones((len(stages), MONTHS))
    for begins, change in zip(stages.T, (COUNTRY.consultation, COUNTRY.works, COUNTRY.existing), strict=True):
        effect = np.where((begins[:, None] > -1000) & (month >= begins[:, None]), 1 + change, effect)
    return effect
