"""Ties as chance would have them: closed forms, the slow twin, no preference where there is none, one household."""

from __future__ import annotations

import time
from itertools import permutations

import numpy as np
import pytest

from queries.publish import chance
from queries.publish import counts as counting
from queries.publish.behaviour import count_behaviour
from queries.publish.chance import Rewiring, Trait, count_by_chance, crossing_by_chance, rounded
from queries.publish.lattice import Lattice, load_lattice
from queries.publish.tables import fed_dimensions, tables_of
from tests.conftest import KEY
from tests.queries.publish import twin
from tests.queries.publish.conftest import Counted

Graph = tuple[np.ndarray, np.ndarray]


def graph(pairs: list[tuple[int, int]]) -> Graph:
    giver, receiver = np.array(pairs).T
    return giver, receiver


def kinds(*codes: int) -> Trait:
    return Trait(np.array(codes), among_known=True)


RING = graph([(i, (i + 1) % 12) for i in range(12)])
COMPLETE = graph([(i, j) for i in range(6) for j in range(i)])
STAR = graph([(0, i) for i in range(1, 9)])
#: Two blocks of five, complete inside, with three ties between them.
PARTITION = graph([(b + i, b + j) for b in (0, 5) for i in range(5) for j in range(i)] + [(0, 5), (1, 6), (1, 7)])


@pytest.mark.parametrize(
    ("ties", "trait", "crossing"),
    [
        (RING, kinds(*[0, 1] * 6), 12), (RING, kinds(*[0] * 6, *[1] * 6), 4), (RING, kinds(*[0] * 12), 0),
        (COMPLETE, kinds(0, 0, 0, 0, 0, 1), 6), (COMPLETE, kinds(*[0] * 6), 0),
        (COMPLETE, kinds(0, 0, 0, -1, -1, 1), 4),
        (STAR, kinds(0, *[1] * 3, *[0] * 5), 4), (STAR, kinds(1, *[0] * 8), 9), (STAR, kinds(-1, *[0] * 8), 0),
        (PARTITION, kinds(*[0] * 5, *[1] * 5), 5), (PARTITION, kinds(*range(10)), 10),
    ],
)  # fmt: skip
def test_who_has_a_tie_across_is_exact_in_graphs_that_are_known(ties: Graph, trait: Trait, crossing: int) -> None:
    assert trait.crossing(*ties).sum() == crossing


def test_who_lives_in_a_residence_has_ties_outside_it_also_with_who_lives_in_none() -> None:
    residences = Trait(np.array([0, 0, 1, -1, -1]), among_known=False)
    assert list(residences.crossing(*graph([(0, 1), (1, 2), (3, 2), (3, 4)]))) == [False, True, True, False, False]


@pytest.mark.parametrize("ties", [COMPLETE, STAR])
def test_a_graph_that_has_no_other_of_its_degrees_is_what_chance_gives(ties: Graph) -> None:
    size = int(max(map(max, ties))) + 1
    trait = kinds(*[0, 1, 1, 0, 1, 0, 0, 1, 1][:size])
    (chances,) = crossing_by_chance(*ties, np.zeros(size, int), [trait], np.random.default_rng(1), 20)
    assert np.array_equal(chances, trait.crossing(*ties))


def every_rewiring(giver: np.ndarray, receiver: np.ndarray, area: np.ndarray) -> list[Graph]:
    """Each graph with the same givers, receivers and flows between areas that ties none to itself or a pair twice."""
    found: dict[frozenset, Graph] = {}
    for order in permutations(range(len(giver))):
        moved = receiver[list(order)]
        pairs = {frozenset(tie) for tie in zip(giver, moved, strict=True)}
        if (area[giver] == area[giver[list(order)]]).all() and len(pairs) == len(giver) and min(map(len, pairs)) == 2:
            found[frozenset(zip(giver, moved, strict=True))] = giver, moved
    return list(found.values())


def test_chance_is_the_mean_over_every_graph_of_the_same_degrees() -> None:
    trait = kinds(0, 0, 1, 1, 0, 1, 1, 0)
    for ties, area in (
        (graph([(0, 1), (0, 2), (1, 3), (2, 4), (3, 4), (5, 0), (5, 3)]), np.zeros(8, int)),
        (graph([(0, 4), (1, 2), (2, 5), (3, 6), (4, 7), (5, 1), (7, 3)]), np.array([0, 0, 0, 0, 1, 1, 1, 1])),
    ):
        graphs = every_rewiring(*ties, area)
        expected = np.mean([trait.crossing(*each) for each in graphs], axis=0)
        (chances,) = crossing_by_chance(*ties, area, [trait], np.random.default_rng(2), 6_000)
        assert len(graphs) > 5
        assert chances == pytest.approx(expected, abs=0.035)


