"""Fay-Herriot: a measurement of each area, steadied by a regression over all areas (Fay and Herriot 1979).

Fit and estimate are apart: `FayHerriot` is all that one area needs beside its own measurement and variance. The page of
measured means (surveys by area) is still to come.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar

from queries.statistics.intervals import LEVEL, Interval, z_of


@dataclass(frozen=True)
class FayHerriot:
    """The regression and the variance `tau2` between areas that it leaves, each with its own uncertainty."""

    beta: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]
    tau2: float
    tau2_variance: float


@dataclass(frozen=True)
class Steadied:
    """The estimate of one area and its mean squared error; `kept` is the weight of its own measurement, 0 to 1."""

    value: float
    mse: float
    kept: float

    def interval(self, level: float = LEVEL) -> Interval:
        half = z_of(level) * math.sqrt(self.mse)
        return Interval(self.value - half, self.value + half)


def fit(measured: np.ndarray, variance: np.ndarray, x: np.ndarray) -> FayHerriot:
    """By restricted maximum likelihood (REML).

    measured, variance: one an area, the variance of sampling and of the noise of published counts together; x: (areas,
    covariates), a column of ones for a mean alone. Where REML says that areas do not differ at all, which happens by
    chance and would give all areas one value, the residual likelihood is multiplied by tau2 instead (adjusted maximum
    likelihood, Li and Lahiri 2010). ValueError for fewer areas than covariates and two.
    """
    areas, covariates = x.shape
    if areas < covariates + 2:
        raise ValueError("too few areas for so many covariates")

    def at(tau2: float) -> tuple[float, np.ndarray, np.ndarray]:
        weights = 1 / (tau2 + variance)
        information = (x.T * weights) @ x
        beta = np.linalg.solve(information, x.T @ (weights * measured))
        residual = measured - x @ beta
        likelihood = np.log(weights).sum() - np.linalg.slogdet(information)[1] - residual**2 @ weights
        return float(likelihood) / 2, beta, np.linalg.inv(information)

    top = 10 * float(np.var(measured) + variance.max())
    options = {"xatol": 1e-10 * top}
    tau2 = float(minimize_scalar(lambda t: -at(t)[0], bounds=(0.0, top), method="bounded", options=options).x)
    if tau2 < 1e-6 * variance.mean() or at(0.0)[0] >= at(tau2)[0]:
        adjusted = minimize_scalar(
            lambda t: -at(t)[0] - math.log(max(t, 1e-300)), bounds=(0.0, top), method="bounded", options=options
        )
        tau2 = float(adjusted.x)
    _, beta, covariance = at(tau2)
    spread = 2 / float(((tau2 + variance) ** -2.0).sum())
    return FayHerriot(tuple(beta.tolist()), tuple(map(tuple, covariance.tolist())), tau2, spread)


def estimate(measured: float, variance: float, x: tuple[float, ...], model: FayHerriot) -> Steadied:
    """The best predictor of one area, with the mean squared error g1 + g2 + 2 g3 of Prasad and Rao (1990)."""
    row = np.array(x)
    expected = float(row @ model.beta)
    kept = model.tau2 / (model.tau2 + variance)
    g1 = kept * variance
    g2 = (1 - kept) ** 2 * float(row @ np.array(model.covariance) @ row)
    g3 = variance**2 / (model.tau2 + variance) ** 3 * model.tau2_variance
    return Steadied(expected + kept * (measured - expected), g1 + g2 + 2 * g3, kept)
