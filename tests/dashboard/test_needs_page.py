"""The page of needs over a real snapshot: what it says beside other pages, and of what an export lacks."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

import queries
from dashboard import frame
from dashboard.pages import needs
from dashboard.territory import settled
from queries import Period, Snapshot
from tests.dashboard.pages_view import components, text_of, view_of
from tests.dashboard.test_needs import ALL, EN


def page(snapshot: Snapshot, search: str = "", language: str = "en") -> str:
    made = frame.render(view_of(snapshot, search, neighbourhoods=ALL, language=language), needs.PATH)
    return re.sub(r"\s+", " ", text_of(made))


def test_the_cards_say_what_the_overview_says(town_snapshot: Snapshot) -> None:
    view = settled(view_of(town_snapshot, "?period=2023", neighbourhoods=ALL), {code: code for code in ALL})
    overview = re.sub(
        r"\s+", " ", text_of(frame.render(view_of(town_snapshot, "?period=2023", neighbourhoods=ALL), "/"))
    )
    for code in needs.CARDS:
        row = queries.answer(view.scope, town_snapshot, code, queries.Selection((), Period.parse("2023"))).rows[0]
        assert row.answer is not None
        told = f"about {EN.percent(row.answer)}"
        assert told in page(town_snapshot, "?period=2023")
        assert told in overview


def test_the_year_waits_for_its_28_days(town_snapshot: Snapshot) -> None:
    assert "Figures of 2023." in page(town_snapshot, "?period=2024-Q3")
    young = replace(
        town_snapshot, manifest={**town_snapshot.manifest, "matured": {"month": [], "quarter": [], "year": []}}
    )
    assert "no year is complete yet" in page(young, "?period=2024-Q3")
    assert "aucune année n’est encore complète" in page(young, "?period=2024-Q3", "fr")


@pytest.mark.parametrize(
    ("gone", "english", "french"),
    [
        ("responses", "No responses: whether", "Pas de réponses"),
        ("exchanges.direction", "No direction of posts", "Pas de sens des publications"),
        ("help_offers", "No declared help", "Pas d’aides déclarées"),
    ],
)
def test_what_the_export_lacks_is_said_in_a_sentence(
    town_snapshot: Snapshot, gone: str, english: str, french: str
) -> None:
    manifest = town_snapshot.manifest
    files = [name for name in manifest["bundle_files"] if name != gone]
    columns = [name for name in manifest["bundle_columns"] if not name.startswith(gone)]
    poorer = replace(town_snapshot, manifest={**manifest, "bundle_files": files, "bundle_columns": columns})
    assert english in page(poorer, "?period=2023")
    assert french in page(poorer, "?period=2023", "fr")
    assert english not in page(town_snapshot, "?period=2023")


def test_one_neighbourhood_has_the_same_figures(town_snapshot: Snapshot) -> None:
    text = page(town_snapshot, "?places=a1&period=2023")
    assert "In Quartier A1, about" in text
    assert "Quartier B1" not in re.sub(r"^.*?compared with", "", text)
    made = frame.render(view_of(town_snapshot, "?places=a1&period=2023&by=theme", neighbourhoods=ALL), needs.PATH)
    assert "figure-needs" in [getattr(each, "id", "") for each in components(made)]
