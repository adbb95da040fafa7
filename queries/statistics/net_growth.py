"""Net growth: who came and came back, less who left, over who was there before. Pure functions on published counts."""

from __future__ import annotations

import math
from dataclasses import dataclass

from queries.statistics.derived import CLEAR, Estimate, stepped


@dataclass(frozen=True)
class Growth:
    """Net growth over a period (0.1: a tenth more), with the 95 % interval of the noise; in steps of 0.05 under a
    hundred households before, else of 0.01."""

    growth: float
    low: float
    high: float


def net_growth(new: Estimate, returning: Estimate, lapsed: Estimate, before: Estimate) -> Growth | None:
    """(new + returning - lapsed) / active before, by the delta method: the four noises are independent."""
    if before.value <= 0:
        return None
    growth = (new.value + returning.value - lapsed.value) / before.value
    moving = new.variance + returning.variance + lapsed.variance
    reach = CLEAR * math.sqrt(moving + growth**2 * before.variance) / before.value
    return Growth(
        stepped(growth, before.value), stepped(growth - reach, before.value, math.floor),
        stepped(growth + reach, before.value, math.ceil),
    )  # fmt: skip
