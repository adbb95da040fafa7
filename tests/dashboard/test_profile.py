"""The profile of a neighbourhood: from given rows and cells to its sentences in both languages, and who may see it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import queries
from dashboard import frame
from dashboard.components.represented_card import represented_card
from dashboard.components.similar_card import similar_card
from dashboard.figures.palettes import palette
from dashboard.mixes import mix_of
from dashboard.pages import exchanges, needs_cards
from dashboard.pages.profile_cards import campaigns_card, projects_card, represented_in, who_sentence
from dashboard.readings import matured_year
from dashboard.territory import narrowed, neighbourhood_names, settled
from dashboard.view import View
from dashboard.words import words_in
from queries import (
    INDICATORS,
    Answer,
    Period,
    Place,
    Reason,
    Represented,
    RepresentedKind,
    Row,
    Selection,
    Sharers,
    Similar,
    Snapshot,
)
from tests.cells import with_cells
from tests.dashboard.pages_view import cells_of, components, kinds, text_of, view_of

ALL = ("a1", "a2", "a3", "a4", "a5", "b1", "b2", "b3", "b4")
EN, FR = words_in("en"), words_in("fr")
LIGHT, YEAR = palette("light"), Period.parse("2025")
HERE = Place("neighbourhood", "n1", "Villejean", "c", None, 4_000, ("n1",), True)
CITY = Place("city", "c", "Rennes", "c", None, None, ("n1",), True)
LABELS = {"flat": "Flat", "house": "House", "merged": "Others, together", "boat": "Boat", "unknown": "Unknown"}


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub("[\u202f\u00a0]", " ", text))


def said(made: Any) -> str:
    return plain(text_of(made))


def a_kind(
    value: str, share: float, living: float | None, ratio: float | None, *, clear: bool = False
) -> RepresentedKind:
    least, most = (None, None) if ratio is None else (ratio - 0.2, ratio + 0.2)
    return RepresentedKind(value, 1000 * share, share, share - 0.05, share + 0.05, living, ratio, least, most, clear)


def a_mix(**more: Any) -> Represented:
    given = {
        "place": HERE, "attribute": "dwelling_type", "year": YEAR,
        "kinds": (a_kind("flat", 0.7, 0.5, 1.4, clear=True), a_kind("house", 0.2, 0.35, 0.6, clear=True),
                  a_kind("merged", 0.1, 0.15, 0.7)),
        "merged": ("boat",), "index": 0.8, "low": 0.74, "high": 0.86, "is_clear": True, "unknown": 0.06,
    }  # fmt: skip
    return Represented(**{**given, **more})


#: Who of the flats takes part is told, who of the houses is hidden, who of the others is not told at all.
ACTIVE = Sharers(Answer("active_share", "dwelling_type", "s", (
    Row("n1", "", "2025", "", "flat", 0.55, 0.02, "yes", bounds=(0.51, 0.59)),
    Row("n1", "", "2025", "", "house", None, None, "no", "threshold"),
)), ())  # fmt: skip
NOBODY = Sharers(Answer("active_share", "dwelling_type", "s"), ())


def both(found: Represented, **more: Any) -> tuple[str, str]:
    english, french = (said(represented_card(found, ACTIVE, LABELS, w, LIGHT, **more)) for w in (EN, FR))
    return english, french


def test_who_is_there_and_who_takes_part_is_said_in_words() -> None:
    english, french = both(a_mix())
    assert (
        "By kind of dwelling, those enrolled and those who live there have about 80% of their mix in common" in english
    )
    assert "100% is the same mix; 95% interval: 74% to 86%." in english
    assert "More present than among all homes: Flat (1.4 times). Less present: House (0.6 times)." in english
    assert "Others, together: Boat." in english
    assert "Not known of about 6% of those enrolled, who are left out." in english
    assert "Flat 700 70% 65% to 75% 50% 1.4 1.2 to 1.6 55% 51% to 59%" in english
    assert "House 200 20% 15% to 25% 35% 0.6 0.4 to 0.8 below threshold" in english
    assert "Others, together 100 10% 5% to 15% 15% 0.7 0.5 to 0.9 not published" in english
    assert "Flat: about 55% of those enrolled take part." in english
    assert "Flat : environ 55 % des inscrits participent." in french
    assert "Par type de logement, inscrits et habitants ont une répartition commune à environ 80 %" in french
    assert "Plus présents que parmi tous les logements : Flat (1,4 fois). Moins présents : House (0,6 fois)." in french
    assert "Inconnu pour environ 6 % des inscrits, laissés de côté." in french


def test_a_table_that_is_taken_away_holds_numbers() -> None:
    made = represented_card(a_mix(), NOBODY, LABELS, EN, LIGHT)
    assert cells_of(made)[:7] == [[700], [0.7], [0.65, 0.75], [0.5], [1.4], [1.2, 1.6], "not published"]


@pytest.mark.parametrize(
    ("more", "english", "french"),
    [
        ({"is_clear": False}, "those enrolled are like those who live there, as far as can be told",
         "les inscrits ressemblent aux habitants, autant qu’on puisse le dire"),
        ({"index": None, "low": None, "high": None}, "cannot be compared with those who live there",
         "les inscrits ne peuvent pas être comparés aux habitants"),
        ({"hidden": ("boat",)}, "Below threshold, so few: Boat; the intervals allow for them.",
         "Sous le seuil, donc peu nombreux : Boat ; les intervalles en tiennent compte."),
        ({"unknown": None, "merged": ("boat", "unknown")},
         "Those of whom it is not known are among the others: how many is below threshold.",
         "Ceux pour qui il est inconnu figurent parmi les autres : leur nombre est sous le seuil."),
        ({"unknown": None}, "Of how many it is not known is below threshold.",
         "Le nombre d’inscrits pour qui il est inconnu est sous le seuil."),
    ],
)  # fmt: skip
def test_what_is_not_known_is_said(more: dict[str, Any], english: str, french: str) -> None:
    found = both(a_mix(**more))
    assert english in found[0]
    assert french in found[1]


def test_a_place_around_is_named_and_has_no_picture() -> None:
    made = represented_card(a_mix(place=CITY, attribute="age_band"), NOBODY, LABELS, EN, LIGHT, around=True)
    assert "Rennes, around it: By age, those enrolled and those who live there have" in said(made)
    assert said(next(each for each in components(made) if type(each).__name__ == "Caption")) == (
        "Rennes, around it: Enrolled households by age of a member, 2025"
    )
    assert "Graph" not in kinds(made)
    assert "Graph" in kinds(represented_card(a_mix(), NOBODY, LABELS, EN, LIGHT))


def test_similar_places_are_named_with_their_distance_and_why() -> None:
    near = (Similar("n2", "Le Blosne", 0.082, (Reason("homes", "", 9300, 9900),
                                               Reason("exchange_type", "items", 0.38, 0.4)), ()),)  # fmt: skip
    english, french = (said(similar_card(near, lambda code: f"/n/{code}", w)) for w in (EN, FR))
    assert "Most like it: Le Blosne" in english
    assert "Le Blosne 0.08 about as many homes (9,300 and 9,900) and the same types of exchange" in english
    assert "Les plus semblables : Le Blosne" in french
    assert "Le Blosne 0,08" in french
    assert "9 300 et 9 900" in french
    links = [getattr(each, "href", "") for each in components(similar_card(near, lambda code: f"/n/{code}", EN))]
    assert "/n/n2" in links
    assert "No other neighbourhood of the territory can be called similar" in said(similar_card((), str, EN))


# The page on the town


def seen(snapshot: Snapshot, path: str = "/n/a1", search: str = "?period=2023", **more: Any) -> str:
    return said(frame.render(view_of(snapshot, search, **{"neighbourhoods": ALL, **more}), path))


def one_place(snapshot: Snapshot, code: str, search: str = "period=2023", language: str = "en") -> View:
    view = view_of(snapshot, f"?places={code}&{search}", neighbourhoods=ALL, language=language)
    return settled(view, neighbourhood_names(view))


def figure(page: Any, identity: str) -> str:
    """The words of one figure of a page."""
    return said(next(each for each in components(page) if getattr(each, "id", "") == f"figure-{identity}"))


def part(page: Any, name: str, title: str) -> str:
    """The words of the part of this class with a title."""
    found = (said(each) for each in components(page) if getattr(each, "className", "") == name)
    return next(text for text in found if text.startswith(title))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_number_of_the_page_is_a_published_one(town_snapshot: Snapshot, language: str) -> None:
    view, w = one_place(town_snapshot, "a1", language=language), words_in(language)
    page = frame.render(view_of(town_snapshot, "?period=2023", neighbourhoods=ALL, language=language), "/n/a1")
    text = said(page)
    scope, year = narrowed(view), Period.parse("2023")

    def cell(code: str, by: str = "total") -> float:
        row = queries.answer(scope, town_snapshot, code, Selection((), year, by)).rows[0]
        assert row.answer is not None
        return row.answer

    months = queries.trend(scope, town_snapshot, "active_households", Selection(), year.within("month")).rows
    mean = sum(row.answer or 0 for row in months) / 12
    enrolled = w.number(cell("enrolled_households"))
    assert {
        "en": f"Quartier A1: about {w.number(mean)} households a month took part in 2023",
        "fr": f"Quartier A1 : environ {w.number(mean)} foyers par mois ont participé en 2023",
    }[language] in text
    assert (
        plain(
            {
                "en": f"About {enrolled} households are enrolled, for 1,200 homes.",
                "fr": f"Environ {enrolled} foyers sont inscrits, pour {w.number(1200)} logements.",
            }[language]
        )
        in text
    )
    assert plain(f"{w.percent(cell('reach'))}") in part(page, "card number-card", INDICATORS["reach"].label[language])
    place = next(p for p in queries.places(view.scope, town_snapshot) if p.area_code == "a1")
    assert plain(who_sentence(view, place)) in text
    found = represented_in(view, place, "dwelling_type")
    assert found is not None
    assert found.index is not None
    homes = queries.value_labels(town_snapshot, "dwelling_type", language)
    for kind in found.kinds:
        told = f"{homes[kind.value]} {w.number(kind.enrolled)} {w.percent(kind.share)}"
        assert plain(told) in figure(page, "represented-dwelling_type")
    best = max(mix_of(view).answer.shown, key=lambda row: row.answer or 0)
    assert plain(f"{mix_of(view).labels[best.value]} {w.percent(best.answer or 0)}") in figure(page, "mix")
    names = queries.value_labels(town_snapshot, "category", language)
    for kind in queries.KINDS:
        top = exchanges.top_of(view, kind)
        assert top is not None
        assert top.ranked
        for each in top.ranked:
            assert plain(f"{names[each.row.value]} {w.number(each.row.answer or 0)}") in figure(page, f"tops-{kind}")
    left = queries.shares_left(scope, town_snapshot, "unmet", year)[0]
    assert left.share is not None
    assert left.asked is not None
    assert plain(f"{left.area} {w.number(left.asked)} {w.percent(left.share)}") in figure(page, "left")
    for each in queries.similar(view.scope, town_snapshot, "a1"):
        assert f"{each.name} {w.number(each.distance, 2)}" in text


def test_what_came_of_a_campaign_is_that_of_the_place(town_snapshot: Snapshot) -> None:
    view = one_place(town_snapshot, "a1", "period=2024-Q3")
    steps = queries.answer(narrowed(view), town_snapshot, "campaign_step",
                           Selection((), Period.parse("2024"), "campaign_step"))  # fmt: skip
    contacted = steps.row(value="entraide:contacted")
    assert contacted is not None
    text = said(campaigns_card(view))
    assert "1 campaign touched this place" in text
    assert "Entraide d’hiver" in text
    assert contacted.answer is not None
    assert f"of about {EN.number(contacted.answer)} households contacted" in text
    assert "No campaign touched this place." in said(campaigns_card(one_place(town_snapshot, "b3")))
    assert "1 campagne a touché ce lieu" in said(campaigns_card(one_place(town_snapshot, "a1", language="fr")))


def test_projects_stand_at_the_stage_of_the_period(town_snapshot: Snapshot) -> None:
    def text(search: str, language: str = "en") -> str:
        code = next(p.neighbourhoods[0] for p in queries.projects(view_of(town_snapshot, neighbourhoods=ALL).scope,
                                                                    town_snapshot) if p.code == "parc")  # fmt: skip
        return said(projects_card(one_place(town_snapshot, code, search, language)))

    assert "consultation and design Le parc · since February 2023" in text("period=2023-Q2")
    assert "works Le parc · since September 2023" in text("period=2023-Q4")
    assert "travaux Le parc · depuis septembre 2023" in text("period=2023-Q4", "fr")
    assert "La tour" not in text("period=2023-Q4")


@pytest.mark.parametrize(("language", "named"), [("en", "In Quartier A1, childcare"), ("fr", "Au Quartier A1, ")])
def test_shortages_are_said_in_the_first_lines(
    town_snapshot: Snapshot, tmp_path: Path, language: str, named: str
) -> None:
    here = "level = 'neighbourhood' AND area_code = 'a1' AND dimension = 'need' AND value"
    with with_cells(
        town_snapshot, tmp_path,
        ("households = 150", f"{here} = 'childcare:asked'"), ("households = 30", f"{here} = 'childcare:offered'"),
    ) as made:  # fmt: skip
        view = one_place(made, "a1", language=language)
        page = frame.render(view_of(made, "?period=2023", neighbourhoods=ALL, language=language), "/n/a1")
        (told,) = needs_cards.shortages(view, Period.parse("2023"))
    lead = said(next(each for each in components(page) if getattr(each, "className", "") == "lead"))
    assert told.startswith(named)
    assert plain(told) in lead


def test_needs_wait_for_their_28_days(town_snapshot: Snapshot) -> None:
    young = replace(
        town_snapshot, manifest={**town_snapshot.manifest, "matured": {"month": [], "quarter": [], "year": []}}
    )
    assert "no year is complete yet" in seen(young)
    assert matured_year(one_place(young, "a1")) is None


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ("Quartier B4: too few households took part", "which is not the same as no need",
                "What is needed here is unknown: too few active households in 2023.",
                "Which objects and services are shared most is below threshold here.", "around it: ")),
        ("fr", ("Quartier B4 : trop peu de foyers ont participé", "cela ne signifie pas qu’il n’y a aucun besoin",
                "Les besoins ici sont inconnus : trop peu de foyers actifs en 2023.",
                "Les objets et services les plus partagés sont ici sous le seuil.", "autour : ")),
    ],
)  # fmt: skip
def test_a_silent_place_reads_as_silent(town_snapshot: Snapshot, language: str, sentences: tuple[str, ...]) -> None:
    text = seen(town_snapshot, "/n/b4", language=language)
    for sentence in sentences:
        assert sentence in text
    assert "None" not in text


def test_what_is_hidden_is_told_of_the_place_around_by_name(town_snapshot: Snapshot) -> None:
    view = one_place(town_snapshot, "b4")
    place = next(p for p in queries.places(view.scope, town_snapshot) if p.area_code == "b4")
    found = represented_in(view, place, "dwelling_type")
    assert found is not None
    assert found.place != place
    assert "b4" in found.place.neighbourhoods
    text = seen(town_snapshot, "/n/b4")
    assert f"{found.place.name}, around it: By kind of dwelling" in text
    assert "Below threshold here: these are the numbers of" in text


def test_without_a_census_the_page_says_so(town_snapshot: Snapshot) -> None:
    manifest = town_snapshot.manifest
    files = [name for name in manifest["bundle_files"] if name != "census"]
    older = replace(town_snapshot, manifest={**manifest, "bundle_files": files, "format": 2})
    for language, missing, compared in (
        ("en", "No census: who lives here cannot be told.", "cannot be compared with those who live there"),
        ("fr", "Pas de recensement : impossible de dire qui habite ici.", "ne peuvent pas être comparés"),
    ):
        text = seen(older, language=language)
        assert missing in text
        assert compared in text
        assert missing not in seen(town_snapshot, language=language)


@pytest.mark.parametrize(
    ("gone", "english", "french"),
    [("exchanges.direction", "No direction of posts:", "Pas de sens des publications"),
     ("exchanges.category", "No category of posts:", "Pas de catégorie des publications"),
     ("help_offers", "No declared help:", "Pas d’aides déclarées"),
     ("responses", "No responses:", "Pas de réponses")],
)  # fmt: skip
def test_the_profile_says_what_the_export_lacks(town_snapshot: Snapshot, gone: str, english: str, french: str) -> None:
    manifest = town_snapshot.manifest
    files = [name for name in manifest["bundle_files"] if name != gone]
    columns = [name for name in manifest["bundle_columns"] if not name.startswith(gone)]
    poorer = replace(town_snapshot, manifest={**manifest, "bundle_files": files, "bundle_columns": columns})
    for language, sentence in (("en", english), ("fr", french)):
        assert sentence in seen(poorer, language=language)
        assert sentence not in seen(town_snapshot, language=language)
