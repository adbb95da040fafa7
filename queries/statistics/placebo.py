"""What the same comparison finds where there was no campaign: earlier, elsewhere, or with one control fewer.

The effect on a category that the campaign did not touch is no function of its own: it is `effect` on other counts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from queries.statistics.assignments import assignments
from queries.statistics.effect import Effect, Series, changes, effect, shifted


@dataclass(frozen=True)
class Elsewhere:
    """Effects of campaigns that never were, and the share of them, the real one included, that are at least as far
    from none. smallest: the smallest share that so many controls can give."""

    effects: tuple[float, ...]
    share: float

    @property
    def smallest(self) -> float:
        return 1 / (len(self.effects) + 1)


def placebo_in_time(treated: Sequence[Series], controls: Sequence[Series], months: int = 3) -> Effect:
    """The effect of a campaign that would have begun `months` months earlier, on what was before the real one."""
    return effect([shifted(each, months) for each in treated], [shifted(each, months) for each in controls])


def placebo_in_space(treated: Sequence[Series], controls: Sequence[Series]) -> Elsewhere:
    """Each control as if it had been treated, against the other controls, the treated places left out.

    With several treated places, each set of as many controls (draws of them when there are more than 5,000): the mean
    of several moves less than one. ValueError when fewer than two controls would be left.
    """
    real, values = changes(treated).values, changes(controls).values
    if len(values) - len(real) < 2 or not len(real):
        raise ValueError("So few controls leave nothing to compare a placebo with.")
    chosen, _ = assignments(len(values), len(real))
    inside = chosen @ values
    found = inside / len(real) - (values.sum() - inside) / (len(values) - len(real))
    seen = abs(float(real.mean() - values.mean()))
    extreme = int((np.abs(found) >= seen - 1e-12 * max(1.0, seen)).sum())
    return Elsewhere(tuple(np.expm1(found).tolist()), (1 + extreme) / (1 + len(found)))


def without_one_control(treated: Sequence[Series], controls: Sequence[Series]) -> tuple[float, float]:
    """The lowest and the highest effect found when each control in turn is left out."""
    real, values = float(changes(treated).values.mean()), changes(controls).values
    if len(values) < 2:
        raise ValueError("Of one control none can be left out.")
    found = real - (values.sum() - values) / (len(values) - 1)
    return math.expm1(float(found.min())), math.expm1(float(found.max()))
