"""How each question of the first page is answered: one function of the view a question, as pages tell it in full.

It must not compute a number: it asks the queries and puts what they say into one sentence. A question without a
function here is answered by the first indicator that serves it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import queries
from dashboard.components import growth_card, help_card, mix_card, priority_card
from dashboard.components.amounts import counted, why_words
from dashboard.components.cards import Card
from dashboard.components.question_card import MOST_BARS, Bar, Told
from dashboard.components.ties_card import across_names
from dashboard.missing import lacking_words
from dashboard.mixes import mix_of
from dashboard.pages import engagement_cards, engagement_people, needs_cards
from dashboard.pages.overview_cards import reading_card
from dashboard.pages.overview_life import campaign_worked, changed, messages, plan
from dashboard.readings import FEWEST, difference, lacks, matured_year, read, told_period
from dashboard.territory import narrowed, neighbourhood_names
from dashboard.words import capital
from queries import INDICATORS, Question, Row, Selection

if TYPE_CHECKING:
    from dashboard.view import View

#: Types of exchange that somebody has to start and others join.
INITIATIVES = ("local_events", "citizen_surveys", "bulk_purchases", "car_sharing")


def answered(view: View, question: Question) -> Told:
    """The answer of a question: in words, with the number of the first indicator that serves it and has one."""
    if question.lacks:
        return Told(lacking_words(question.lacks, view.words))
    card = next(filter(None, (_number(view, each.code) for each in question.indicators)), None)
    told = ANSWERS[question.code](view) if question.code in ANSWERS else Told(_number_words(view, question))
    return replace(told, card=told.card or card)


def _number(view: View, code: str) -> Card | None:
    """The number of an indicator as a card without its small print; None where it is hidden."""
    if lacks(view, INDICATORS[code]):
        return None
    reading = read(view, code)
    card = reading_card(view, reading) if reading else None
    return replace(card, details=()) if card and card.value else None


def _number_words(view: View, question: Question) -> str:
    """The number of the first indicator as a sentence, or why it is not told."""
    w = view.words
    for each in question.indicators:
        if card := _number(view, each.code):
            amount = " ".join(filter(None, (card.about, card.value, card.unit)))
            return w("{name}: {value}", name=card.title, value=amount) + "."
    first = next(iter(question.indicators), None)
    reading = read(view, first.code) if first and not lacks(view, first) else None
    return capital(why_words(w, reading.now, first)) + "." if reading and first else w("This cannot be told here.")


def _changed(view: View, code: str) -> str:
    """An indicator with its change as a sentence."""
    w, card = view.words, _number(view, code)
    if card is None:
        return w("Below threshold here.")
    amount = " ".join(filter(None, (card.about, card.value, card.unit)))
    return w("{name}: {value}; {change}.", name=card.title, value=amount, change=card.change or w("no change told"))


def _short(view: View, kind: str = "") -> str:
    """The surest shortage, of services alone or of everything."""
    w, year = view.words, matured_year(view)
    if year is None or lacks(view, INDICATORS["needs"]):
        return w("What is short is told by year, once a year of requests is complete.")
    if found := needs_cards.shortages(view, year, kind):
        return found[0]
    verdict = needs_cards.verdict(view, year)
    if verdict == "hidden":
        return w("Too few households ask on the network to tell what is needed.")
    if verdict == "unjudged":
        return w("Whether anything is short cannot be judged: too few neighbourhoods of the city show what is asked.")
    return w("No service is clearly short.") if kind else w("No shortage is clear.")


def _asked(view: View) -> tuple[list[tuple[str, Row]], str]:
    """The themes by how many households asked for them in a year, most first, and the sentence that says it."""
    assert view.snapshot is not None
    w, year = view.words, matured_year(view)
    if year is None or lacks(view, INDICATORS["needs"]):
        return [], w("What is asked for cannot be told from this export")
    labels = queries.value_labels(view.snapshot, "theme", w.language)
    found = [each for each in queries.theme_needs(narrowed(view), view.snapshot, year) if each.asked.answer is not None]
    found.sort(key=lambda each: -(each.asked.answer or 0.0))
    rows = [(capital(labels.get(each.theme, each.theme)), each.asked) for each in found]
    if not rows:
        return [], w("Too few households ask on the network to tell what is needed.")
    first = [name for name, row in rows if row is rows[0][1] or not _is_clear(rows[0][1], row)]
    where = w(", where it is shown") if any(row.shown == "partial" for _, row in rows) else ""
    if len(first) == 1:
        return rows, w("Asked for most in {year}{where}: {what}.", year=w.period(year), where=where, what=first[0])
    return rows, w("Asked for most in {year}{where}: {what}; their order could be chance.", year=w.period(year),
                   where=where, what=w.listing(first))  # fmt: skip


def _is_clear(first: Row, second: Row) -> bool:
    """Whether the first is more than the second beyond the noise of both."""
    found = difference(queries.estimate_of(first), {second.value: queries.estimate_of(second)})
    return found is not None and found.is_clear


def _households(view: View, rows: Sequence[tuple[str, Row]]) -> tuple[Bar, ...]:
    w = view.words
    return tuple(Bar(name, row.answer, counted(w, "households", row.answer)) for name, row in rows[:MOST_BARS]
                 if row.answer is not None)  # fmt: skip


def expectations(view: View) -> Told:
    """What is asked for most, and what is short."""
    rows, said = _asked(view)
    return Told(f"{said} {_short(view)}", bars=_households(view, rows))


def policy(view: View) -> Told:
    """The themes that are asked for and, where that is told, how many of those that asked found no answer."""
    assert view.snapshot is not None
    w, (rows, said), year = view.words, _asked(view), matured_year(view)
    if year is None or not rows:
        return Told(said)
    labels = queries.value_labels(view.snapshot, "theme", w.language)
    left = {each.theme: row.answer for each in queries.theme_needs(narrowed(view), view.snapshot, year)
            if (row := each.left.get("unanswered")) and row.answer is not None}  # fmt: skip
    bars = tuple(Bar(capital(labels.get(theme, theme)), share, w("{share} found no answer", share=w.percent(share)))
                 for theme, share in sorted(left.items(), key=lambda pair: -pair[1])[:MOST_BARS])  # fmt: skip
    return Told(said, bars=bars or _households(view, rows))


def services(view: View) -> Told:
    """The surest shortage of a service."""
    return Told(_short(view, "service"))


def actors(view: View) -> Told:
    """The places where people meet, by kind; they are public, and on the map by name."""
    assert view.snapshot is not None
    w = view.words
    found = Counter(each.kind for each in queries.local_places(narrowed(view), view.snapshot))
    if not found:
        return Told(w("The export holds no local places."))
    names = {"association": w("Associations"), "shop": w("Shops"), "public_service": w("Public services"),
             "green_space": w("Green spaces"), "other": w("Other places")}  # fmt: skip
    bars = tuple(Bar(names.get(kind, kind), n, w.number(n)) for kind, n in found.most_common())
    said = w.plural("{n} local place is known here; the map shows it by name.",
                    "{n} local places are known here; the map shows them by name.", sum(found.values()))  # fmt: skip
    return Told(said, bars=bars)


def representatives(view: View) -> Told:
    """How much rests on a few. Nobody is named: who represents a neighbourhood is not in the numbers."""
    w = view.words
    return Told(w("{said}. Who they are is never told: associations are on the map.",
                  said=engagement_people.resting_words(view)))  # fmt: skip


def initiatives(view: View) -> Told:
    """What somebody started and others joined: events, polls, purchases together, shared cars."""
    assert view.snapshot is not None
    w, period = view.words, told_period(view, "exchanges", "exchange_type")
    rows = () if period is None else queries.answer(narrowed(view), view.snapshot, "exchanges",
                                                    Selection((), period, "exchange_type")).rows  # fmt: skip
    labels = queries.value_labels(view.snapshot, "exchange_type", w.language)
    shown = [(capital(labels.get(row.value, row.value)), row) for row in rows
             if row.value in INITIATIVES and row.answer is not None]  # fmt: skip
    if not shown or period is None:
        return Told(w("Below threshold here: too few households took part in what others started."))
    shown.sort(key=lambda pair: -(pair[1].answer or 0.0))
    bars = tuple(Bar(name, row.answer or 0.0, counted(w, "exchanges", row.answer or 0.0)) for name, row in shown)
    said = w("What residents started {during}: {what}.", during=w.during(period),
             what=w.listing([name for name, _ in shown]))  # fmt: skip
    return Told(said, bars=bars)


def real_time(view: View) -> Told:
    """The share of homes reached, and how many replies come within a day."""
    assert view.snapshot is not None
    w = view.words
    for by in ("reply_time", "reply_speed"):
        period = None if lacks(view, INDICATORS["first_reply"]) else told_period(view, "first_reply", by)
        found = queries.replies(narrowed(view), view.snapshot, by, period) if period else None
        if found and found.within_day is not None:
            return Told(w("About {share} of the requests that wait get a first reply within a day; who is not enrolled "
                          "is not reached.", share=w.percent(found.within_day)))  # fmt: skip
    return Told(w("How fast neighbours reply cannot be told of this period; who is not enrolled is not reached."))


def act_first(view: View) -> Told:
    """The tier that comes first."""
    w, year = view.words, matured_year(view)
    if year is None or lacks(view, INDICATORS["unanswered"]):
        return Told(w("What is short is told by year, once a year of requests is complete."))
    return Told(priority_card.statement(needs_cards.ranked(view, year, "/needs"), w) + ".")


def codevelop(view: View) -> Told:
    """What help residents declared that they would give."""
    assert view.snapshot is not None
    w, year = view.words, matured_year(view)
    if year is None or lacks(view, INDICATORS["latent_supply"]):
        return Told(w("No declared help: what neighbours would do for each other cannot be told."))
    rows = queries.answer(narrowed(view), view.snapshot, "latent_supply", Selection((), year, "help_kind")).rows
    labels = queries.value_labels(view.snapshot, "help_kind", w.language)
    shown = sorted((row for row in rows if row.answer is not None), key=lambda row: -(row.answer or 0.0))
    bars = tuple(Bar(capital(labels.get(row.value, row.value)), row.answer or 0.0, w.percent(row.answer or 0.0))
                 for row in shown[:MOST_BARS])  # fmt: skip
    if not bars:
        return Told(w("What help is on offer cannot be told of this period."))
    return Told(help_card.statement(rows, w) + ".", bars=bars)


def example(view: View) -> Told:
    """The neighbourhoods where the largest share takes part, as far as noise lets one tell them from the middle one."""
    assert view.snapshot is not None
    w, period, names = view.words, told_period(view, "active_share", "neighbourhood"), neighbourhood_names(view)
    rows = [] if period is None else queries.answer(narrowed(view), view.snapshot, "active_share",
                                                    Selection((), period, "neighbourhood")).rows  # fmt: skip
    shown = sorted((row for row in rows if row.answer is not None), key=lambda row: -(row.answer or 0.0))
    if len(shown) < FEWEST:
        return Told(w("Too few neighbourhoods show what share of their households takes part to set one up as an "
                      "example."))  # fmt: skip
    middle = shown[len(shown) // 2]
    # Somebody is always first: of all that are compared, at most one in twenty that are named may be so by chance.
    there = {middle.area_code: queries.estimate_of(middle)}
    apart = [found for row in shown if (found := difference(queries.estimate_of(row), there))]
    clear = queries.clear_among(apart)
    ahead = [names[row.area_code] for row, is_clear in zip(shown[:3], clear, strict=False) if is_clear]
    bars = tuple(Bar(names[row.area_code], row.answer or 0.0, w.percent(row.answer or 0.0)) for row in
                 (*shown[:3], middle))  # fmt: skip
    if not ahead:
        return Told(w("No neighbourhood stands out: the differences in who takes part could be chance."), bars=bars)
    return Told(w("A larger share of the enrolled takes part than in the middle neighbourhood: {names}. The last bar "
                  "is the middle one.", names=w.listing(ahead)), bars=bars)  # fmt: skip


def future_life(view: View) -> Told:
    """What neighbours exchange where people live already."""
    return Told(mix_card.statement(mix_of(view), view.words) + ".")


def forming(view: View) -> Told:
    """Whether the place is coming alive."""
    return Told(engagement_cards.headline(view, _changed(view, "active_households")))


def first_ties(view: View) -> Told:
    """Ties across kinds of homes against chance."""
    w, names = view.words, across_names(view.words)
    bars = tuple(
        Bar(names[each.across], each.against.ratio, w("{times} times chance", times=w.number(each.against.ratio, 2)))
        for each in engagement_people.told_ties(view)[0] if each.against is not None
    )  # fmt: skip
    return Told(engagement_people.ties_words(view) + ".", bars=bars)


def involvement(view: View) -> Told:
    """Whether activity grows, and whether kinds of homes meet."""
    return Told(f"{forming(view).sentence} {engagement_people.ties_words(view)}.")


def asking_works(view: View) -> Told:
    """How many that asked got what they asked for."""
    w = view.words
    reading = None if lacks(view, INDICATORS["match_rate"]) else read(view, "match_rate")
    if reading is None or reading.now is None or reading.now.answer is None:
        return Told(w("Whether asking works is below threshold here, or not in the export."))
    return Told(w("About {share} of the households that asked got what they asked for within 28 days ({period}).",
                  share=w.percent(reading.now.answer), period=w.period(reading.period)))  # fmt: skip


def customers(view: View) -> Told:
    """The homes around, and what is asked for most."""
    assert view.snapshot is not None
    w, scope = view.words, narrowed(view)
    homes = queries.homes_of(scope, view.snapshot, scope.neighbourhoods)
    rows, said = _asked(view)
    if homes:
        said = w.plural("{n} home here. {said}", "{n} homes here. {said}", homes, said=said)
    return Told(said, bars=_households(view, rows))


def exchange_holding(view: View) -> Told:
    """Whether exchanges changed."""
    w, found = view.words, engagement_cards.grown(view)
    if found is None:
        return Told(w("Whether exchanges hold cannot be told yet: there is no period before to compare with."))
    return Told(growth_card.statement(found, w) + ".")


#: The function of each question that has one.
ANSWERS: Mapping[str, Callable[[View], Told]] = {
    "expectations": expectations, "actors": actors, "policy": policy, "representatives": representatives,
    "initiatives": initiatives, "real_time": real_time, "act_first": act_first, "services": services,
    "codevelop": codevelop, "example": example, "missing_services": services, "future_life": future_life,
    "forming": forming, "first_ties": first_ties, "benefits": asking_works, "digital_policy": asking_works,
    "ecosystem": actors, "messages": messages, "involvement": involvement, "customers": customers,
    "changed": changed, "exchange_holding": exchange_holding, "trade": asking_works, "campaign_worked": campaign_worked,
    "plan": plan,
}  # fmt: skip
