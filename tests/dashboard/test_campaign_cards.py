"""Cards of campaigns: what is missing and where; what could mislead is explained where it occurs alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from dashboard.components.balance_card import balance_card, headline, reading, statement
from dashboard.components.campaign_cards import answered_by_card, funnel_card, offer_times_card, places_card
from dashboard.components.effect_card import chance_words, effect_card
from dashboard.components.visible_card import visible_card
from dashboard.components.where_card import where_card, worst_list
from dashboard.figures.palettes import palette
from dashboard.words import words_in
from queries import (
    Balance,
    CampaignEffect,
    CampaignStep,
    Effect,
    Estimate,
    Funnel,
    Period,
    Place,
    Published,
    Snapshot,
    ToldShare,
    Visible,
)
from queries.campaign_effect import Found
from queries.statistics.balance import missing
from queries.statistics.published_counts import Hidden
from tests.dashboard.pages_view import text_of

EN, FR, LIGHT, YEAR = words_in("en"), words_in("fr"), palette("light"), Period.parse("2025")
LABELS = {"torches": "Torches", "food": "Food", "duvets": "Duvets"}
NAMES = {"a": "Centre", "b": "Est", "c": "Étang", "d": "Ouest"}

With = Callable[..., Snapshot]


def place(code: str) -> Place:
    return Place("neighbourhood", code, NAMES[code], None, None, 4_000, (code,), True)


def asked(item: str, needed: int, offered: Published | None, where: str = "", *, homes: int = 4_000) -> Balance:
    left = missing(needed, [offered]) if offered else None
    return Balance(item, place(where) if where else None, needed, offered, None, left, homes)


def with_zone(item: str, needed: int, where: str) -> Balance:
    return Balance(item, place(where), needed, None, None, None, 4_000, True)


def about(number: float) -> Estimate:
    return Estimate(number, 9.0)


def worst(found: Sequence[Balance], by_place: Sequence[Balance]) -> str:
    return " ".join(text_of(worst_list(found, by_place, LABELS, NAMES, EN)).split())


def unknown(item: str, needed: int, where: str = "") -> Balance:
    return asked(item, needed, None, where)


def where(found: Sequence[Balance], by_place: Sequence[Balance], so_far: str = "") -> str:
    return text_of(where_card(found, by_place, LABELS, NAMES, EN, so_far=so_far))


TORCHES = asked("torches", 100, about(20))


def test_a_place_that_lacks_clearly_more_is_named_alone() -> None:
    parts = [asked("torches", 50, about(35), "a"), asked("torches", 50, about(2), "b")]
    assert worst([TORCHES], parts) == "Torches about 80 of 100 Most in Est"


def test_places_whose_ranges_overlap_are_called_too_close_to_rank() -> None:
    hidden = [asked("torches", 50, Hidden(), code) for code in ("c", "b", "a")]
    assert "In Centre, Est and Étang, too close to rank" in worst([TORCHES], hidden), "equal ones in alphabetical order"
    two = [asked("torches", 50, about(10), "a"), asked("torches", 50, about(12), "b"),
           asked("torches", 50, about(45), "c")]  # fmt: skip
    assert "Most in Centre and Est, too close to rank" in worst([TORCHES], two)


def test_where_no_place_lacks_for_sure_no_place_is_named() -> None:
    unsure = [asked("torches", 10, Hidden(), code) for code in ("a", "b")]
    assert "In which places cannot be told: too few answers in each" in worst([TORCHES], unsure)
    assert "Centre" not in worst([TORCHES], unsure)


def test_what_is_missing_in_a_single_place_is_said_where_there_is_enough_in_all() -> None:
    parts = [asked("torches", 30, about(85), "a"), asked("torches", 30, about(5), "b")]
    enough, perhaps = asked("torches", 60, about(90)), asked("torches", 60, about(60))
    for whole, in_all in ((enough, "enough in all"), (perhaps, "perhaps enough in all")):
        assert headline([whole], LABELS, EN, parts) == "Missing in single places: torches"
        assert worst([whole], parts) == f"Torches {in_all}, but not in each place In Est"
        card = where([whole], parts)
        assert "In Est (about 25 of 30)" in card
        assert "Nothing is missing" not in card
        assert "1 item is missing for sure in single places." in reading([whole], EN, parts)
    covered = [asked("torches", 30, about(85), code) for code in "ab"]
    assert headline([enough], LABELS, EN, covered) == "All that was asked for is covered"
    assert "Nothing is missing in any single neighbourhood." in where([enough], covered)
    first = [asked("food", 60, about(20)), enough]
    assert headline(first, LABELS, EN, parts) == "Most missing: food", "what is missing in all comes first"


def test_nothing_is_called_missing_or_not_where_nothing_is_known() -> None:
    whole, parts = unknown("torches", 60), [unknown("torches", 30, code) for code in "ab"]
    card = where([whole], parts)
    assert "In which places is not known yet: it is told from the end of the month on." in card
    assert "Nothing is missing" not in card
    half = [asked("torches", 30, about(85), "a"), unknown("torches", 30, "b")]
    assert "Nothing is missing for sure in any neighbourhood that is told." in where([whole], half)


def test_a_place_that_hides_as_much_is_counted_beside_the_one_that_is_named() -> None:
    beside = [asked("torches", 30, about(18), "a"), asked("torches", 20, Hidden(), "b")]
    assert "For sure in Centre; perhaps as much or more in Est" in worst([TORCHES], beside)
    more = [*beside, asked("torches", 20, Hidden(), "c"), asked("torches", 1, about(1), "d")]
    assert "Most in Centre; perhaps as much or more in 2 other places" in worst([TORCHES], more)
    larger = [asked("torches", 20, Hidden(), "a"), asked("torches", 30, about(21), "b")]
    assert larger[0].missing.likely > larger[1].missing.likely  # type: ignore[union-attr]
    assert "For sure in Est; perhaps as much or more in Centre" in worst([TORCHES], larger)


@pytest.mark.parametrize("rest", [with_zone("torches", 50, "c"), unknown("torches", 50, "c")])
def test_a_place_that_is_not_told_may_lack_most(rest: Balance) -> None:
    parts = [asked("torches", 50, about(2), "a"), asked("torches", 50, about(35), "b"), rest]
    assert "Of those told, most in Centre" in worst([TORCHES], parts)
    assert "For sure in Centre; 1 place is not told" in worst([TORCHES], [parts[0], rest])
    beside = [asked("torches", 30, about(18), "a"), asked("torches", 20, Hidden(), "d"), rest]
    told = worst([TORCHES], beside)
    assert "For sure in Centre; perhaps as much or more in Ouest; 1 place is not told" in told


def test_where_most_places_tie_none_of_them_is_named() -> None:
    """Two names and five others say nothing: the table has them all."""
    tied = [asked("torches", 50, about(10), code) for code in "abcd"]
    assert "In each of the places that ask for it, too close to rank" in worst([TORCHES], tied)
    assert "Centre" not in worst([TORCHES], tied)
    assert "In Centre (about 40 of 50), Est (about 40 of 50)" in where([TORCHES], tied), "the card has room for them"
    enough = replace(tied[0], place=replace(place("a"), area_code="e", name="Nord"), missing=missing(50, [about(90)]))
    assert "In most of the places that ask for it, too close to rank" in worst([TORCHES], [*tied, enough])
    apart = with_zone("torches", 50, "a")
    rest = replace(apart, place=replace(place("a"), area_code="f", name="Sud"))
    assert "In each of the places told, too close to rank" in worst([TORCHES], [*tied, rest])
    assert "In most of the places told, too close to rank" in worst([TORCHES], [*tied, enough, rest])
    less = [asked("torches", 50, about(45), code) for code in "abcd"]
    others = [replace(each, place=replace(place("a"), area_code=f"x{at}")) for at, each in enumerate(less)]
    assert "Most in Centre, Est and 2 more places" in worst([TORCHES], [*tied, *others]), "half of them are not most"


def test_why_no_place_is_named_is_what_is_so() -> None:
    """Not yet known, told together, hidden, an interval that holds none, and enough everywhere are not the same."""
    later = [unknown("torches", 50, code) for code in "ab"]
    assert "In which places is not known yet" in worst([TORCHES], later)
    assert "In which places is not known yet" in worst([TORCHES], [later[0], with_zone("torches", 50, "b")])
    small = [with_zone("torches", 50, code) for code in "ab"]
    assert "their answers are counted together" in worst([TORCHES], small)
    outside = [replace(each, in_whole=False) for each in small]
    assert "too few are enrolled in each" in worst([TORCHES], outside)
    assert "counted together" not in where([TORCHES], outside)
    assert "with the whole zone" not in where([TORCHES], outside)
    shown = [asked("torches", 50, about(number), code) for code, number in (("a", 48), ("b", 49))]
    assert "For sure in no place" in worst([TORCHES], shown)
    assert "For sure in none of the places told" in worst([TORCHES], [*shown, small[0]])
    assert "too few answers" not in worst([TORCHES], shown)
    enough = [asked("torches", 20, about(60), code) for code in "ab"]
    assert "Each place that asks for it has enough" in worst([TORCHES], enough)
    assert "Each place that is told has enough" in worst([TORCHES], [*enough, small[0]])
    assert "Perhaps in Est" in worst([TORCHES], [enough[0], asked("torches", 10, Hidden(), "b")])


def test_what_is_the_same_of_all_items_is_said_once() -> None:
    found = [TORCHES, asked("food", 90, about(20))]
    unsure = [asked(item, 10, Hidden(), code) for item in ("torches", "food") for code in ("a", "b")]
    for told in (worst(found, unsure), where(found, unsure)):
        assert told.count("In which places cannot be told") == 1


def test_places_that_are_told_with_the_zone_are_named_as_such_and_show_no_number() -> None:
    parts = [asked("torches", 50, about(2), "a"), with_zone("torches", 50, "b")]
    told = worst([TORCHES], parts)
    assert "For sure in Centre; 1 place is not told" in told
    assert "In 1 of the 2 places too few are enrolled to tell its answers by item." in told
    card = where([TORCHES], parts)
    assert "Too few are enrolled to tell the answers by item of this place: Est. They are told with the" in card
    assert "at least 11 households stand behind it" in card, "one explanation of both limits"
    assert "about 19 households have to say yes" in card
    outside = [parts[0], replace(parts[1], in_whole=False)]
    assert "In 1 of the 2 places too few are enrolled: its answers by item are left out." in worst([TORCHES], outside)
    assert "They are in no number here." in where([TORCHES], outside)


def test_three_items_stand_at_the_top_and_those_that_may_be_covered_come_last() -> None:
    found = [asked("food", 20, Hidden()), TORCHES, asked("duvets", 40, about(10))]
    assert worst(found, []) == "Torches about 80 of 100 Duvets about 30 of 40 Food perhaps, up to 20 of 20"


def test_what_is_covered_for_sure_is_not_called_a_perhaps() -> None:
    covered, perhaps = asked("food", 10, about(60)), asked("duvets", 20, Hidden())
    assert reading([TORCHES, covered, perhaps], EN) == "1 item of 3 is covered. 1 item of 3 may be covered."
    assert reading([TORCHES, covered], EN) == "1 item of 2 is covered."
    assert "may be covered" not in text_of(balance_card([TORCHES, covered], LABELS, YEAR, EN, LIGHT))
    assert headline([covered], LABELS, EN) == "All that was asked for is covered"
    assert headline([perhaps], LABELS, EN) == "Nothing that was asked for is missing for sure"
    assert worst([covered], []) == ""
    assert statement([TORCHES], LABELS, EN) == "Most missing: torches (about 80 of 100)"


def test_not_all_is_called_covered_where_an_item_is_not_known() -> None:
    covered, later = asked("food", 10, about(60)), unknown("torches", 100)
    assert headline([covered, later], LABELS, EN) == "What is known is covered; 1 item is not known"
    perhaps = asked("duvets", 20, Hidden())
    assert headline([perhaps, later], LABELS, EN) == "Nothing is missing for sure of what is known"
    part = replace(covered, left_out=1)
    assert headline([part], LABELS, EN) == "All that was asked for is covered in the places told"
    assert "1 place is left out, where too few are enrolled to tell answers by item." in reading([part], EN)


def test_what_is_covered_in_all_may_still_be_missing_in_a_place() -> None:
    enough = asked("torches", 60, about(90))
    covered = [asked("torches", 30, about(85), code) for code in "ab"]
    said = "Covered is said of all places together: one of them may still lack it."
    for other in (asked("torches", 30, Hidden(), "b"), with_zone("torches", 30, "b"), unknown("torches", 30, "b")):
        assert reading([enough], EN, [covered[0], other]).count(said) == 1
    assert said not in reading([enough], EN, covered)
    assert said not in reading([TORCHES], EN, [covered[0], asked("torches", 30, Hidden(), "b")]), "it is not covered"


def test_labels_that_hold_an_and_are_kept_apart_and_have_the_apostrophe_of_all_words() -> None:
    labels = {"clearing": "Déblaiement et nettoyage", "childcare": "Garde d'enfants", "torches": "Torches"}
    found = [asked(item, 100, about(20)) for item in labels]
    said = "Manquent le plus\u202f: déblaiement et nettoyage\u202f; garde d’enfants\u202f; torches"
    assert headline(found, labels, FR) == said
    assert "'" not in text_of(balance_card(found, labels, YEAR, FR, LIGHT))


def test_items_are_called_the_most_missing_only_where_no_other_may_lack_as_much() -> None:
    named = [asked(item, 100, about(number)) for item, number in (("torches", 20), ("food", 30), ("duvets", 40))]
    close, less, hidden = (asked("prams", needed, about(offered)) for needed, offered in ((100, 45), (50, 45), (9, 0)))
    assert headline([*named, less], LABELS, EN) == "Most missing: torches; food; duvets"
    assert headline([*named, close], LABELS, EN) == "Among the most missing: torches; food; duvets"
    assert headline([*named, hidden], LABELS, EN) == "Most missing: torches; food; duvets"
    assert headline([*named, unknown("prams", 90)], LABELS, EN).startswith("Among the most missing")
    alone = [asked("torches", 30, about(18)), asked("prams", 20, Hidden())]
    assert headline(alone, LABELS, EN) == "Among the most missing: torches"


def test_missing_for_sure_is_what_the_interval_that_is_told_says() -> None:
    """An interval that reads 0 to 9 is not called missing for sure."""
    edge = asked("torches", 10, Estimate(5.0, (4.7 / 1.96) ** 2))
    assert edge.missing is not None
    assert 0 < edge.missing.least < 0.5
    assert headline([edge], LABELS, EN) == "Nothing that was asked for is missing for sure"
    card = text_of(balance_card([edge], LABELS, YEAR, EN, LIGHT))
    assert "0 to 10" in card
    assert "the whole 95% interval is above none" in card


def test_few_of_very_many_homes_are_not_none() -> None:
    few = asked("torches", 100, about(20), homes=400_000)
    assert "under 0.1" in text_of(balance_card([few], LABELS, YEAR, EN, LIGHT))
    assert "moins de 0,1" in text_of(balance_card([few], LABELS, YEAR, FR, LIGHT))


def test_parts_that_do_not_add_up_are_explained_where_they_do_not() -> None:
    whole = [asked("torches", 100, about(25))]
    odd, even = ([asked("torches", 50, about(number), code) for code, number in zip("ab", pair, strict=True)]
                 for pair in ((10, 10), (15, 10)))  # fmt: skip
    assert "The places do not add up exactly to the whole" in where(whole, odd)
    assert "add up" not in where(whole, even)
    assert "add up" not in where(whole, odd, "so far"), "counted until other days"


def steps(**numbers: float) -> tuple[CampaignStep, ...]:
    codes = ("contacted", "opened", "answered", "offered", "matched", "completed")
    return tuple(CampaignStep(code, about(numbers[code]) if code in numbers else None, None, "", True)
                 for code in codes)  # fmt: skip


def test_a_later_step_that_is_larger_is_explained_and_only_then() -> None:
    usual, odd = (Funnel(None, 900, steps(contacted=200, matched=24, completed=last)) for last in (20, 31))
    told = text_of(funnel_card(odd, "Flood", YEAR, EN, LIGHT))
    assert "“Gave or received” is larger than “Found a match”, which comes before it" in told
    assert "is larger than" not in text_of(funnel_card(usual, "Flood", YEAR, EN, LIGHT))
    places = [replace(each, place=place(code)) for code, each in (("a", usual), ("c", odd))]
    assert "larger than an earlier one here: Étang." in text_of(places_card(places, NAMES, "Flood", EN))
    assert "larger" not in text_of(places_card(places[:1], NAMES, "Flood", EN))


def reached(**shares: tuple[float, float, float]) -> Funnel:
    """Steps with the share (and its interval) of the one before."""
    found = [replace(step, share=ToldShare(*shares[step.code]), of="before") if step.code in shares else step
             for step in steps(contacted=1800, opened=1200, answered=400, matched=50)]  # fmt: skip
    return Funnel(None, None, tuple(found))


def test_where_the_smallest_share_goes_on_is_said_only_where_its_interval_is_below_all_others() -> None:
    clear = reached(opened=(0.67, 0.64, 0.7), answered=(0.33, 0.3, 0.36), matched=(0.18, 0.1, 0.26))
    told = text_of(funnel_card(clear, "Flood", YEAR, EN, LIGHT))
    assert "to “found a match”: 18% of the households at the step shown before it do (10% to 26%)." in told
    unclear = reached(opened=(0.67, 0.64, 0.7), answered=(0.33, 0.26, 0.4), matched=(0.18, 0.1, 0.26))
    assert "smallest share" not in text_of(funnel_card(unclear, "Flood", YEAR, EN, LIGHT))


def test_places_too_small_to_tell_answers_by_item_still_tell_the_steps_and_that_is_said() -> None:
    places = [Funnel(place(code), 900, steps(contacted=200, answered=90)) for code in "ac"]
    said = "The steps are counted in every place, also where too few are enrolled to tell answers by item."
    assert said in text_of(places_card(places, NAMES, "Flood", EN, by_item=False))
    assert said not in text_of(places_card(places, NAMES, "Flood", EN))


def test_a_card_whose_every_number_is_hidden_says_why_it_is_empty() -> None:
    hidden = {code: Hidden() for code in ("new", "returned")}
    why = "Below threshold: fewer than 11 households, or too few to be shown safely."
    for card in (answered_by_card, offer_times_card):
        assert why in text_of(card(hidden, {}, YEAR, EN, LIGHT))
        assert why not in text_of(card({**hidden, "new": about(20)}, {}, YEAR, EN, LIGHT))


@pytest.mark.parametrize(("whole", "is_said"), [(60.0, False), (55.0, True), (70.0, True)])
def test_who_answered_is_set_against_the_step_where_they_differ(whole: float, is_said: bool) -> None:
    counts = {"new": about(20), "returned": about(40)}
    labels = {"new": "New", "returned": "Back"}
    told = text_of(answered_by_card(counts, labels, YEAR, EN, LIGHT, about(whole)))
    assert (f"Together these are 60, and {whole:.0f} in the steps above" in told) is is_said
    partly = {**counts, "new": Hidden()}
    assert "Together" not in text_of(answered_by_card(partly, labels, YEAR, EN, LIGHT, about(whole)))


def effect_of(p: float) -> Effect:
    return Effect(0.2, 0.1, 0.3, p, p, 0.15, 3, 8, 3)


def test_an_effect_says_why_places_are_left_out_and_tells_chance_in_cases() -> None:
    month = (Period.parse("2025-01"),) * 3
    found = {measure: Found(effect_of(p), None, None, None, (0.1, 0.3), None)
             for measure, p in (("exchanges", 0.031), ("active_households", 0.62))}  # fmt: skip
    told = CampaignEffect(
        ("a", "b"), {"c": "hidden", "d": "unlike"}, 8, None, month, month, (), found, None, 0.15, False
    )
    card = text_of(effect_card(told, NAMES, EN, LIGHT))
    assert "2 of its 4 neighbourhoods here beside 8 similar ones." in card
    assert "because a month is below threshold there: Étang." in card
    assert "because no neighbourhood without the campaign is like them: Ouest." in card
    assert "1 case of 30" in card
    assert "6 cases of 10" in card
    assert "p = 0.031 by t" in card, "the exact figure is in the definition"
    ahead = text_of(visible_card(Visible(0.14, 2, 8, None, told.left_out), EN))
    assert "2 of its 4 neighbourhoods here beside 8 similar ones." in ahead
    assert "below threshold there: 1 place." in ahead


@pytest.mark.parametrize(
    ("share", "en", "fr"),
    [
        (0.031, "1 case of 30", "1 cas sur 30"),
        (0.62, "6 cases of 10", "6 cas sur 10"),
        (0.00105, "1 case of 1,000", "1 cas sur 1\u202f000"),
        (0.0002, "fewer than 1 case of 1,000", "moins d’un cas sur 1\u202f000"),
        (0.9, "9 cases of 10", "9 cas sur 10"),
        (1.0, "nearly every case", "presque tous les cas"),
    ],
)
def test_a_probability_reads_as_cases(share: float, en: str, fr: str) -> None:
    assert chance_words(share, EN) == en
    assert chance_words(share, FR) == fr


def test_a_clear_and_an_unclear_difference_never_read_alike() -> None:
    """Both of 0.047 and 0.053 are about one case of twenty."""
    month = (Period.parse("2025-01"),) * 3
    said = []
    for p in (0.047, 0.053):
        found = {measure: Found(effect_of(p), None, None, None, (0.1, 0.3), None)
                 for measure in ("exchanges", "active_households")}  # fmt: skip
        told = CampaignEffect(("a", "b"), {}, 8, None, month, month, (), found, None, 0.15, False)
        assert bool(told.clear) is (p < 0.05)
        said.append(text_of(effect_card(told, NAMES, EN, LIGHT)))
    assert "1 case of 20, called clear" in said[0]
    assert "could be chance" not in said[0]
    assert "1 case of 20, could be chance" in said[1]
    assert "called clear" not in said[1].split("of two measures")[0]
