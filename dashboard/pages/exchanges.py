"""What neighbours exchange: the mix beside the study's, top objects and services, what comes of it, who takes part."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dash import html

import queries
from dashboard.components.cards import row_of_cards
from dashboard.components.lists import names_card
from dashboard.components.mix_card import Compared, Mix, mix_card, statement
from dashboard.components.mixes_card import mixes_card
from dashboard.components.outcomes_card import STEPS, directions_words, outcomes_card
from dashboard.components.replies_card import replies_card
from dashboard.components.sharers_card import sharers_card
from dashboard.components.states import notice
from dashboard.components.tops_card import tops_card
from dashboard.hidden import hidden_rows, mix_notes
from dashboard.mixes import BY_TYPE, mix_changes, mix_of, mix_period, study_by
from dashboard.pages.exchanges_cards import breadth_card, distance_card, leading_card, variety
from dashboard.pages.overview_cards import against_words
from dashboard.readings import lacks, told_period
from dashboard.selection import places_words
from dashboard.territory import elsewhere, narrowed, neighbourhood_names, whole_name
from dashboard.words import msgid
from queries import INDICATORS, Answer, Character, Period, Selection, Top

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

PATH = "/exchanges"
TITLE = msgid("Exchanges")
ICON = "exchanges"

#: What the indicators of the steps from a post to its completion are called; a share of those left is turned round.
OUTCOMES = {"answered": "unanswered", "completed": "match_rate", "taken_up": "taken_up", "given": "given"}
#: More mixes than this are no longer read at a glance.
MOST_MIXES = 80


def layout(view: View) -> Component:
    """The page for one reader and selection; of the places around where the chosen ones are below threshold."""
    w = view.words
    if view.selection.period is None:
        return html.Section([html.H1(w(TITLE)), html.P(w("No period has ended yet in what was imported."))])
    assert view.snapshot is not None
    mix = mix_of(view)
    around = mix.around_places
    shown = view if around is None else replace(view, selection=view.selection.but(places=around))
    character = queries.character(narrowed(shown), view.snapshot, mix_period(shown, BY_TYPE))
    tops = {kind: top for kind in ("object", "service") if (top := top_of(shown, kind))}
    outcomes = _outcomes(shown)
    changes = mix_changes(view, mix)
    against = against_words(view, mix.period)
    beside_study = view.selection.compare == "study" or mix.around
    compared = None if beside_study else Compared(changes, against, bool(elsewhere(view)))
    return html.Div(
        [
            html.Div(
                [html.H1(_headline(view, mix, character)),
                 html.P(_lead(shown, character, tops, outcomes), className="lead")],
                className="page-head",
            ),
            row_of_cards([leading_card(view, mix, changes), breadth_card(shown, character),
                          distance_card(shown, character)], w("Key numbers"), view.palette),
            html.Div([mix_card(mix, w, view.palette, mix_notes(view, mix, PATH), compared),
                      *_came_of_it(shown, outcomes)],
                     className="grid two-one"),
            html.Div([top_card(shown, top) for top in tops.values()], className="grid halves"),
            html.Div([*_waits(shown), *_taking_part(shown)], className="grid halves"),
            _mixes(view),
            *_unfed(view, tops),
        ],
        className="page exchanges",
    )  # fmt: skip


def _headline(view: View, mix: Mix, character: Character) -> str:
    w, names = view.words, neighbourhood_names(view)
    said = statement(mix, w)
    if mix.around:
        where = places_words(view.selection, names, w, whole_name(view, names))
        return w("{where}: too few households to show what they exchange. {said}.", where=where, said=said)
    varied = variety(character, mix_period(view, BY_TYPE), w)
    if mix.of_households or not mix.answer.shown or not varied:
        return said + "."
    return w("{said}; exchanges are {varied}.", said=said, varied=varied)


def _lead(view: View, character: Character, tops: dict[str, Top], outcomes: dict[str, Answer]) -> str:
    """What is shared most, what comes of asking, and how broad the mix is, of what is shown."""
    w, parts = view.words, []
    assert view.snapshot is not None
    labels = queries.value_labels(view.snapshot, "category", w.language)
    first = {kind: labels[top.ranked[0].row.value] for kind, top in tops.items() if top.ranked}
    if len(first) == 2:
        parts.append(w("Most shared: {object} among objects, {service} among services.", **first))
    met = outcomes["completed"].rows[0] if "completed" in outcomes and outcomes["completed"].rows else None
    if met is not None and met.answer is not None:
        parts.append(w("About {share} of the households that asked got what they asked for within 28 days ({period}).",
                       share=w.percent(met.answer), period=w.period(Period.parse(met.period))))  # fmt: skip
    if not outcomes:
        parts.append(directions_words(_directions(view), w))
    if character.breadth is not None:
        study = w.number(queries.study_breadth(), 2)
        parts.append(w("The mix is as broad as if {n} types were used alike; the study's: {study}.",
                       n=w.number(character.breadth.effective, 1), study=study))  # fmt: skip
    return " ".join(part for part in parts if part)


def _told(view: View, code: str, by: str = "total") -> Period:
    assert view.selection.period is not None
    return told_period(view, code, by) or view.selection.period


def top_of(view: View, kind: queries.Kind) -> Top | None:
    """The ten that most households share in the selected places; None where the catalogue declares none."""
    assert view.snapshot is not None
    return queries.top(narrowed(view), view.snapshot, kind, _told(view, "active_households", "category"))


def top_card(view: View, top: Top) -> Component:
    """Its card, with why some are hidden."""
    assert view.snapshot is not None
    period = _told(view, "active_households", "category")
    labels = queries.value_labels(view.snapshot, "category", view.words.language)
    hidden = Answer("active_households", "category", view.snapshot.id, top.hidden)
    return tops_card(top, labels, period, view.words, view.palette, hidden_rows(view, hidden, period, PATH))


def _outcomes(view: View) -> dict[str, Answer]:
    """The share of households of each step that the export can feed, of those that asked or offered."""
    assert view.snapshot is not None
    found = {}
    for step in STEPS:
        code = OUTCOMES[step]
        if not lacks(view, INDICATORS[code]):
            asked = Selection((), _told(view, code))
            found[step] = queries.sampled(queries.answer(narrowed(view), view.snapshot, code, asked))
    return found


def _came_of_it(view: View, outcomes: dict[str, Answer]) -> list[Component]:
    """The card of what came of posts; nothing without responses, which the page says at its end."""
    if not outcomes:
        return []
    assert view.snapshot is not None
    directions = _directions(view)
    steps = {
        step: queries.turned(row) if step == "answered" else row
        for step, answer in outcomes.items() for row in answer.rows
    }  # fmt: skip
    named = {step: replace(row, value=step) for step, row in steps.items()}
    period = _told(view, "match_rate")
    notes = next((found for answer in outcomes.values() if (found := hidden_rows(view, answer, period, PATH))), [])
    return [outcomes_card(named, directions, period, view.words, view.palette, notes)]


def _directions(view: View) -> Answer:
    """Active households that offer, ask and inform."""
    assert view.snapshot is not None
    asked = Selection((), _told(view, "active_households", "direction"), "direction")
    return queries.answer(narrowed(view), view.snapshot, "active_households", asked)


def _waits(view: View) -> list[Component]:
    """Seven bands where they are told, which is of cities, else three."""
    if lacks(view, INDICATORS["first_reply"]):
        return []
    assert view.snapshot is not None
    for by in ("reply_time", "reply_speed"):
        period = _told(view, "first_reply", by)
        found = queries.replies(narrowed(view), view.snapshot, by, period)
        if any(row.why != "not_published" for row in found.answer.rows):
            labels = queries.value_labels(view.snapshot, by, view.words.language)
            notes = hidden_rows(view, found.answer, period, PATH)
            return [replies_card(found, labels, period, view.words, view.palette, notes)]
    return []


def _taking_part(view: View) -> list[Component]:
    """By kind of dwelling; by age and gender too where they are told, which is of whole cities."""
    assert view.snapshot is not None
    w, cards, untold = view.words, [], []
    for by, column in (("dwelling_type", "members.dwelling_type"), ("age_band", "members.birth_year"),
                       ("gender", "members.gender")):  # fmt: skip
        if column not in view.snapshot.manifest["bundle_columns"]:
            continue
        period = _told(view, "active_share", by)
        found = queries.sharers(narrowed(view), view.snapshot, by, period)
        if all(row.why == "not_published" for row in found.answer.rows):
            untold.append(by)
            continue
        labels = queries.value_labels(view.snapshot, by, w.language)
        cards.append((found, labels, period, hidden_rows(view, found.answer, period, PATH)))
    said = [html.P(w("Age and gender are told of whole cities only."), className="reading")] if untold else []
    return [sharers_card(found, labels, period, w, view.palette, [*notes, *said])
            for found, labels, period, notes in cards]  # fmt: skip


def _mixes(view: View) -> Component:
    """The mix of every neighbourhood; of those chosen where they are several."""
    assert view.snapshot is not None
    assert view.selection.period is not None
    w, chosen = view.words, view.selection.places
    scope = view.scope if len(chosen) == 1 else narrowed(view)
    if len(scope.neighbourhoods) > MOST_MIXES:
        text = w.plural("Choose up to {n} neighbourhood to see their mixes side by side.",
                        "Choose up to {n} neighbourhoods to see their mixes side by side.", MOST_MIXES)  # fmt: skip
        return html.Section([html.H2(w("The mix of every neighbourhood")), notice(text)], className="card")
    year = queries.nearest(view.snapshot, view.selection.period, "year")
    like = chosen[0] if chosen else ""
    mixes = queries.neighbourhood_mixes(scope, view.snapshot, year, like)
    named = next((each.name for each in mixes if each.neighbourhood_code == like and each.apart is not None), "")
    labels = queries.value_labels(view.snapshot, BY_TYPE, w.language)
    return mixes_card(mixes, labels, study_by(BY_TYPE), int(view.snapshot.manifest["clip"]["year"]), named, year,
                      lambda code: PATH + view.selection.but(places=(code,)).search, w, view.palette)  # fmt: skip


def _unfed(view: View, tops: dict[str, Top]) -> list[Component]:
    """What the export cannot tell, in one sentence each."""
    assert view.snapshot is not None
    w, manifest = view.words, view.snapshot.manifest
    sentences = []
    if "responses" not in manifest["bundle_files"]:
        sentences.append(w("No responses: whether requests found an answer cannot be told."))
    if "exchanges.direction" not in manifest["bundle_columns"]:
        sentences.append(w("No direction of posts: offers and requests cannot be told apart."))
    if not tops:
        sentences.append(w("No categories of objects or services: what is shared most cannot be told."))
    if "members.dwelling_type" not in manifest["bundle_columns"]:
        sentences.append(w("No kind of dwelling: who takes part by dwelling cannot be told."))
    if not sentences:
        return []
    return [names_card(w("What this export does not tell"), "", [(w("Not in the export"), " ".join(sentences), [])])]
