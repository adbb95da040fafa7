"""The page of exchanges over a real snapshot and over given cells: its numbers on the screen, in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import queries
from dashboard import frame
from dashboard.mixes import mix_of
from dashboard.pages import exchanges
from dashboard.pages.exchanges_cards import Source, breadth_card, distance_card
from dashboard.territory import neighbourhood_names, settled
from queries import Character, Period, Snapshot
from queries.statistics.diversity import Breadth, Distance
from queries.statistics.intervals import Interval
from tests.cells import with_cells
from tests.dashboard.pages_view import components, view_of
from tests.dashboard.test_exchanges import ALL, EN, FR, labels, plain, said


def test_the_distance_is_a_word_beyond_chance_only(town_snapshot: Snapshot) -> None:
    source = Source(of_town(town_snapshot, "?period=2023"))
    near = Character(None, Distance(0.0, 0.03, 0.04, False))
    far = Character(None, Distance(0.2, 0.24, 0.04, True))
    assert distance_card(source, near).value == "Not clear"
    counting = Character(None, Distance(0.025, 0.04, 0.015, True))
    assert distance_card(source, counting).value == "Not clear"
    assert distance_card(source, far).value == "Large"
    assert "0.20 beyond chance" in distance_card(source, far).details[0]
    assert distance_card(source, far).details[1].startswith("the smaller of two distances: the source leaves open")
    french = distance_card(Source(of_town(town_snapshot, "?period=2023", language="fr"), "Groupe A"), far)
    assert (plain(french.title), french.value) == ("Groupe A, autour : Écart avec l’étude", "Grand")
    assert plain(french.details[1]).startswith("le plus petit de deux écarts : la source laisse incertain")


def test_breadth_is_a_number_with_its_interval_in_both_languages(town_snapshot: Snapshot) -> None:
    found = Character(Breadth(5.6, Interval(5.4, 5.8)), None)
    english, french = (breadth_card(Source(of_town(town_snapshot, "?period=2023&compare=study", language=w)), found)
                       for w in ("en", "fr"))  # fmt: skip
    assert (english.about, english.value, english.unit) == ("about", "5.6", "types used alike")
    assert (english.change, english.details[0]) == ("more varied than in the study", "95% interval: 5.4 to 5.8")
    assert (french.about, french.value, french.unit) == ("environ", "5,6", "types d’usage égal")
    assert (french.change, plain(french.details[0])) == (
        "plus variés que dans l’étude",
        "intervalle à 95 % : 5,4 à 5,8",
    )
    hidden = Character(None, None)
    assert breadth_card(Source(of_town(town_snapshot, "?period=2023")), hidden).missing == (
        "too few exchanges by type to tell"
    )


def of_type(code: str, value: str) -> str:
    return f"level = 'neighbourhood' AND area_code = '{code}' AND dimension = 'exchange_type' AND value {value}"


def test_breadth_and_outcomes_are_compared_with_the_place_chosen(town_snapshot: Snapshot, tmp_path: Path) -> None:
    """a1 exchanges hardly anything but items and answers nine in ten; b1 is as the town drew it and answers half."""
    outcome = "level = 'neighbourhood' AND area_code = '{}' AND dimension = 'outcome' AND value = '{}'"
    with with_cells(
        town_snapshot, tmp_path,
        ("exchanges = 2000", of_type("a1", "= 'item_sharing'")), ("exchanges = 40", of_type("a1", "<> 'item_sharing'")),
        *((f"households = {number}", outcome.format(code, value))
          for code, answered in (("a1", 108), ("b1", 60))
          for value, number in (("asked", 120), ("answered", answered))),
    ) as made:  # fmt: skip
        view = of_town(made, "?period=2023&places=a1&compare=place:b1")
        year, scopes = Period.parse("2023"), (replace(view.scope, neighbourhoods=(code,)) for code in ("a1", "b1"))
        here, there = (queries.character(scope, made, year).breadth for scope in scopes)
        assert here is not None
        assert there is not None
        less = breadth_card(Source(view), queries.Character(here, None)).change
        assert less == f"−{EN.number(there.effective - here.effective, 1)} compared with Quartier B1"
        english = figure(exchanges.layout(view), "outcomes")
        french = figure(exchanges.layout(of_town(made, "?period=2023&places=a1&compare=place:b1", language="fr")),
                        "outcomes")  # fmt: skip
    assert "Of the households that asked, about 90% got a reply" in english
    assert "Beyond the noise, beside Quartier B1: Asked, got a reply +40 points" in english
    assert "Au-delà du bruit, écarts avec Quartier B1 : Ont demandé, ont eu une réponse +40 points" in french


def test_the_page_says_what_the_comparison_applies_to(town_snapshot: Snapshot) -> None:
    asked = ("?period=2024-Q2", "?period=2024-Q2&compare=study", "?period=2023", "?period=2023&places=b4")
    said_of = {search: said(exchanges.layout(of_town(town_snapshot, search))) for search in asked}
    compared = "Compared are what leads, the mix, its breadth and what came of posts; the rest is not."
    assert [compared in text for text in said_of.values()] == [True, False, False, False]
    assert "Nothing to compare with: the data begin in January 2023." in said_of["?period=2023"], "and no other reason"
    assert "is not shown" not in said_of["?period=2023"]
    assert "Numbers of a place around are not compared." in said_of["?period=2023&places=b4"]
    french = said(exchanges.layout(of_town(town_snapshot, "?period=2024-Q2", language="fr")))
    assert "Comparés : ce qui est en tête, la répartition, sa variété" in french


def test_the_page_says_of_which_period_its_mix_is(town_snapshot: Snapshot) -> None:
    month = of_town(town_snapshot, "?period=2024-05&places=a1", language="fr")
    assert "Par type, ce n’est pas connu ici pour mai 2024 : la répartition est d’une autre période (2023)" in said(
        exchanges.layout(month))  # fmt: skip
    assert "not told for" not in said(exchanges.layout(of_town(town_snapshot, "?period=2023")))


def test_the_leading_card_says_which_figure_of_the_study_is_uncertain(town_snapshot: Snapshot) -> None:
    for language, words in (("en", "the 2020 study: 36%, or 27%: its source leaves open which"),
                            ("fr", "l’étude de 2020 : 36 %, ou 27 % : sa source laisse incertain")):  # fmt: skip
        assert words in said(exchanges.layout(of_town(town_snapshot, "?period=2023", language=language)))


def figure(page: Any, identity: str) -> str:
    """The words of one figure of a page."""
    return said(next(each for each in components(page) if getattr(each, "id", "") == f"figure-{identity}"))


def of_town(snapshot: Snapshot, search: str, **more: Any) -> Any:
    view = view_of(snapshot, search, **{"neighbourhoods": ALL, **more})
    return settled(view, neighbourhood_names(view))


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("search", ["?period=2023", "?period=2023&places=a1", "?period=2023-Q4&places=b1",
                                    "?period=2023&places=b4", "?period=2023&places=a1|b1"])  # fmt: skip
def test_the_overview_and_this_page_tell_the_same_mix(town_snapshot: Snapshot, search: str, language: str) -> None:
    def mix(path: str) -> Any:
        made = frame.render(view_of(town_snapshot, search, neighbourhoods=ALL, language=language), path)
        return next(each for each in components(made) if getattr(each, "id", "") == "figure-mix")

    here, there = mix("/exchanges"), mix("/")
    assert said(here.children[0]) == said(there.children[0])
    assert said(here.children[2:3]) == said(there.children[2:3])


def test_the_leading_share_on_the_screen_is_that_of_the_rows(town_snapshot: Snapshot) -> None:
    view = of_town(town_snapshot, "?period=2023&places=b1")
    best = max(mix_of(view).answer.shown, key=lambda each: each.answer or 0)
    assert best.answer
    for words, told in ((EN, "{name} leads with about {share}"), (FR, "{name} en tête avec environ {share}")):
        text = figure(
            exchanges.layout(of_town(town_snapshot, "?period=2023&places=b1", language=words.language)), "mix"
        )
        name = labels("exchange_type", words.language)[best.value]
        assert plain(told.format(name=name, share=words.percent(best.answer))) in text


def test_a_place_below_threshold_is_told_by_the_place_around_and_by_name(town_snapshot: Snapshot) -> None:
    view = of_town(town_snapshot, "?period=2023&places=b4")
    mix = mix_of(view)
    text = said(exchanges.layout(view))
    assert mix.around
    assert f"Quartier B4: too few households to show what they exchange. {mix.around}, around it:" in text
    french = said(exchanges.layout(of_town(town_snapshot, "?period=2023&places=b4", language="fr")))
    assert "Quartier B4 : trop peu de foyers pour montrer ce qu’ils échangent." in french


@pytest.mark.parametrize(("language", "around_it"), [("en", ", around it: "), ("fr", ", autour : ")])
def test_every_number_of_the_place_around_stands_under_its_name(
    town_snapshot: Snapshot, language: str, around_it: str
) -> None:
    view = of_town(town_snapshot, "?period=2023&places=b4", language=language)
    name, page = mix_of(view).around + around_it, exchanges.layout(view)
    figures = [each for each in components(page) if (getattr(each, "id", "") or "").startswith("figure-")]
    own = [each for each in figures if each.id != "figure-mixes"]
    assert {"figure-mix", "figure-tops-object", "figure-tops-service", "figure-outcomes", "figure-directions",
            "figure-replies", "figure-sharers-dwelling_type"} <= {each.id for each in own}  # fmt: skip
    for each in own:
        parts = list(components(each))
        heads = [part for part in parts if type(part).__name__ in ("H2", "Caption") or
                 getattr(part, "className", "") == "reading"][:2]  # fmt: skip
        assert [said(head).startswith(name) for head in heads] == [True, True], each.id
        assert said(next(part for part in parts if type(part).__name__ == "Caption")).startswith(name), each.id
    numbers = [each for each in components(page) if getattr(each, "className", "") == "card number-card"]
    assert len(numbers) == 3
    assert all(said(each.children[0]).startswith(name) for each in numbers)
    lead = said(next(each for each in components(page) if getattr(each, "className", "") == "lead"))
    assert lead.count(name) == len(re.findall(r"[^.]+[a-z)0-9]\.(?= |$)", lead)) > 1


def test_what_a_place_shows_itself_is_not_told_of_the_place_around(town_snapshot: Snapshot, tmp_path: Path) -> None:
    here = "level = 'neighbourhood' AND area_code = 'b3' AND dimension"
    with with_cells(
        town_snapshot, tmp_path,
        ("exchanges = NULL, active_households = NULL", f"{here} IN ('exchange_type', 'type_group', 'category')"),
        ("households = 60", f"{here} = 'outcome' AND value = 'asked'"),
        ("households = 30", f"{here} = 'outcome' AND value IN ('answered', 'completed')"),
    ) as made:  # fmt: skip
        view = of_town(made, "?period=2023&places=b3")
        page, around = exchanges.layout(view), mix_of(view).around
    assert around
    assert figure(page, "outcomes").startswith("Of the households that asked, about 50% got a reply")
    assert figure(page, "tops-object").startswith(f"{around}, around it: Objects: ")
    assert "About 50% of the households that asked got what they asked for within 28 days (2023)." in said(page)


def test_age_and_gender_are_said_to_be_of_cities_once(town_snapshot: Snapshot) -> None:
    for search, times in (("?period=2023&places=a1", 1), ("?period=2023", 0)):
        text = said(exchanges.layout(of_town(town_snapshot, search)))
        assert text.count("Age and gender are told of whole cities only.") == times
    french = said(exchanges.layout(of_town(town_snapshot, "?period=2023&places=a1", language="fr")))
    assert french.count("L’âge et le genre ne sont donnés que pour des villes entières.") == 1


def test_what_the_export_lacks_is_said_in_one_sentence_each(town_snapshot: Snapshot) -> None:
    columns = [name for name in town_snapshot.manifest["bundle_columns"]
               if not name.startswith(("responses.", "exchanges.direction", "members.dwelling"))]  # fmt: skip
    files = [name for name in town_snapshot.manifest["bundle_files"] if name != "responses"]
    poorer = replace(town_snapshot, manifest={**town_snapshot.manifest, "bundle_files": files,
                                              "bundle_columns": columns})  # fmt: skip
    text = said(exchanges.layout(of_town(poorer, "?period=2023")))
    for sentence in ("No responses: whether requests found an answer cannot be told.",
                     "No direction of posts: offers and requests cannot be told apart.",
                     "No kind of dwelling: who takes part by dwelling cannot be told."):  # fmt: skip
        assert sentence in text
    assert "Of the households that asked" not in text
    assert "Time to a first reply" not in text


def test_every_figure_of_the_page_has_a_table_and_words(town_snapshot: Snapshot) -> None:
    page = exchanges.layout(of_town(town_snapshot, "?period=2023"))
    figures = [each for each in components(page) if "figure" in (getattr(each, "className", "") or "").split()]
    assert len(figures) >= 6
    for each in figures:
        kinds = {type(part).__name__ for part in components(each)}
        assert {"H2", "Table", "Details", "Button"} <= kinds
    pictures = [each for each in components(page) if getattr(each, "className", "") == "picture"]
    assert all(getattr(each, "aria-label", "") for each in pictures)
