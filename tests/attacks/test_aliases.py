"""Two names of the same households are one cell: found by counting, in random towns, whatever the lattice declares."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from dataclasses import dataclass
from importlib.resources import files
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from queries.folders import Folders
from queries.intake import import_bundle
from queries.publish import publish
from queries.publish.lattice import load_lattice
from queries.snapshot import open_current
from tests.attacks.published_again import Known, Name, published_again, shown_values
from tests.town import write_town

#: Dimension, value, measure.
Label = tuple[str, str, str]

#: Level, area, kind of period, its first day.
Where = tuple[str, str, str, str]


pytestmark = pytest.mark.deep


@dataclass(frozen=True)
class Variant:
    """A random town: what is true of each declared cell, and what is shown."""

    known: dict[Name, Known]
    shown: dict[Name, float | None]


@pytest.fixture(scope="module")
def variants(tmp_path_factory: pytest.TempPathFactory) -> list[Variant]:
    return [_variant(seed, tmp_path_factory.mktemp("variant")) for seed in (1, 2, 3)]


def _variant(seed: int, here: Path) -> Variant:
    """The town with every direction and category on every type, and b1 as a city of one neighbourhood."""
    town, random = write_town(here / "bundle", seed), np.random.default_rng(seed)
    text = files("queries").joinpath("study", "categories.csv").read_text(encoding="utf-8")
    catalogue = [row["category"] for row in csv.DictReader(text.splitlines())]
    size = len(town.exchanges)
    town.exchanges.assign(
        direction=random.choice(["offer", "request", "information"], size),
        category=random.choice([*catalogue, "not_in_the_catalogue", ""], size),
    ).to_csv(town.path / "exchanges.csv", index=False)
    path = town.path / "neighbourhoods.geojson"
    places = json.loads(path.read_text())
    for feature in places["features"]:
        if feature["properties"]["neighbourhood_code"] == "b1":
            feature["properties"] |= {"city_code": "bourg", "city_name": "Bourg", "group_code": "bourg-1"}
    path.write_text(json.dumps(places))
    folders = Folders(here / "data")
    import_bundle(town.path, folders, progress=False)
    publish(folders, progress=False)
    snapshot = open_current(folders)
    assert snapshot is not None
    return Variant(published_again(folders), shown_values(snapshot))


@pytest.fixture(scope="module")
def counted(variants: list[Variant]) -> dict[Label, dict[Where, tuple[int, ...]]]:
    """Of each label, its true count in all variants, wherever it is declared.

    Without merged values: what they hold differs from place to place, so two of them agree by chance alone.
    """
    found: dict[Label, dict[Where, tuple[int, ...]]] = defaultdict(dict)
    for name in set.intersection(*(set(variant.known) for variant in variants)):
        if not name[5].startswith("merged"):
            found[name[4:]][name[:4]] = tuple(variant.known[name].count for variant in variants)
    return found


def agree(one: dict[Where, tuple[int, ...]], other: dict[Where, tuple[int, ...]]) -> bool:
    """Whether two labels count the same wherever both are declared, and more than a few at least once."""
    common = one.keys() & other.keys()
    return all(one[where] == other[where] for where in common) and any(max(one[where]) > 20 for where in common)


def aliases(counted: dict[Label, dict[Where, tuple[int, ...]]]) -> set[tuple[Label, Label]]:
    """Every pair of labels that agree. Candidates are those with one count in common."""
    by_count: dict[tuple, set[Label]] = defaultdict(set)
    for label, cells in counted.items():
        for where, counts in cells.items():
            if any(counts):
                by_count[where, counts].add(label)
    pairs = {pair for labels in by_count.values() for pair in combinations(sorted(labels), 2)}
    return {(one, other) for one, other in pairs if agree(counted[one], counted[other])}


def test_two_names_of_the_same_households_have_one_published_value(
    variants: list[Variant], counted: dict[Label, dict[Where, tuple[int, ...]]]
) -> None:
    missing = {
        (one, other)
        for one, other in aliases(counted)
        for variant in variants
        for where in counted[one].keys() & counted[other].keys()
        if variant.shown[*where, *one] != variant.shown[*where, *other]
    }
    assert missing == set(), "not one label: to be declared under [same] in lattice.toml"


def test_the_names_that_the_lattice_calls_the_same_are(counted: dict[Label, dict[Where, tuple[int, ...]]]) -> None:
    found = {frozenset(f"{dimension}:{value}" for dimension, value, _ in pair) for pair in aliases(counted)}
    for name, other in load_lattice().raw["same"].items():
        assert frozenset([name, other]) in found, f"{name} and {other}"
    assert frozenset(["theme:other", "category:other"]) in found, "a theme of one category"
    assert frozenset(["theme:care_help", "category:childcare"]) not in found, "a theme of several"


def test_places_of_the_same_households_are_one_place(variants: list[Variant]) -> None:
    months: dict[tuple[str, str], list[int]] = defaultdict(list)
    for variant in variants:
        for (level, area, kind, _, dimension, _, measure), cell in sorted(variant.known.items()):
            if (kind, dimension, measure) == ("month", "total", "active_households"):
                months[level, area].append(cell.count)
    assert len(months) > 9
    assert len({tuple(counts) for counts in months.values()}) == len(months)
    assert ("city", "bourg") not in months, "the cells of its only neighbourhood"
