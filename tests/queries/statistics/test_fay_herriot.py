"""Fay-Herriot reaches the published fit of the milk data, covers the truth, and never takes all areas for one."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from queries.statistics.fay_herriot import estimate, fit
from tests.conftest import SHARED

MILK = SHARED / "reference" / "data" / "milk.csv"


def test_the_fit_of_the_milk_data_is_the_published_one() -> None:
    """Expenditure on milk in 43 areas (R package sae), one mean for each of four major areas."""
    if not MILK.is_file():
        pytest.skip("the milk data is not beside this checkout")
    with MILK.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    measured, variance = (np.array([float(row[name]) for row in rows]) for name in ("direct_est", "std_error"))
    variance = variance**2
    major = np.array([int(row["major_area"]) for row in rows])
    x = np.column_stack([np.ones(len(rows)), *(major == m for m in (2, 3, 4))]).astype(float)
    model = fit(measured, variance, x)
    assert model.tau2 == pytest.approx(0.018550, abs=1e-5)
    assert model.beta == pytest.approx((0.96819, 0.13278, 0.22695, -0.24130), abs=1e-4)
    assert np.sqrt(np.diag(model.covariance)) == pytest.approx((0.06936, 0.10300, 0.09233, 0.08162), abs=1e-4)
    areas = [estimate(y, v, tuple(r), model) for y, v, r in zip(measured, variance, x.tolist(), strict=True)]
    assert [area.value for area in areas[:3]] == pytest.approx([1.02197, 1.04760, 1.06795], abs=1e-4)
    assert [area.mse for area in areas[:3]] == pytest.approx([0.01346, 0.00537, 0.00570], abs=1e-5)
    assert np.mean([area.mse for area in areas] / variance) == pytest.approx(0.60, abs=0.01)


@pytest.mark.parametrize("noise", [0.0, 0.05])
def test_intervals_of_areas_hold_the_truth(noise: float) -> None:
    """43 areas, variances between half and twice the variance between areas, a covariate, and the noise on top."""
    rng = np.random.default_rng(4)
    held = []
    for _ in range(150):
        x = np.column_stack([np.ones(43), rng.normal(size=43)])
        variance = rng.uniform(0.05, 0.2, 43)
        truth = x @ [1.0, 0.3] + rng.normal(0, np.sqrt(0.1), 43)
        measured = truth + rng.normal(0, np.sqrt(variance)) + rng.normal(0, np.sqrt(noise), 43)
        model = fit(measured, variance + noise, x)
        held += [
            estimate(y, v + noise, tuple(r), model).interval().holds(t)
            for y, v, r, t in zip(measured, variance, x.tolist(), truth, strict=True)
        ]
    assert 0.93 <= np.mean(held) <= 0.97


def test_areas_are_never_all_taken_for_one() -> None:
    """Twelve measurements that happen to be closer than their variances: REML says zero, the fit does not."""
    measured, variance = np.linspace(-0.1, 0.1, 12), np.full(12, 0.5)
    model = fit(measured, variance, np.ones((12, 1)))
    assert model.tau2 > 0.01
    first, last = (estimate(y, 0.5, (1.0,), model) for y in (measured[0], measured[-1]))
    assert first.value < -0.002
    assert last.value > 0.002
    assert first.mse < 0.5, "still far better than the measurement alone"


def test_too_few_areas_are_refused() -> None:
    with pytest.raises(ValueError, match="too few areas"):
        fit(np.zeros(3), np.ones(3), np.ones((3, 2)))
