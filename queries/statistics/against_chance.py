"""An observed count beside the one that chance would give: their ratio with the interval of both noises.

Pure functions on published counts. They know nothing of what was rewired to find what chance gives.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from queries.statistics.derived import CLEAR, Estimate, stepped


@dataclass(frozen=True)
class AgainstChance:
    """ratio: observed over chance, from `low` to `high` with 95 %, all as told: in steps of 0.05 under a hundred
    households by chance, else of 0.01. is_clear: other than 1 beyond both noises and beyond what one chance differs
    from the next."""

    ratio: float
    low: float
    high: float
    is_clear: bool


def against_chance(observed: Estimate, chance: Estimate, households: float | None) -> AgainstChance | None:
    """households: all that might have been observed so; None where not known. None of counts that are not positive.

    The interval is that of the logarithm (delta method). Another draw of chance differs by no more than if each
    household were drawn alone: sqrt(n p (1 - p)) is 37 in a city where rewiring gives 24.
    """
    if observed.value <= 0 or chance.value <= 0:
        return None
    value = observed.value / chance.value
    wide = math.exp(CLEAR * math.sqrt(sum(count.variance / count.value**2 for count in (observed, chance))))
    of_chance = chance.value * (1 - min(1.0, chance.value / households) if households else 1)
    sd = math.sqrt(observed.variance + chance.variance + of_chance)
    return AgainstChance(
        stepped(value, chance.value), stepped(value / wide, chance.value, math.floor),
        stepped(value * wide, chance.value, math.ceil), abs(observed.value - chance.value) > CLEAR * sd,
    )  # fmt: skip
