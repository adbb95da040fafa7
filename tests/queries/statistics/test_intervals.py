"""Wilson's interval, alone and with noise: it holds the truth 95 times in 100, and nobody uses another."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable

import numpy as np
import pytest

from queries.statistics.derived import Estimate
from queries.statistics.intervals import Interval, ratio_of_counts, wilson, wilson_of_sum
from tests.queries.statistics.protection import noise
from tests.test_architecture import SOURCES


def exact(value: float) -> Estimate:
    return Estimate(float(value), 0.0)


def held(interval: Callable[[float, float], Interval], p: np.ndarray, x: np.ndarray, n: np.ndarray) -> float:
    return float(np.mean([interval(a, b).holds(t) for a, b, t in zip(x, n, p, strict=True)]))


def test_the_interval_is_the_published_one() -> None:
    """Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I."""
    for x, n, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        assert wilson(exact(x), exact(n)) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("n", [20, 50, 100])
def test_wilson_holds_the_truth_on_average(n: int) -> None:
    """Over shares from 2 to 98 %, 10,000 simulations."""
    rng = np.random.default_rng(n)
    p = rng.uniform(0.02, 0.98, 10_000)
    table = [wilson(exact(x), exact(n)) for x in range(n + 1)]
    assert 0.935 <= held(lambda x, _: table[int(x)], p, rng.binomial(n, p), np.full(10_000, n)) <= 0.97


@pytest.mark.parametrize(("s_part", "s_whole"), [(2.0, 1.5), (2.0, 0.0), (3.0, 3.0)])
def test_with_the_noise_of_both_counts_it_still_does(s_part: float, s_whole: float) -> None:
    rng = np.random.default_rng(5)
    p, n = rng.uniform(0.02, 0.98, 10_000), rng.integers(40, 200, 10_000)
    x = rng.binomial(n, p) + noise(rng, s_part, 10_000)
    noisy = n + noise(rng, s_whole, 10_000)
    assert 0.93 <= held(
        lambda a, b: wilson(Estimate(a, 2 * s_part**2), Estimate(b, 2 * s_whole**2)), p, x, noisy
    ) <= 0.97  # fmt: skip
    without = held(lambda a, b: wilson(exact(a), exact(b)), p, x, noisy)
    assert without < 0.93, "the noise matters in this simulation"


def test_a_part_of_a_noisy_sum_holds_the_truth_too() -> None:
    rng = np.random.default_rng(6)
    p, n = rng.uniform(0.05, 0.95, 10_000), rng.integers(40, 200, 10_000)
    x = rng.binomial(n, p)
    a, b = x + noise(rng, 2, 10_000), n - x + noise(rng, 2, 10_000)
    assert 0.93 <= held(lambda i, j: wilson_of_sum(Estimate(i, 8.0), Estimate(j, 8.0)), p, a, b) <= 0.97


def test_with_noise_alone_it_is_fiellers() -> None:
    """Millions of households: no sampling is left, so every p within 1.96 sd of x - n p is in it, and none beyond."""
    part, whole = Estimate(4e8, 9e12), Estimate(1e9, 4e12)
    for p in wilson(part, whole):
        z = (part.value - whole.value * p) / math.sqrt(part.variance + p**2 * whole.variance)
        assert abs(z) == pytest.approx(1.96, abs=0.01)


def test_a_base_that_may_be_nothing_says_nothing() -> None:
    assert wilson(Estimate(2.0, 8.0), Estimate(4.0, 8.0)) == (0, 1)
    assert wilson(exact(0), exact(0)) == (0, 1)
    low, high = wilson(Estimate(60.0, 8.0), Estimate(55.0, 8.0))
    assert 0 < low < high == 1


def is_wald(node: ast.AST) -> bool:
    """A square root of p (1 - p) / n, which is the half-width of the interval that must not be used."""
    root = None
    if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "sqrt":
        root = node.args[0]
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and ast.unparse(node.right) in ("0.5", "1 / 2"):
        root = node.left
    if not isinstance(root, ast.BinOp) or not isinstance(root.op, ast.Div):
        return False
    factors = {ast.unparse(root.left)} if not isinstance(root.left, ast.BinOp) else set(_factors(root.left))
    return any(f"1 - {factor}" in factors or f"(1 - {factor})" in factors for factor in factors)


def _factors(node: ast.expr) -> list[str]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return _factors(node.left) + _factors(node.right)
    return [ast.unparse(node)]


def test_nobody_uses_walds_interval() -> None:
    """Of 20 answers and a true share of 5 % it holds the truth 65 times in 100."""
    for text in (
        "math.sqrt(p * (1 - p) / n)",
        "(share * (1 - share) / n) ** 0.5",
        "1.96 * np.sqrt((1 - p) * p / n)",
    ):
        assert any(is_wald(node) for node in ast.walk(ast.parse(text))), text
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        assert not [ast.unparse(node) for node in ast.walk(ast.parse(text)) if is_wald(node)], path
        assert "proportion_confint" not in text, path


def test_the_ratio_of_two_noisy_counts_is_held_95_times_in_100() -> None:
    """Counts from 15 to 400 with the noise of a neighbourhood, ratios from 1 to 3 to 3 to 1, 10,000 simulations."""
    rng = np.random.default_rng(5)
    means = np.exp(rng.uniform(math.log(15), math.log(400), 10_000))
    truth = np.exp(rng.uniform(-1.1, 1.1, 10_000))
    top, bottom = (rng.poisson(mean) + rng.normal(0, 2.1, 10_000) for mean in (means * truth, means))
    inside = [ratio_of_counts(Estimate(a, 4.5), Estimate(b, 4.5)).holds(t)
              for a, b, t in zip(top, bottom, truth, strict=True)]  # fmt: skip
    assert 0.94 < np.mean(inside) < 0.97
    assert ratio_of_counts(exact(72), exact(18)) == pytest.approx((2.352, 6.530), abs=0.001)
