"""Demand against supply in words: what is asked for so many times as often as offered, where, and how surely.

Pure: numbers and labels in, sentences out; it must not decide what is a shortage.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.words import Words, capital, msgid

#: What the study's categories and themes are called inside a sentence, with their English label, and whether this is
#: plural (2). Another catalogue's own labels stand in quotation marks. French: with the article after « demander ».
NAMED: dict[str, tuple[str, str, int]] = {
    "diy_construction": ("DIY and construction", msgid("DIY and building material"), 1),
    "furniture_decoration": ("Furniture and decorative items", msgid("furniture"), 1),
    "kitchen": ("Kitchen tools and utensils", msgid("kitchen utensils"), 2),
    "sports": ("Sports items", msgid("sports items"), 2),
    "sports_service": ("Sport", msgid("help with sport"), 1),
    "household_appliances": ("Household appliances", msgid("household appliances"), 2),
    "gardening_tools": ("Gardening tools", msgid("gardening tools"), 2),
    "gardening_service": ("Gardening", msgid("help with gardening"), 1),
    "children_goods": ("Children's goods", msgid("children’s goods"), 2),
    "cultural_items": ("Cultural items (books, music, films)", msgid("books, music and films"), 2),
    "computer_hightech": ("Computer-related and high-tech items", msgid("computers and high-tech items"), 2),
    "games_toys": ("Games and toys", msgid("games and toys"), 2),
    "at_home_help": ("At-home help", msgid("at-home help"), 1),
    "private_lessons": ("Private lessons", msgid("private lessons"), 2),
    "diy_service": ("DIY", msgid("help with DIY"), 1),
    "entertainment_events": ("Entertainment, events and party services", msgid("help with parties and events"), 1),
    "repairs": ("Repairs", msgid("repairs"), 2),
    "cleaning_ironing": ("Cleaning, ironing and dry-cleaning", msgid("cleaning and ironing"), 1),
    "deliveries_shopping": ("Deliveries and shopping", msgid("deliveries and shopping"), 2),
    "childcare": ("Childcare (babysitting)", msgid("childcare"), 1),
    "food": ("Food", msgid("food"), 1),
    "diy_garden": ("DIY and garden", msgid("help with DIY and gardens"), 1),
    "home_equipment": ("Home equipment", msgid("home equipment"), 1),
    "leisure_culture": ("Leisure and culture", msgid("leisure and culture"), 1),
    "family": ("Family and learning", msgid("help for families and learning"), 1),
    "digital": ("Digital", msgid("digital equipment"), 1),
    "care_help": ("Care and help", msgid("care and help"), 1),
    "everyday": ("Everyday life", msgid("everyday help"), 1),
}  # fmt: skip


#: From this probability on something is called likely, as in the tiers of priority areas.
LIKELY = 0.5


@dataclass(frozen=True)
class ShortHere:
    """Where something is short: `ratio` asked for each offered, at least so many where supply is hidden."""

    name: str
    ratio: float
    at_least: bool
    probability: float


def told_ratio(ratio: float) -> float:
    """As finely as a ratio of two small counts may be told: 1, 1.5, then whole numbers."""
    return math.floor(2 * ratio + 0.5) / 2 if ratio < 1.75 else float(math.floor(ratio + 0.5))


def told_least(ratio: float) -> float:
    """The same, rounded down: what it is at least."""
    return math.floor(2 * ratio) / 2 if ratio < 2 else float(math.floor(ratio))


def probability_words(w: Words, probability: float) -> str:
    """0.96."""
    return w.number(told_probability(probability), 2)


def told_probability(probability: float) -> float:
    """Two digits, rounded down, and never certain."""
    return min(0.99, max(0.01, math.floor(probability * 100) / 100))


def times_words(w: Words, ratio: float) -> str:
    """Twice, three times: how many times as often."""
    words = {1.5: w("one and a half times"), 2: w("twice"), 3: w("three times"), 4: w("four times"),
             5: w("five times"), 6: w("six times"), 7: w("seven times"), 8: w("eight times"),
             9: w("nine times"), 10: w("ten times")}  # fmt: skip
    return words.get(ratio) or w("{n} times", n=w.number(ratio))


def shortage_sentences(w: Words, code: str, label: str, english: str, places: Sequence[ShortHere]) -> list[str]:
    """One sentence for the places that show supply, one for those that hide it; surest place first.

    label: that of the category or theme in the reader's language, english: in English.
    """
    shown = [place for place in places if not place.at_least]
    hidden = [place for place in places if place.at_least]
    named = NAMED.get(code, ("", "", 1))
    what, number = (w(named[1]), named[2]) if named[0] == english else (w("“{name}”", name=label), 1)
    return [_sentence(w, what, number, part) for part in (shown, hidden) if part]


def _sentence(w: Words, what: str, number: int, places: Sequence[ShortHere]) -> str:
    where = w.in_places([place.name for place in places])
    told = {(told_least if place.at_least else told_ratio)(place.ratio) for place in places}
    values = {
        "where": capital(where),
        "what": what,
        "times": times_words(w, min(told)),
        "sure": _sure(w, places),
    }
    if min(told) < 1.5:
        return w.plural(
            "{where}, {what} is asked for more often than offered ({sure}).",
            "{where}, {what} are asked for more often than offered ({sure}).",
            number,
            **values,
        )
    if len(told) > 1 and not places[0].at_least:
        return w.plural(
            "{where}, {what} is asked for about {times} as often as offered, or more ({sure}).",
            "{where}, {what} are asked for about {times} as often as offered, or more ({sure}).",
            number,
            **values,
        )
    if places[0].at_least:
        return w.plural(
            "{where}, {what} is asked for at least {times} as often as offered ({sure}).",
            "{where}, {what} are asked for at least {times} as often as offered ({sure}).",
            number,
            **values,
        )
    return w.plural(
        "{where}, {what} is asked for {times} as often as offered ({sure}).",
        "{where}, {what} are asked for {times} as often as offered ({sure}).",
        number,
        **values,
    )


def _sure(w: Words, places: Sequence[ShortHere]) -> str:
    told = {probability_words(w, place.probability) for place in places}
    least = probability_words(w, min(place.probability for place in places))
    if len(told) == 1:
        return w("a real shortage with probability {p}", p=least)
    return w("real shortages, each with probability {p} or more", p=least)
