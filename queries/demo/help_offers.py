"""The help that members of the demonstration say they are willing to give, calibrated to the study.

It owns who declares what and when; declarations have no effect on activity and draw from a generator of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np

from queries.demo.calibration import Targets, exact_quota
from queries.demo.residents import Households, Members

#: Households with any declaration, and how often another member says what the first member of the household said.
DECLARING, SAID_TOO = 0.7, 0.4
#: How much neighbourhoods differ in each kind (standard deviation, beside that of a logistic distribution).
BETWEEN_PLACES = 0.35


@dataclass(frozen=True)
class HelpOffers:
    """One row a declaration: row of the member, kind of help, day."""

    member: np.ndarray
    kind: np.ndarray
    declared: np.ndarray


def help_offers(
    frame: gpd.GeoDataFrame, homes: Households, members: Members, last_day: date, seed: int, study: Targets
) -> HelpOffers:
    """Declarations such that of the households with any, the study's shares declare each kind, at any time.

    The study's shares are of members. Ours meet them as shares of households, since these are what is published; all
    that a household says, its first member says on one day, so that the shares hold in every year.
    """
    rng = np.random.default_rng([seed, 13])
    declaring = np.flatnonzero(exact_quota(len(homes), DECLARING, rng))
    said = _said(homes.hood[declaring], len(frame), np.array(list(study.help_kind.values())), rng)
    place = np.full(len(homes), -1)
    place[declaring] = np.arange(len(declaring))
    others = np.setdiff1d(np.flatnonzero(place[members.household] >= 0), members.first)
    repeated = said[place[members.household[others]]] & (rng.random((len(others), said.shape[1])) < SAID_TOO)
    speakers = np.concatenate([members.first[declaring], others])
    row, kind = np.nonzero(np.concatenate([said, repeated]))
    declared = _days(members, last_day, rng)[speakers[row]]
    return HelpOffers(speakers[row], np.array(list(study.help_kind))[kind], declared)


def _said(hood: np.ndarray, hoods: int, shares: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Which kinds each declaring household says (households x kinds), exactly to `shares`, and at least one each.

    The few that would say nothing say the kind that they came nearest to.
    """
    score = rng.logistic(size=(len(hood), len(shares))) + rng.normal(0, BETWEEN_PLACES, (hoods, len(shares)))[hood]
    least = np.array([np.quantile(column, 1 - share) for column, share in zip(score.T, shares, strict=True)])
    said = score >= least
    said[~said.any(axis=1), (score - least)[~said.any(axis=1)].argmax(axis=1)] = True
    return said


def _days(members: Members, last_day: date, rng: np.random.Generator) -> np.ndarray:
    """The day on which each member would declare: some weeks after joining, else on the day of joining."""
    day = members.joined + rng.exponential(60, len(members)).astype("timedelta64[D]")
    return np.where(day < np.minimum(members.left, np.datetime64(last_day, "D")), day, members.joined)
