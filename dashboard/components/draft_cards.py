"""What an editor sees beside a campaign: what it may reach, who stands ready, what could wait, its state, its delivery.

Pure: answers in, components out. Numbers of a forecast are rounded to what they can mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from dash import dcc, html

from dashboard.access.deliveries import Posted
from dashboard.access.drafts import Draft, doubts
from dashboard.components.draft_words import (
    attempt_words,
    consequence_words,
    doubt_words,
    moment_words,
    move_words,
    outcome_words,
    rounded,
    state_words,
    step_words,
    theme_words,
)
from dashboard.components.figure import Told, table
from dashboard.words import Words, capital
from queries import FEWEST_CONTROLS, Capacity, Expected, Kit, Period, Ready, Stagger

if TYPE_CHECKING:
    from dash.development.base_component import Component

#: The key of the identity of a button that moves a campaign, and the values of those that deliver or delete it.
MOVE, AGAIN, DELETE = "move", "again", "delete"


def expected_card(found: Sequence[Expected], homes: int | None, kit: Kit, w: Words) -> Component:
    """Step by step how many households may be expected, and from which campaigns that is known."""
    if homes is None:
        return _card(w("What to expect"), [_notice(w("The number of homes of these places is unknown: what earlier "
                                                     "campaigns reached cannot be carried over."))])  # fmt: skip
    told = [each for each in found if each.past]
    if not told:
        hidden = any(each.hidden for each in found)
        reason = (w("What earlier campaigns reached is below threshold here.") if hidden else
                  w("No campaign of these places has ended yet: nothing can be expected from others."))  # fmt: skip
        return _card(w("What to expect"), [_notice(reason)])
    of_homes = w.plural("{n} home in these places.", "{n} homes in these places.", homes)
    theme, own = theme_words(kit.code, w), all(past.campaign.theme == kit.code for each in told for past in each.past)
    kind = (w("From earlier campaigns of this theme ({theme}).", theme=theme) if own else
            w("From earlier campaigns of themes like it ({theme}), which the list under each number names.",
              theme=theme) if all(e.is_of_kind for e in told) else
            w("No campaign of this theme has ended here yet: from those of all themes."))  # fmt: skip
    if any(each.is_of_size for each in told):
        kind = " ".join([kind, w("Only those of about this size are read.")])
    return html.Section(
        [html.H2(expected_statement(told, w)), html.P(f"{of_homes} {kind}", className="reading"),
         html.Ul([html.Li(_step(each, w)) for each in told], className="lines"),
         html.P(w("Households of the platform, if the campaign does as those before it."), className="reading")],
        className="card stack",
    )  # fmt: skip


def expected_statement(told: Sequence[Expected], w: Words) -> str:
    """About 420 households may answer; 340 to 900 where there are several campaigns."""
    answered = next((each for each in told if each.step == "answered"), told[0])
    n = _range(answered, w)
    return {
        "contacted": w("{n} households may be reached", n=capital(n)),
        "answered": w("{n} households may answer", n=capital(n)),
        "offered": w("{n} households may offer something", n=capital(n)),
    }[answered.step]


def _range(each: Expected, w: Words) -> str:
    """95 % of such campaigns where there are enough; else what the campaigns that are known would give."""
    if each.bounds:
        ends = [rounded(each.bounds.low), rounded(each.bounds.high)]
    else:
        ends = sorted({rounded(past.scaled or 0.0) for past in each.past})
    if ends[0] == ends[-1]:
        return w("about {n}", n=w.number(ends[0]))
    return w("{low} to {high}", low=w.number(ends[0]), high=w.number(ends[-1]))


def _step(each: Expected, w: Words) -> list[Any]:
    name = {"contacted": w("Reached"), "answered": w("Answer or post"), "offered": w("Offer help or an item")}[
        each.step
    ]
    if each.bounds and each.households:
        how = w("most likely about {n}; the next of such campaigns lies in this range with 95%",
                n=w.number(rounded(each.households)))  # fmt: skip
    elif len(each.past) == 1:
        how = w("as in “{title}”: one campaign does not say how much campaigns differ",
                title=each.past[0].campaign.title)  # fmt: skip
    elif len(each.past) == 2:
        lower, higher = sorted(each.past, key=lambda past: past.scaled or 0.0)
        how = w("as in “{lower}” and as in “{higher}”: two campaigns are too few to say how much they differ",
                lower=lower.campaign.title, higher=higher.campaign.title)  # fmt: skip
    else:
        how = w("as in the lowest and the highest: these campaigns differ too much to expect a number")
    lines: list[Any] = [
        html.Strong(f"{name} "),
        html.Span(_range(each, w)),
        html.Span(how, className="reading step-how"),
    ]
    past = [html.Li(_past(one, w)) for one in each.past]
    if each.hidden:
        past.append(html.Li(w.plural("{n} more campaign is below threshold.", "{n} more campaigns are below threshold.",
                                     each.hidden)))  # fmt: skip
    count = w.plural("From {n} campaign", "From {n} campaigns", len(each.past))
    lines.append(
        html.Details([html.Summary(count), html.Ul(past, className="points")], className="definition step-past")
    )
    return lines


def _past(one: Any, w: Words) -> str:
    return w("{title}, {month}: about {n} households of {homes} homes", title=one.campaign.title,
             month=w.month(one.campaign.starts_on), n=w.number(rounded(one.households.value)),
             homes=w.number(rounded(one.homes)))  # fmt: skip


def capacity_card(
    found: Sequence[Capacity], needed: Mapping[str, int], labels: Mapping[str, str], willing: Ready | None,
    year: Period, w: Words,
) -> Component:  # fmt: skip
    """Item by item what stands ready in the places: what households offered in a year, and what help they declared."""
    said = (w("How many declared that they would help is not told here.") if willing is None or willing.shown is None
            else w.plural("{n} household of these places declared some kind of help.",
                          "{n} households of these places declared some kind of help.",
                          round(willing.shown.value)))  # fmt: skip
    rows = [
        [capital(labels.get(each.item, each.item)), w.number(needed[each.item]) if each.item in needed else "–",
         _ready(each.offered, w), "–" if each.declared is None else _ready(each.declared, w)]
        for each in found
    ]  # fmt: skip
    caption = w("Households of these places, {year}", year=w.period(year))
    head = [w("Item"), w("Asked for"), w("Offered it"), w("Ready to help")]
    body = (
        [table(caption, head, rows)] if rows else [_notice(w("Say what is needed: who offered it stands here then."))]
    )
    note = w("Ready to help: they declared that they would give such help. Each household counts once, however much it "
             "can give. Where places are below threshold, the number is of the others alone.")  # fmt: skip
    return html.Section([html.H2(w("Who stands ready")), html.P(said, className="reading"), *body,
                         html.P(note, className="reading")], className="card stack capacity")  # fmt: skip


def _ready(ready: Ready | None, w: Words) -> Told | tuple[str]:
    if ready is None:
        return (w("not known here"),)
    if ready.shown is None:
        return (w("below threshold"),)
    n = w.number(round(ready.shown.value))
    return Told(w("at least {n}", n=n) if ready.hidden else n, (round(ready.shown.value),))


def stagger_card(found: Stagger | None, names: Mapping[str, str], is_urgent: bool, others: int, w: Words) -> Component:
    """Which neighbourhoods could be left for later, to compare with; in an emergency none."""
    outside = (w.plural("{n} neighbourhood of your territory is outside the campaign and can be compared with.",
                        "{n} neighbourhoods of your territory are outside the campaign and can be compared with.",
                        others)
               if others else w("No neighbourhood of your territory is left outside to compare with."))  # fmt: skip
    title = w("Could some places start later?")
    if is_urgent:
        return _card(title, [html.P(w("Help in an emergency does not wait: no place is proposed to start later.")),
                             html.P(outside, className="reading")])  # fmt: skip
    if found is None:
        return _card(title, [html.P(w("From six places on, half of them could start later and show what the campaign "
                                      "changed. There are fewer here.")),
                             html.P(outside, className="reading")])  # fmt: skip
    first, later = ([names.get(code, code) for code in codes] for codes in (found.first, found.later))
    return html.Section(
        [
            html.H2(title),
            html.P(w("If half of the places start three months later, with a campaign of their own, the others show "
                     "in the meantime what the campaign changes. Chance decides: each is as likely to start first:")),
            html.Dl([html.Div([html.Dt(w("First")), html.Dd(w.listing(first))]),
                     html.Div([html.Dt(w("Later")), html.Dd(w.listing(later))])], className="facts"),
            html.P(_apart(found, w)),
            html.P(w("Drawn among places of like size, with the seed {seed}, until many lie apart: with the same "
                     "places it is always drawn alike.", seed=str(found.seed)), className="reading"),
            html.P(outside, className="reading"),
        ],
        className="card stack",
    )  # fmt: skip


def _apart(found: Stagger, w: Words) -> str:
    if not found.apart:
        return w("But none of those that start later lies more than a kilometre from the first, as a comparison needs: "
                 "compare with places outside the campaign.")  # fmt: skip
    return w.plural(
        "Of those that start later, {n} lies more than a kilometre from the first; an effect is told beside {least} "
        "places that are like them.",
        "Of those that start later, {n} lie more than a kilometre from the first; an effect is told beside {least} "
        "places that are like them.",
        found.apart,
        least=w.number(FEWEST_CONTROLS),
    )


def state_card(draft: Draft, may_edit: bool, delivers: bool, results: str, today: date, w: Words) -> Component:
    """Where the campaign stands, what can follow, and its history; `results`: the address of its results, if any."""
    goals = [*draft.moves, *([DELETE] if draft.can_be_deleted else [])] if may_edit else []
    buttons = [_move(to, delivers, w) for to in goals]
    steps = [
        html.Li([html.Strong(step_words(step.before, step.after, w)),
                 html.Span(w("{author}, {day}", author=step.by, day=moment_words(step.at, w)), className="reading")])
        for step in reversed(draft.steps)
    ]  # fmt: skip
    link = [html.P(dcc.Link(w("See the results of this campaign"), href=results))] if results else []
    return html.Section(
        [
            html.H2(w("State: {state}", state=state_words(draft.state, w)), id="state-title", tabIndex="-1"),
            *link,
            *[_notice(doubt_words(each, draft, w)) for each in doubts(draft, today)],
            *([html.Div(buttons, className="moves")] if buttons else []),
            html.Ol(steps, className="lines history", **{"aria-label": w("History")}),
        ],
        className="card stack",
    )


def _move(to: str, delivers: bool, w: Words) -> Component:
    """What leads to a state: it says first what cannot be undone, and asks once more."""
    button = html.Button(move_words(to, w), id={MOVE: to}, type="button", className="button is-main",
                         **{"data-return": "your-campaigns" if to == DELETE else "state-title"})  # fmt: skip
    return html.Details(
        [html.Summary(w("{what} …", what=move_words(to, w)), className="button"),
         html.Div([html.P(consequence_words(to, delivers, w)), button], className="stack")],
        className="move",
    )  # fmt: skip


def handover_card(draft: Draft, posted: Sequence[Posted], delivers: bool, may_edit: bool, w: Words) -> Component:
    """The file for the platform, and every delivery with what came of it."""
    parts: list[Any] = [
        html.H2(w("Hand over to the platform")),
        html.P(html.A(w("Download as JSON"), href=f"/workshop/{draft.code}.json", className="button",
                      id="draft-download", download=f"{draft.code}.json")),
        html.P(w("The file has what is saved. Results appear under Campaigns once an export of the platform carries "
                 "the code {code}.", code=draft.code), className="reading"),
    ]  # fmt: skip
    if not delivers and not posted:
        return html.Section([*parts, html.P(w("No address of a platform is set up: the file is handed over by hand."),
                                            className="reading")], className="card stack")  # fmt: skip
    parts.append(html.H3(w("Deliveries"), id="deliveries-title", tabIndex="-1"))
    if not posted:
        parts.append(html.P(w("Every change of state from now on is delivered to the platform, signed."),
                            className="reading"))  # fmt: skip
    parts.append(html.Ul([html.Li(_delivery(each, w)) for each in posted], className="lines deliveries"))
    if posted and may_edit and delivers and posted[0].outcome != "waiting":
        parts.append(html.Button(w("Deliver again"), id={MOVE: AGAIN}, type="button", className="button",
                                 **{"data-return": "deliveries-title"}))  # fmt: skip
    return html.Section(parts, className="card stack")


def _delivery(each: Posted, w: Words) -> list[Any]:
    lines: list[Any] = [html.Strong(state_words(each.state, w)),
                        html.Span(moment_words(each.made_at, w), className="reading"),
                        html.Span(capital(outcome_words(each.outcome, each.next_at, w)))]  # fmt: skip
    if each.attempts:
        lines.append(html.Ul([html.Li(attempt_words(attempt, w)) for attempt in each.attempts], className="reading"))
    return lines


def _card(title: str, parts: Sequence[Any]) -> Component:
    return html.Section([html.H2(title), *parts], className="card stack")


def _notice(text: str) -> Any:
    return html.P(text, className="notice")