def world(
    rng: np.random.Generator, alike: float, size: int = 2_400, ties: int = 3_000
) -> tuple[Graph, np.ndarray, Trait]:
    """Households of eight areas, each with dwellings of its own and a busy few; `alike` of the ties keep to a kind."""
    area, busy = rng.integers(0, 8, size), rng.gamma(0.6, 1, size)
    kind = np.where(rng.random(size) < (area + 1) / 10, 0, rng.integers(1, 4, size))
    pairs: dict[frozenset, tuple[int, int]] = {}
    while len(pairs) < ties:
        givers = rng.choice(size, ties, p=busy / busy.sum())
        to, keeps = np.where(rng.random(ties) < 0.8, area[givers], rng.integers(0, 8, ties)), rng.random(ties) < alike
        for place in range(8):
            for one in range(-1, 4):
                rows = np.flatnonzero((to == place) & (np.where(keeps, kind[givers], -1) == one))
                near = busy * (area == place) * ((kind == one) | (one < 0))
                drawn = rng.choice(size, len(rows), p=near / near.sum()) if near.any() else givers[rows]
                for giver, receiver in zip(givers[rows], drawn, strict=True):
                    if giver != receiver:
                        pairs.setdefault(frozenset((giver, receiver)), (giver, receiver))
    return graph(list(pairs.values())), area, Trait(kind, among_known=True)


def ratio(seed: int, alike: float) -> float:
    rng = np.random.default_rng(seed)
    ties, area, trait = world(rng, alike)
    (chances,) = crossing_by_chance(*ties, area, [trait], rng, 100)
    return float(trait.crossing(*ties).sum() / chances.sum())


def test_where_nobody_prefers_their_own_kind_ties_across_are_what_chance_gives() -> None:
    """Although homes of one kind stand together and most ties are near."""
    ratios = [ratio(seed, alike=0.0) for seed in range(8)]
    assert np.mean(ratios) == pytest.approx(1, abs=0.02)


def test_a_planted_preference_for_ones_own_kind_is_found() -> None:
    ratios = [ratio(seed, alike=0.3) for seed in range(3)]
    assert max(ratios) < 0.93
    assert max(ratio(seed, alike=0.6) for seed in range(3)) < min(ratios)


def test_rewiring_keeps_what_each_gives_and_receives_and_the_flows_between_neighbourhoods() -> None:
    rng = np.random.default_rng(3)
    (giver, receiver), area, _ = world(rng, 0.5)
    rewired = Rewiring(giver, receiver, area, rng)
    rewired.swap(12)
    assert np.array_equal(rewired.giver, giver)
    assert np.array_equal(np.bincount(rewired.receiver), np.bincount(receiver))
    flows, before = (np.bincount(8 * area[giver] + area[to], minlength=64) for to in (rewired.receiver, receiver))
    assert np.array_equal(flows, before)
    pairs = {frozenset(tie) for tie in zip(giver.tolist(), rewired.receiver.tolist(), strict=True)}
    assert len(pairs) == len(giver)
    assert min(map(len, pairs)) == 2
    assert (rewired.receiver != receiver).mean() > 0.8


def test_another_dwelling_of_one_household_moves_chance_no_more_than_it_can_move_the_count() -> None:
    """The graphs are the same ones, whatever the dwellings: at most itself and its partners change."""
    ties, area, trait = world(np.random.default_rng(4), 0.2, size=300, ties=400)
    partners = np.bincount(np.concatenate(ties), minlength=300)
    (before,) = crossing_by_chance(*ties, area, [trait], np.random.default_rng(9), 100)
    for household in np.argsort(partners)[-12::2]:
        changed = Trait(np.where(np.arange(300) == household, 3 - trait.code, trait.code), among_known=True)
        (after,) = crossing_by_chance(*ties, area, [changed], np.random.default_rng(9), 100)
        assert abs(after.sum() - before.sum()) <= 1 + partners[household]
        assert abs(after - before).max() <= 1


@pytest.mark.deep
def test_a_household_that_leaves_moves_chance_less_than_the_count_on_average() -> None:
    ties, area, trait = world(np.random.default_rng(5), 0.0, size=60, ties=90)
    rng = np.random.default_rng(6)
    (before,) = crossing_by_chance(*ties, area, [trait], rng, 1_500)
    moved, of_count = [], []
    for household in np.unique(np.concatenate(ties))[::4]:
        left = (ties[0] != household) & (ties[1] != household)
        rest = ties[0][left], ties[1][left]
        (after,) = crossing_by_chance(*rest, area, [trait], rng, 1_500)
        moved.append(before.sum() - after.sum())
        of_count.append(trait.crossing(*ties).sum() - trait.crossing(*rest).sum())
    assert np.mean(np.abs(moved)) <= np.mean(np.abs(of_count)) + 0.1
    assert np.sqrt(np.mean(np.square(moved))) < np.sqrt(np.mean(np.square(of_count)))


