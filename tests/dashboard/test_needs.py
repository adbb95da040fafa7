"""The page of needs: from numbers to the sentence on the screen, in both languages."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

import queries
from dashboard.components import help_card, left_alone_card, needs_matrix, priority_card
from dashboard.components.priority_card import Priority, moved
from dashboard.figures.palettes import palette
from dashboard.need_words import ShortHere, probability_words, shortage_sentences, times_words, told_least, told_ratio
from dashboard.pages import needs
from dashboard.selection import Chosen
from dashboard.words import words_in
from queries import WEIGHTS, Area, Gap, Row, ShareLeft
from queries.statistics.intervals import Interval
from queries.statistics.ranks import Rank
from queries.statistics.shortage import Shortage
from tests.dashboard.pages_view import cells_of, components, kinds, text_of

EN, FR = words_in("en"), words_in("fr")
ALL = ("a1", "a2", "a3", "a4", "a5", "b1", "b2", "b3", "b4")
CHILDCARE = ("childcare", "Garde d'enfants (baby-sitting)", "Childcare (babysitting)")


def said(words, *places: ShortHere, what: tuple[str, str, str] = CHILDCARE) -> list[str]:
    return [re.sub(r"[\u202f\u00a0]", " ", text) for text in shortage_sentences(words, *what, places)]


def test_a_shortage_is_said_as_a_mayor_would_read_it_aloud() -> None:
    two = (ShortHere("Le Blosne", 3.2, False, 0.973), ShortHere("Villejean", 2.9, False, 0.968))
    assert said(EN, *two) == [
        "In Le Blosne and Villejean, childcare is asked for three times as often as offered "
        "(real shortages, each with probability 0.96 or more)."
    ]
    assert said(FR, *two) == [
        "Au Blosne et à Villejean, on compte trois fois autant de foyers qui demandent de la garde d’enfants que de "
        "foyers qui en proposent (vrais manques, chacun avec une probabilité de 0,96 ou plus)."
    ]
    assert said(EN, ShortHere("Villejean", 3.1, False, 0.9699)) == [
        "In Villejean, childcare is asked for three times as often as offered (a real shortage with probability 0.96)."
    ]


def test_hidden_supply_is_said_as_at_least() -> None:
    both = (ShortHere("Villejean", 3.1, False, 0.97), ShortHere("Les Halles", 2.9, True, 1.0))
    assert said(EN, *both)[1] == (
        "In Les Halles, childcare is asked for at least twice as often as offered "
        "(a real shortage with probability 0.99)."
    )
    assert said(FR, *both)[1] == (
        "Aux Halles, on compte au moins deux fois autant de foyers qui demandent de la garde d’enfants que de foyers "
        "qui en proposent (vrai manque avec une probabilité de 0,99)."
    )
    assert "more often than offered" in said(EN, ShortHere("Villejean", 1.2, True, 0.95))[0]
    assert "plus de foyers demandent de la garde" in said(FR, ShortHere("Villejean", 1.2, True, 0.95))[0]


def test_several_places_are_told_the_smallest_ratio_which_is_no_lower_bound() -> None:
    places = (ShortHere("Le Blosne", 2.6, False, 0.97), ShortHere("Villejean", 4.2, False, 0.97))
    assert said(EN, *places) == [
        "In Le Blosne and Villejean, childcare is asked for about three times as often as offered, or more "
        "(a real shortage with probability 0.97)."
    ]
    assert said(FR, *places) == [
        "Au Blosne et à Villejean, on compte environ trois fois autant de foyers qui demandent de la garde d’enfants "
        "que de foyers qui en proposent, ou plus (vrai manque avec une probabilité de 0,97)."
    ]
    assert said(FR, ShortHere("Villejean", 1.5, False, 0.97))[0].startswith("À Villejean, on compte 1,5 fois autant de")


def test_plural_things_take_the_plural_and_unknown_ones_quotation_marks() -> None:
    place = ShortHere("Villejean", 2.2, False, 0.95)
    assert said(EN, place, what=("repairs", "Réparations", "Repairs")) == [
        "In Villejean, repairs are asked for twice as often as offered (a real shortage with probability 0.95)."
    ]
    assert said(EN, place, what=("repairs", "Bikes", "Bikes")) == [
        "In Villejean, “Bikes” is asked for twice as often as offered (a real shortage with probability 0.95)."
    ]
    assert said(FR, place, what=("repairs", "Vélos", "Bikes")) == [
        "À Villejean, on compte deux fois autant de foyers qui demandent « Vélos » que de foyers qui en proposent "
        "(vrai manque avec une probabilité de 0,95)."
    ]
    assert said(FR, place, what=("gardening_service", "Jardinage", "Gardening"))[0].startswith(
        "À Villejean, on compte deux fois autant de foyers qui demandent de l’aide au jardin"
    )


def test_ratios_and_probabilities_are_told_no_finer_than_they_are_known() -> None:
    assert [told_ratio(r) for r in (0.9, 1.3, 1.6, 1.8, 2.4, 3.6)] == [1.0, 1.5, 1.5, 2.0, 2.0, 4.0]
    assert [told_least(r) for r in (1.4, 1.9, 2.9, 3.99)] == [1.0, 1.5, 2.0, 3.0]
    assert (times_words(EN, 12.0), times_words(FR, 12.0)) == ("12 times", "12 fois")
    assert [probability_words(EN, p) for p in (0.0, 0.968, 1.0)] == ["0.01", "0.96", "0.99"]


def left(code: str, share: float | None, above: float | None) -> ShareLeft:
    name = {"n1": "Villejean", "n2": "Le Blosne", "n3": "Les Halles"}[code]
    if share is None:
        return ShareLeft(code, name, None, None, None, None, None, None)
    return ShareLeft(code, name, 80.0, share, share - 0.05, share + 0.05, above, 0.25)


@pytest.mark.parametrize(
    ("places", "what", "english", "french"),
    [
        ([left("n1", 0.4, 0.97), left("n2", 0.3, 0.92), left("n3", 0.2, 0.3)], "unmet",
         "In Villejean and Le Blosne, a larger share of households gets nothing they ask for than in three quarters of "
         "the city’s neighbourhoods (probability 0.92 or more)",
         "À Villejean et au Blosne, une plus grande part des foyers n’obtient rien de ce qu’ils demandent que dans les "
         "trois quarts des quartiers de la ville (probabilité 0,92 ou plus)"),
        ([left("n1", 0.3, 0.5), left("n2", 0.2, 0.1)], "unmet",
         "No neighbourhood clearly stands out for households that got nothing",
         "Aucun quartier ne se distingue nettement par ses foyers n’ayant rien obtenu"),
        ([left("n1", 0.3, 0.5), left("n2", 0.2, 0.1)], "unanswered",
         "No neighbourhood clearly stands out for households left without an answer",
         "Aucun quartier ne se distingue nettement par ses foyers restés sans réponse"),
        ([left("n2", 0.35, 0.8)], "unanswered",
         "In Le Blosne, about 35% of the households that asked found no answer",
         "Au Blosne, environ 35 % des foyers ayant demandé sont restés sans réponse"),
        ([left("n3", None, None)], "unmet", "Too few households asked to tell what came of it",
         "Trop peu de foyers ont demandé pour en dire les suites"),
    ],
)  # fmt: skip
def test_requests_left_alone_are_stated(places: list[ShareLeft], what: str, english: str, french: str) -> None:
    for words, expected in ((EN, english), (FR, french)):
        made = left_alone_card.left_alone_card(places, what, "2025", words, palette("light"))
        assert expected in re.sub("[\u202f\u00a0]", " ", text_of(made))


def test_a_small_place_says_what_it_counts_alone() -> None:
    made = [left_alone_card.left_alone_card([left("n1", 0.3, 0.6)], "unmet", "2025", words, palette("light"),
                                            counted=0.4) for words in (EN, FR)]  # fmt: skip
    assert "Counted alone it is about 40%; chance moves a small place" in text_of(made[0])
    assert "Part comptée seule : environ 40 % ; le hasard" in re.sub("[\u202f\u00a0]", " ", text_of(made[1]))


def test_a_place_is_named_as_most_likely_above_the_others_only_where_it_is_likely() -> None:
    def reading(above: float, words) -> str:
        made = left_alone_card.left_alone_card([left("n1", 0.3, above), left("n2", 0.2, 0.1)], "unmet", "2025", words,
                                               palette("light"))  # fmt: skip
        return re.sub("[\u202f\u00a0]", " ", text_of(made))

    assert "above three quarters of the city’s neighbourhoods: Villejean (30%, probability 0.61)." in reading(0.613, EN)
    assert "trois quarts des quartiers de la ville : Villejean (30 %, probabilité 0,61)." in reading(0.613, FR)
    assert "Most likely" not in reading(0.49, EN)
    assert "Le plus probablement" not in reading(0.49, FR)


def help_row(kind: str, share: float | None) -> Row:
    hidden = share is None
    return Row("n1", "Villejean", "2025", "help_kind", kind, share, None if hidden else 0.01, "no" if hidden else "yes",
               "threshold" if hidden else "", 900.0)  # fmt: skip


def test_help_on_offer_is_told_beside_the_study_and_not_ranked() -> None:
    rows = (help_row("food", 0.79), help_row("diy", 0.41), help_row("parcels", None))
    answer = queries.Answer("latent_supply", "help_kind", "", rows)
    labels = {"food": "Food", "diy": "DIY", "parcels": "Parcels"}
    willing = {"food": help_row("food", 33.2), "diy": help_row("diy", 0.41)}
    texts = []
    for words in (EN, FR):
        made = help_card.help_card(answer, labels, queries.study_help(), willing, "2025", words, palette("light"))
        texts.append(re.sub("[\u202f\u00a0]", " ", text_of(made)))
    assert "41% to 79% of the households that declared help would give each kind" in texts[0]
    assert "Chacune de ces aides est proposée par 41 % à 79 % des foyers qui en ont déclaré une" in texts[1]
    assert "Willing households for each one that asked: Food (about 33) and DIY (about 0.4)." in texts[0]
    assert "Foyers prêts à aider, pour chaque foyer qui a demandé : Food (environ 33) et DIY (environ 0,4)." in texts[1]
    assert "The study’s figures are shares of members, ours of households; which of its figures" in texts[0]
    assert "Les chiffres de l’étude sont des parts de membres, les nôtres des parts de foyers" in texts[1]


def gap(asked: float | None, offered: float | None, ratio: float, p: float, flagged: bool = False,
        interval: tuple[float, float] = (0.5, 9.0)) -> Gap:  # fmt: skip
    return Gap("n1", "childcare", asked, offered, Shortage(ratio, Interval(*interval), p, offered is None), flagged)


@pytest.mark.parametrize(
    ("told", "kind", "english", "french"),
    [
        (gap(72, 18, 3.1, 0.97, True), "shortage", "shortage 3 to 1 probability 0.97", "manque 3 pour 1"),
        (gap(40, None, 3.1, 0.7, interval=(2.6, 20.0)), "likely", "likely shortage at least 2 to 1",
         "manque probable au moins 2 pour 1"),
        (gap(40, 38, 1.05, 0.02), "even", "no shortage to be told 1 to 1", "pas de manque avéré 1 pour 1"),
        (gap(20, 60, 0.4, 0.01, interval=(0.2, 0.7)), "plenty", "more offered than asked for less than 1 to 1",
         "plus d’offres que de demandes moins de 1 pour 1"),
        (gap(None, 60, 0.4, 0.01), "hidden", "below threshold", "sous le seuil"),
        (replace(gap(72, 18, 3.1, 0.97), shortage=None), "unjudged", "asked 72, offered 18 not judged",
         "demandé : 72, proposé : 18 non jugé"),
        (replace(gap(72, None, 3.1, 0.97), shortage=None), "unjudged", "asked 72, offered below threshold",
         "demandé : 72, proposé : sous le seuil"),
    ],
)  # fmt: skip
def test_a_cell_says_with_sign_and_words_what_its_colour_says(told: Gap, kind: str, english: str, french: str) -> None:
    assert needs_matrix.kind_of(told) == kind
    content = needs_matrix.Matrix(("childcare",), ("n1",), {("n1", "childcare"): told}, {"childcare": "Childcare"},
                                  {"n1": "Villejean"}, {}, 0, 0, False)  # fmt: skip
    for words, expected in ((EN, english), (FR, french)):
        made = needs_matrix.matrix(content, "Childcare", words)
        assert expected in re.sub(r"\s+", " ", re.sub("[▲△=▽]", "", text_of(made)))
    assert {"Table", "Caption", "Thead", "Tbody"} <= set(kinds(made))
    assert made.tabIndex == "0", "it scrolls by keyboard"
    scopes = [each.scope for each in components(made) if type(each).__name__ == "Th"]
    assert scopes.count("row") == 1


def test_shortages_gather_at_the_top_left_and_quiet_lines_are_left_out() -> None:
    quiet = {(area, code): replace(gap(40, 38, 1.0, 0.01), area_code=area, code=code)
             for area in ALL for code in ("a", "b", "c", "d", "e", "f")}  # fmt: skip
    quiet["b2", "e"] = replace(gap(72, 18, 3.0, 0.97, True), area_code="b2", code="e")
    quiet["a3", "f"] = replace(gap(50, 18, 2.0, 0.6), area_code="a3", code="f")
    rows, columns = needs_matrix.gathered(quiet, ALL, ("a", "b", "c", "d", "e", "f"))
    assert rows[:2] == ("e", "f")
    assert columns[:2] == ("b2", "a3")
    assert (len(rows), len(columns)) == (needs_matrix.FEWEST_ROWS, needs_matrix.MOST_COLUMNS)


def test_a_shortage_that_is_named_is_always_drawn_and_the_table_has_all() -> None:
    codes = tuple(f"c{at:02d}" for at in range(12))
    gaps = {(area, code): replace(gap(40, 38, 1.0, 0.01), area_code=area, code=code) for area in ALL for code in codes}
    for area, code in zip(ALL, codes, strict=False):
        gaps[area, code] = replace(gap(72, 18, 3.0, 0.97, True), area_code=area, code=code)
    gaps["a1", "c11"] = replace(gap(None, None, 1.0, 0.01), area_code="a1", code="c11")
    rows, columns = needs_matrix.gathered(gaps, ALL, codes)
    assert set(rows) == set(codes[:9])
    assert set(columns) == set(ALL)
    made = needs_matrix.Matrix(rows, columns, gaps, {}, {}, {}, 3, 0, False)
    assert made.drawn.count("shortage") == 9
    table = next(each for each in components(needs_matrix.matrix_card(made, "", "", "2025", EN))
                 if getattr(each, "className", "") == "figure-table")  # fmt: skip
    assert kinds(table).count("Tr") - 1 == len(gaps) - 1, "all but the one that is hidden on both sides"
    assert "What is not listed is below threshold on both sides." in text_of(table)


def a_gap(offered: float | None, ratio: float, interval: tuple[float, float], probability: float) -> Gap:
    return Gap("n1", "childcare", 72.0, offered, Shortage(ratio, Interval(*interval), probability, offered is None),
               probability > 0.9)  # fmt: skip


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (a_gap(18.0, 3.16, (1.94, 5.14), 0.9689), [[18], [3], [1.5, 5.1], [0.96]]),
        (a_gap(None, 2.9, (2.41, 9.0), 0.9999), ["below threshold", "at least 2 to 1", [2, "and over"], [0.99]]),
        (a_gap(61.0, 0.41, (0.22, 0.71), 0.001), [[61], "less than 1 to 1", [0, 0.7], [0.01]]),
    ],
)
def test_a_spreadsheet_reads_of_a_need_what_the_page_says_and_nothing_finer(found: Gap, told: list[object]) -> None:
    made = needs_matrix.Matrix(("childcare",), ("n1",), {("n1", "childcare"): found}, {}, {}, {}, 0, 0, False)
    assert cells_of(needs_matrix.matrix_card(made, "", "", "2025", EN))[-5:] == [[72], *told]


def area(code: str, name: str, first: float | None, standing: str = "ranked") -> Area:
    return Area(code, name, standing, {}, None if first is None else Rank(0.0, 1, 4, first))  # type: ignore[arg-type]


def content(*areas: Area, weights: tuple[int, ...] = tuple(WEIGHTS.values())) -> Priority:
    return Priority(areas, {}, lambda code: f"/needs?places={code}", weights, "/needs", "2025")


def test_priority_areas_are_told_in_tiers_in_the_order_of_their_names() -> None:
    places = content(area("n2", "Villejean", 0.9), area("n1", "Le Blosne", 0.85), area("n3", "Centre", 0.6),
                     area("n4", "Nord", 0.1), area("n5", "Sud", None, "hardly_reached"),
                     area("n6", "Ouest", None, "silent"), area("n7", "Îlot", None, "unlike"))  # fmt: skip
    english = text_of(priority_card.priority_card(places, 4, EN))
    french = re.sub("[\u202f\u00a0]", " ", text_of(priority_card.priority_card(places, 4, FR)))
    assert english.startswith("Act first here: Le Blosne and Villejean")
    assert french.startswith("Agir d’abord ici : Le Blosne et Villejean")
    order = [english.index(text) for text in ("Very likely among the first fifth", "Likely among the first fifth",
                                              "1 other place", "Unknown need", "Silent")]  # fmt: skip
    assert order == sorted(order)
    assert "rank 1 to 4 of 4" in english
    assert "rang 1 à 4 sur 4" in french
    assert "2 places have unknown need, which is not little need." in english
    assert "2 lieux ont un besoin inconnu, ce qui n’est pas un faible besoin." in french
    assert ("Those enrolled live in other kinds of dwellings than most who live there. This is not little "
            "need. Îlot") in english  # fmt: skip
    assert ("Les inscrits vivent dans d’autres types de logements que la plupart des habitants. Ce "
            "n’est pas un faible besoin. Îlot") in french  # fmt: skip
    assert cells_of(priority_card.priority_card(places, 4, EN))[8:12] == ["very likely", [0.85], [1, 4], [0.0]]


def test_the_weights_and_the_signs_behind_a_score_are_said() -> None:
    signs = {"n1": {"unmet": (0.23, 0.18, 0.27), "shortages": (1.24, 0.4, 2.1)}}
    made = replace(content(area("n1", "Le Blosne", 0.85), weights=(0, 0, 0, 100)), signs=signs)
    english = text_of(priority_card.priority_card(made, 4, EN))
    french = re.sub("[\u202f\u00a0]", " ", text_of(priority_card.priority_card(made, 4, FR)))
    assert "weights chosen by the reader: 0% households without an answer, 0% households that got nothing" in english
    assert "100% replies after more than a day" in english
    assert "poids choisis par le lecteur : 0 % foyers sans réponse" in french
    assert "published weights: 30%" in text_of(priority_card.priority_card(content(area("n1", "A", 0.9)), 4, EN))
    assert "poids publiés" in text_of(priority_card.priority_card(content(area("n1", "A", 0.9)), 4, FR))
    assert cells_of(priority_card.priority_card(made, 4, EN)) == [
        "very likely", [0.85], [1, 4], [0.0], "below threshold", [0.23, 0.18, 0.27], [1.2, 0.4, 2.1], "below threshold"
    ]  # fmt: skip


def test_what_is_unknown_has_one_heading_and_each_reason() -> None:
    places = content(area("n5", "Sud", None, "hardly_reached"), area("n6", "Ouest", None, "few_asked"))
    for words, heading, reasons in (
        (EN, "Unknown need", ("Too few households asked to tell.", "Few homes are reached")),
        (FR, "Besoin inconnu", ("Trop peu de foyers ont demandé", "Peu de logements touchés")),
    ):
        made = priority_card.priority_card(places, 0, words)
        headings = [text_of(each) for each in components(made) if type(each).__name__ == "H3"]
        assert headings == [heading]
        assert all(reason in text_of(made) for reason in reasons)


def test_nothing_certain_is_said_plainly() -> None:
    assert "No place stands out as one to act in first" in text_of(
        priority_card.priority_card(content(area("n1", "Nord", 0.1), area("n2", "Sud", 0.2)), 2, EN)
    )
    assert "Besoin inconnu" in text_of(priority_card.priority_card(content(area("n1", "Nord", None, "silent")), 0, FR))


@pytest.mark.parametrize(
    ("drawn", "values", "expected"),
    [
        ((30, 30, 25, 15), [50, 30, 25, 15], (50, 22, 17, 11)),
        ((30, 30, 25, 15), [30, 30, 25, 100], (0, 0, 0, 100)),
        ((0, 0, 0, 100), [0, 0, 0, 40], (20, 20, 20, 40)),
        ((30, 30, 25, 15), [30, 30, 25, 15], None),
        ((30, 30, 25, 15), [30, 30, None, 15], None),
        ((30, 30, 25, 15), [30, 300, 25, 15], None),
        ((30, 30, 25, 15), [30, "x", 25, 15], None),
        ((30, 30, 25, 15), [30], None),
    ],
)
def test_weights_always_add_up_to_a_hundred(drawn: tuple[int, ...], values: list, expected) -> None:
    found = moved(drawn, values)
    assert found is None or (sum(found) == 100 and min(found) >= 0)
    if expected is None:
        assert found is None
    else:
        changed = next(at for at, value in enumerate(values) if value != drawn[at])
        assert found is not None
        assert found[changed] == values[changed]
        assert all(abs(one - other) <= 1 for one, other in zip(found, expected, strict=True))


def test_the_address_holds_the_weights_and_the_published_ones_leave_it() -> None:
    after = needs.weighed([50, 30, 25, 15], [30, 30, 25, 15], "?places=a1")
    assert after is not None
    chosen = Chosen.parse(after)
    assert (chosen.places, chosen.weights[0], sum(chosen.weights)) == (("a1",), 50, 100)
    assert Chosen.parse(chosen.search) == chosen
    assert needs.weighed([30, 30, 25, 15], [40, 26, 21, 13], "") is not None
    for wrong in ("50|50|50", "x|100", "-10|110", "100|", ""):
        assert Chosen.parse(f"?weights={wrong}").weights == ()
    assert needs.weighed([50, 30, 25, 15], "drawn", "") is None
    assert needs.weighed([50, 30, 25, 15], [1, 2, 3, 4], "") is None
