"""What may be expected of a plan, on cards: in words, as intervals, with the places that it is told from.

Pure: estimates in, components out. Numbers are rounded to what they can mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dash import html

from dashboard.components.draft_words import rounded
from dashboard.components.figure import Told, figure_card, picture, table
from dashboard.components.states import notice
from dashboard.components.timeline import stage_words
from dashboard.figures.expected import Row, expected
from dashboard.figures.palettes import Palette
from dashboard.words import Words, capital
from queries import AGES, BY_QUARTER, CAMPAIGNS, Expectation, PlanEstimate

if TYPE_CHECKING:
    from dash.development.base_component import Component

#: The comparable places that an estimate needs.
FEWEST = 20
#: The outcome that is told first, and the one that is no number of households: it is told in words beside the picture.
FIRST, EXCHANGES = "active_households", "exchanges"
#: Needs of a plan that are drawn; all are in the table.
MOST_NEEDS = 5


@dataclass(frozen=True)
class Estimated:
    """One plan as it is shown: its letter where there are two, what is planned in words, and what is expected."""

    letter: str
    what: str
    found: PlanEstimate


def outcome_words(outcome: str, labels: Mapping[str, str], w: Words) -> str:
    """What is counted."""
    kind, _, code = outcome.partition(":")
    if code:
        return w("Ask in a year for: {what}", what=labels.get(code, code))
    return {
        "enrolled_households": w("Enrolled households"),
        "active_households": w("Active households a quarter"),
        "exchanges": w("Regular exchanges a quarter"),
        CAMPAIGNS: w("Households that answer a campaign"),
    }[kind]


def statement(plan: Estimated, w: Words) -> str:
    """About 120 households may be active each quarter after 24 months (60 to 210), or why that cannot be said."""
    for age in reversed(AGES):
        found = plan.found.expectation(FIRST, age)
        if found is not None and found.value is not None and found.likely is not None:
            return w("{n} households may be active each quarter {age} months on ({low} to {high} in 80 of 100 cases)",
                     n=capital(w("about {n}", n=w.number(rounded(found.value)))), age=w.number(age),
                     low=w.number(rounded(found.likely.low)), high=w.number(rounded(found.likely.high)))  # fmt: skip
    if is_told(plan):
        return w("How many households may be active cannot be told; what can be told stands below")
    return w("Not enough comparable places show their numbers to estimate this plan")


def is_told(plan: Estimated) -> bool:
    """Whether there is any number."""
    return any(each.value is not None for each in plan.found.expectations)


def headline(plans: Sequence[Estimated], w: Words) -> str:
    """The active households of one plan, or of two side by side."""
    if len(plans) == 1:
        return statement(plans[0], w) + "."
    age = _last_age(plans)
    each = [_named(_within(found, w), plan, True, w) for plan in plans
            if (found := plan.found.expectation(FIRST, age)) and found.value is not None]  # fmt: skip
    if len(each) < len(plans):
        return w("Two plans side by side") + "."
    return w("Active households a quarter, {age} months on: {plans}.", age=w.number(age), plans=w.listing(each))


def _named(said: str, plan: Estimated, is_named: bool, w: Words) -> str:
    """Plan A: what is said of it."""
    name = w("Plan {letter}", letter=plan.letter)
    return w("{plan}: {value}", plan=name, value=said) if is_named else said


def _all_said(plan: Estimated, age: int, w: Words) -> str:
    """What is planned, and the exchanges that may be expected."""
    found = plan.found.expectation(EXCHANGES, age)
    if found is None or found.value is None:
        return f"{plan.what}."
    return w("{what}. Regular exchanges a quarter: {value}.", what=plan.what, value=_within(found, w))


def _within(found: Expectation, w: Words) -> str:
    assert found.value is not None
    assert found.likely is not None
    return w("about {n} ({low} to {high})", n=w.number(rounded(found.value)), low=w.number(rounded(found.likely.low)),
             high=w.number(rounded(found.likely.high)))  # fmt: skip


def plan_card(plans: Sequence[Estimated], labels: Mapping[str, str], w: Words, palette: Palette) -> Component:
    """One plan, or two side by side: the intervals as a picture and in a table."""
    first, is_two = plans[0], len(plans) > 1
    what = w("What may be expected, {age} months after the stage begins", age=w.number(_last_age(plans)))
    said = " ".join(_named(_all_said(each, _last_age(plans), w), each, is_two, w) for each in plans)
    if is_two and all(map(is_told, plans)):
        overlap = w("Where two thick lines overlap, either plan may come to more.")
        said = f"{said} {overlap}"
    told = [(each, one) for each in _outcomes(plans) for one in plans if (found := one.found.expectation(*each))
            and found.value is not None]  # fmt: skip
    drawn = [_row(outcome, age, one, labels, is_two, one is not first, w) for (outcome, age), one in told
             if age == _last_age(plans) and outcome in _drawn(plans)]  # fmt: skip
    head: list[str | Told] = [w("What"), w("Months on"), *([w("Plan")] if is_two else []), w("Expected"),
            Told(w("In 80 of 100 cases"), (w("low 80"), w("high 80"))),
            Told(w("In 95 of 100 cases"), (w("low 95"), w("high 95"))), w("Comparable places")]  # fmt: skip
    rows = [_line(outcome, age, one, labels, is_two, w) for outcome, age in _outcomes(plans) for one in plans
            if one.found.expectation(outcome, age)]  # fmt: skip
    shown = [picture("estimate", expected(drawn, w, palette), f"{headline(plans, w)} {said}")] if drawn else []
    return figure_card(
        w, what, said, [*shown, *(notice(_why(each, is_two, w)) for each in plans if not is_told(each))],
        identity="estimate", caption=w("thick line and numbers: in 80 of 100 cases; thin line: in 95") if drawn else "",
        rows=table(w("What may be expected of the plan"), head, rows),
        definition=[
            w("Told from the five places most like the plan among those where the stage began 12 or 24 months ago at "
              "least: alike in homes, kinds of dwelling, density and local places as they are today, and in households "
              "enrolled nearby before the stage."),
            w("The intervals are as wide as such estimates were wrong for the places that are known. They hold where "
              "the plan becomes a place like these; they do not say that the plan is the cause."),
            w("Enrolled households at the end of the year up to that age; active households and exchanges of an "
              "average quarter of it, at most 6 exchanges a household and quarter; needs in the calendar year in which "
              "that age is reached."),
        ],
    )  # fmt: skip


def nearest_card(plan: Estimated, is_named: bool, w: Words) -> Component:
    """The places that the estimate is told from, with how far each is."""
    found = next(each for each in sorted(plan.found.expectations, key=_by_households) if each.nearest)
    title = w("The places most similar to plan {plan}", plan=plan.letter) if is_named else w("The most similar places")
    lines: list[Any] = []
    for near in found.nearest:
        name = html.Strong(near.name) if near.name else html.Span(w("A place outside your territory, not named"))
        told = [w("at a distance of {n}", n=w.number(near.distance, 1))]
        if near.starts_on:
            told.append(w("the stage began in {month}", month=w.month(near.starts_on)))
        lines.append(html.Li([name, html.Span(" · ".join(told), className="reading")]))
    unlike = w("This plan is unlike all places that are known: it lies farther from its nearest ones than any of them "
               "from its own. Read the estimate as a guess.")  # fmt: skip
    far = [notice(unlike)] if found.extrapolates else []
    note = w.plural(
        "{n} place has passed this stage and shows its numbers; two places differ by about 1 where they differ as much "
        "as places usually do, in every feature.",
        "{n} places have passed this stage and show their numbers; two places differ by about 1 where they differ as "
        "much as places usually do, in every feature.",
        found.comparable,
    )
    listed = html.Ol(lines, className="lines history")
    return html.Section([html.H2(title), *far, listed, html.P(note, className="reading")], className="card stack")


def _by_households(each: Expectation) -> tuple[bool, int]:
    return each.outcome != FIRST, -each.age


def _why(plan: Estimated, is_named: bool, w: Words) -> str:
    """How many comparable places there are, and how many an estimate needs."""
    if is_named:
        return _named(_why(plan, False, w), plan, True, w)
    known = max((each.comparable for each in plan.found.expectations), default=0)
    hidden = any(each.why == "hidden" for each in plan.found.expectations)
    if hidden and known >= FEWEST:
        return w("Too many comparable places are below threshold: an estimate would be of the large ones alone.")
    return w("Not enough comparable places: {n} have passed this stage and show their numbers, {least} are needed.",
             n=w.number(known), least=w.number(FEWEST))  # fmt: skip


def _outcomes(plans: Sequence[Estimated]) -> list[tuple[str, int]]:
    return list(dict.fromkeys((each.outcome, each.age) for plan in plans for each in plan.found.expectations))


def _last_age(plans: Sequence[Estimated]) -> int:
    known = [each.age for plan in plans for each in plan.found.expectations if each.value is not None]
    return max(known, default=AGES[-1])


def _drawn(plans: Sequence[Estimated]) -> set[str]:
    """The households that enrol, are active, answer campaigns, and ask for the themes that are asked for most."""
    needs = sorted(
        (each for each in plans[0].found.expectations if each.outcome.startswith("need_theme:")
         and each.value is not None and each.age == _last_age(plans)),
        key=lambda each: -(each.value or 0.0),
    )  # fmt: skip
    return {*BY_QUARTER, CAMPAIGNS, *(each.outcome for each in needs[:MOST_NEEDS])} - {EXCHANGES}


def _row(
    outcome: str, age: int, one: Estimated, labels: Mapping[str, str], is_named: bool, is_other: bool, w: Words
) -> Row:  # fmt: skip
    found = one.found.expectation(outcome, age)
    assert found is not None
    assert found.value is not None
    assert found.likely is not None
    assert found.nearly_sure is not None
    low, high = (w.number(rounded(end)) for end in found.likely)
    text = w("{low} to {high}", low=low, high=high)
    return Row("" if is_other else outcome_words(outcome, labels, w), found.value, found.likely, found.nearly_sure,
               w("{plan}: {value}", plan=one.letter, value=text) if is_named else text, is_other)  # fmt: skip


def _line(
    outcome: str, age: int, one: Estimated, labels: Mapping[str, str], is_named: bool, w: Words
) -> list[Any]:  # fmt: skip
    found = one.found.expectation(outcome, age)
    assert found is not None
    named = [one.letter] if is_named else []
    start = [outcome_words(outcome, labels, w), Told(w.number(age), (age,)), *named]
    count = Told(w.number(found.comparable), (found.comparable,))
    if found.value is None:
        why = w("below threshold") if found.why == "hidden" else w("too few places")
        return [*start, (why,), (why,), (why,), count]
    return [*start, _number(found.value, w), *(_interval(found, each, w) for each in ("likely", "nearly_sure")), count]


def _number(value: float, w: Words) -> Told:
    return Told(w("about {n}", n=w.number(rounded(value))), (rounded(value),))


def _interval(found: Expectation, which: str, w: Words) -> Told:
    low, high = (rounded(end) for end in getattr(found, which))
    return Told(w("{low} to {high}", low=w.number(low), high=w.number(high)), (low, high))


def stage_and_day(plan: PlanEstimate, w: Words) -> str:
    """Works from 1 March 2027."""
    return w("{stage} from {day}", stage=capital(stage_words(plan.plan.stage, w)), day=w.date(plan.plan.starts_on))
