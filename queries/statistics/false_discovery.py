"""Which of many places to name, so that few of those named are there by chance. It must not judge one place alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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


def step_up(chances: Sequence[float], level: float = LEVEL) -> tuple[bool, ...]:
    """Which of several to name, from the chance that each would look so with nothing behind it (its p-value).

    On average at most `level` of those named are chance: Benjamini and Hochberg 1995, "Controlling the False Discovery
    Rate". It holds for independent noise and for noise that is shared in one direction (Benjamini and Yekutieli 2001).
    """
    ranked = sorted(chances)
    bounds = (level * rank / len(ranked) for rank in range(1, len(ranked) + 1))
    largest = max((p for p, bound in zip(ranked, bounds, strict=True) if p < bound), default=-1.0)
    return tuple(p <= largest for p in chances)
