"""An interrupted series: the step of one place's own counts at a date, for when there is nothing to compare with.

It cannot tell the campaign from whatever else began that month; whoever shows it says that there is no control.
statsmodels is imported on first use, which takes a second or more: fits belong where a snapshot is published.
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from queries.statistics.intervals import LEVEL

#: Months (or weeks) in all, and on either side, without which no step is told. Of 1,000 planted steps the interval
#: holds 94 to 95 in 100 with 84 times that are alike by 0.5 or less, and 92 by 0.7, where more times do not help; with
#: 60 times it holds 93 and 92.
FEWEST, FEWEST_BEFORE, FEWEST_AFTER = 84, 18, 6
#: The likeness of two neighbouring times is not believed to be larger.
_MOST_ALIKE = 0.95


@dataclass(frozen=True)
class Step:
    """How much more than without the step: 0.25 is a quarter more. low, high: with 95 %; p: of none.

    likeness: how much a time resembles the last one, beside level, trend and season (-1 to 1).
    """

    estimate: float
    low: float
    high: float
    p: float
    likeness: float


def step(counts: np.ndarray, start: int, season: np.ndarray | None = None) -> Step | None:
    """The step of the logarithm at index `start`, beside a line and, if given, the logarithms of the season's factors
    ((months,) or (months, several)), by a regression whose errors are an autoregression of order one.

    SARIMAX finds how alike neighbouring times are. As the regression takes part of that likeness for itself, it is
    found too small, by about (columns + 3 likeness) / times (after Marriott and Pope 1954, "Bias in the Estimation of
    Autocorrelations", who give it for a mean); so much is added back, and the step is that of generalised least squares
    with it. Its interval is one of t, with the freedom of as many independent times as would tell as much, n (1 -
    likeness) / (1 + likeness), less the columns. None of fewer than 84 times. ValueError for counts not positive.
    """
    if len(counts) < FEWEST or start < FEWEST_BEFORE or len(counts) - start < FEWEST_AFTER:
        return None
    if not (counts > 0).all():
        raise ValueError("Counts that are not positive have no logarithm.")
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    times = np.arange(len(counts))
    columns = [np.ones(len(counts)), times >= start, (times - times.mean()) / len(counts)]
    if season is not None:
        columns += list(np.asarray(season, dtype=float).reshape(len(counts), -1).T)
    logs, exogenous = np.log(counts), np.column_stack(columns).astype(float)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of where its search begins; what it finds is bounded below
        fitted = SARIMAX(logs, exog=exogenous, order=(1, 0, 0)).fit(disp=False, maxiter=200)
    width = exogenous.shape[1]
    found = float(fitted.params[width])
    likeness = min(_MOST_ALIKE, max(-_MOST_ALIKE, found + (width + 3 * found) / len(counts)))
    freedom = max(2.0, len(counts) * min(1.0, (1 - likeness) / (1 + likeness)) - width)
    value, error = _generalised(logs, exogenous, likeness)
    reach = float(student.ppf((1 + LEVEL) / 2, freedom)) * error
    share = float(2 * student.sf(abs(value) / error, freedom)) if error else float(value == 0)
    return Step(math.expm1(value), math.expm1(value - reach), math.expm1(value + reach), share, likeness)


def _generalised(logs: np.ndarray, exogenous: np.ndarray, likeness: float) -> tuple[float, float]:
    """The second coefficient and its standard error, with errors that resemble the last one so much (Prais and
    Winsten 1954, "Trend Estimators and Serial Correlation")."""
    table = np.column_stack([logs, exogenous])
    free = np.vstack([table[:1] * math.sqrt(1 - likeness**2), table[1:] - likeness * table[:-1]])
    inverse = np.linalg.pinv(free[:, 1:].T @ free[:, 1:])
    coefficients = inverse @ free[:, 1:].T @ free[:, 0]
    rest = free[:, 0] - free[:, 1:] @ coefficients
    variance = float(rest @ rest) / (len(logs) - exogenous.shape[1])
    return float(coefficients[1]), math.sqrt(float(inverse[1, 1]) * variance)
