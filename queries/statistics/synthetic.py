"""Synthetic control for one or two treated places: a mean of controls, weighted so that it was like them before.

The scale is the caller's: logarithms of counts make a gap a ratio. pysyncon does the same and brings matplotlib along.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize, nnls

from queries.statistics.assignments import assignments

#: Evaluations of the search for the weights of predictors, from each of its beginnings.
_SEARCH = 4_000


@dataclass(frozen=True)
class Synthetic:
    """gaps: treated less synthetic at each time (of two treated places the mean); effect: their mean after the start.

    weights: (treated, controls), each row sums to 1. ratio: root mean squared gap after over before. p: the share of
    placebos, the real one included, whose ratio is at least as large; smallest_p: what it would be if none were.
    fit: the root mean squared gap before; usual_fit: the median of it over placebos.
    """

    weights: np.ndarray
    gaps: np.ndarray
    effect: float
    ratio: float
    p: float
    smallest_p: float
    fit: float
    usual_fit: float


def on_simplex(treated: np.ndarray, controls: np.ndarray) -> np.ndarray:
    """The weights w >= 0 with sum 1 for which controls @ w is nearest to treated; controls: (times, places).

    As the weights sum to 1, the distance is that of (controls - treated) @ w from 0. With a row of ones that should
    give 1, the solution of non-negative least squares is those weights times a number (for u = s w its square is
    s^2 |Cw|^2 + (s - 1)^2, smallest over s where it grows with |Cw|), whatever the row weighs.
    """
    apart = controls - treated[:, None]
    size = np.sqrt((apart**2).mean()) or 1.0
    found = nnls(np.vstack([apart / size, np.ones(apart.shape[1])]), np.append(np.zeros(len(apart)), 1.0))[0]
    return found / found.sum()


def with_predictors(
    treated: np.ndarray, controls: np.ndarray, treated_before: np.ndarray, controls_before: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Weights of the controls and of the predictors, as Abadie and Gardeazabal chose them (2003, "The Economic Costs
    of Conflict"): the predictors (k,) and (k, places), each in its standard deviations, weigh what brings the outcomes
    before (times,) and (times, places) nearest. Nelder-Mead from equal weights, and from the outcome's own regression.
    """
    spread = np.column_stack([treated, controls]).std(axis=1, ddof=1)
    spread = np.where(spread > 0, spread, 1.0)
    inside, outside = treated / spread, controls / spread[:, None]

    def weights(logs: np.ndarray) -> np.ndarray:
        root = np.exp((logs - logs.max()) / 2)[:, None]
        return on_simplex((inside[:, None] * root)[:, 0], outside * root)

    def loss(logs: np.ndarray) -> float:
        return float(((treated_before - controls_before @ weights(logs)) ** 2).mean())

    beginnings = (np.zeros(len(inside)), _regressed(inside, outside, treated_before, controls_before))
    found = min(
        (minimize(loss, at, method="Nelder-Mead", options={"maxfev": _SEARCH, "xatol": 1e-6, "fatol": 1e-12})
         for at in beginnings),
        key=lambda each: each.fun,
    )  # fmt: skip
    share = np.exp(found.x - found.x.max())
    return weights(found.x), share / share.sum()


def synthetic(treated: np.ndarray, controls: np.ndarray, start: int) -> Synthetic:
    """treated (times, 1 or 2) and controls (times, places) with `start` times before; weights by outcomes alone.

    Placebos are all other places, of two treated places all other pairs (draws beyond 5,000), each place made of those
    that are not chosen, the treated ones among them: what is done to the real choice is done to every other, so that
    p holds whatever the data (Abadie, Diamond and Hainmueller 2010, "Synthetic Control Methods for Comparative Case
    Studies"). It costs about 5 in 100 of the effects found; but with pairs of controls alone, two places are found 7 to
    8 in 100 times without a campaign.
    ValueError for three places and more, which a difference in differences tells better, or under three controls.
    """
    several = treated.shape[1]
    if not 1 <= several <= 2 or controls.shape[1] < 3 or not 1 < start < len(treated):
        raise ValueError("A synthetic control is for one or two places, from three controls, with times on both sides.")
    every = np.column_stack([treated, controls])
    real = np.arange(every.shape[1]) < several
    weights, gaps = _made(every, real, start)
    rows, _ = assignments(len(real), several)
    chosen = [row for row in rows.astype(bool) if not (row == real).all()]
    placebos = np.column_stack([_made(every, row, start)[1] for row in chosen])
    ratio, ratios = float(_ratio(gaps, start)), _ratio(placebos, start)
    extreme = int((ratios >= ratio * (1 - 1e-12)).sum())
    return Synthetic(
        weights, gaps, float(gaps[start:].mean()), ratio,
        (1 + extreme) / (1 + len(ratios)), 1 / (1 + len(ratios)),
        float(_root(gaps[:start])), float(np.median(_root(placebos[:start]))),
    )  # fmt: skip


def _made(every: np.ndarray, chosen: np.ndarray, start: int) -> tuple[np.ndarray, np.ndarray]:
    """Weights of the places not chosen for each one chosen, and the mean gap of those chosen."""
    own, others = every[:, chosen], every[:, ~chosen]
    weights = np.array([on_simplex(each[:start], others[:start]) for each in own.T])
    return weights, (own - others @ weights.T).mean(axis=1)


def _root(gaps: np.ndarray) -> np.ndarray:
    return np.sqrt((gaps**2).mean(axis=0))


def _ratio(gaps: np.ndarray, start: int) -> np.ndarray:
    return _root(gaps[start:]) / np.maximum(_root(gaps[:start]), 1e-12)


def _regressed(
    treated: np.ndarray, controls: np.ndarray, treated_before: np.ndarray, controls_before: np.ndarray
) -> np.ndarray:
    """Logarithms of the squared coefficients of the outcomes before on the predictors."""
    predictors = np.column_stack([treated, controls]).T
    outcomes = np.column_stack([treated_before, controls_before]).T
    design = np.column_stack([np.ones(len(predictors)), predictors])
    squares = (np.linalg.lstsq(design, outcomes, rcond=None)[0][1:] ** 2).sum(axis=1)
    return np.log(np.maximum(squares / squares.sum(), 1e-6))
