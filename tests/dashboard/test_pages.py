"""Pages made from a real snapshot of a small town: what they say, what they never say, and when there is nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from dashboard import frame
from dashboard.pages import PAGES, page_at
from dashboard.readings import typical_neighbourhood
from dashboard.selection import Chosen
from dashboard.territory import neighbourhood_names, settled
from dashboard.words import words_in
from queries.model import Refusal
from queries.snapshot import Snapshot
from tests.dashboard.pages_view import components, kinds, text_of, view_of

ALL = ("a1", "a2", "a3", "a4", "a5", "b1", "b2", "b3", "b4")
GROUP = ("a1", "a2", "a3")
PATHS = [*(page.PATH for page in PAGES), "/n/a1", "/n/b1"]


@pytest.mark.parametrize("language", ["fr", pytest.param("en", marks=pytest.mark.deep)])
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("search", ["", "?period=2024-05", "?period=2023&compare=study", "?places=a1&compare=previous"])
def test_every_page_is_made_for_every_selection(town_snapshot: Snapshot, path: str, search: str, language: str) -> None:
    made = frame.render(view_of(town_snapshot, search, neighbourhoods=ALL, language=language), path)
    text = text_of(made)
    assert frame.render(view_of(town_snapshot, search, neighbourhoods=ALL, language=language), path).to_plotly_json()
    assert kinds(made).count("H1") == 1
    assert "Something went wrong" not in text
    assert "Une erreur s’est produite" not in text
    assert "nan" not in text.split()
    assert "None" not in text
    if language == "fr":  # a sign keeps its space, and keeps to the word before it at the end of a line
        pieces = [piece for each in components(made) for piece in said_in(each)]
        assert [each for each in pieces if re.search(r"\w +[;:?!%]|« | »|[^\W\d]:(?=\s)|\d%", each)] == []


@pytest.mark.parametrize("path", PATHS)
def test_a_french_page_has_no_english_and_an_english_page_no_french(town_snapshot: Snapshot, path: str) -> None:
    english = text_of(frame.render(view_of(town_snapshot, neighbourhoods=ALL), path))
    french = text_of(frame.render(view_of(town_snapshot, neighbourhoods=ALL, language="fr"), path))
    assert not re.search(r"\b(households|neighbourhoods?|below|threshold|with|the|of|and|quarter)\b", french)
    assert not re.search(r"\b(foyers|seuil|sous|avec|trimestre|des|étape|moins)\b", english)


@pytest.mark.parametrize("path", PATHS)
def test_headings_never_skip_a_level(town_snapshot: Snapshot, path: str) -> None:
    levels = [int(name[1]) for name in kinds(frame.render(view_of(town_snapshot, neighbourhoods=ALL), path))
              if re.fullmatch(r"H[1-6]", name)]  # fmt: skip
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def said_in(part: Any) -> list[str]:
    """The texts of one component alone, and those of its attributes that are read out."""
    own = getattr(part, "children", None)
    own = own if isinstance(own, list) else [own]
    return [each for each in [*own, getattr(part, "aria-label", None), getattr(part, "title", None),
                              getattr(part, "label", None)] if isinstance(each, str)]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_the_frame_has_its_landmarks_on_every_page(town_snapshot: Snapshot, path: str) -> None:
    made = frame.render(view_of(town_snapshot, neighbourhoods=ALL), path)
    names = kinds(made)
    assert names.count("Main") == 1
    assert names.count("Header") == 1
    labels = [getattr(each, "aria-label", "") for each in components(made) if type(each).__name__ == "Nav"]
    assert "Pages" in labels
    links = [getattr(each, "href", "") for each in components(made)]
    assert "#content" in links
    assert "content" in [getattr(each, "id", "") for each in components(made)]


def test_a_page_names_no_neighbourhood_outside_the_scope(town_snapshot: Snapshot) -> None:
    for path in PATHS:
        for search in ("", "?places=b1", "?places=b1|a1"):
            made = str(frame.render(view_of(town_snapshot, search, neighbourhoods=GROUP), path).to_plotly_json())
            assert not re.search(r"Quartier (B\d|A[45])", made), (path, search)


def test_a_place_that_may_not_be_seen_is_left_out_of_the_address(town_snapshot: Snapshot) -> None:
    made = frame.render(view_of(town_snapshot, "?places=b1|a1", neighbourhoods=GROUP), "/")
    shown = next(each for each in components(made) if getattr(each, "id", "") == "shown")
    assert Chosen.parse(shown.data).places == ("a1",)


def test_the_overview_tells_what_is_silent(town_snapshot: Snapshot) -> None:
    text = text_of(frame.render(view_of(town_snapshot, "?period=2024-Q3", neighbourhoods=ALL), "/"))
    assert "silent neighbourhood" in text
    assert "which is not the same as no need" in text


def test_below_the_city_the_four_groups_are_told_as_shares_of_households(town_snapshot: Snapshot) -> None:
    text = text_of(frame.render(view_of(town_snapshot, "?period=2024-05&by=type_group", neighbourhoods=GROUP), "/"))
    assert "Share of active households by type" in text
    assert "black mark" not in text


def test_at_the_city_the_mix_stands_beside_the_study(town_snapshot: Snapshot) -> None:
    text = text_of(frame.render(view_of(town_snapshot, "?period=2024-Q3", neighbourhoods=ALL), "/"))
    assert "Share of exchanges by type" in text
    assert "upright mark: the 2020 study" in text


def test_every_figure_has_a_table_and_words_for_those_who_do_not_see_it(town_snapshot: Snapshot) -> None:
    for path in ("/", "/campaigns", "/projects"):
        made = frame.render(view_of(town_snapshot, neighbourhoods=ALL), path)
        figures = [each for each in components(made) if getattr(each, "className", "") == "picture"]
        assert figures
        assert all(getattr(each, "role", "") == "img" and getattr(each, "aria-label", "") for each in figures)
        assert kinds(made).count("Table") >= len(figures)


def test_every_sparkline_has_words(town_snapshot: Snapshot) -> None:
    made = frame.render(view_of(town_snapshot, neighbourhoods=ALL), "/")
    images = [each for each in components(made) if type(each).__name__ == "Img"]
    assert images
    assert all(each.alt and each.src.startswith("data:image/svg+xml,") for each in images)


def test_a_stage_that_is_not_public_is_seen_by_its_owner_only(town_snapshot: Snapshot) -> None:
    view = view_of(town_snapshot, neighbourhoods=ALL)
    others = text_of(frame.render(view, "/projects"))
    assert "Le parc" in others
    assert "La tour" not in others
    assert "existing neighbourhood from" not in others
    builder = text_of(
        frame.render(replace(view, scope=replace(view.scope, organisation_code="promoteur")), "/projects")
    )
    assert "La tour" in builder
    assert "existing neighbourhood from" not in builder
    city = text_of(frame.render(replace(view, scope=replace(view.scope, organisation_code="ville")), "/projects"))
    assert "existing neighbourhood from June 2024" in city
    assert "La tour" not in city


def test_simulated_data_says_so_on_every_page(town_snapshot: Snapshot) -> None:
    simulated = replace(town_snapshot, manifest={**town_snapshot.manifest, "simulated": True})
    for path in PATHS:
        assert "Simulated usage" in text_of(frame.render(view_of(simulated, neighbourhoods=ALL), path))
        assert "Simulated usage" not in text_of(frame.render(view_of(town_snapshot, neighbourhoods=ALL), path))


@pytest.mark.parametrize("path", PATHS)
def test_without_a_snapshot_the_site_says_what_to_run(path: str) -> None:
    text = text_of(frame.render(view_of(None), path))
    assert "quartier import BUNDLE" in text
    assert "quartier publish" in text


def test_an_empty_territory_says_so(town_snapshot: Snapshot) -> None:
    text = text_of(frame.render(view_of(town_snapshot, neighbourhoods=("nowhere",)), "/"))
    assert "None of the places in the territory of Ville is in the published data." in text


def test_an_unknown_address_says_so_and_keeps_the_selection(town_snapshot: Snapshot) -> None:
    made = frame.render(view_of(town_snapshot, "?period=2024-Q2", neighbourhoods=ALL), "/nowhere")
    assert page_at("/nowhere") is None
    assert "There is no page at this address." in text_of(made)
    assert "/?period=2024-Q2" in [getattr(each, "href", "") for each in components(made)]


def test_a_page_that_fails_says_so_in_plain_words(town_snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_view: object) -> None:
        raise KeyError("secret detail")

    monkeypatch.setattr(PAGES[0], "layout", broken)
    text = text_of(frame.render(view_of(town_snapshot, neighbourhoods=ALL), "/"))
    assert "Something went wrong on our side" in text
    assert "secret" not in text


def test_a_bundle_without_responses_says_what_is_missing(town_snapshot: Snapshot) -> None:
    files = [name for name in town_snapshot.manifest["bundle_files"] if name not in ("responses", "campaign_contacts")]
    gone = ("responses.", "campaign_contacts.", "members.dwelling", "neighbourhoods.households")
    columns = [name for name in town_snapshot.manifest["bundle_columns"] if not name.startswith(gone)]
    manifest = {**town_snapshot.manifest, "bundle_files": files, "bundle_columns": columns,
                "campaign_steps": ["answered", "offered"]}  # fmt: skip
    poorer = replace(town_snapshot, manifest=manifest)
    overview = text_of(frame.render(view_of(poorer, neighbourhoods=ALL), "/"))
    assert "No responses: whether requests found an answer cannot be told." in overview
    assert "No number of homes" in overview
    assert "Requests that were met" not in overview
    campaigns = text_of(frame.render(view_of(poorer, neighbourhoods=ALL), "/campaigns"))
    assert "The export has nothing to count these steps by: contacted" in campaigns


def test_a_page_that_refuses_says_so_in_the_readers_language(
    town_snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(view) -> None:
        raise Refusal("There is no dimension “x”.")

    monkeypatch.setattr(page_at("/"), "layout", refuse)
    told = text_of(frame.content(view_of(town_snapshot, language="fr"), "/", {"a1": "Quartier A1"}))
    assert "n’est pas publié" in told
    assert "dimension" not in told


def test_every_headline_names_its_period(town_snapshot: Snapshot) -> None:
    made = frame.render(view_of(town_snapshot, "?period=2024-Q3", neighbourhoods=ALL), "/")
    titles = {type(each).__name__: text_of(each) for each in components(made) if type(each).__name__ == "H1"}
    assert "in the 3rd quarter 2024" in titles["H1"]
    trend = next(each for each in components(made) if getattr(each, "id", "") == "figure-trend")
    assert re.search(r"November 202[34]", text_of(trend.children[0]))


def test_the_median_says_where_the_other_neighbourhoods_went(town_snapshot: Snapshot) -> None:
    view = view_of(town_snapshot, "?period=2024-Q3", neighbourhoods=ALL)
    view = settled(view, neighbourhood_names(view))
    typical = typical_neighbourhood(view)
    assert typical.hidden
    assert typical.shown + len(typical.hidden) == len(ALL)
    others = f"{len(typical.hidden)} other" + ("s have" if len(typical.hidden) > 1 else " has")
    assert f"median of {typical.shown} neighbourhoods; {others} a month below threshold" in text_of(
        frame.render(view, "/")
    )


def test_a_part_of_a_campaign_is_not_set_beside_the_whole_of_its_zone(town_snapshot: Snapshot) -> None:
    whole = text_of(frame.render(view_of(town_snapshot, neighbourhoods=ALL), "/campaigns"))
    assert "3,000 homes in its zone." in whole
    part = text_of(frame.render(view_of(town_snapshot, neighbourhoods=GROUP), "/campaigns"))
    assert "3,000" not in part
    assert "only those of the places selected here" in part


def test_what_is_taken_away_from_a_figure_is_named_by_what_when_and_where(town_snapshot: Snapshot) -> None:
    made = frame.render(view_of(town_snapshot, "?places=a1&period=2024-Q3", neighbourhoods=ALL), "/")
    names = {getattr(each, "id", ""): getattr(each, "data-file", "") for each in components(made)}
    assert names["figure-mix"] == "share-of-exchanges-by-type-2023"
    assert names["figure-trend"] == "active-households-a-month-january-2023-to-november-2024"
    (sentence,) = [each for each in components(made) if getattr(each, "className", "") == "sentence"]
    assert getattr(sentence, "data-file", "") == "quartier-a1"


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("search", ["?period=2024-Q3", "?places=b4&period=2024-Q3", "?places=b4&period=2024-05"])
def test_a_headline_that_is_a_sentence_ends_as_one(town_snapshot: Snapshot, search: str, language: str) -> None:
    for path in ("/", "/campaigns", "/projects"):
        made = frame.render(view_of(town_snapshot, search, neighbourhoods=ALL, language=language), path)
        (title,) = [text_of(each) for each in components(made) if type(each).__name__ == "H1"]
        assert title.endswith(".") or title == words_in(language)(page_at(path).TITLE)


def test_silence_is_explained_in_the_same_words_on_every_page(town_snapshot: Snapshot) -> None:
    said = "cela ne signifie pas qu’il n’y a aucun besoin"
    for path in ("/", "/map"):
        made = frame.render(view_of(town_snapshot, "?period=2024-Q3", neighbourhoods=ALL, language="fr"), path)
        assert text_of(made).count(said) == 1
        assert "quartier silencieux" in text_of(made) or "quartiers silencieux" in text_of(made)
