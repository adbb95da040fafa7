"""Pickers of a territory of thousands: a page stays light, and every name is found by the site's search."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dashboard.components import filters
from dashboard.components.filters import MOST_SENT, compare_choices, found_by, named, place_picker
from dashboard.selection import Chosen
from dashboard.words import words_in
from queries.folders import Folders
from queries.snapshot import Snapshot
from tests.dashboard.pages_view import view_of
from tests.site import call, make_site

MANY = {**{f"n{at:04d}": f"Quartier {at:04d}" for at in range(5000)}, "a1": "Quartier A1"}


def test_a_page_brings_along_a_few_names_of_many_and_always_the_chosen_ones() -> None:
    picker: Any = place_picker(Chosen(places=("n4321",)), MANY, words_in("en"))
    assert len(picker.data) == MOST_SENT + 1
    assert {"value": "n4321", "label": "Quartier 4321"} in picker.data
    assert picker.limit <= 100
    assert len(json.dumps(picker.data)) < 20_000


def test_of_a_small_territory_every_name_is_there_and_nothing_is_asked(town_snapshot: Snapshot) -> None:
    few = dict(list(MANY.items())[:58])
    assert [code for _, code in named(few, text="4321")] == list(few)
    assert found_by({"places": "4321"}, view_of(town_snapshot, neighbourhoods=("a1",)), few) == (None, None)


def test_what_is_sought_is_found_among_thousands(town_snapshot: Snapshot) -> None:
    assert [code for _, code in named(MANY, text=" quartier 4321 ")] == ["n4321"]
    assert len(named(MANY, text="quartier")) == MOST_SENT
    view = view_of(town_snapshot, "?places=a1&compare=place:n4000", neighbourhoods=("a1",))
    places, compare = found_by({"places": "4321", "compare": "4322"}, view, MANY)
    assert places is not None
    assert compare is not None
    assert [each["value"] for each in places] == ["n4321", "a1"]
    assert [each["value"] for each in compare[1]["items"]] == ["place:n4322", "place:n4000"]


def test_a_picker_that_shows_its_choice_seeks_nothing(town_snapshot: Snapshot) -> None:
    view = view_of(town_snapshot, "?places=a1&compare=place:n4000", neighbourhoods=("a1",))
    for shown in ("", "a year before", "Quartier 4000"):
        assert len(compare_choices(view, MANY, shown)[1]["items"]) == MOST_SENT + 1


@pytest.mark.parametrize("forged", [None, [], "x", 3])
def test_a_forged_search_finds_nothing(town_snapshot: Snapshot, forged: Any) -> None:
    view = view_of(town_snapshot, neighbourhoods=("a1",))
    assert found_by(forged, view, MANY) == (None, None)
    if not isinstance(forged, str):
        places, compare = found_by({"places": forged}, view, MANY)
        assert len(places or ()) == MOST_SENT
        assert compare is None


def test_the_site_answers_a_search_with_names_of_the_readers_own_territory(
    town_folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filters, "MOST_SENT", 1)
    site = make_site(town_folders, tmp_path / "accounts.sqlite")
    body = {
        "output": "choose-places.data",
        "outputs": {"id": "choose-places", "property": "data"},
        "inputs": [{"id": "sought", "property": "data", "value": {"large": True, "places": "quartier"}}],
        "state": [{"id": "shown", "property": "data", "value": ""}],
        "changedPropIds": ["sought.data"],
    }
    own = call(site.signed_in("landlord@town.example"), body | {"inputs": [
        {"id": "sought", "property": "data", "value": {"large": True, "places": "A2"}}]})  # fmt: skip
    assert [each["value"] for each in own.get_json()["response"]["choose-places"]["data"]] == ["a2"]
    others = call(site.signed_in("landlord@town.example"), body | {"inputs": [
        {"id": "sought", "property": "data", "value": {"large": True, "places": "B1"}}]})  # fmt: skip
    assert others.get_json()["response"]["choose-places"]["data"] == []
