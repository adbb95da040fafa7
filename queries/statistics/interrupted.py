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

#: Months on either side without which no step is told.
FEWEST_BEFORE, FEWEST_AFTER = 18, 6


@dataclass(frozen=True)
class Step:
    """How much more than without the step: 0.25 is a quarter more. low, high: with 95 %; p: of none.

    likeness: how much a month resembles the last one, beside level, trend and season (-1 to 1).
    """

    estimate: float
    low: float
    high: float
    p: float
    likeness: float


def step(counts: np.ndarray, start: int, season: np.ndarray | None = None) -> Step | None:
    """The step of the logarithm at index `start`, beside a line and, if given, the logarithms of the season's factors
    ((months,) or (months, several)), by a regression whose errors are an autoregression of order one.

    By maximum likelihood (SARIMAX); its variances count no freedom that the regression takes, so they are divided by
    the share that is left and the interval is of t. None under 18 months before or 6 after. ValueError for counts that
    are not positive.
    """
    if start < FEWEST_BEFORE or len(counts) - start < FEWEST_AFTER:
        return None
    if not (counts > 0).all():
        raise ValueError("Counts that are not positive have no logarithm.")
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    months = np.arange(len(counts))
    columns = [np.ones(len(counts)), months >= start, (months - months.mean()) / len(counts)]
    if season is not None:
        columns += list(np.asarray(season, dtype=float).reshape(len(counts), -1).T)
    exogenous = np.column_stack(columns).astype(float)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of starting values and of a search that ends at a bound, seen below
        fitted = SARIMAX(np.log(counts), exog=exogenous, order=(1, 0, 0)).fit(disp=False, maxiter=200)
    freedom = len(counts) - exogenous.shape[1] - 1
    value, likeness = float(fitted.params[1]), float(fitted.params[exogenous.shape[1]])
    error = math.sqrt(float(fitted.cov_params()[1, 1]) * len(counts) / freedom)
    if not math.isfinite(error) or error <= 0:
        return None
    reach = float(student.ppf((1 + LEVEL) / 2, freedom)) * error
    share = float(2 * student.sf(abs(value) / error, freedom))
    return Step(math.expm1(value), math.expm1(value - reach), math.expm1(value + reach), share, likeness)
