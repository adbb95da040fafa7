"""Campaigns of the selected places: a list, and for the chosen one how many households took each step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from dash import dcc, html

import queries
from dashboard.components.amounts import why_short
from dashboard.components.balance_card import balance_card, where_card
from dashboard.components.balance_card import statement as statement_of_balance
from dashboard.components.figure import (
    Told,
    figure_card,
    interval_cell,
    interval_head,
    number_cell,
    picture,
    table,
    told,
)
from dashboard.components.states import message_page, notice
from dashboard.figures.funnel import Step, funnel
from dashboard.hidden import hidden_rows
from dashboard.territory import narrowed, neighbourhood_names
from dashboard.words import Words, msgid
from queries import INDICATORS, Answer, Campaign, Period, Row, Selection

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

PATH = "/campaigns"
TITLE = msgid("Campaigns")
ICON = "campaigns"
USES = ("places",)

#: Steps are published once the campaign and these days after it are covered.
AFTER = timedelta(days=28)


@dataclass(frozen=True)
class Taken:
    """One step of a campaign with its row, and whether the bundle can feed it at all."""

    code: str
    label: str
    row: Row | None
    fed: bool


def layout(view: View) -> Component:
    """The list beside the funnel of the campaign in the address, or of the latest one that is complete."""
    assert view.snapshot is not None
    w = view.words
    found = queries.campaigns(narrowed(view), view.snapshot)
    if not found:
        known = "campaigns" in view.snapshot.manifest["bundle_files"]
        reason = none_words(view) if known else w("The export holds no campaigns.")
        return message_page(w(TITLE), [reason])
    covered = view.snapshot.manifest["covers_until"]
    complete = [each for each in found if is_complete(each, covered)]
    chosen = next((each for each in found if each.code == view.selection.campaign), (complete or list(found))[0])
    return html.Div(
        [
            html.Div(
                [html.H1(_headline(view, found, chosen)), html.P(_lead(view, chosen), className="lead")],
                className="page-head",
            ),
            *_replaced(view, chosen),
            *_balance(view, chosen),
            html.Div([_list(view, found, chosen), _funnel(view, chosen)], className="grid one-two"),
        ],
        className="page campaigns",
    )  # fmt: skip


def _balance(view: View, campaign: Campaign) -> list[Component]:
    """What is still missing, and where; nothing where the campaign says no needs."""
    snapshot, w = view.snapshot, view.words
    assert snapshot is not None
    found = queries.balance(narrowed(view), snapshot, campaign)
    if not found:
        return []
    labels = queries.value_labels(snapshot, "category", w.language)
    year = Period(campaign.starts_on.replace(month=1, day=1), "year")
    places = queries.balance_by_place(narrowed(view), snapshot, campaign)
    cards = [balance_card(found, labels, year, w, view.palette)]
    if places:
        cards.append(where_card(places, labels, neighbourhood_names(view), w))
    return [html.Div(cards, className="grid two-one")]


def _missing_words(view: View, campaign: Campaign) -> str:
    """The three most missing items, for the top of the page; empty where nothing is known to be."""
    assert view.snapshot is not None
    found = queries.balance(narrowed(view), view.snapshot, campaign)
    if not any(each.missing and each.missing.is_sure for each in found):
        return ""
    labels = queries.value_labels(view.snapshot, "category", view.words.language)
    return f"{statement_of_balance(found, labels, view.words)}."


def none_words(view: View) -> str:
    """Says that no campaign touched the one or several places selected."""
    return view.words.plural("No campaign touched this place.", "No campaign touched these places.",
                             len(narrowed(view).neighbourhoods))  # fmt: skip


def _replaced(view: View, chosen: Campaign) -> list[Component]:
    """Says that the address asks for a campaign that these places do not have."""
    w = view.words
    if view.selection.campaign in ("", chosen.code):
        return []
    return [notice(w("The campaign of the address did not touch what is selected: {title} is shown instead.",
                     title=chosen.title))]  # fmt: skip


def is_complete(campaign: Campaign, covered: str) -> bool:
    """Whether its steps are published: its end and the 28 days after it are covered."""
    return campaign.ends_on + AFTER <= date.fromisoformat(covered)


def _headline(view: View, found: tuple[Campaign, ...], chosen: Campaign) -> str:
    w = view.words
    if lacking := _missing_words(view, chosen):
        return lacking
    steps = taken_steps(view, chosen)
    last = next((step for step in reversed(steps) if step.row and step.row.answer is not None), None)
    if last is None or last.row is None:
        return w.plural("{n} campaign here; no step of the chosen one can be shown.",
                        "{n} campaigns here; no step of the chosen one can be shown.", len(found))  # fmt: skip
    number, title = round(last.row.answer or 0), chosen.title
    told = {
        "contacted": w.plural("{title}: about {n} household contacted",
                              "{title}: about {n} households contacted", number, title=title),
        "opened": w.plural("{title}: about {n} household opened the message",
                           "{title}: about {n} households opened the message", number, title=title),
        "answered": w.plural("{title}: about {n} household answered",
                             "{title}: about {n} households answered", number, title=title),
        "offered": w.plural("{title}: about {n} household offered something",
                            "{title}: about {n} households offered something", number, title=title),
        "matched": w.plural("{title}: about {n} household found a match",
                            "{title}: about {n} households found a match", number, title=title),
        "completed": w.plural("{title}: about {n} household gave or got what was asked for",
                              "{title}: about {n} households gave or got what was asked for", number, title=title),
    }  # fmt: skip
    return told[last.code] + "."


def _lead(view: View, chosen: Campaign) -> str:
    w, names = view.words, neighbourhood_names(view)
    where = [names[code] for code in chosen.neighbourhoods if code in names]
    parts = [w("From {first} to {last}.", first=w.date(chosen.starts_on), last=w.date(chosen.ends_on))]
    if len(where) == len(names) > 1:
        parts.append(w("In the whole territory."))
    elif len(where) > 4:
        more = len(where) - 3
        parts.append(w("In {places}.", places=w.listing([*where[:3], w.plural("{n} more", "{n} more places", more)])))
    elif where:
        parts.append(w("In {places}.", places=w.listing(where)))
    if not chosen.is_whole:
        parts.append(w("Its zone is wider: the households below are only those of the places selected here."))
    if chosen.households_exposed and chosen.is_whole:
        parts.append(
            w.plural("{n} household lives in its zone.", "{n} households live in its zone.", chosen.households_exposed)
        )
    return " ".join(parts)


def taken_steps(view: View, campaign: Campaign) -> list[Taken]:
    """The six steps in order, each with its number for the selected places."""
    assert view.snapshot is not None
    year = Period(campaign.starts_on.replace(month=1, day=1), "year")
    answer = queries.answer(narrowed(view), view.snapshot, "campaign_step", Selection((), year, "campaign_step"))
    fed = view.snapshot.manifest["campaign_steps"]
    labels = _labels(view.words)
    return [
        Taken(code, label, answer.row(value=f"{campaign.code}:{code}"), code in fed) for code, label in labels.items()
    ]


def _labels(w: Words) -> dict[str, str]:
    return {
        "contacted": w("Contacted"),
        "opened": w("Opened the message"),
        "answered": w("Answered or posted"),
        "offered": w("Offered help or an item"),
        "matched": w("Found a match"),
        "completed": w("Gave or received"),
    }


def _list(view: View, found: tuple[Campaign, ...], chosen: Campaign) -> Component:
    w = view.words
    covered = view.snapshot.manifest["covers_until"] if view.snapshot else ""
    items = []
    for each in found:
        dates = w("{first} to {last}", first=w.month(each.starts_on), last=w.month(each.ends_on))
        if each.starts_on.replace(day=1) == each.ends_on.replace(day=1):
            dates = w.month(each.starts_on)
        lines = [html.Strong(each.title, className="choice-name"), html.Span(dates, className="reading")]
        if not is_complete(each, covered):
            lines.append(html.Span(w("not complete yet"), className="badge"))
        if each.code == chosen.code:
            lines.append(html.Span(w("(chosen)"), className="visually-hidden"))
        current = " is-current" if each.code == chosen.code else ""
        href = PATH + view.selection.but(campaign=each.code).search
        items.append(html.Li(dcc.Link(lines, href=href, className="choice" + current)))
    heading = w.plural("{n} campaign", "{n} campaigns", len(found))
    return html.Section([html.H2(heading), html.Ul(items, className="choices")], className="card")


def _funnel(view: View, campaign: Campaign) -> Component:
    assert view.snapshot is not None
    w, entry = view.words, INDICATORS["campaign_step"]
    covered = view.snapshot.manifest["covers_until"]
    if not is_complete(campaign, covered):
        known = campaign.ends_on + AFTER
        return html.Section(
            [html.H2(campaign.title),
             notice(w("Steps are counted until 28 days after the end: they are known once the export covers {day}.",
                      day=w.date(known)))],
            className="card",
        )  # fmt: skip
    steps = taken_steps(view, campaign)
    fed = [step for step in steps if step.fed]
    lines: list[list[Any]] = []
    drawn = []
    before: Row | None = None
    for step in fed:
        row, share = step.row, Told("", ())
        if row is None or row.answer is None:
            text = why_short(w, row, entry)
            lines.append([step.label, (text,), "", ""])
            drawn.append(Step(step.label, None, text))
            continue
        if before and before.answer and row.answer <= before.answer:
            found = queries.share_of(row, before)
            share = Told("", ()) if found is None else told(w, "share", found)
        text = w.number(row.answer) + (f" · {share.text}" if share.text else "")
        drawn.append(Step(step.label, row, text))
        count = number_cell(w, entry, row, w.number(row.answer))
        lines.append([step.label, count, interval_cell(w, "households", row), share if share.text else "–"])
        before = row
    title, reading = statement(fed, w), _unfed(steps, w)
    caption = w("Households at each step, {title}", title=campaign.title)
    rows = table(caption, [w("Step"), w("Households"), interval_head(w), w("Share of the step before")], lines)
    return figure_card(
        w, title, reading, picture("funnel", funnel(drawn, w, view.palette), f"{title}. {caption}."),
        identity="funnel",
        caption=" · ".join([caption, w("thin line: 95% interval"), w("percentage: of the step before")]),
        rows=rows, notes=_hidden(view, campaign, fed),
        definition=[w.text(entry.definition),
                    w("The steps count the households of the campaign's neighbourhoods that are selected here.")],
    )  # fmt: skip


def _hidden(view: View, campaign: Campaign, steps: list[Taken]) -> list[Component]:
    """The note on the steps that are hidden here, with the places around where they are shown."""
    year = Period(campaign.starts_on.replace(month=1, day=1), "year")
    rows = tuple(step.row for step in steps if step.row)
    return hidden_rows(view, Answer("campaign_step", "campaign_step", "", rows), year, PATH)


def statement(steps: list[Taken], w: Words) -> str:
    """Of 820 households contacted, 23% answered."""
    shown = [(step, step.row) for step in steps if step.row and step.row.answer]
    if not shown:
        return w("Every step is below threshold here")
    (first, most), (last, least) = shown[0], shown[-1]
    n = w.number(most.answer or 0.0)
    share = queries.share_of(least, most)
    steps_down = (least.answer or 0.0) <= (most.answer or 0.0)
    if share is not None and first.code == "contacted" and last.code != "contacted" and steps_down:
        said = {"n": n, "share": w.percent(share)}
        return {
            "opened": w("Of about {n} households contacted, {share} opened the message", **said),
            "answered": w("Of about {n} households contacted, {share} answered or posted", **said),
            "offered": w("Of about {n} households contacted, {share} offered help or an item", **said),
            "matched": w("Of about {n} households contacted, {share} found a match", **said),
            "completed": w("Of about {n} households contacted, {share} gave or got what was asked for", **said),
        }[last.code]
    return w("{label}: about {n} households", label=first.label, n=n)


def _unfed(steps: list[Taken], w: Words) -> str:
    """Which steps are hidden and which the export cannot feed, in words."""
    parts = []
    hidden = [step.label for step in steps if step.fed and step.row and step.row.why == "threshold"]
    if hidden:
        parts.append(w("Below threshold: {steps}.", steps=w.listing(hidden)))
    unfed = [step.label for step in steps if not step.fed]
    if unfed:
        parts.append(w("The export has nothing to count these steps by: {steps}.", steps=w.listing(unfed)))
    return " ".join(parts)
