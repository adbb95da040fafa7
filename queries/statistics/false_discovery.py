"""Which of many places to name, so that few of those named are there by chance. It must not judge one place alone."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

#: Of the places named, at most this share is expected to be wrong, and each of them is at least this likely by itself:
#: without the second, sure places would make room for doubtful ones (one in five of those named wrong in simulations).
LEVEL, LEAST = 0.05, 0.8


def discoveries(probabilities: Mapping[str, float], level: float = LEVEL, least: float = LEAST) -> tuple[str, ...]:
    """The largest set of places, each at least `least` probable, of which at most `level` is expected to be wrong.

    probabilities: that each place is what is looked for, from its posterior. The expected share is the mean of
    1 - probability over the set (Bayesian false discovery rate: Newton et al. 2004, "Detecting differential gene
    expression with a semiparametric hierarchical mixture method"). Surest first; equal ones are ordered by code.
    """
    likely = [code for code in probabilities if probabilities[code] >= least]
    ordered = sorted(likely, key=lambda code: (-probabilities[code], code))
    wrong = np.cumsum([1 - probabilities[code] for code in ordered])
    return tuple(ordered[: int((wrong <= level * np.arange(1, len(ordered) + 1)).sum())])
