"""The lattice: what is kept, what is merged, and that nothing published isolates a few households."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from shapely import to_wkb
from shapely.geometry import box

from queries.model import Refusal
from queries.publish.closure import Telling, merge_small_values, unpublished_rest
from queries.publish.freezing import at_neighbourhoods, freeze_year
from queries.publish.lattice import load_lattice
from queries.publish.places import Place, Places, build_places, partition

KEY = b"q" * 32
VALUES = ("flat", "house", "rural", "other", "unknown")


def table(groups: dict[str, str | None], city: str = "c") -> pd.DataFrame:
    rows = [
        {"neighbourhood_code": code, "name": code.upper(), "city_code": city, "city_name": "City", "group_code": group,
         "group_name": group, "homes": 500, "population": 900,
         "geometry": to_wkb(box(2 + i % 6, 48 + i // 6, 3 + i % 6, 49 + i // 6))}
        for i, (code, group) in enumerate(groups.items())
    ]  # fmt: skip
    return pd.DataFrame(rows)


def enrolment(counts: dict[str, dict[str, int]]) -> pd.DataFrame:
    rows = [(code, value, n) for code, values in counts.items() for value, n in values.items()]
    return pd.DataFrame(rows, columns=["unit", "value", "households"])


def by_label(places: Places) -> dict[str, Place]:
    return {place.label: place for place in places.all}


def test_a_level_of_the_same_extent_is_an_alias_and_has_one_cell() -> None:
    places = build_places(table({"a": "g", "b": "g", "c": "h"}))
    found = by_label(places)
    assert (found["group:h"].cells_level, found["group:h"].cells_code) == ("neighbourhood", "c")
    assert (found["everything:everything"].cells_level, found["everything:everything"].cells_code) == ("city", "c")
    assert [p.label for p in places.canonical] == [
        "neighbourhood:a", "neighbourhood:b", "neighbourhood:c", "group:g", "city:c",
    ]  # fmt: skip
    assert places.levels_of(found["neighbourhood:c"]) == {"neighbourhood", "group"}


@pytest.mark.parametrize("count", [10, 12, 18, 30, 58, 77])
def test_a_city_without_groups_gets_groups_of_five_to_seven_neighbours(count: int) -> None:
    rows = table({f"n{i:02d}": None for i in range(count)})
    groups = pd.Series({code: group for code, (group, _) in partition(rows).items()})
    assert groups.value_counts().between(5, 7).all()
    assert len(groups) == count


def test_groups_come_from_places_alone_and_not_from_the_order_of_rows() -> None:
    rows = table({f"n{i:02d}": None for i in range(18)})
    assert partition(rows) == partition(rows.sample(frac=1, random_state=1))


def frozen(places: Places, totals: dict[str, int], folder: Path, values: pd.DataFrame | None = None) -> dict:
    enrolled = {"total": enrolment({code: {"total": n} for code, n in totals.items()})}
    if values is not None:
        enrolled["dwelling_type"] = values
    return freeze_year(2024, places, enrolled, load_lattice(), KEY, folder)


def test_places_need_their_enrolment_and_noise_grows_with_it(tmp_path: Path) -> None:
    places = build_places(table({"a": "g", "b": "g", "c": "g", "d": "g"}))
    kept = frozen(places, {"a": 300, "b": 12_000, "c": 40, "d": 1_500}, tmp_path)
    assert "neighbourhood:c" not in kept, "40 enrolled are under 60"
    assert (kept["neighbourhood:a"].s_total, kept["neighbourhood:a"].s_breakdown) == (1.5, 2.0)
    assert kept["neighbourhood:d"].s_total == 3.0
    assert kept["neighbourhood:b"].s_total == 6.0


def test_a_parent_of_two_has_more_noise_so_that_a_difference_says_less(tmp_path: Path) -> None:
    places = build_places(table({"a": None, "b": None}))
    assert frozen(places, {"a": 300, "b": 300}, tmp_path)["city:c"].s_total == 3.0


def test_the_decision_of_a_year_is_frozen(tmp_path: Path) -> None:
    places = build_places(table({"a": None, "b": None, "c": None}))
    first = frozen(places, {"a": 300, "b": 300, "c": 200}, tmp_path)
    again = frozen(places, {"a": 5_000, "b": 20, "c": 200}, tmp_path)
    assert first == again
    assert json.loads((tmp_path / "2024.json").read_text())["version"] == load_lattice().version


def test_a_city_that_joins_later_is_decided_then_and_leaves_the_first_alone(tmp_path: Path) -> None:
    one = table({"a": None, "b": None, "c": None})
    first = frozen(build_places(one), dict.fromkeys("abc", 300), tmp_path)
    both = build_places(pd.concat([one, table({"x": None, "y": None, "z": None}, city="d")], ignore_index=True))
    later = frozen(both, {**dict.fromkeys("abc", 9_000), **dict.fromkeys("xyz", 400)}, tmp_path)
    assert {label: later[label] for label in first} == first
    assert {"city:d", "neighbourhood:x"} <= set(later)


def test_an_attribute_that_arrives_within_the_year_is_merged_then(tmp_path: Path) -> None:
    places = build_places(table(dict.fromkeys("abc")))
    totals = dict.fromkeys("abc", 300)
    values = enrolment({code: {"flat": 280, "rural": 5, "house": 15} for code in totals})
    assert all(not place.merged for place in frozen(places, totals, tmp_path).values())
    later = frozen(places, totals, tmp_path, values)
    assert set(later["neighbourhood:a"].merged["dwelling_type"]) >= {"rural"}
    assert later["neighbourhood:a"].s_total == 1.5


def test_a_value_that_nobody_has_is_merged_like_one_that_a_few_have() -> None:
    noisy = Telling(11, 20, lambda place, value: 0)
    assert noisy.smallest("neighbourhood:a", {"flat": 200, "house": 60, "rural": 0}) == {"house", "rural"}
    assert noisy.smallest("neighbourhood:a", {"flat": 200, "house": 60, "rural": 4}) == {"house", "rural"}
    assert noisy.smallest("neighbourhood:a", {"flat": 200, "house": 60, "rural": 19, "farm": 0}) == {
        "house", "rural", "farm"}, "the rest must be told in the same way"  # fmt: skip
    assert noisy.smallest("neighbourhood:a", {"flat": 200, "house": 60, "rural": 15, "farm": 15}) == {"rural", "farm"}
    assert noisy.smallest("neighbourhood:a", {"flat": 200, "house": 3, "rural": 0}) == {"flat", "house", "rural"}


def test_an_attribute_of_which_one_cell_would_be_left_is_not_told(tmp_path: Path) -> None:
    places = build_places(table(dict.fromkeys("abc")))
    values = enrolment({code: {"house_rural": 300} for code in "abc"})
    kept = frozen(places, dict.fromkeys("abc", 300), tmp_path, values)
    assert all("dwelling_type" in place.whole for place in kept.values()), "it would be the total with other noise"


def test_a_place_whose_extent_changed_waits_for_the_next_year(tmp_path: Path) -> None:
    frozen(build_places(table({"a": None, "b": None, "c": None})), dict.fromkeys("abc", 300), tmp_path)
    wider = build_places(table({"a": None, "b": None, "c": None, "d": None}))
    later = frozen(wider, {**dict.fromkeys("abc", 300), "d": 4}, tmp_path)
    assert "city:c" not in later, "the city less its three neighbourhoods would be the four of d"
    assert "neighbourhood:a" in later


def test_of_two_places_that_are_left_the_parent_has_more_noise(tmp_path: Path) -> None:
    places = build_places(table({"a": None, "b": None, "c": None}))
    kept = frozen(places, {"a": 300, "b": 300, "c": 30}, tmp_path)
    assert "neighbourhood:c" not in kept
    assert kept["city:c"].s_total == 3.0


def test_everything_is_not_published_where_it_would_single_a_small_city_out(tmp_path: Path) -> None:
    tables = [table({f"{city}{i}": None for i in range(3)}, city=city) for city in "xy"]
    places = build_places(pd.concat(tables, ignore_index=True))
    small = {**{f"x{i}": 300 for i in range(3)}, "y0": 5, "y1": 0, "y2": 0}
    assert "everything:everything" not in frozen(places, small, tmp_path / "small")
    large = dict.fromkeys(places.table.neighbourhood_code, 300)
    assert "everything:everything" in frozen(places, large, tmp_path / "large")


def test_a_handful_left_over_is_never_a_difference() -> None:
    places = by_label(build_places(table({"a": None, "b": None, "c": None})))
    kept = [places["neighbourhood:a"], places["neighbourhood:b"], places["city:c"]]
    assert unpublished_rest(kept, {"a": 100, "b": 70, "c": 5}, 11) == places["neighbourhood:b"]
    assert unpublished_rest(kept, {"a": 100, "b": 70, "c": 0}, 11) is None
    assert unpublished_rest(kept, {"a": 100, "b": 70, "c": 11}, 11) is None


def isolates(kept: list[Place], counts: dict[str, dict[str, int]], merged: dict[str, set[str]]) -> list[tuple]:
    """Brute force, apart from the product's own check: solve for every small atom by least squares."""
    atoms = [(n, v) for n, values in counts.items() for v, count in values.items() if count]
    rows = []
    for place in kept:
        names = {("merged" if v in merged[place.label] else v) for n, v in atoms if n in place.neighbourhoods}
        for name in names:
            inside = [n in place.neighbourhoods and ("merged" if v in merged[place.label] else v) == name
                      for n, v in atoms]  # fmt: skip
            rows.append(inside)
    matrix = np.array(rows, dtype=float)
    found = []
    for i, (n, v) in enumerate(atoms):
        if counts[n][v] < 11:
            target = np.eye(len(atoms))[i]
            weights = np.linalg.lstsq(matrix.T, target, rcond=None)[0]
            if np.allclose(matrix.T @ weights, target, atol=1e-6):
                found.append((n, v))
    return found + differences(matrix, np.array([counts[n][v] for n, v in atoms]))


