"""An observed count beside the one that chance would give: their ratio, with the noise of both and of chance itself.

Pure functions on published counts. They know nothing of what was rewired to find what chance gives.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from queries.statistics.derived import CLEAR, Estimate, stepped

#: The mean over rewired graphs is known to a quarter of the noise of its cell (`publish.chance`).
REWIRED = 1 / 16


@dataclass(frozen=True)
class AgainstChance:
    """ratio: observed over chance, from `low` to `high` with 95 %, all as told: in steps of 0.05 under a hundred
    households by chance, else of 0.01. is_clear: the interval, not rounded, leaves out 1."""

    ratio: float
    low: float
    high: float
    is_clear: bool


def over_chance(observed: Estimate, chance: Estimate) -> Estimate | None:
    """The ratio as told, with the variance of the delta method; None of counts that are not positive.

    The observed would be another one if those neighbours met again: by no more than if each household were drawn alone,
    of which the variance is the count by chance or less (rewiring gives a third of that in the demonstration's city).
    """
    if observed.value <= 0 or chance.value <= 0:
        return None
    value = observed.value / chance.value
    relative = (
        observed.variance / observed.value**2 + (1 + REWIRED) * chance.variance / chance.value**2 + 1 / chance.value
    )
    return Estimate(stepped(value, chance.value), value**2 * relative, observed.partial or chance.partial, unit="ratio")


def against_chance(observed: Estimate, chance: Estimate) -> AgainstChance | None:
    """The same with the interval of the logarithm."""
    found = over_chance(observed, chance)
    if found is None:
        return None
    value = observed.value / chance.value
    wide = math.exp(CLEAR * math.sqrt(found.variance) / value)
    low, high = value / wide, value * wide
    return AgainstChance(found.value, stepped(low, chance.value, math.floor), stepped(high, chance.value, math.ceil),
                         not low <= 1 <= high)  # fmt: skip
