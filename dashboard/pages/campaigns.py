"""Campaigns of the selected places: a list, and of the chosen one what is missing, its steps, and what it changed."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from dash import dcc, html

import queries
from dashboard.components.balance_card import balance_card, headline
from dashboard.components.campaign_cards import (
    answered_by_card,
    funnel_card,
    offer_times_card,
    places_card,
    so_far_words,
)
from dashboard.components.effect_card import effect_card
from dashboard.components.people_card import row_of
from dashboard.components.states import message_page, notice
from dashboard.components.where_card import where_card, worst_list
from dashboard.hidden import hidden_rows
from dashboard.pages.criteria import to_study
from dashboard.territory import narrowed, neighbourhood_names
from dashboard.words import msgid
from queries import Answer, Campaign, Estimate, Funnel, Period

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View
    from dashboard.words import Words

PATH = "/campaigns"
TITLE = msgid("Campaigns")
ICON = "campaigns"
USES = ("places",)


def layout(view: View) -> Component:
    """The list beside the funnel of the campaign in the address, or of the latest one that is complete."""
    assert view.snapshot is not None
    w = view.words
    found = queries.campaigns(narrowed(view), view.snapshot)
    if not found:
        known = "campaigns" in view.snapshot.manifest["bundle_files"]
        reason = none_words(view) if known else w("The export holds no campaigns.")
        return message_page(w(TITLE), [reason], link=to_workshop(view))
    told = [each for each in found if _is_told(view, each)]
    chosen = next((each for each in found if each.code == view.selection.campaign), (told or list(found))[0])
    words, way = to_workshop(view)
    return html.Div(
        [
            *_replaced(view, chosen),
            html.Div(
                [html.P(_which(view, chosen), className="reading"), *_switch(view, found, chosen),
                 html.H1(_headline(view, chosen)), *_worst(view, chosen),
                 html.P(_lead(view, chosen), className="lead"),
                 html.P(dcc.Link(words, href=way), className="page-way")],
                className="page-head",
            ),
            *_balance(view, chosen),
            html.Div([_list(view, found, chosen), _funnel(view, chosen)], className="grid one-two"),
            *_effect(view, chosen),
            *_study(view, chosen),
            *_by_place(view, chosen),
            *_people(view, chosen),
        ],
        className="page campaigns",
    )  # fmt: skip


def _is_told(view: View, campaign: Campaign, dimensions: tuple[str, ...] = ("campaign_step", "campaign_item")) -> bool:
    """Whether anything of the campaign is published: all of one that is over, what happened so far in one that runs."""
    assert view.snapshot is not None
    scope = narrowed(view)
    return any(
        queries.counts_at(scope, view.snapshot, campaign, place, dimension)
        for place in queries.campaign_parts(scope, view.snapshot, campaign) for dimension in dimensions
    )  # fmt: skip


def _year(campaign: Campaign) -> Period:
    return Period(campaign.starts_on.replace(month=1, day=1), "year")


def to_workshop(view: View) -> tuple[str, str]:
    """The way on: the words and the address of the page where the next campaign is prepared."""
    return view.words("Prepare a campaign in the Workshop"), "/workshop" + view.selection.everywhere().search


def _study(view: View, campaign: Campaign) -> list[Component]:
    """The way to what was said beforehand that would be looked at, or to saying it."""
    way = to_study(view, campaign.code, campaign.neighbourhoods)
    return [html.P(dcc.Link(way[0], href=way[1]), className="page-way")] if way else []


def _balance(view: View, campaign: Campaign) -> list[Component]:
    """What is still missing, and where; nothing where the campaign says no needs."""
    snapshot, w = view.snapshot, view.words
    assert snapshot is not None
    found = queries.balance(narrowed(view), snapshot, campaign)
    if not found:
        return []
    labels = queries.value_labels(snapshot, "category", w.language)
    places = queries.balance_by_place(narrowed(view), snapshot, campaign)
    as_of, at_places = (_so_far(view, campaign, level) for level in (_level(view, campaign), "neighbourhood"))
    cards = [balance_card(found, labels, _year(campaign), w, view.palette, by_place=places, so_far=as_of)]
    if len({each.place for each in places}) > 1:
        cards.append(where_card(found, places, labels, neighbourhood_names(view), w, so_far=at_places))
    return [html.Div(cards, className="grid two-one")]


def _so_far(view: View, campaign: Campaign, level: str) -> str:
    """Until when a campaign that runs is counted at a level; empty of one that is over, and where nothing is told."""
    assert view.snapshot is not None
    until = queries.counted_until(campaign, view.snapshot, level)
    return "" if queries.is_over(campaign, view.snapshot) or not until else so_far_words(until, level, view.words)


def _level(view: View, campaign: Campaign) -> str:
    """The level of the places whose cells together are the campaign's here."""
    assert view.snapshot is not None
    return "city" if queries.city_of(narrowed(view), view.snapshot, campaign) else "neighbourhood"