def differences(matrix: np.ndarray, sizes: np.ndarray) -> list[tuple]:
    """One published set minus every published set inside it that does not overlap another taken away: 1 to 10 left."""
    found = []
    for whole in matrix:
        left = whole.copy()
        for part in sorted(matrix, key=lambda row: -row.sum()):
            if part.sum() < whole.sum() and (part <= left).all():
                left = left - part
        rest = int((left * sizes).sum())
        if 0 < rest < 11:
            found.append(("difference", rest))
    return found


#: What is told by exact numbers, which the product never does: closure must hold however values are told.
EXACTLY = Telling(11, 11, lambda place, value: 0)


@pytest.mark.parametrize("seed", range(40))
def test_no_published_combination_isolates_a_few_households(seed: int) -> None:
    random = np.random.default_rng(seed)
    codes = [f"n{i}" for i in range(random.integers(2, 9))]
    counts = {
        code: {v: int(random.poisson(m)) for v, m in zip(VALUES, (60, 30, 8, 4, 12), strict=True)} for code in codes
    }
    groups = {code: f"g{i % 2}" for i, code in enumerate(codes)}
    kept = list(build_places(table(groups)).canonical)
    merged = merge_small_values(kept, at_neighbourhoods(enrolment(counts)), VALUES, EXACTLY)
    assert isolates(kept, counts, merged) == []
    for place in kept:
        sums = {v: sum(counts[n][v] for n in place.neighbourhoods) for v in VALUES}
        cells = [sums[v] for v in VALUES if v not in merged[place.label]] + [sum(sums[v] for v in merged[place.label])]
        assert all(n == 0 or n >= 11 for n in cells)