def test_rounded_parts_add_up_within_one() -> None:
    chances = np.random.default_rng(7).random(500) * 3
    whole = rounded(chances)
    assert whole.dtype == np.int64
    assert (np.abs(whole - chances) < 1.0 + 1e-9).all()
    for low, high in ((0, 500), (0, 7), (13, 19), (200, 460)):
        assert abs(whole[low:high].sum() - chances[low:high].sum()) <= 1


@pytest.mark.parametrize("kind", ["year", pytest.param("quarter", marks=pytest.mark.deep)])
def test_the_rewiring_agrees_with_its_slow_twin(counted: Counted, kind: str) -> None:
    count_behaviour(counted.connection, "tie", kind)  # it makes what is rewired
    frame = count_by_chance(counted.connection, kind, KEY)
    found = {
        (start.date(), value): n for (start, value), n in frame.groupby(["period_on", "value"]).households.sum().items()
    }
    expected = twin.ties_by_chance(counted.town, kind)
    assert set(found) == set(expected)
    for label, mean in expected.items():
        # of 60 and of 200 draws of a number that varies by less than the square root of a quarter of itself
        assert found[label] == pytest.approx(mean, abs=1 + 4 * np.sqrt(mean / 4 * (1 / 60 + 1.5 / 200)))
    observed = count_behaviour(counted.connection, "tie", kind, KEY)
    most = observed[observed.value == "other_dwelling"].households.sum()
    assert sum(n for (_, value), n in found.items() if value == "other_dwelling_by_chance") == pytest.approx(
        most, rel=0.03
    )


def test_the_same_key_counts_the_same_and_another_one_nearly(counted: Counted) -> None:
    count_behaviour(counted.connection, "tie", "quarter")
    first, again = (count_by_chance(counted.connection, "quarter", KEY) for _ in range(2))
    assert first.equals(again)
    other = count_by_chance(counted.connection, "quarter", bytes(32))
    assert not first.equals(other)
    assert first.households.sum() == pytest.approx(other.households.sum(), rel=0.02)


def test_what_is_observed_is_what_the_rewiring_counts_before_its_first_swap(counted: Counted) -> None:
    frame = count_behaviour(counted.connection, "tie", "year")
    homes = counted.connection.execute(counting.sql("behaviour/homes")).df().set_index("household")
    ties = counted.connection.execute(counting.sql("behaviour/pairs"), {"period_kind": "year"}).df()
    for value, column, among_known in (("dwelling", "dwelling_type", True), ("residence", "residence", False)):
        codes = homes[column].astype("category").cat.codes.to_numpy()
        crossing = 0
        for _, year in ties.groupby("period_on"):
            ends = homes.index.get_indexer(year.giver), homes.index.get_indexer(year.receiver)
            crossing += Trait(codes, among_known).crossing(*ends).sum()
        assert crossing == frame[frame.value == f"other_{value}"].households.sum()


def test_nothing_is_rewired_that_the_lattice_does_not_ask_for(
    counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    rewired: list[int] = []

    def crossing(giver: np.ndarray, receiver: np.ndarray, area: np.ndarray, traits: list, _: object) -> list:
        rewired.append(len(giver))
        return [np.zeros(len(area))] * len(traits)

    monkeypatch.setattr(chance, "crossing_by_chance", crossing)
    coverage = counting.read_coverage(counted.connection)

    def count(dimensions: dict) -> None:
        lattice = Lattice(load_lattice().raw | {"dimensions": dimensions, "crossed": {}})
        for dimension in fed_dimensions(lattice, coverage):
            list(tables_of(counted.connection, dimension, lattice, coverage, {2023, 2024}, KEY))

    whole = load_lattice().raw["dimensions"]
    count({name: whole[name] for name in ("total", "giving", "linking")})
    assert not rewired
    count({"tie": {"city": {"households": ["month"]}}})
    assert not rewired
    count({"tie": {"city": {"households": ["year"]}}})
    assert len(rewired) == 2, "one for each year"


def test_twenty_thousand_ties_take_less_than_twenty_seconds() -> None:
    rng = np.random.default_rng(8)
    giver, receiver = rng.integers(0, 15_000, (2, 20_000))
    kept = giver != receiver
    area, trait = rng.integers(0, 58, 15_000), Trait(rng.integers(0, 7, 15_000), among_known=True)
    began = time.process_time()
    crossing_by_chance(giver[kept], receiver[kept], area, [trait, trait], rng)
    assert time.process_time() - began < 20
