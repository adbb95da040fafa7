"""What neighbours exchange: the mix beside the study's, top objects and services, what comes of it, who takes part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from dash import html

import queries
from dashboard.components.amounts import around_words
from dashboard.components.cards import row_of_cards
from dashboard.components.directions_card import directions_card
from dashboard.components.mix_card import Mix, mix_card, statement
from dashboard.components.mixes_card import mixes_card
from dashboard.components.outcomes_card import STEPS, outcomes_card
from dashboard.components.replies_card import replies_card
from dashboard.components.sharers_card import sharers_card
from dashboard.components.states import notice
from dashboard.components.tops_card import leading_words, tops_card
from dashboard.hidden import hidden_rows, mix_notes
from dashboard.missing import KINDS, missing_card
from dashboard.mixes import BY_TYPE, mix_changes, mix_of, mix_period, study_by
from dashboard.pages.exchanges_cards import Source, breadth_card, character_of, distance_card, leading_card, variety
from dashboard.pages.overview_cards import compared_with
from dashboard.pages.profile_cards import ATTRIBUTES
from dashboard.readings import before_the_data, lacks, read, told_period
from dashboard.selection import places_words
from dashboard.territory import narrowed, neighbourhood_names, whole_name
from dashboard.words import msgid
from queries import INDICATORS, Answer, Change, Character, Period, Replies, Row, Selection, Sharers, Top

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

PATH = "/exchanges"
TITLE = msgid("Exchanges")
ICON = "exchanges"

#: What the page is made from, where the export holds it.
FED_BY = ("responses", "exchanges.direction", KINDS, "members.dwelling_type")
#: What the indicators of the steps from a post to its completion are called; a share of those left is turned round.
OUTCOMES = {"answered": "unanswered", "completed": "match_rate", "taken_up": "taken_up", "given": "given"}
#: The shares by the step of STEPS, each with its change where it has one.
Outcomes = dict[str, tuple[Row, Change | None]]

#: More mixes than this are no longer read at a glance.
MOST_MIXES = 80


def layout(view: View) -> Component:
    """The page for one reader and selection; of the place around, by name, what the chosen ones do not show."""
    w = view.words
    if view.selection.period is None:
        return html.Section([html.H1(w(TITLE)), html.P(w("No period has ended yet in what was imported."))])
    assert view.snapshot is not None
    mix = mix_of(view)
    sources = [Source(view)]
    if mix.around and mix.around_places is not None:
        sources.append(Source(replace(view, selection=view.selection.but(places=mix.around_places)), mix.around))
    compared = view.selection.compare != "study"
    changes = mix_changes(view, mix)
    against = compared_with(view, changes, mix.period)
    of_character, character = _told_by(sources, character_of, lambda found: found.breadth is not None)
    tops = [_told_by(sources, partial(top_of, kind=kind), lambda found: bool(found and found.ranked))
            for kind in queries.KINDS]  # fmt: skip
    outcomes = _told_by(sources, _outcomes, lambda found: any(row.answer is not None for row, _ in found.values()))
    return html.Div(
        [
            html.Div(
                [html.H1(_headline(view, mix, character)),
                 html.P(_lead(of_character, character, tops, outcomes), className="lead"),
                 *([html.P(told, className="reading")] if (told := _told_words(view, mix)) else [])],
                className="page-head",
            ),
            row_of_cards([leading_card(view, mix, changes), breadth_card(of_character, character),
                          distance_card(of_character, character)], w("Key numbers"), view.palette),
            html.Div([mix_card(mix, w, view.palette, mix_notes(view, mix, PATH),
                               against if compared and not mix.around else None),
                      html.Div([*_came_of_it(*outcomes), *_directions(sources)], className="stack")],
                     className="grid two-one"),
            html.Div([top_card(source.view, top, source.around) for source, top in tops if top],
                     className="grid halves"),
            html.Div([*_waits(sources), *_taking_part(sources)], className="grid halves"),
            _mixes(view),
            *missing_card(view, *FED_BY),
        ],
        className="page exchanges",
    )  # fmt: skip


def _told_by(
    sources: Sequence[Source], find: Callable[[View], Any], is_shown: Callable[[Any], bool]
) -> tuple[Source, Any]:
    """What the chosen places show themselves, else what the place around shows; else why it is hidden."""
    found = [(source, find(source.view)) for source in sources]
    return next((each for each in found if is_shown(each[1])), found[0])


def _told_words(view: View, mix: Mix) -> str:
    """Of which period the page is where it is not the chosen one, and to what of it the comparison on top applies."""
    w, asked, parts = view.words, view.selection.period, []
    if asked is not None and mix.period != asked:
        parts.append(w("By type this is not told for {asked} here: the mix is of another period ({period}), and each "
                       "figure names its own.", asked=w.the(asked), period=w.period(mix.period)))  # fmt: skip
    if mix.around:
        parts.append(w("Numbers of a place around are not compared."))
    elif view.selection.compare != "study" and not before_the_data(view, mix.period):
        parts.append(w("Compared are what leads, the mix, its breadth and what came of posts; the rest is not."))
    return " ".join(parts)


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


def _lead(
    of_character: Source, character: Character, tops: Sequence[tuple[Source, Top | None]],
    outcomes: tuple[Source, Outcomes],
) -> str:  # fmt: skip
    """What is shared most, what comes of asking, and how broad the mix is, each under the name of its place around."""
    view, parts = of_character.view, []
    assert view.snapshot is not None
    w, labels = view.words, queries.value_labels(view.snapshot, "category", view.words.language)
    parts = [(source.around, leading_words(top, labels, w)) for source, top in tops if top]
    met, _ = outcomes[1].get("completed", (None, None))
    if met is not None and met.answer is not None:
        said = w("About {share} of the households that asked got what they asked for within 28 days ({period}).",
                 share=w.percent(met.answer), period=w.period(Period.parse(met.period)))  # fmt: skip
        parts.append((outcomes[0].around, said))
    if character.breadth is not None:
        study = w.number(queries.study_breadth(), 2)
        said = w("The mix is as broad as if {n} types were used alike; the study's: {study}.",
                 n=w.number(character.breadth.effective, 1), study=study)  # fmt: skip
        parts.append((of_character.around, said))
    return " ".join(around_words(w, around, said) for around, said in parts if said)


def _told(view: View, code: str, by: str = "total") -> Period:
    assert view.selection.period is not None
    return told_period(view, code, by) or view.selection.period


def top_of(view: View, kind: queries.Kind) -> Top | None:
    """The ten that most households share in the selected places; None where the catalogue declares none."""
    assert view.snapshot is not None
    return queries.top(narrowed(view), view.snapshot, kind, _told(view, "active_households", "category"))


def top_card(view: View, top: Top, around: str = "") -> Component:
    """Its card, with why some are hidden; `around` names the place around that the view is of."""
    assert view.snapshot is not None
    period = _told(view, "active_households", "category")
    labels = queries.value_labels(view.snapshot, "category", view.words.language)
    hidden = Answer("active_households", "category", view.snapshot.id, top.hidden)
    notes = hidden_rows(view, hidden, period, PATH)
    return tops_card(top, labels, period, view.words, view.palette, notes, around)


def tops_words(view: View) -> str:
    """What is shared most in the selected places; empty where that cannot be told."""
    assert view.snapshot is not None
    labels = queries.value_labels(view.snapshot, "category", view.words.language)
    told = (leading_words(top, labels, view.words) for kind in queries.KINDS if (top := top_of(view, kind)))
    return " ".join(filter(None, told))


def _outcomes(view: View) -> Outcomes:
    """The share of households of each step that the export can feed, of those that asked or offered."""
    assert view.snapshot is not None
    found = {}
    for step in STEPS:
        code = OUTCOMES[step]
        reading = None if lacks(view, INDICATORS[code]) else read(view, code)
        if reading is not None and reading.now is not None:
            (row,) = queries.sampled(Answer(code, "total", view.snapshot.id, (reading.now,))).rows
            change = reading.change
            if step == "answered":
                row, change = queries.turned(row), change and replace(change, difference=-change.difference)
            found[step] = replace(row, value=step), change
    return found


def _came_of_it(source: Source, outcomes: Outcomes) -> list[Component]:
    """The card of what came of posts; nothing without responses, which the page says at its end."""
    view = source.view
    if not outcomes:
        return []
    assert view.snapshot is not None
    period, rows = _told(view, "match_rate"), {step: row for step, (row, _) in outcomes.items()}
    hidden = Answer("match_rate", "total", view.snapshot.id, tuple(rows.values()))
    compared = None
    if view.selection.compare != "study" and not source.around:
        changes = {step: change for step, (_, change) in outcomes.items() if change is not None}
        compared = compared_with(view, changes, period)
    notes = hidden_rows(view, hidden, period, PATH)
    return [outcomes_card(rows, period, view.words, view.palette, notes, compared, source.around)]


def _directions(sources: Sequence[Source]) -> list[Component]:
    """How many offer, ask and inform, where the export says which posts do."""
    view = sources[0].view
    assert view.snapshot is not None
    if "exchanges.direction" not in view.snapshot.manifest["bundle_columns"]:
        return []
    code, by = "active_households", "direction"
    source, found = _told_by(sources, lambda of: _answer(of, code, by), lambda told: bool(told.shown))
    period = _told(source.view, code, by)
    labels = queries.value_labels(view.snapshot, by, view.words.language)
    notes = hidden_rows(source.view, found, period, PATH)
    return [directions_card(found, labels, period, view.words, view.palette, notes, source.around)]


def _answer(view: View, code: str, by: str) -> Answer:
    assert view.snapshot is not None
    return queries.answer(narrowed(view), view.snapshot, code, Selection((), _told(view, code, by), by))


def _waits(sources: Sequence[Source]) -> list[Component]:
    """How long a first reply takes; nothing without responses."""
    source, found = _told_by(sources, _replies, lambda told: bool(told and told.answer.shown))
    view, w = source.view, source.view.words
    assert view.snapshot is not None
    if found is None:
        return []
    by, period = found.answer.by, _told(view, "first_reply", found.answer.by)
    labels = queries.value_labels(view.snapshot, by, w.language)
    notes = hidden_rows(view, found.answer, period, PATH)
    return [replies_card(found, labels, period, w, view.palette, notes, source.around)]


def _replies(view: View) -> Replies | None:
    """Seven bands where they are told, which is of cities, else three."""
    assert view.snapshot is not None
    if lacks(view, INDICATORS["first_reply"]):
        return None
    for by in ("reply_time", "reply_speed"):
        found = queries.replies(narrowed(view), view.snapshot, by, _told(view, "first_reply", by))
        if any(row.why != "not_published" for row in found.answer.rows):
            return found
    return None


def _taking_part(sources: Sequence[Source]) -> list[Component]:
    """By kind of dwelling; by age and gender too where they are told, which is of whole cities."""
    snapshot, w, cards, untold = sources[0].view.snapshot, sources[0].view.words, [], False
    assert snapshot is not None
    for by, column in ATTRIBUTES.items():
        if column not in snapshot.manifest["bundle_columns"]:
            continue
        source, found = _told_by(sources, partial(_sharers, by=by), lambda told: bool(told.answer.shown))
        if all(row.why == "not_published" for row in found.answer.rows):
            untold = untold or by != "dwelling_type"
            continue
        labels, period = queries.value_labels(snapshot, by, w.language), _told(source.view, "active_share", by)
        notes = hidden_rows(source.view, found.answer, period, PATH)
        cards.append(sharers_card(found, labels, period, w, source.view.palette, notes, source.around))
    return [*cards, *([notice(w("Age and gender are told of whole cities only."))] if untold else [])]


def _sharers(view: View, by: str) -> Sharers:
    assert view.snapshot is not None
    return queries.sharers(narrowed(view), view.snapshot, by, _told(view, "active_share", by))


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
