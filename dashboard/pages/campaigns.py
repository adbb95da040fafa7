"""Campaigns of the selected places: a list, and of the chosen one what is missing, its steps, and what it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import dcc, html

import queries
from dashboard.components.balance_card import balance_card, where_card
from dashboard.components.balance_card import statement as statement_of_balance
from dashboard.components.campaign_cards import (
    answered_by_card,
    funnel_card,
    offer_times_card,
    places_card,
)
from dashboard.components.effect_card import effect_card
from dashboard.components.people_card import row_of
from dashboard.components.states import message_page, notice
from dashboard.hidden import hidden_rows
from dashboard.territory import narrowed, neighbourhood_names
from dashboard.words import msgid
from queries import Answer, Campaign, Estimate, Funnel, Period

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

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
            html.Div(
                [html.H1(_headline(view, chosen)), html.P(_lead(view, chosen), className="lead"),
                 html.P(dcc.Link(words, href=way), className="page-way")],
                className="page-head",
            ),
            *_replaced(view, chosen),
            *_balance(view, chosen),
            html.Div([_list(view, found, chosen), _funnel(view, chosen)], className="grid one-two"),
            *_effect(view, chosen),
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


def _balance(view: View, campaign: Campaign) -> list[Component]:
    """What is still missing, and where; nothing where the campaign says no needs."""
    snapshot, w = view.snapshot, view.words
    assert snapshot is not None
    found = queries.balance(narrowed(view), snapshot, campaign)
    if not found:
        return []
    labels = queries.value_labels(snapshot, "category", w.language)
    places = queries.balance_by_place(narrowed(view), snapshot, campaign)
    as_of, at_places = (
        None if queries.is_over(campaign, snapshot) else queries.counted_until(campaign, snapshot, level)
        for level in (_level(view, campaign), "neighbourhood")
    )
    cards = [balance_card(found, labels, _year(campaign), w, view.palette, so_far=as_of)]
    if places:
        names = neighbourhood_names(view)
        elsewhere = [names[place.area_code] for place in
                     queries.told_with_the_zone(narrowed(view), snapshot, campaign)]  # fmt: skip
        cards.append(where_card(places, labels, names, w, so_far=at_places, elsewhere=elsewhere))
    return [html.Div(cards, className="grid two-one")]


def _level(view: View, campaign: Campaign) -> str:
    """The level of the places whose cells together are the campaign's here."""
    assert view.snapshot is not None
    return "city" if queries.city_of(narrowed(view), view.snapshot, campaign) else "neighbourhood"


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


def _lead(view: View, chosen: Campaign) -> str:
    w, names = view.words, neighbourhood_names(view)
    where = [names[code] for code in chosen.neighbourhoods if code in names]
    assert view.snapshot is not None
    parts = [w("{title}, from {first} to {last}.", title=chosen.title, first=w.date(chosen.starts_on),
               last=w.date(chosen.ends_on))]  # fmt: skip
    until = queries.counted_until(chosen, view.snapshot, _level(view, chosen))
    if not queries.is_over(chosen, view.snapshot) and until:
        parts.append(w("Counted until {day}, so far.", day=w.date(until)))
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
        parts.append(w.plural("{n} home in its zone.", "{n} homes in its zone.", chosen.households_exposed))
    return " ".join(parts)


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
            lines.append(html.Span(w("(chosen)"), className="visually-hidden"))
        current = " is-current" if each.code == chosen.code else ""
        href = PATH + view.selection.but(campaign=each.code).search
        items.append(html.Li(dcc.Link(lines, href=href, className="choice" + current)))
    heading = w.plural("{n} campaign", "{n} campaigns", len(found))
    return html.Section([html.H2(heading), html.Ul(items, className="choices")], className="card")


def _badge(view: View, campaign: Campaign) -> str:
    """What a campaign that is not told as a whole yet is."""
    w, snapshot = view.words, view.snapshot
    assert snapshot is not None
    if queries.is_over(campaign, snapshot):
        return ""
    return w("not complete yet") if queries.has_begun(campaign, snapshot) else w("to come")


def _funnel(view: View, campaign: Campaign) -> Component:
    """The steps as a whole; what is told when, where nothing is yet."""
    snapshot, w = view.snapshot, view.words
    assert snapshot is not None
    if not _is_told(view, campaign, ("campaign_step",)):
        known_on = campaign.ends_on + queries.AFTER
        said = (w("The steps are told at the end of each week.") if _level(view, campaign) == "city" else
                w("Of these places, what people can help with is told at the end of each month."))  # fmt: skip
        whole = w("All steps are known once the export covers {day}.", day=w.date(known_on))
        return html.Section([html.H2(campaign.title), notice(f"{said} {whole}")], className="card")
    found, level = queries.funnel(narrowed(view), snapshot, campaign), _level(view, campaign)
    so_far = None if queries.is_over(campaign, snapshot) else queries.counted_until(campaign, snapshot, level)
    return funnel_card(found, campaign.title, _year(campaign), w, view.palette, so_far=so_far,
                       notes=_hidden(view, campaign, found))  # fmt: skip


def _by_place(view: View, campaign: Campaign) -> list[Component]:
    """The steps of each neighbourhood, where several are told."""
    assert view.snapshot is not None
    found = queries.funnels_by_place(narrowed(view), view.snapshot, campaign)
    return [places_card(found, neighbourhood_names(view), campaign.title, view.words)] if len(found) > 1 else []


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
        return [html.Section([html.H2(w("Did it work?")), notice(said)], className="card")]
    return [effect_card(found, neighbourhood_names(view), w, view.palette)]


def _people(view: View, campaign: Campaign) -> list[Component]:
    """When help was first offered, and who answered: of the whole zone, once the campaign is over."""
    snapshot, w = view.snapshot, view.words
    assert snapshot is not None
    if not queries.is_over(campaign, snapshot) or not (city := queries.city_of(narrowed(view), snapshot, campaign)):
        return []
    cards = []
    for dimension, card in (("campaign_offer_time", offer_times_card), ("campaign_standing", answered_by_card)):
        counts = queries.counts_at(narrowed(view), snapshot, campaign, city, dimension)
        values = queries.CAMPAIGN_VALUES[dimension]
        told = {value.code: counts[value.code] for value in values if value.code in counts}
        if told:
            labels = {value.code: w.text(value.label) for value in values}
            cards.append(card(told, labels, _year(campaign), w, view.palette))
    return [html.Div(cards, className="grid two-one")] if cards else []
