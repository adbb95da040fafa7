"""Synthetic control: the published weights and effects, exact weights, and no campaign found where there is none."""

from __future__ import annotations

import csv
import math
from collections import defaultdict

import numpy as np
import pytest
from scipy.optimize import minimize

from queries.statistics.synthetic import on_simplex, synthetic, with_predictors
from tests.conftest import SHARED
from tests.queries.statistics.panels import monthly_clipped
from tests.queries.statistics.test_effect import states

REGIONS = SHARED / "reference" / "data" / "basque.csv"

#: Predictors of Abadie and Gardeazabal and the years over which each is averaged.
PREDICTORS = (
    dict.fromkeys(("school.illit", "school.prim", "school.med", "school.high", "school.post.high", "invest"),
                  range(1964, 1970))
    | {"gdpcap": range(1960, 1970), "popdens": range(1969, 1970)}
    | dict.fromkeys((f"sec.{name}" for name in ("agriculture", "energy", "industry", "construction", "services.venta",
                                                "services.nonventa")), range(1961, 1970))
)  # fmt: skip


def regions() -> dict[str, dict[int, dict[str, float]]]:
    """Region -> year -> column, where a number is known; Spain as a whole left out."""
    if not REGIONS.is_file():
        pytest.skip("the Spanish regions are not beside this checkout")
    found: dict[str, dict[int, dict[str, float]]] = defaultdict(dict)
    with REGIONS.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            numbers = {name: float(row[name]) for name in ("gdpcap", *PREDICTORS) if row[name]}
            found[row["regionname"]][int(float(row["year"]))] = numbers
    del found["Spain (Espana)"]
    return found


def test_the_basque_country_is_made_of_catalonia_and_madrid() -> None:
    """.8508 and .1492, and -0.6996 thousand dollars a head from 1975 to 1997 (indicators.md 3.8)."""
    known = regions()
    names = [name for name in known if "Basque" not in name]
    own = next(name for name in known if "Basque" in name)

    def means(region: str) -> list[float]:
        return [float(np.mean([known[region][year][column] for year in years if column in known[region][year]]))
                for column, years in PREDICTORS.items()]  # fmt: skip

    def income(region: str, years: range) -> list[float]:
        return [known[region][year]["gdpcap"] for year in years]

    before, after = range(1960, 1970), range(1975, 1998)
    weights, importance = with_predictors(
        np.array(means(own)), np.array([means(name) for name in names]).T,
        np.array(income(own, before)), np.array([income(name, before) for name in names]).T,
    )  # fmt: skip
    shares = dict(zip(names, weights, strict=True))
    assert shares["Cataluna"] == pytest.approx(0.851, abs=0.005)
    assert shares["Madrid (Comunidad De)"] == pytest.approx(0.149, abs=0.005)
    assert importance.sum() == pytest.approx(1)
    gaps = np.array(income(own, after)) - np.array([income(name, after) for name in names]).T @ weights
    assert gaps.mean() == pytest.approx(-0.6996, abs=0.001)


def test_proposition_99_by_outcomes_alone() -> None:
    """-19.5 packs a head on average, -26.6 in 2000; 3 of 39 states by the ratio, not 1, so p is .077."""
    packs = {state: np.concatenate(sides) for state, sides in states().items()}
    own = packs.pop("California")
    found = synthetic(own[:, None], np.column_stack(list(packs.values())), 19)
    assert found.effect == pytest.approx(-19.5, abs=0.2)
    assert found.gaps[-1] == pytest.approx(-26.6, abs=0.1)
    assert found.p == pytest.approx(3 / 39)
    assert found.smallest_p == pytest.approx(1 / 39)


def test_the_weights_are_the_best_on_the_simplex() -> None:
    rng = np.random.default_rng(77)
    for _ in range(20):
        own, others = rng.normal(5, 1, 15), rng.normal(5, 1, (15, 6))
        weights = on_simplex(own, others)
        assert weights.sum() == pytest.approx(1)
        assert (weights >= 0).all()
        best = minimize(lambda w, own=own, others=others: ((own - others @ w) ** 2).sum(), np.full(6, 1 / 6),
                        bounds=[(0, 1)] * 6, constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
                        method="SLSQP", options={"ftol": 1e-13, "maxiter": 500})  # fmt: skip
        assert ((own - others @ weights) ** 2).sum() <= best.fun + 1e-9
        assert weights == pytest.approx(best.x, abs=1e-3)


def test_a_place_that_is_a_mean_of_others_is_found_and_its_gap_is_what_was_planted() -> None:
    rng = np.random.default_rng(78)
    others = rng.normal(5, 1, (30, 8))
    own = others @ np.array([0.3, 0, 0, 0.7, 0, 0, 0, 0])
    own[20:] += 0.5
    found = synthetic(own[:, None], others, 20)
    assert found.weights[0] == pytest.approx([0.3, 0, 0, 0.7, 0, 0, 0, 0], abs=1e-6)
    assert found.effect == pytest.approx(0.5)
    assert found.p == found.smallest_p == pytest.approx(1 / 9)
    assert found.fit < found.usual_fit


def rejected(count: int, treated: int, controls: int, effect: float = 0.0) -> tuple[float, float]:
    """How often p is at most .05, and the mean of p, over panels of logarithms of published months."""
    rng, found = np.random.default_rng([79, treated, controls, count]), []
    for panel in monthly_clipped(rng, count, treated, effect, places=controls + treated, before=18, after=6):
        logs = np.log(panel).T
        found.append(synthetic(logs[:, :treated], logs[:, treated:], 18).p)
    return float(np.mean(np.array(found) <= 0.05)), float(np.mean(found))


@pytest.mark.parametrize(("treated", "controls", "count"), [(1, 20, 400), (2, 12, 300)])
def test_without_a_campaign_one_is_seldom_found(treated: int, controls: int, count: int) -> None:
    """5 %, and two standard errors."""
    share, mean = rejected(count, treated, controls)
    assert share <= 0.05 + 2 * math.sqrt(0.05 * 0.95 / count)
    assert mean == pytest.approx(0.5, abs=0.07)


@pytest.mark.deep
@pytest.mark.parametrize(("treated", "controls"), [(1, 20), (1, 40), (2, 8), (2, 20)])
def test_over_many_panels_it_still_is(treated: int, controls: int) -> None:
    assert rejected(1_500, treated, controls)[0] <= 0.0613


def test_a_campaign_that_doubles_is_found() -> None:
    """One place among 20: in about 70 of 100 (300 others), and two standard errors of 100; not without it."""
    assert rejected(100, 1, 20, 1.0)[0] >= 0.71 - 2 * math.sqrt(0.71 * 0.29 / 100)


def test_with_few_controls_one_in_twenty_is_out_of_reach() -> None:
    rng = np.random.default_rng(80)
    others = rng.normal(5, 1, (30, 18))
    own = rng.normal(5, 1, (30, 1)) + np.append(np.zeros(20), np.full(10, 50.0))[:, None]
    assert synthetic(own, others, 20).p == pytest.approx(1 / 19)
    with pytest.raises(ValueError, match="one or two"):
        synthetic(rng.normal(5, 1, (30, 3)), others, 20)