def test_the_brute_force_check_can_find_what_it_looks_for() -> None:
    counts = {"a": {"flat": 50, "rural": 3}, "b": {"flat": 60, "rural": 20}}
    kept = list(build_places(table({"a": None, "b": None})).canonical)
    nothing_merged = {place.label: set[str]() for place in kept}
    assert ("a", "rural") in isolates(kept, counts, nothing_merged)


def test_several_small_values_together_are_no_difference_either() -> None:
    counts = {"a": {"v": 50, "w": 30}, "b": {"v": 4, "w": 30}, "c": {"v": 4, "w": 30}}
    kept = list(build_places(table(dict.fromkeys("abc"))).canonical)
    each = {place.label: set[str]() if place.level == "city" else {"v", "w"} for place in kept}
    each["neighbourhood:a"] = set()
    assert ("difference", 8) in isolates(kept, counts, each), "the city less a leaves the eight of b and c"
    merged = merge_small_values(kept, at_neighbourhoods(enrolment(counts)), ["v", "w"], EXACTLY)
    assert isolates(kept, counts, merged) == []


def test_the_clip_and_thresholds_of_the_lattice_are_those_of_the_specification() -> None:
    lattice = load_lattice()
    assert [lattice.clip(kind) for kind in ("week", "month", "quarter", "year")] == [2, 3, 6, 12]
    assert lattice.k == 11
    limits = [row.get("below", float("inf")) for row in lattice.raw["noise"]]
    assert all(low < high for low, high in pairwise(limits))
    assert lattice.measures("exchange_type", {"neighbourhood"})["exchanges"] == {"year"}
    assert lattice.measures("gender", {"neighbourhood"}) == {}


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ("k = 7", "k is at least 11"),
        ("[city.c]\nk = 5", "from 7 to 11"),
        ("[city.c]\nk = 'seven'", "from 7 to 11"),
        ("[clip]\nmonth = 30", "never less: clip would"),
        ("[clip_members]\nyear = 9", "never less: clip_members would"),
        ("[enrolled]\nneighbourhood = 12", "never less: enrolled would"),
        ("[landlord]\nnoise = 0.5", "never less: noise would"),
        ("[few_children]\nunder = 1", "never less: few_children would"),
        ("[few_children]\nnoise = 1.0", "never less: noise would"),
        ("[[noise]]\ntotal = 1.5\nbreakdown = 2.0", "never less: noise would"),
        ("[[noise]]\nbelow = 1000\ntotal = 9.0\nbreakdown = 9.0", "never less: noise would"),
        ("[same]\n'type_group:items' = 'type_group:items'", "never less: same would"),
        ("clip = 3", "clip is not of the kind"),
        ("[enrolled]\ngroup = 'many'", "enrolled.group is not of the kind"),
    ],
)
def test_a_deployment_may_protect_more_and_never_less(entries: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "lattice.toml").write_text(entries)
    with pytest.raises(Refusal, match=re.escape(said)):
        load_lattice(tmp_path / "lattice.toml")


def test_a_deployment_that_protects_more_is_taken_at_its_word(tmp_path: Path) -> None:
    own = tmp_path / "lattice.toml"
    own.write_text(
        "[clip]\nyear = 6\n[enrolled]\nneighbourhood = 100\n[landlord]\nnoise = 4\n[city.c]\nk = 7\n"
        "[[noise]]\ntotal = 6.0\nbreakdown = 6.0\n"
    )
    lattice = load_lattice(own)
    assert (lattice.clip("year"), lattice.clip("month")) == (6, 3)
    assert lattice.noise("neighbourhood", 100) == (6.0, 6.0)
    assert lattice.k_of(["c"]) == 7
