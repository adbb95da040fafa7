"""The urban projects of a made-up country: one in most neighbourhoods, spread over the years, nearly all public.

It owns projects and the months of their stages; what a stage does to activity is in `truths`.
"""

from __future__ import annotations

from datetime import date

import geopandas as gpd
import numpy as np

from queries.demo.country.truths import BETWEEN, FIRST, LAST, MONTHS, PRIVATE, WITH_PROJECT
from queries.demo.projects import Project, project

#: Kinds of projects with their owners and shares.
_KINDS = (("construction", "bati_promotion", 0.4), ("renovation", "habitat_social", 0.3),
          ("public_space", "city_hall", 0.3))  # fmt: skip


def stage_months(places: int, seed: int) -> np.ndarray:
    """The month in which consultation, works and lived-in begin in each neighbourhood; all -1000 where none does."""
    rng = np.random.default_rng([seed, 33])
    with_project = rng.permutation(places) < round(places * WITH_PROJECT)
    first = rng.integers(FIRST, LAST + 1, places)
    gaps = rng.integers(BETWEEN[0], BETWEEN[1] + 1, (places, 2))
    months = np.column_stack([first, first + gaps[:, 0], first + gaps.sum(axis=1)])
    return np.where(with_project[:, None], months, -1000)


def country_projects(frame: gpd.GeoDataFrame, months: np.ndarray, last_day: date, seed: int) -> tuple[Project, ...]:
    """The projects in code order; a few keep the dates of all their stages to themselves."""
    rng = np.random.default_rng([seed, 34])
    made = list[Project]()
    for row in np.flatnonzero(months[:, 0] > -1000):
        kind, owner, _ = _KINDS[int(rng.choice(len(_KINDS), p=[share for *_, share in _KINDS]))]
        public = bool(rng.random() >= PRIVATE)
        begins = tuple(int(month) for month in months[row])
        code = str(frame["neighbourhood_code"].iloc[row])
        made.append(project(len(made) + 1, frame, last_day, rng, kind, owner, code, begins, (public,) * 3, MONTHS))
    return tuple(made)