def _missing_words(view: View, campaign: Campaign) -> str:
    """The three most missing items, for the top of the page; empty where nothing is known of any."""
    assert view.snapshot is not None
    found = queries.balance(narrowed(view), view.snapshot, campaign)
    places = queries.balance_by_place(narrowed(view), view.snapshot, campaign)
    if not any(each.missing for each in (*found, *places)):
        return ""
    labels = queries.value_labels(view.snapshot, "category", view.words.language)
    return f"{headline(found, labels, view.words, places)}."


def _worst(view: View, campaign: Campaign) -> list[Component]:
    """Under the headline, how many of each of the three are missing, and where."""
    snapshot, scope = view.snapshot, narrowed(view)
    assert snapshot is not None
    labels = queries.value_labels(snapshot, "category", view.words.language)
    return worst_list(queries.balance(scope, snapshot, campaign), queries.balance_by_place(scope, snapshot, campaign),
                      labels, neighbourhood_names(view), view.words)  # fmt: skip


def none_words(view: View) -> str:
    """Says that no campaign touched the one or several places selected."""
    return view.words.plural("No campaign touched this place.", "No campaign touched these places.",
                             len(narrowed(view).neighbourhoods))  # fmt: skip


def _replaced(view: View, chosen: Campaign) -> list[Component]:
    """Says, before anything else, that the address asks for a campaign that these places do not have."""
    w = view.words
    if view.selection.campaign in ("", chosen.code):
        return []
    return [notice(w("These places have no campaign by that address: {title} is shown instead.", title=chosen.title))]


def _headline(view: View, chosen: Campaign) -> str:
    w = view.words
    assert view.snapshot is not None
    if lacking := _missing_words(view, chosen):
        return lacking
    steps = queries.funnel(narrowed(view), view.snapshot, chosen).steps
    last = next((step for step in reversed(steps) if isinstance(step.count, Estimate)), None)
    if last is None or not isinstance(last.count, Estimate):
        return w("{title}: nothing that came of it can be shown yet.", title=chosen.title)
    number, title = round(last.count.value), chosen.title
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


def _which(view: View, chosen: Campaign) -> str:
    """The campaign and its dates."""
    w = view.words
    return w("{title}, from {first} to {last}.", title=chosen.title, first=w.date(chosen.starts_on),
             last=w.date(chosen.ends_on))  # fmt: skip


def _lead(view: View, chosen: Campaign) -> str:
    w, names = view.words, neighbourhood_names(view)
    where = [names[code] for code in chosen.neighbourhoods if code in names]
    assert view.snapshot is not None
    parts = [_counted(view, chosen)]
    if len(where) == len(names) > 1:
        parts.append(w("In the whole territory."))
    elif len(where) > 4:
        more = len(where) - 3
        parts.append(w("In {places}.", places=w.listing([*where[:3], w.plural("{n} more", "{n} more places", more)])))
    elif len(where) > 1:
        parts.append(w("In {places}.", places=w.listing(where)))
    elif where:
        parts.append(w("In {place}.", place=where[0]))
    if not chosen.is_whole:
        parts.append(w("Its zone is wider: the households below are only those of the places selected here."))
    if chosen.households_exposed and chosen.is_whole:
        parts.append(w.plural("{n} home in its zone.", "{n} homes in its zone.", chosen.households_exposed))
    return " ".join(filter(None, parts))


