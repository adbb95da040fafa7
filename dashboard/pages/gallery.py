"""Every component in every state, with invented numbers: for those who build and judge the product, not in the menu.

A test holds it to all of them. It reads no number of the platform.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dash import html

import queries
from dashboard.coarser import Offer
from dashboard.components import map_legend
from dashboard.components.cards import Card, row_of_cards
from dashboard.components.figure import figure_card, picture, table, told
from dashboard.components.icon import icon
from dashboard.components.lists import Item, chips, list_card, names_card
from dashboard.components.map_compare import comparison
from dashboard.components.map_list import neighbourhood_list
from dashboard.components.map_points import points_section
from dashboard.components.map_profile import Facts, panel
from dashboard.components.map_tools import city_picker, pickers, tools
from dashboard.components.mix_card import mix_card
from dashboard.components.offers import hidden_note, offered
from dashboard.components.residences_card import residences_card
from dashboard.components.states import failure, message_page, notice, skeleton
from dashboard.components.timeline import timeline
from dashboard.components.topics_card import topics_card
from dashboard.components.trend_card import trend_card
from dashboard.figures.funnel import Step, funnel
from dashboard.figures.trend import Mark
from dashboard.pages import (
    gallery_campaigns,
    gallery_engagement,
    gallery_needs,
    gallery_plan,
    gallery_profile,
    gallery_projects,
    gallery_studies,
    gallery_workshop,
)
from dashboard.pages import gallery_examples as examples
from dashboard.pages.gallery_exchanges import exchanges_cards
from dashboard.selection import Chosen
from dashboard.words import Words, msgid
from layers import registry
from queries import DIMENSIONS, INDICATORS, Answer, Period, Place

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

PATH = "/gallery"
TITLE = msgid("Gallery of components")
ICON = "table"
IN_MENU = False

SIGNS = ("overview", "map", "exchanges", "needs", "engagement", "campaigns", "projects", "surveys", "impact", "reports",
         "admin", "about", "residents", "accessibility", "search", "previous", "next", "close", "menu", "definition",
         "table", "link", "download", "picture", "check", "warning", "empty", "zoom-in", "zoom-out", "whole", "box",
         "area", "workshop")  # fmt: skip


def layout(view: View) -> Component:
    """The page; only its frame says anything of the reader."""
    w = view.words
    return html.Div(
        [
            html.Div([html.H1(w(TITLE)), html.P(w("Every number on this page is invented."), className="lead")],
                     className="page-head"),
            _section(w("Colours"), _colours(view)),
            _section(w("Signs, labels and buttons"), _signs(w)),
            _section(w("Cards of one number"), [row_of_cards(_cards(w), w("Cards of one number"), view.palette)]),
            _section(w("Figures"), [html.Div(_figures(view), className="grid two-one")]),
            _section(w("Exchanges"), exchanges_cards(view)),
            _section(w("Needs"), [html.Div(gallery_needs.parts(view), className="grid two-one")]),
            _section(w("Engagement"), [html.Div(gallery_engagement.parts(view), className="grid two-one")]),
            _section(w("Neighbourhood profile"), [html.Div(gallery_profile.parts(view), className="grid two-one")]),
            _section(w("Lists"), [html.Div(_lists(w), className="grid two-one"), _timeline(w)]),
            _section(w("Hidden numbers"), _hidden(w)),
            _section(w("Nothing there, something wrong, something coming"), _states(w)),
            _section(w("Parts of the map"), [html.Div(_map(view), className="grid two-one gallery-map")]),
            _section(w("Campaigns"), [html.Div(gallery_campaigns.parts(view), className="grid two-one")]),
            _section(w("Workshop"), [html.Div(gallery_workshop.parts(view), className="grid two-one workshop")]),
            _section(w("Projects"), [html.Div(gallery_projects.parts(view), className="grid two-one")]),
            _section(w("Your questions"), gallery_studies.questions(view)),
            _section(w("Your studies"), [html.Div(gallery_studies.studies(view), className="grid two-one workshop")]),
            _section(w("Estimate of a plan"), [html.Div(gallery_plan.parts(view), className="grid two-one workshop")]),
        ],
        className="page gallery",
    )  # fmt: skip


def _section(title: str, parts: list[Component]) -> Component:
    return html.Section([html.H2(title), *parts], className="stack")


def _colours(view: View) -> list[Component]:
    w, palette = view.words, view.palette
    types = {value.code: w.text(value.label) for value in DIMENSIONS["exchange_type"].values}
    stages = map_legend.stage_names(w)
    rows = [
        (w("Low to high"), {str(at): colour for at, colour in enumerate(palette.sequence, start=1)}),
        (w("Less and more"), {str(at): colour for at, colour in enumerate(palette.diverging, start=1)}),
        (w("Types of exchange"), {types[code]: colour for code, colour in palette.types.items()}),
        (w("Stages"), {stages[code]: palette.stages[code] for code in stages}),
    ]
    return [
        html.Div(
            [
                html.H3(name),
                html.Ul(
                    [
                        html.Li([html.Span(className="swatch", style={"background": colour}), html.Span(label)])
                        for label, colour in colours.items()
                    ],
                    className="stage-legend",
                ),
            ]
        )
        for name, colours in rows
    ]


def _signs(w: Words) -> list[Component]:
    return [
        html.Ul([html.Li(icon(name)) for name in SIGNS], className="chips", **{"aria-hidden": "true"}),
        html.P([html.Span(w("down"), className="badge badge-warn"), " ",
                html.Span(w("up"), className="badge badge-accent"), " ",
                html.Span(w("not complete yet"), className="badge")]),
        chips(w("Kind of period"), [(w("Month"), "", True), (w("Quarter"), PATH, False)], w("(chosen)")),
        html.P(html.Button(w("Sign out"), type="button", className="button")),
    ]  # fmt: skip


def _cards(w: Words) -> list[Card]:
    label = {code: w.text(INDICATORS[code].label) for code in ("active_households", "unanswered", "reach", "exchanges")}
    series = (29.0, 31.0, 30.0, 33.0, None, 34.0, 36.0)
    a_year = w("a year earlier")
    return [
        Card(label["active_households"], w.number(36), w("a month"), w("about"),
             w("{difference} on {period}", difference="+5", period=a_year), "good",
             (w("95% interval: {interval}", interval=w("{low} to {high}", low="33", high="39")),),
             series=series, series_words=w("From {first} to {last} over the periods before.", first="29", last="36"),
             benchmark=33.0),
        Card(label["unanswered"], w.percent(0.41), "", w("about"),
             w("{difference} on {period}", difference=w.signed(w.plural("{n} point", "{n} points", 6), True),
               period=a_year), "bad", series=series[::-1],
             series_words=w("From {first} to {last} over the periods before.", first="36", last="29")),
        Card(label["exchanges"], w.number(1240), "", w("about"), w("no clear change on {period}", period=a_year)),
        Card(label["reach"], w.percent(0.12), "", w("about"),
             w("{difference} compared with {place}", difference=w.signed(w.plural("{n} point", "{n} points", 3), False),
               place=examples.NAMES["n2"]), details=(w("without the neighbourhoods below threshold"),)),
        Card(label["reach"], "", "", missing=w("number of homes unknown")),
        Card(label["unanswered"], "", "", missing=w("below threshold"), offer=_offer(w)),
    ]  # fmt: skip


def _offer(w: Words) -> Component | None:
    row = examples.number("n3", "total", 0.38, 0.02, period="2025", base=300)
    return offered(Offer(None, (), "total", Period.parse("2025"), (row,)), "unanswered", Chosen(), PATH, w)


def _figures(view: View) -> list[Component]:
    w, palette = view.words, view.palette
    types = [value.code for value in DIMENSIONS["exchange_type"].values]
    labels = {value.code: w.text(value.label) for value in DIMENSIONS["exchange_type"].values}
    shares = (0.33, 0.29, 0.12, 0.09, 0.06, 0.05, 0.03, 0.02, 0.01)
    some: dict[str, float | None] = dict(zip(types, (*shares[:4], None, None, 0.03, None, None), strict=True))
    ups_and_downs = [
        60.0,
        66,
        71,
        80,
        78,
        64,
        50,
        44,
        61,
        75,
        88,
        97,
        None,
        92,
        85,
        90,
        99,
        108,
        104,
        96,
        70,
        66,
        84,
        95,
    ]
    marks = [Mark(examples.TODAY.replace(month=2, day=10), examples.TODAY.replace(month=3, day=5), examples.CAMPAIGN)]
    assert view.snapshot is not None
    categories = queries.value_labels(view.snapshot, "theme", w.language)
    amounts = [140.0, 96, 71, 40, None, None]
    topics = Answer(
        "active_households",
        "theme",
        "",
        tuple(
            examples.number("n1", code, amount, 8.0, dimension="theme")
            for code, amount in zip(categories, amounts, strict=False)
        ),
    )
    steps = [Step(w("Contacted"), examples.number("n1", "contacted", 820.0, 20), w.number(820)),
             Step(w("Opened the message"), examples.number("n1", "opened", 410.0, 18), w.number(410)),
             Step(w("Found a match"), None, w("below threshold"))]  # fmt: skip
    lines: list[list[Any]] = [[w("Contacted"), told(w, "households", 820)],
             [w("Opened the message"), told(w, "households", 410)],
             [w("Found a match"), (w("below threshold"),)]]  # fmt: skip
    entry = INDICATORS["active_households"]
    opened = w("Of about {n} households contacted, {share} opened the message", n=w.number(820), share=w.percent(0.5))
    return [
        mix_card(examples.mix(dict(zip(types, shares, strict=True)), labels=labels), w, palette),
        trend_card("trend", examples.months(ups_and_downs), entry, w, palette, marks,
                   marks_words=w("orange: campaigns")),
        examples.other(mix_card(examples.mix(some, labels=labels, of_households=True), w, palette)),
        examples.other(trend_card("trend", examples.months([None] * 12), entry, w, palette)),
        topics_card(topics, categories, examples.QUARTER, w, palette),
        figure_card(w, opened, "", picture("gallery-funnel", funnel(steps, w, palette), opened),
                    identity="gallery-funnel",
                    caption=w("thin line: 95% interval"),
                    rows=table(w("Households"), [w("Step"), w("Households")], lines),
                    definition=[w.text(INDICATORS["campaign_step"].definition)]),
    ]  # fmt: skip


def _lists(w: Words) -> list[Component]:
    names = examples.NAMES
    items = [
        Item(w("up"), "accent", names["n1"], w(": {count}, {difference} on {period}", count="108",
             difference="+12", period=w("a year earlier")), PATH),
        Item(w("down"), "warn", names["n4"], w(": {count}, {difference} on {period}", count="41",
             difference=w.signed("9", False), period=w("a year earlier"))),
    ]  # fmt: skip
    group = Place("residence_group", "r1", examples.RESIDENCE, None, None, 90, (), True)
    enrolled = Answer("enrolled_households", "total", "", (examples.number("r1", "total", 212.0, 8.0),))
    active = Answer("active_households", "total", "", (examples.number("r1", "total", None),))
    both = {"enrolled_households": enrolled, "active_households": active}
    return [
        list_card(w("What changed most"), w.period(examples.QUARTER), items, ""),
        list_card(w("What changed most"), w.period(examples.QUARTER), [],
                  w("No neighbourhood changed by clearly more than the noise.")),
        names_card(w("Who we do not hear"), "",
                   [(w.plural("{n} silent neighbourhood", "{n} silent neighbourhoods", 1),
                     w("Too few active households {during} to say anything safely, which is not the same as no need.",
                       during=w.during(examples.QUARTER)), [(names["n3"], PATH)])]),
        residences_card([group], both, examples.QUARTER, w),
    ]  # fmt: skip


def _timeline(w: Words) -> Component:
    made = timeline(examples.PROJECTS, examples.TODAY, examples.NAMES, w, lambda project: PATH, "p1")
    return html.Section([html.H2(w("Projects")), made], className="card")


def _hidden(w: Words) -> list[Component]:
    row = examples.number("n3", "total", None)
    shown = examples.number("n3", "total", 0.38, 0.02, period="2025", base=300)
    offer = Offer(None, (), "total", Period.parse("2025"), (shown,))
    return hidden_note([row], offer, "unanswered", Chosen(), PATH, w)


def _states(w: Words) -> list[Component]:
    coming = skeleton(w)
    coming.className = "page"
    return [
        notice(w("No campaigns.")),
        notice(w("Nothing can be compared."), (w("Start from the whole territory"), PATH)),
        failure(w("The site does not answer. Your selection is kept in the address: try again in a moment.")),
        _second_level(message_page(w("Nothing is published yet"), [w("On the machine that holds the data, run:")],
                                   commands=("quartier import BUNDLE", "quartier publish"),
                                   link=(w("Go to the overview"), "/"))),
        coming,
    ]  # fmt: skip


def _second_level(message: Component) -> Component:
    """A page of one message, as a part of this one."""
    first, *rest = message.children
    message.children = [html.H3(first.children), *rest]
    return message


def _map(view: View) -> list[Component]:
    w, palette = view.words, view.palette
    assert view.snapshot is not None
    amount, change = examples.map_values(w, "amount"), examples.map_values(w, "change")
    facts = Facts({place.area_code: place for place in examples.PLACES}, {"n1": 36.0}, 33.0, (), {}, silent=("n3",))
    one = Chosen(places=("n1",), period=examples.QUARTER)
    hidden = replace(one, places=("n3",))
    layers = registry.offered(view.scope, view.snapshot)
    entries = [INDICATORS["active_share"], INDICATORS["exchanges"]]
    return [
        html.Div([map_legend.legend_card(map_legend.legend(amount, palette)),
                  _unnamed(html.Section(map_legend.legend(change, palette), className="map-card map-legend")),
                  map_legend.layers_card(layers, ["works", "existing", "works"], (), palette, w),
                  html.Div(tools(w), className="gallery-tools")],
                 className="stack"),
        html.Div([html.Div(panel(amount, Chosen(period=examples.QUARTER), facts, PATH, palette), className="card"),
                  _unnamed(html.Div(panel(amount, one, facts, PATH, palette), className="card")),
                  _unnamed(html.Div(panel(change, hidden, facts, PATH, palette), className="card"))],
                 className="stack"),
        html.Div(comparison("n1", "n4", [amount, change], w), className="card"),
        html.Div([city_picker("c1", examples.CITIES, w),
                  pickers("active_share", entries, "amount", False, w),
                  neighbourhood_list(amount.caption, _hidden(w), w),
                  *points_section(examples.POINTS, ("n1", "n4"), examples.NAMES, w)], className="card stack"),
    ]  # fmt: skip


def _unnamed(part: Component) -> Component:
    for each in examples.every(part):
        if getattr(each, "id", None):
            del each.id
    return part
