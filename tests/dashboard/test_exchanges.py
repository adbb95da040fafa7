"""The page of exchanges: from given rows to the sentence on the screen, in both languages, and from a real snapshot."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

import queries
from dashboard.components.compared import Compared
from dashboard.components.directions_card import directions_card
from dashboard.components.mix_card import Mix, mix_card
from dashboard.components.mixes_card import gradient, mixes_card
from dashboard.components.outcomes_card import outcomes_card
from dashboard.components.replies_card import replies_card
from dashboard.components.sharers_card import sharers_card
from dashboard.components.tops_card import leading_words, tops_card
from dashboard.figures.palettes import palette
from dashboard.pages.exchanges_cards import variety
from dashboard.words import words_in
from queries import Answer, Change, Character, NeighbourhoodMix, Period, Ranked, Replies, Row, Sharers, Top
from queries.statistics.derived import Estimate
from queries.statistics.diversity import Breadth
from queries.statistics.intervals import Interval
from queries.statistics.order import overlap, rank_bands
from queries.statistics.reply_times import ReplyTime
from tests.dashboard.pages_view import cells_of, text_of

ALL = ("a1", "a2", "a3", "a4", "a5", "b1", "b2", "b3", "b4")
EN, FR = words_in("en"), words_in("fr")
LIGHT, YEAR = palette("light"), Period.parse("2025")
TYPES = queries.DIMENSIONS["exchange_type"].values


def row(value: str, answer: float | None, sd: float = 0.005, *, base: float | None = 900.0, **more: Any) -> Row:
    shown, why = ("no", "threshold") if answer is None else ("yes", "")
    noise = None if answer is None else sd
    return Row("n1", "Villejean", "2025", "", value, answer, noise, shown, why, base, **more)


def labels(dimension: str, language: str) -> dict[str, str]:
    return {value.code: value.label[language] for value in queries.DIMENSIONS[dimension].values}


def said(made: Any) -> str:
    """The words of a card, spaces made plain."""
    return plain(text_of(made))


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


def a_mix(language: str, **more: Any) -> Mix:
    told = (0.42, 0.25, 0.2, 0.08, None, 0.03, None, None, None)
    rows = tuple(row(value.code, share) for value, share in zip(TYPES, told, strict=True))
    given = Answer("mix_share", "exchange_type", "s", rows)
    return Mix(given, YEAR, labels("exchange_type", language), queries.study_mix(), False, False, **more)


def test_the_mix_says_what_leads_what_changed_and_what_to_keep_in_mind() -> None:
    changes = {"local_news": Change(0.03, 0.005), "odd_jobs": Change(-0.01, 0.02)}
    english = said(mix_card(a_mix("en", clip=12), EN, LIGHT, compared=Compared(changes, "a year earlier")))
    assert "Item sharing leads with about 42%; the 2020 study found 36% or 27%" in english
    assert "On a year earlier, beyond the noise: Local news +3 points." in english
    assert "the other 0.6% is not allocated" in english
    assert "here 12 at most of a household and type. In a simulated city" in english
    assert "How far it moves them here is not known." in english
    assert "Not allocated in the study – 0.6%" in " ".join(english.split())
    french = said(mix_card(a_mix("fr", clip=12), FR, LIGHT, compared=Compared(changes, "un an")))
    assert "Partage d’objets en tête avec environ 42 % ; 36 % ou 27 % dans l’étude de 2020" in french
    assert "Sur un an, au-delà du bruit : Actualités locales +3 points." in french
    assert "les 0,6 % restants ne sont pas attribués" in french
    assert "ici, 12 au plus par foyer et par type. Dans une ville simulée" in french
    assert "De combien cela les déplace ici n’est pas connu." in french


def test_without_a_clear_change_the_mix_says_so() -> None:
    still = Compared({"odd_jobs": Change(-0.01, 0.02)}, "a year earlier")
    assert "No share changed clearly on a year earlier." in said(mix_card(a_mix("en"), EN, LIGHT, compared=still))
    beside = Compared(still.changes, "Le Blosne", is_elsewhere=True)
    assert "No share differs clearly from Le Blosne." in said(mix_card(a_mix("en"), EN, LIGHT, compared=beside))
    assert "Aucune part ne présente d’écart net avec Le Blosne." in said(
        mix_card(a_mix("fr"), FR, LIGHT, compared=beside)
    )


def test_what_counting_few_posts_does_is_no_difference_from_the_study() -> None:
    near = replace(led_by_news(0.34), clip=12)
    assert "Local news leads with about 34%, as in the study" in said(mix_card(near, EN, LIGHT))
    every_post = replace(near, clip=0)
    assert "Local news leads with about 34%, 2 points below the study" in said(mix_card(every_post, EN, LIGHT))


def led_by_news(share: float, **more: Any) -> Mix:
    """A mix that a type leads of which the study has one share: 36%."""
    rows = (row("local_news", share, **more), row("item_sharing", 0.2))
    mix = replace(a_mix("en"), answer=Answer("mix_share", "exchange_type", "s", rows), study={"local_news": 0.36})
    return replace(mix, labels={**mix.labels, "local_news": "Local news"})


def test_a_mix_around_a_hidden_place_goes_under_its_name() -> None:
    assert "Groupe A, around it: Item sharing leads" in said(mix_card(a_mix("en", around="Groupe A"), EN, LIGHT))
    assert "Groupe A, autour : Partage d’objets en tête" in said(mix_card(a_mix("fr", around="Groupe A"), FR, LIGHT))


def test_an_interval_that_holds_the_study_is_as_in_the_study() -> None:
    text = said(mix_card(led_by_news(0.42, bounds=(0.34, 0.5)), EN, LIGHT))
    assert "Local news leads with about 42%, as in the study" in text
    assert "steadied by the mix of its city" in text


def test_what_the_source_leaves_open_is_never_the_furthest_from_the_study() -> None:
    told = {"item_sharing": 0.37, "service_sharing": 0.05, "local_news": 0.27}
    rows = tuple(row(value.code, told.get(value.code)) for value in TYPES)
    mix = replace(a_mix("en"), answer=Answer("mix_share", "exchange_type", "s", rows))
    assert "Furthest from the study: Local news, 10 points above." in said(mix_card(mix, EN, LIGHT))
    french = replace(mix, labels=labels("exchange_type", "fr"))
    assert "Le plus loin de l’étude : Actualités locales, 10 points au-dessus." in said(mix_card(french, FR, LIGHT))


COUNTS = {"kitchen": 90.0, "sports": 88.0, "games_toys": 40.0}


def a_top(kind: queries.Kind = "object") -> Top:
    known = {code: Estimate(count, 9.0) for code, count in COUNTS.items()}
    bands, study = rank_bands(known), ["diy_construction", "kitchen", "sports"]
    ranked = tuple(
        Ranked(row(code, count, 3.0), *bands[code], study.index(code) + 1 if code in study else None)
        for code, count in COUNTS.items()
    )
    return Top(kind, ranked, (row("torches", None),), 2, overlap(known, study, 10))


def test_top_lists_say_who_is_first_what_is_tied_and_how_the_order_agrees() -> None:
    names = {"kitchen": "Kitchen", "sports": "Sports", "games_toys": "Games", "torches": "Torches"}
    english = said(tops_card(a_top(), names, YEAR, EN, LIGHT))
    assert "Objects: Kitchen and Sports come first, too close to tell apart" in english
    assert "2 of the 3 shown are in the study's list; the order is another one." in english
    assert "2 ranks could be other ones within the noise" in english
    assert "1 category is not shown." in english
    assert "1 to 2" in english
    french = said(tops_card(a_top("service"), names, YEAR, FR, LIGHT))
    assert "Services : Kitchen et Sports en premier, trop proches pour être départagés" in french
    assert "2 sur 3 affichés figurent dans la liste de l’étude ; l’ordre est différent." in french
    clear = replace(a_top(), ranked=tuple(replace(each, first=at, last=at)
                                          for at, each in enumerate(a_top().ranked, start=1)))  # fmt: skip
    assert "Objects: Kitchen comes first, with about 90 households" in said(tops_card(clear, names, YEAR, EN, LIGHT))


def test_the_lead_names_those_that_may_come_first_and_nobody_where_they_are_many() -> None:
    names = {"kitchen": "Kitchen", "sports": "Sports", "games_toys": "Games"}
    assert leading_words(a_top(), names, EN) == "Kitchen and Sports lead among objects."
    assert leading_words(a_top("service"), names, FR) == "Kitchen et Sports en tête des services."
    one = replace(a_top(), ranked=(replace(a_top().ranked[0], last=1), *a_top().ranked[2:]))
    assert leading_words(one, names, EN) == "Kitchen leads among objects."
    assert leading_words(one, names, FR) == "Kitchen en tête des objets."
    many = replace(a_top(), ranked=tuple(replace(each, first=1) for each in a_top().ranked))
    assert leading_words(many, names, EN) == leading_words(replace(a_top(), ranked=()), names, EN) == ""


def test_a_list_says_what_its_sums_leave_out() -> None:
    first, *others = a_top().ranked
    some = replace(a_top(), ranked=(replace(first, row=replace(first.row, shown="partial")), *others))
    assert "“At least” leaves out the places that are below" in said(tops_card(some, {}, YEAR, EN, LIGHT))
    assert "« Au moins » laisse de côté les quartiers sous le seuil" in said(tops_card(some, {}, YEAR, FR, LIGHT))
    assert "At least" not in said(tops_card(a_top(), {}, YEAR, EN, LIGHT))


def test_a_top_list_gives_spreadsheets_its_numbers_and_a_sum_of_some_places_in_words() -> None:
    first, *others = a_top().ranked
    some = replace(a_top(), ranked=(replace(first, row=replace(first.row, shown="partial")), *others))
    cells = cells_of(tops_card(some, {}, YEAR, EN, LIGHT))
    assert cells[:10] == ["at least 90", [84, 96], [1], [1, 2], [2], [88], [82, 94], [2], [1, 2], [3]]
    assert cells[-5:] == ["below threshold", ["", ""], "–", "–", "–"]
    assert "not in the list" in cells


@pytest.mark.parametrize(("value", "words"), [(0.9, "closely"), (0.75, "loosely"), (0.5, "another one")])
def test_the_order_agrees_by_its_overlap(value: float, words: str) -> None:
    top = a_top()
    assert top.overlap is not None
    other = replace(top, overlap=replace(top.overlap, value=value))
    assert words in said(tops_card(other, {}, YEAR, EN, LIGHT))


def steps() -> dict[str, Row]:
    told = {"answered": 0.71, "completed": 0.52, "taken_up": 0.64, "given": 0.4}
    return {code: row(code, share, 0.02, bounds=(share - 0.1, share + 0.1)) for code, share in told.items()}


def test_what_came_of_posts_is_said_of_those_that_asked_and_those_that_offered() -> None:
    changes = {"answered": Change(0.05, 0.01), "given": Change(0.02, 0.04)}
    english = said(outcomes_card(steps(), YEAR, EN, LIGHT, compared=Compared(changes, "a year earlier")))
    assert "Of the households that asked, about 71% got a reply and about 52% what they asked for" in english
    assert "Of those that offered, about 64% had a reply and about 40% gave or did it." in english
    assert "On a year earlier, beyond the noise: Asked, got a reply +5 points." in english
    assert "61% to 81%" in english
    assert "Offered, gave or did it 40% 30% to 50% about 900 households not clear" in english
    french = said(outcomes_card(steps(), YEAR, FR, LIGHT, compared=Compared(changes, "un an"), around="Groupe A"))
    assert "Groupe A, autour : Parmi les foyers qui ont demandé, environ 71 % ont eu une réponse" in french
    assert "Groupe A, autour : Suites sous 28 jours, part des foyers qui ont demandé ou proposé" in french
    assert "Sur un an, au-delà du bruit : Ont demandé, ont eu une réponse +5 points." in french


def test_a_hidden_step_is_not_said() -> None:
    hidden = {"answered": row("answered", None), "completed": row("completed", None)}
    text = said(outcomes_card(hidden, YEAR, EN, LIGHT))
    assert "What came of requests is not shown here" in text
    assert "below threshold" in text


def directions(offers: float | None, requests: float | None, language: str) -> str:
    rows = (row("offer", offers, 4), row("request", requests, 4), row("information", 80.0, 4))
    given, w = Answer("active_households", "direction", "s", rows), words_in(language)
    return said(directions_card(given, labels("direction", language), YEAR, w, LIGHT))


@pytest.mark.parametrize(
    ("offers", "requests", "english", "french"),
    [(210.0, 240.0, "Fewer households offer than ask: about 210 against 240",
      "Moins de foyers proposent que demandent : environ 210 contre 240"),
     (270.0, 240.0, "More households offer than ask: about 270 against 240",
      "Plus de foyers proposent que demandent : environ 270 contre 240"),
     (235.0, 240.0, "About as many households offer as ask: 235 and 240",
      "À peu près autant de foyers proposent que demandent : 235 et 240"),
     (None, 240.0, "How many households offer and how many ask is not shown here",
      "Combien de foyers proposent et combien demandent n’est pas affiché ici")],
)  # fmt: skip
def test_offers_and_requests_are_compared_within_the_noise(
    offers: float | None, requests: float, english: str, french: str
) -> None:
    told, dit = directions(offers, requests, "en"), directions(offers, requests, "fr")
    assert english in told
    assert french in dit
    assert "Requests 240 232 to 248 Information 80 72 to 88" in told
    assert "About 80 households post information." in told
    assert "Environ 80 foyers publient de l’information." in dit


def test_sums_of_different_places_are_not_compared() -> None:
    rows = (replace(row("offer", 210.0, 4), shown="partial"), row("request", 240.0, 4))
    given = Answer("active_households", "direction", "s", rows)
    english, french = (said(directions_card(given, labels("direction", w.language), YEAR, w, LIGHT)) for w in (EN, FR))
    assert "Whether more households offer or ask cannot be told: some places are below threshold" in english
    assert "Offers at least 210" in english
    assert "Impossible de dire si plus de foyers proposent ou demandent" in french


def test_the_wait_is_told_as_its_middle_band_and_its_part_within_a_day() -> None:
    rows = (row("day", 46.0, 4), row("later", 30.0, 4), row("none", 24.0, 4))
    found = Replies(
        Answer("first_reply", "reply_speed", "s", rows), ReplyTime(24, 672, None), 0.46, (0.4, 0.52), ("Le Blosne",)
    )
    english = said(replies_card(found, labels("reply_speed", "en"), YEAR, EN, LIGHT))
    assert "Fewer than half of the waits for a first reply end within 1 day" in english
    assert "About 46% of the waits end within a day (95% interval: 40% to 52%)." in english
    assert "Without Le Blosne, where a band is below threshold." in english
    french = said(replies_card(found, labels("reply_speed", "fr"), YEAR, FR, LIGHT))
    assert "Moins de la moitié des attentes d’une première réponse durent 1 jour au plus" in french
    assert "Environ 46 % des attentes finissent en moins d’un jour (intervalle à 95 % : 40 % à 52 %)." in french
    for low, high, words, mots in (
        (672, math.inf, "Half of the waits for a first reply last more than 28 days, or end without one",
         "La moitié des attentes d’une première réponse durent plus de 28 jours, ou restent sans réponse"),
        (0, 6, "Half of the waits for a first reply end within 6 hours",
         "La moitié des attentes d’une première réponse finissent en moins de 6 heures"),
        (0, math.inf, "How long neighbours wait for a reply cannot be told here",
         "Le délai de réponse ne peut être dit"),
    ):  # fmt: skip
        other = replace(found, median=ReplyTime(low, high, None))
        assert words in said(replies_card(other, {}, YEAR, EN, LIGHT))
        assert mots in said(replies_card(other, {}, YEAR, FR, LIGHT))
    unknown = replace(found, median=None)
    assert "How long neighbours wait for a reply is not shown here" in said(replies_card(unknown, {}, YEAR, EN, LIGHT))
    assert "Le délai de réponse n’est pas affiché ici" in said(replies_card(unknown, {}, YEAR, FR, LIGHT))


def some_sharers(*shares: float) -> Sharers:
    rows = [
        row(value, share, bounds=(share - 0.04, share + 0.04))
        for value, share in zip(("house_rural", "apartment_rural", "house_large_city"), shares, strict=False)
    ]
    rows.append(row("merged", 0.9, bounds=(0.8, 1.0)))
    return Sharers(Answer("active_share", "dwelling_type", "s", tuple(rows)), ("other", "unknown"))  # fmt: skip


def who(*shares: float) -> tuple[str, str]:
    english, french = (said(sharers_card(some_sharers(*shares), labels("dwelling_type", w.language), YEAR, w, LIGHT))
                       for w in (EN, FR))  # fmt: skip
    return english, french


def test_who_takes_part_names_the_highest_only_beyond_chance_and_what_is_merged() -> None:
    english, french = who(0.52, 0.4)
    assert "House, rural takes part most: about 52% of those enrolled" in english
    assert "Lowest: Apartment, rural, about 40%." in english
    assert "Others, together: Other dwelling; Unknown." in english
    assert "Maison, rural : la plus forte participation, environ 52 % des inscrits" in french
    assert "La plus faible : Appartement, rural, environ 40 %." in french


def test_among_kinds_that_cannot_be_told_apart_none_takes_part_most() -> None:
    english, french = who(0.52, 0.5)
    assert "No kind clearly takes part more than the others" in english
    assert "From about 50% to about 52% of those enrolled, of the kinds that are told by name." in english
    assert "Aucune catégorie ne participe nettement plus que les autres" in french
    assert "Entre environ 50 % et environ 52 % des inscrits, parmi les catégories nommées." in french


def test_the_first_of_three_is_not_named_alone_where_the_second_ties_with_it() -> None:
    english, french = who(0.52, 0.51, 0.3)
    assert "Taking part most, too close to tell apart: House, rural and Apartment, rural" in english
    assert "takes part most" not in english
    assert "Lowest: House, large city, about 30%." in english
    assert "Participation la plus forte, sans pouvoir les départager : Maison, rural et Appartement, rural" in french
    last_tie, _ = who(0.52, 0.31, 0.3)
    assert "House, rural takes part most: about 52% of those enrolled" in last_tie
    assert "Lowest" not in last_tie


def three_mixes() -> list[NeighbourhoodMix]:
    shown = tuple(row(value.code, 0.1) for value in TYPES)
    hidden = tuple(row(value.code, None) for value in TYPES)
    return [
        NeighbourhoodMix("n1", "Villejean", shown, 0.01, None),
        NeighbourhoodMix("n2", "Le Blosne", shown, 0.05, ("odd_jobs", 0.05)),
        NeighbourhoodMix("n3", "Les Halles", hidden, None, None),
    ]


def test_the_mixes_name_those_that_differ_and_those_below_threshold() -> None:
    given = (three_mixes(), labels("exchange_type", "en"), queries.study_mix(), 12, "", YEAR, lambda code: f"?{code}")
    english = said(mixes_card(*given, EN, LIGHT))
    assert "1 of 2 neighbourhoods differs clearly from all of them together" in english
    assert "Odd jobs +5 points" in english
    assert "Item sharing 10% (9% to 11%)" in english
    assert "Below threshold: Les Halles. That is not the same as nothing to share." in english
    french = said(mixes_card(three_mixes(), labels("exchange_type", "fr"), *given[2:], FR, LIGHT))
    assert "1 quartier sur 2 s’écarte nettement de leur ensemble" in french
    assert "Sous le seuil : Les Halles." in french


def test_the_place_compared_with_is_not_counted_among_those_that_may_differ_from_it() -> None:
    given = (queries.study_mix(), 12, "Villejean", YEAR, lambda code: f"?{code}")
    english, french = (said(mixes_card(three_mixes(), labels("exchange_type", w.language), *given, w, LIGHT))
                       for w in (EN, FR))  # fmt: skip
    assert "1 of 1 neighbourhoods differs clearly from Villejean" in english
    assert "1 quartier sur 1 s’écarte nettement de : Villejean" in french


def test_a_strip_ends_where_its_shares_end() -> None:
    strip = gradient([row("item_sharing", 0.5), row("odd_jobs", None), row("local_news", 0.25)], LIGHT)
    ends = [f"{LIGHT.types[code]} {start}% calc({end}% - 1px), {LIGHT.card} calc({end}% - 1px) {end}%"
            for code, start, end in (("item_sharing", 0, 50), ("local_news", 50, 75))]  # fmt: skip
    assert strip == f"linear-gradient(90deg, {', '.join(ends)}, {LIGHT.hidden} 75%)"


@pytest.mark.parametrize(
    ("low", "high", "english", "french"),
    [(4.8, 5.2, "as varied as in the study", "aussi variés que dans l’étude"),
     (5.1, 5.5, "as varied as in the study", "aussi variés que dans l’étude"),
     (5.4, 5.8, "more varied than in the study", "plus variés que dans l’étude"),
     (4.0, 4.4, "less varied than in the study", "moins variés que dans l’étude")],
)  # fmt: skip
def test_breadth_is_compared_with_the_studys_by_its_interval(
    low: float, high: float, english: str, french: str
) -> None:
    found = Character(Breadth((low + high) / 2, Interval(low, high)), None)
    assert (variety(found, YEAR, EN), variety(found, YEAR, FR)) == (english, french)