def _counted(view: View, chosen: Campaign) -> str:
    """Until when one that runs is counted, and why its neighbourhoods until another day than its whole zone."""
    w, snapshot = view.words, view.snapshot
    assert snapshot is not None
    level = _level(view, chosen)
    until, at_places = (queries.counted_until(chosen, snapshot, each) for each in (level, "neighbourhood"))
    if queries.is_over(chosen, snapshot):
        return ""
    differ = at_places and at_places != until and queries.balance_by_place(narrowed(view), snapshot, chosen)
    if chosen.ends_on < _published_on(view):
        return over_words(chosen.ends_on, until, at_places if differ else None, w)
    if not until:
        return ""
    if at_places and differ:
        return w("Counted so far: the whole zone, by week, until {day}; each neighbourhood, by month, until {other}.",
                 day=w.date(until), other=w.date(at_places))  # fmt: skip
    return w("Counted until {day}, so far.", day=w.date(until))


def _published_on(view: View) -> date:
    """The day of the publication: later than the last day that is counted, and the same however late it is read."""
    assert view.snapshot is not None
    return datetime.fromisoformat(view.snapshot.manifest["published_at"]).date()


def over_words(ended: date, until: date | None, at_places: date | None, w: Words) -> str:
    """Of a campaign that is over while its last days are not counted: since when, and until when the numbers go."""
    if until and at_places:
        return w("Over since {end}; the numbers of the whole zone go up to {day}, those of each neighbourhood up to "
                 "{other}.", end=w.date(ended), day=w.date(until), other=w.date(at_places))  # fmt: skip
    if until:
        return w("Over since {end}; the numbers go up to {day}.", end=w.date(ended), day=w.date(until))
    return w("Over since {end}; it is not counted yet.", end=w.date(ended))


def _switch(view: View, found: tuple[Campaign, ...], chosen: Campaign) -> list[Component]:
    """The way to the other campaigns in one line at the top, folded: what is missing stays in sight on a telephone."""
    others = [each for each in found if each.code != chosen.code]
    if not others:
        return []
    links = [html.Li(dcc.Link(each.title, href=_address(view, each), className="chip")) for each in others]
    summary = view.words.plural("{n} other campaign", "{n} other campaigns", len(others))
    folded = html.Details([html.Summary(summary), html.Ul(links, className="chips")], className="campaign-switch")
    return [html.Div(folded, key=chosen.code)]


def _address(view: View, campaign: Campaign) -> str:
    return PATH + view.selection.but(campaign=campaign.code).search


def _list(view: View, found: tuple[Campaign, ...], chosen: Campaign) -> Component:
    w = view.words
    assert view.snapshot is not None
    items = []
    for each in found:
        dates = w("{first} to {last}", first=w.month(each.starts_on), last=w.month(each.ends_on))
        if each.starts_on.replace(day=1) == each.ends_on.replace(day=1):
            dates = w.month(each.starts_on)
        lines = [html.Strong(each.title, className="choice-name"), html.Span(dates, className="reading")]
        if badge := _badge(view, each):
            lines.append(html.Span(badge, className="badge"))
        if each.code == chosen.code:
            lines.append(html.Span(w("(shown here)"), className="visually-hidden"))
        current = " is-current" if each.code == chosen.code else ""
        items.append(html.Li(dcc.Link(lines, href=_address(view, each), className="choice" + current)))
    heading = w.plural("{n} campaign", "{n} campaigns", len(found))
    return html.Section([html.H2(heading), html.Ul(items, className="choices")], className="card")


def _badge(view: View, campaign: Campaign) -> str:
    """What a campaign that is not told as a whole yet is, on the day of the publication."""
    w, snapshot = view.words, view.snapshot
    assert snapshot is not None
    if queries.is_over(campaign, snapshot):
        return ""
    if campaign.ends_on < _published_on(view):
        return w("over, counted in part")
    return w("not complete yet") if campaign.starts_on <= _published_on(view) else w("to come")


