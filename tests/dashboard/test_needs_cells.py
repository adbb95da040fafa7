"""The page of needs from published cells that are given here to the sentences of its figures, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from dashboard import frame
from dashboard.pages import needs
from queries import Snapshot
from tests.conftest import cell
from tests.dashboard.pages_view import components, text_of, view_of

ALL = ("a1", "a2", "a3", "a4", "a5", "b1", "b2", "b3", "b4")
IN = {place: f"area_code = '{place}'" for place in ALL}
CITY = "level = 'city'"
QUARTER = "period_kind = 'quarter' AND period_on = '2024-07-01'"
Edited = Callable[..., Snapshot]


def page(snapshot: Snapshot, language: str, search: str = "?period=2023", path: str = needs.PATH) -> dict[str, str]:
    """The text of each figure by its name, of the head of the page and of its cards."""
    made = frame.render(view_of(snapshot, search, neighbourhoods=ALL, language=language), path)
    found = {}
    for each in components(made):
        identity, classes = getattr(each, "id", ""), getattr(each, "className", None) or ""
        if str(identity).startswith("figure-") or classes in ("page-head", "cards"):
            found[str(identity).removeprefix("figure-") or classes] = re.sub(r"\s+", " ", text_of(each))
    return found


@pytest.mark.parametrize(
    ("language", "sentence", "cells"),
    [
        ("en", "In Quartier A1, childcare is asked for four times as often as offered (a real shortage with "
               "probability 0.99).", "Quartier A1 Childcare (babysitting) 120 30 4 to 1"),
        ("fr", "Quartier A1, on compte quatre fois autant de foyers qui demandent de la garde d’enfants que de foyers "
               "qui en proposent (vrai manque avec une probabilité de 0,99).",
         "Quartier A1 Garde d'enfants (baby-sitting) 120 30 4 pour 1"),
    ],
)  # fmt: skip
def test_a_shortage_of_120_against_30_is_said_drawn_and_listed(
    made: Snapshot, language: str, sentence: str, cells: str
) -> None:
    told = page(made, language)
    assert sentence in told["page-head"]
    title = {"en": "The shortages are in 1 neighbourhood", "fr": "Les manques se trouvent dans 1 quartier"}
    assert told["needs"].startswith(title[language])
    reading = {"en": "1 clear shortage. Not drawn, without a clear shortage: 2 other neighbourhoods and",
               "fr": "1 manque net. Non dessinés, sans manque net : 2 autres quartiers et"}  # fmt: skip
    assert reading[language] in told["needs"]
    assert cells in told["needs"]
    card = {"en": "Clear shortages 1 in 1 neighbourhood", "fr": "Manques nets 1 dans 1 quartier"}
    assert card[language] in told["cards"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_who_goes_without_is_first_with_its_reasons_in_households(made: Snapshot, language: str) -> None:
    told = page(made, language, "?period=2023&weights=0|100|0|0")["priority"]
    pattern = {
        "en": r"Quartier A1 rank 1 to 1 of 5 (\d+)% of the households that asked got nothing · (\d+)% found no "
              r"answer · short of: Childcare \(babysitting\)",
        "fr": r"Quartier A1 rang 1 à 1 sur 5 (\d+) % des foyers ayant demandé n’ont rien obtenu · (\d+) % sont restés "
              r"sans réponse · manque : Garde d'enfants \(baby-sitting\)",
    }[language]  # fmt: skip
    found = re.search(pattern, told)
    assert found, told
    assert int(found[1]) == pytest.approx(100 * 62 / 130, abs=1.1), "60 of 120 got nothing, with a prior of 2 of 10"
    assert int(found[2]) == pytest.approx(100 * 14 / 130, abs=1.1), "12 of 120 found no answer, with the same"
    assert {"en": "weights chosen by the reader", "fr": "poids choisis par le lecteur"}[language] in told


@pytest.mark.parametrize("language", ["en", "fr"])
def test_silent_places_are_all_counted_in_the_first_lines(with_cells: Edited, language: str) -> None:
    quiet = [cell(None, "total", "total", IN[place], measure="active_households") for place in ALL[3:]]
    head = page(with_cells(*quiet), language)["page-head"]
    assert {
        "en": "Quartier A4, Quartier A5, Quartier B1 and 3 others are silent: what is needed there is unknown.",
        "fr": "Silencieux, besoins inconnus : Quartier A4, Quartier A5, Quartier B1 et 3 autres.",
    }[language] in head


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_city_without_a_model_is_not_judged_and_shows_its_counts(with_cells: Edited, language: str) -> None:
    told = page(with_cells("DELETE FROM fits WHERE model IN ('gap', 'gap_theme')",
                           cell(72, "need", "repairs:asked", IN["b1"]), cell(18, "need", "repairs:offered", IN["b1"])),
                language)  # fmt: skip
    said = {
        "en": ("Whether anything is short cannot be judged: too few neighbourhoods", "Clear shortages cannot be judged",
               "Whether anything is short cannot be judged here", "asked 72, offered 18 not judged"),
        "fr": ("Impossible de juger si quelque chose manque : trop peu de quartiers", "Manques nets impossible à juger",
               "Impossible de juger ici si quelque chose manque", "demandé : 72, proposé : 18 non jugé"),
    }[language]  # fmt: skip
    for part, sentence in zip(("page-head", "cards", "needs", "needs"), said, strict=True):
        assert sentence in told[part]
    assert {"en": "No shortage is clear", "fr": "Aucun manque n’est net"}[language] not in " ".join(told.values())


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "In Quartier A2, a larger share of households gets nothing they ask for than in three quarters of the "
               "city’s neighbourhoods (probability 0.99 or more)"),
        ("fr", "Au Quartier A2, une plus grande part des foyers n’obtient rien de ce qu’ils demandent que dans les "
               "trois quarts des quartiers de la ville (probabilité 0,99 ou plus)"),
    ],
)  # fmt: skip
def test_a_place_where_108_of_120_got_nothing_stands_out(with_cells: Edited, language: str, sentence: str) -> None:
    cells = (
        cell(120, "outcome", "asked"),
        cell(60, "outcome", "completed"),
        cell(12, "outcome", "completed", IN["a2"]),
        "UPDATE fits SET number = 8 WHERE model = 'completed'",
    )
    told = page(with_cells(*cells), language)["left"]
    assert sentence in told
    found = re.search(r"Quartier A2 120 (\d+) ?%", told)
    assert found
    assert int(found[1]) == pytest.approx(100 * 116 / 136, abs=3), "108 of 120 with a prior of 8 of 16, and noise"
    line = {"en": "Most likely above three quarters", "fr": "Le plus probablement au-dessus des trois quarts"}[language]
    assert line in told


THEMES = (
    ("care_help:asked", "need_theme", 200), ("care_help:offered", "need_theme", 100),
    ("care_help:answered", "need_outcome", 150), ("care_help:completed", "need_outcome", 50),
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr"])
def test_themes_of_the_city_are_told_by_the_quarter_chosen_with_what_came_of_them(
    with_cells: Edited, language: str
) -> None:
    cells = [cell(number, dimension, value, CITY, QUARTER) for value, dimension, number in THEMES]
    told = page(with_cells(*cells), language, "?period=2024-Q3")["themes"]
    caption = {"en": "Households that asked and offered, by theme · 3rd quarter 2024",
               "fr": "Foyers ayant demandé et foyers ayant proposé, par thème · 3e trimestre 2024"}  # fmt: skip
    assert caption[language] in told
    line = {"en": r"Care and help 200 100 2\.0 1\.\d to 2\.\d 25% (\d+)% to (\d+)% 75% \d+% to \d+%",
            "fr": r"Aide et soin 200 100 2,0 1,\d à 2,\d 25 % (\d+) % à (\d+) % 75 % \d+ % à \d+ %"}  # fmt: skip
    found = re.search(line[language], told)
    assert found, told
    assert int(found[1]) < 25 < int(found[2])
    assert {"en": "25% to", "fr": "environ 25 % à"}[language] in told[:80], "the least of the themes shown"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_hidden_place_is_told_of_the_place_around_it_by_name(with_cells: Edited, language: str) -> None:
    year = [cell(number, dimension, value, CITY) for value, dimension, number in THEMES]
    year += [cell(100, "outcome", "asked", CITY), cell(36, "outcome", "completed", CITY)]
    snapshot = with_cells(*year)
    told = page(snapshot, language, "?period=2023&places=b4")
    title = {"en": "Ville, around it: about 25% to ", "fr": "Ville, autour : selon le thème, environ 25 % à "}
    assert told["themes"].startswith(title[language])
    left = {"en": "Ville, around it: about 64% of the households that asked got nothing",
            "fr": "Ville, autour : environ 64 % des foyers ayant demandé n’ont rien obtenu"}  # fmt: skip
    assert told["left"].startswith(left[language])
    assert {"en": "Below threshold here: these are the numbers of Ville",
            "fr": "Sous le seuil ici : ce sont les chiffres de Ville"}[language] in told["themes"]  # fmt: skip
    assert "themes" in page(snapshot, language, "?period=2023", "/n/b4")
    assert "themes" not in page(snapshot, language, "?period=2023&places=a1"), "a place that shows its own needs"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_help_on_offer_is_told_for_each_household_that_asked(with_cells: Edited, language: str) -> None:
    told = page(with_cells(
        cell(300, "help_kind", "any", IN["a1"]), cell(150, "help_kind", "food", IN["a1"]),
        cell(15, "help_kind", "lending_tools", IN["a1"]), cell(30, "need", "food:asked", IN["a1"]),
        cell(50, "need", "diy_construction:asked", IN["a1"]),
    ), language, "?period=2023&places=a1")["help"]  # fmt: skip
    assert {
        "en": "Willing households for each one that asked: Giving neighbours basic food items (about 5) and Lending "
              "tools (about 0.3).",
        "fr": "Foyers prêts à aider, pour chaque foyer qui a demandé : Dépanner en produits alimentaires de base "
              "(environ 5) et Prêter des outils (environ 0,3).",
    }[language] in told  # fmt: skip
    numbers = re.search(r"50 ?% \d+ ?% (?:to|à) \d+ ?% 80 ?% 5 (\d[.,]\d) (?:to|à) (\d[.,]\d)", told)
    assert numbers, told
    low, high = (float(each.replace(",", ".")) for each in numbers.groups())
    assert low < 5 < high
    assert {"en": "The study’s figures are shares of members, ours of households",
            "fr": "Les chiffres de l’étude sont des parts de membres"}[language] in told  # fmt: skip
