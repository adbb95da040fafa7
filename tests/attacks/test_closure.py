"""Closure of the lattice over random deployments: no combination of published sets isolates a few households."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from queries.publish.closure import Telling, merge_small_values
from queries.publish.places import build_places
from tests.attacks.isolation import differences, equal, isolated
from tests.attacks.random_enrolments import (
    FLATS,
    Deployment,
    city_table,
    freeze,
    random_deployment,
)

K = 11

#: Seeds of 200 deployments: small ones in every run, large ones in the long run.
SMALL, LARGE = 60, 200


def small_sets(deployment: Deployment, with_residences: bool) -> Iterator[tuple]:
    """What adding and subtracting published sets isolates: by linear algebra, and by taking sets away from sets."""
    for dimension in deployment.enrolled:
        sets, counts = deployment.published(dimension, with_residences), deployment.counts(dimension)
        yield from ((dimension, size, sorted(atoms)) for size, atoms in isolated(sets, counts, K))
        yield from ((dimension, *names) for names in differences(sets, counts, K))


def near_groups(deployment: Deployment) -> Iterator[tuple]:
    """Residence groups of one neighbourhood, alone or together, that are equal to published values of it, or nearly."""
    for dimension in ("total", "dwelling_type"):
        sets, counts = deployment.published(dimension), deployment.counts(dimension)
        groups = {group.label: next(iter(group.neighbourhoods)) for group in deployment.residence_groups()}
        for home in set(groups.values()):
            own = [label for label, code in groups.items() if code == home]
            # With no value broken down, the place itself is the only set.
            values = [held for name, held in sets.items() if name.startswith(f"neighbourhood:{home} ")]
            values = values or [sets[f"neighbourhood:{home}"]]
            for names in chain.from_iterable(combinations(own, n) for n in range(1, len(own) + 1)):
                together = frozenset().union(*(sets[name] for name in names))
                around = frozenset().union(*(held for held in values if held & together))
                within = frozenset().union(*(held for held in values if held <= together))
                for rest in [around - together, *([together - within] if within else [])]:
                    households = sum(counts[atom] for atom in rest)
                    if households < K:
                        yield dimension, *names, households


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> list[Deployment]:
    here = tmp_path_factory.mktemp("small")
    return [random_deployment(seed, here / str(seed), most=6) for seed in range(SMALL)]


@pytest.mark.deep
def test_random_deployments_have_every_kind_of_place(small: list[Deployment]) -> None:
    levels = {label.partition(":")[0] for deployment in small for label in deployment.kept}
    assert levels == {"neighbourhood", "group", "city", "everything", "residence_group", "portfolio"}
    assert sum(len(deployment.residence_groups()) > 2 for deployment in small) > 10
    assert any(place.merged for deployment in small for place in deployment.kept.values())


def test_no_combination_of_places_and_values_isolates_a_few_households(small: list[Deployment]) -> None:
    found = [(seed, *each) for seed, deployment in enumerate(small) for each in small_sets(deployment, False)]
    assert found == []


def test_no_combination_with_residences_isolates_a_few_households(small: list[Deployment]) -> None:
    found = [(seed, *each) for seed, deployment in enumerate(small) for each in small_sets(deployment, True)]
    assert found == []


def test_no_residence_group_is_nearly_a_union_of_published_values(small: list[Deployment]) -> None:
    assert [(seed, *each) for seed, deployment in enumerate(small) for each in near_groups(deployment)] == []


def test_no_two_places_hold_the_same_households(small: list[Deployment]) -> None:
    """Two drawings of one count could be averaged."""
    for deployment in small:
        assert equal(deployment.published("total"), deployment.counts("total")) == []


def test_merged_values_are_never_the_whole_place(small: list[Deployment]) -> None:
    """The total of the place would be drawn twice. (A value that happens to be everybody's is not known to be.)"""
    found = [
        (seed, *pair)
        for seed, deployment in enumerate(small)
        for pair in equal(deployment.published("dwelling_type"), deployment.counts("dwelling_type"))
        if pair[1] == f"{pair[0]} merged"
    ]
    assert found == []


@pytest.mark.deep
@pytest.mark.parametrize("first", range(SMALL, LARGE, 10))
def test_no_combination_isolates_a_few_households_in_large_deployments(first: int, tmp_path: Path) -> None:
    found = []
    for seed in range(first, first + 10):
        deployment = random_deployment(seed, tmp_path / str(seed))
        found += [(seed, *each) for each in chain(small_sets(deployment, True), near_groups(deployment))]
    assert found == []


def frozen(dwellings: dict[str, dict[str, int]], folder: Path) -> Deployment:
    """A deployment of these households by unit, with three more neighbourhoods that make it a large one."""
    others = {f"c{i:02d}": {"house_rural": 600} for i in (7, 8, 9)}
    table = city_table("c", [None] * 10)
    return freeze(table, {**others, **dwellings}, folder, np.random.default_rng(1))


def test_two_landlords_together_do_not_leave_a_few_flats(tmp_path: Path) -> None:
    """The flats less both groups are three households, although each group alone leaves hundreds."""
    deployment = frozen({"c00": {FLATS: 3, "house_rural": 62}, "c00/bailleur": {FLATS: 250},
                         "c00/office": {FLATS: 310}}, tmp_path)  # fmt: skip
    assert [*small_sets(deployment, True), *near_groups(deployment)] == []


def test_a_residence_group_does_not_hold_a_value_and_a_few_more(tmp_path: Path) -> None:
    """All flats are the landlord's, who houses ten others: its group less the flats are these ten."""
    deployment = frozen(
        {"c00": {"house_rural": 162, "unknown": 35}, "c00/office": {FLATS: 221, "unknown": 10}}, tmp_path
    )
    assert [*small_sets(deployment, True), *near_groups(deployment)] == []


def test_merged_values_that_reach_over_a_value_do_not_leave_a_few_households() -> None:
    """The flats of c01 and the merged values of c03, which hold flats, less the flats of the city: four households."""
    table = city_table("c", [None] * 4)
    columns = {"flat": (0, 78, 0, 38), "rural": (58, 4, 8, 46), "house": (27, 58, 37, 3), "other": (19, 19, 166, 1),
               "farm": (22, 0, 344, 410)}  # fmt: skip
    enrolled = pd.DataFrame(
        [(f"c{i:02d}", value, n) for value, numbers in columns.items() for i, n in enumerate(numbers)],
        columns=["neighbourhood_code", "value", "households"],
    )
    kept = list(build_places(table).geographic)
    merged = merge_small_values(kept, enrolled, list(columns), Telling(K, K, lambda place, value: 0))
    counts = {(row.neighbourhood_code, row.value): row.households for row in enrolled.itertuples()}
    sets: dict[str, frozenset] = {}
    for place in kept:
        for code, value in counts:
            if code in place.neighbourhoods:
                name = f"{place.label} {'merged' if value in merged[place.label] else value}"
                sets[name] = sets.get(name, frozenset()) | {(code, value)}
    assert isolated(sets, counts, K) == []


def test_everything_is_not_published_where_a_small_city_would_be_the_rest(tmp_path: Path) -> None:
    """Five households of a second city, in a deployment large enough to have a level above cities."""
    table = pd.concat([city_table("c", [None] * 3), city_table("d", [None] * 3)], ignore_index=True)
    large = {f"c{i:02d}": {"house_rural": 700} for i in range(3)}
    few = freeze(table, {**large, "d00": {"house_rural": 5}}, tmp_path / "few", np.random.default_rng(1))
    many = freeze(table, {**large, "d00": {"house_rural": 500}}, tmp_path / "many", np.random.default_rng(1))
    assert "everything:everything" not in few.kept
    assert "everything:everything" in many.kept
    assert list(small_sets(few, True)) == []


def test_the_brute_force_finds_what_it_looks_for() -> None:
    counts = {"a": 50, "b": 4, "c": 60, "d": 5, "e": 30}
    nested = {"whole": frozenset("abc"), "one": frozenset("a"), "other": frozenset("c")}
    assert isolated(nested, counts, K) == [(4, frozenset("b"))]
    assert ("whole", "other", "one") in differences(nested, counts, K)
    over = {"ab": frozenset("ab"), "cd": frozenset("cd"), "ac": frozenset("ac")}
    assert isolated(over, counts, K) == [(9, frozenset("bd"))], "two cells that reach over the third by a few"
    assert isolated({"abc": frozenset("abc"), "ce": frozenset("ce")}, counts, K) == []
    assert isolated({"ab": frozenset("ab"), "ce": frozenset("ce")}, counts, K) == []