def _funnel(view: View, campaign: Campaign) -> Component:
    """The steps as a whole; what is told when, where nothing is yet."""
    snapshot, w = view.snapshot, view.words
    assert snapshot is not None
    if not _is_told(view, campaign, ("campaign_step",)):
        known_on = campaign.ends_on + queries.AFTER
        said = (w("How many were contacted, answered and helped is told at the end of each week.")
                if _level(view, campaign) == "city" else
                w("For a part of a campaign’s zone, how many were contacted, answered and helped is told when the "
                  "campaign is over."))  # fmt: skip
        whole = w("All of it is known once the numbers go up to {day}; today they go up to {last}.",
                  day=w.date(known_on), last=w.date(date.fromisoformat(snapshot.manifest["covers_until"])))  # fmt: skip
        heading = w("The steps, from contacted to helped")
        return html.Section([html.H2(heading), notice(f"{said} {whole}")], className="card stack")
    found, level = queries.funnel(narrowed(view), snapshot, campaign), _level(view, campaign)
    return funnel_card(found, campaign.title, _year(campaign), w, view.palette, so_far=_so_far(view, campaign, level),
                       notes=_hidden(view, campaign, found))  # fmt: skip


def _by_place(view: View, campaign: Campaign) -> list[Component]:
    """The steps of each neighbourhood, where several are told."""
    assert view.snapshot is not None
    found = queries.funnels_by_place(narrowed(view), view.snapshot, campaign)
    if len(found) < 2:
        return []
    by_item = not any(each.with_zone for each in queries.balance_by_place(narrowed(view), view.snapshot, campaign))
    return [places_card(found, neighbourhood_names(view), campaign.title, view.words, by_item=by_item)]


def _hidden(view: View, campaign: Campaign, found: Funnel) -> list[Component]:
    """The note on the steps that are hidden here, with the places around where they are shown."""
    assert view.snapshot is not None
    if not queries.is_over(campaign, view.snapshot):
        return []
    rows = [row_of(f"{campaign.code}:{step.code}", step.count, _year(campaign)) for step in found.steps if step.count]
    return hidden_rows(view, Answer("campaign_step", "campaign_step", "", tuple(rows)), _year(campaign), PATH)


def _effect(view: View, campaign: Campaign) -> list[Component]:
    """What the campaign changed against similar neighbourhoods, once three months from its start are published."""
    assert view.snapshot is not None
    w = view.words
    found = queries.campaign_effect(narrowed(view), view.snapshot, campaign)
    if found is None:
        said = w("What the campaign changed is told once its first three months are published.")
        return [html.Section([html.H2(w("Did it work?")), notice(said)], className="card stack")]
    return [effect_card(found, neighbourhood_names(view), w, view.palette)]


def _people(view: View, campaign: Campaign) -> list[Component]:
    """When help was first offered, and who answered: of the whole zone, once the campaign is over."""
    snapshot, w = view.snapshot, view.words
    assert snapshot is not None
    if not queries.is_over(campaign, snapshot) or not (city := queries.city_of(narrowed(view), snapshot, campaign)):
        return []
    cards, steps = [], queries.counts_at(narrowed(view), snapshot, campaign, city, "campaign_step")
    for dimension, card, step in (("campaign_offer_time", offer_times_card, "offered"),
                                  ("campaign_standing", answered_by_card, "answered")):  # fmt: skip
        counts = queries.counts_at(narrowed(view), snapshot, campaign, city, dimension)
        values = queries.CAMPAIGN_VALUES[dimension]
        told = {value.code: counts[value.code] for value in values if value.code in counts}
        if told:
            labels = {value.code: w.text(value.label) for value in values}
            cards.append(card(told, labels, _year(campaign), w, view.palette, steps.get(step)))
    return [html.Div(cards, className="grid two-one")] if cards else []
