"""The first page: one sentence, a few numbers with their change, the mix beside the study, the trend, the silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import dcc, html

import queries
from dashboard.components.amounts import counted, difference_words
from dashboard.components.cards import row_of_cards
from dashboard.components.lists import Item, list_card, names_card
from dashboard.components.mix_card import Mix, dated, mix_card
from dashboard.components.residences_card import residences_card
from dashboard.components.topics_card import topics_card
from dashboard.hidden import hidden_rows, mix_notes
from dashboard.missing import missing
from dashboard.mixes import mix_of
from dashboard.pages import overview_questions
from dashboard.pages.activity_trend import activity
from dashboard.pages.overview_cards import against_words, reading_card, typical_card
from dashboard.readings import (
    Reading,
    Typical,
    comparison_of,
    lacks,
    read,
    told_period,
    typical_neighbourhood,
)
from dashboard.selection import places_words, profile_address
from dashboard.territory import elsewhere, narrowed, neighbourhood_names, whole_name
from dashboard.words import Words, msgid
from queries import INDICATORS, Answer, Period, Row, Selection

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

PATH = "/"
TITLE = msgid("Overview")
ICON = "overview"

CARDS = ("exchanges_per_household", "shares_pm", "match_rate", "unanswered", "reach")
#: What the page is made from, where the export holds it.
FED_BY = ("responses", "neighbourhoods.households", "members.dwelling_type", "campaigns", "projects")
_CHANGES = 5
_NAMED = 3  # hidden neighbourhoods that a headline names


def layout(view: View) -> Component:
    """The page for one reader and selection; the frame has settled the period and the places."""
    w = view.words
    if view.selection.period is None:
        return html.Section([html.H1(w(TITLE)), html.P(w("No period has ended yet in what was imported."))])
    assert view.snapshot is not None
    typical = typical_neighbourhood(view)
    households = read(view, "active_households")
    readings = {code: read(view, code) for code in CARDS if not lacks(view, INDICATORS[code])}
    mix = mix_of(view)
    heard = _heard(view, view.selection.period)
    silent = [(row.area_code, row.area) for row in queries.silent(narrowed(view), view.snapshot, view.selection.period)]
    changes = [_changes(view)] if len(narrowed(view).neighbourhoods) > 1 else []
    return html.Div(
        [
            html.Div(
                [html.H1(headline(view, typical, households)),
                 html.P(" ".join([*_in_all(view, typical, households), _lead(view, readings, mix, silent)]),
                        className="lead"),
                 *_profile(view)],
                className="page-head",
            ),
            overview_questions.section(view),
            row_of_cards(
                [typical_card(view, typical, households),
                 *(reading_card(view, each) for each in readings.values() if each)],
                w("Key numbers"),
                view.palette,
            ),
            html.Div([mix_card(mix, w, view.palette, mix_notes(view, mix, PATH)), activity(view, PATH)],
                     className="grid two-one"),
            html.Div([_topics(view), html.Div([*changes, _unheard(view, heard, silent)], className="stack")],
                     className="grid two-one"),
            *_residences(view),
        ],
        className="page overview",
    )  # fmt: skip


def _residences(view: View) -> list[Component]:
    """The landlord's own residences, where its territory names them; they are told by quarter and year."""
    assert view.snapshot is not None
    assert view.selection.period is not None
    groups = [p for p in queries.places(view.scope, view.snapshot) if p.level in ("residence_group", "portfolio")]
    if not groups:
        return []
    period = view.selection.period
    period = period.containing("quarter") if period.kind == "month" else period
    chosen = Selection(tuple(f"{p.level}:{p.area_code}" for p in groups), period)
    answers = {code: queries.answer(view.scope, view.snapshot, code, chosen)
               for code in ("enrolled_households", "active_households")}  # fmt: skip
    told = {row.area_code for answer in answers.values() for row in answer.rows if row.why != "not_published"}
    published = [place for place in groups if place.area_code in told]
    untold = sum(place.level == "residence_group" for place in groups if place not in published)
    return [residences_card(published, answers, period, view.words, untold)] if published else []


def _profile(view: View) -> list[Component]:
    """The way to the page to print, where one neighbourhood is chosen."""
    names, own = neighbourhood_names(view), narrowed(view).neighbourhoods
    if len(own) != 1 or own[0] not in names:
        return []
    label = view.words("Profile: {place}", place=names[own[0]])
    return [html.P(dcc.Link(label, href=profile_address(own[0], view.selection), className="offer"))]


def headline(view: View, typical: Typical, households: Reading | None) -> str:
    """How many households took part, beside what is compared with."""
    w, period = view.words, view.selection.period
    assert period is not None
    if typical.value is not None:
        n, one_place = round(typical.value), typical.shown == 1 and not typical.hidden
        return _compared_sentence(view, _typical_sentence(w, period, n, one_place), typical)
    if households and households.now and households.now.answer is not None:
        return total_sentence(w, households.now, households.period, _heard(view, households.period))
    return w("Too few households took part {during} to show a number safely.", during=w.during(period))


def total_sentence(w: Words, total: Row, period: Period, heard: Answer) -> str:
    """How many took part in all; at least so many where a neighbourhood is hidden, which is named."""
    during, n = w.during(period), round(total.answer or 0.0)
    hidden = [row.area for row in heard.rows if row.answer is None]
    if total.shown != "partial" or not hidden:
        return w.plural("About {n} household took part {during}", "About {n} households took part {during}", n,
                        during=during) + "."  # fmt: skip
    without = w.listing(hidden) if len(hidden) <= _NAMED else w.plural(
        "{n} neighbourhood below threshold", "{n} neighbourhoods below threshold", len(hidden))  # fmt: skip
    return w.plural("At least {n} household took part {during}, without {places}.",
                    "At least {n} households took part {during}, without {places}.", n,
                    during=during, places=without)  # fmt: skip


def _typical_sentence(w: Words, period: Period, n: int, one_place: bool) -> str:
    if period.kind == "month":
        during = w.during(period)
        if one_place:
            return w.plural("About {n} household took part {during}", "About {n} households took part {during}", n,
                            during=during)  # fmt: skip
        return w.plural("About {n} household took part {during} in the typical neighbourhood",
                        "About {n} households took part {during} in the typical neighbourhood", n,
                        during=during)  # fmt: skip
    if one_place:
        return w.plural("About {n} household a month took part {during}",
                        "About {n} households a month took part {during}", n, during=w.during(period))  # fmt: skip
    return w.plural("About {n} household a month took part {during} in the typical neighbourhood",
                    "About {n} households a month took part {during} in the typical neighbourhood", n,
                    during=w.during(period))  # fmt: skip


def _compared_sentence(view: View, start: str, typical: Typical) -> str:
    w, period = view.words, view.selection.period
    assert period is not None
    if view.selection.compare == "study":
        benchmark = INDICATORS["active_households"].benchmark
        return w("{start}; the 2020 study found {n}.", start=start, n=w.number(benchmark.value if benchmark else 0))
    if typical.change is None:
        return start + "."
    against = against_words(view, period)
    if elsewhere(view):
        similar = view.selection.compare == "similar"
        where = w("in similar neighbourhoods") if similar else w.in_place(against)
        if not typical.change.is_clear:
            return w("{start}, with no clear difference from {what}.", start=start, what=against)
        more = typical.change.difference > 0
        return (w("{start}, more than {where}.", start=start, where=where) if more
                else w("{start}, fewer than {where}.", start=start, where=where))  # fmt: skip
    if not typical.change.is_clear:
        return w("{start}, with no clear change on {period}.", start=start, period=against)
    if typical.change.difference > 0:
        return w("{start}, more than {period}.", start=start, period=against)
    return w("{start}, fewer than {period}.", start=start, period=against)


def _in_all(view: View, typical: Typical, households: Reading | None) -> list[str]:
    """The change of the sum, where it is clear and that of the typical neighbourhood is not."""
    w, in_time = view.words, view.selection.compare in ("year_before", "previous")
    if not in_time or typical.change is None or typical.change.is_clear or typical.shown < 2:
        return []
    if households is None or households.change is None or not households.change.is_clear:
        return []
    return [w("All together: {difference} active households on {period}, which a sum of many shows sooner than one "
              "neighbourhood does.", difference=difference_words(w, "households", households.change.difference),
              period=against_words(view, households.period))]  # fmt: skip


def _lead(view: View, readings: dict[str, Reading | None], mix: Mix, silent: list[tuple[str, str]]) -> str:
    w, parts = view.words, []
    unanswered = readings.get("unanswered")
    if unanswered and unanswered.now and unanswered.now.answer is not None:
        parts.append(w("About {share} of the households that asked found an answer within 28 days ({period}).",
                       share=w.percent(1 - unanswered.now.answer), period=w.period(unanswered.period)))  # fmt: skip
    parts.append(dated(mix, view.selection.period, w))
    if silent:
        parts.append(
            w.plural("{n} neighbourhood is silent: too few active households to say anything safely.",
                     "{n} neighbourhoods are silent: too few active households to say anything safely.",
                     len(silent))
        )  # fmt: skip
    return " ".join(parts)


def _topics(view: View) -> Component:
    """The categories where enough of them are shown, else the themes that they belong to, or that are asked for."""
    assert view.snapshot is not None
    assert view.selection.period is not None
    scope, w = narrowed(view), view.words
    period = told_period(view, "active_households", "theme") or view.selection.period
    fine, coarse = (
        queries.answer(scope, view.snapshot, "active_households", Selection((), period, by))
        for by in ("category", "theme")
    )
    whole = [row for row in fine.rows if row.shown == "yes"]
    enough = 2 * len(whole) >= len(fine.rows) or not coarse.shown
    found = fine if enough and view.selection.by != "theme" else coarse
    labels = queries.value_labels(view.snapshot, found.by, w.language)
    return topics_card(found, labels, period, w, view.palette, hidden_rows(view, found, period, PATH))


def _heard(view: View, period: Period) -> Answer:
    """Active households of each neighbourhood in a period."""
    assert view.snapshot is not None
    selection = Selection((), period, "neighbourhood")
    return queries.answer(narrowed(view), view.snapshot, "active_households", selection)


def _changes(view: View) -> Component:
    """The neighbourhoods whose activity changed most clearly, by the size of the change against its noise.

    Of a month of the period, as on their own pages.
    """
    assert view.snapshot is not None
    assert view.selection.period is not None
    w, period = view.words, view.selection.period
    against = comparison_of(view, period) or period.year_before()
    in_time = view.selection.compare in ("year_before", "previous")
    earlier = against_words(view, period) if in_time else w("a year earlier")
    months = (each.within("month") for each in (period, against))
    known = list(queries.mean_changes(narrowed(view), view.snapshot, *months).items())
    clear = queries.clear_among([change for _, (_, change) in known])
    found = [each for each, is_clear in zip(known, clear, strict=True) if is_clear]
    found.sort(key=lambda each: -each[1][1].z_score)
    names = neighbourhood_names(view)
    items = [
        Item(
            w("up") if change.difference > 0 else w("down"),
            "accent" if change.difference > 0 else "warn",
            names[code],
            w(": {count}, {difference} on {period}", count=counted(w, "households", mean.value),
              difference=difference_words(w, "households", change.difference), period=earlier),
            PATH + view.selection.but(places=(code,)).search,
        )
        for code, (mean, change) in found[:_CHANGES]
    ]  # fmt: skip
    return list_card(
        w("What changed most"),
        w("Active households a month by neighbourhood, {period} against {against}: changes larger than the noise",
          period=w.period(period), against=w.period(against)),
        items,
        w("No neighbourhood changed by clearly more than the noise.")
        if f"{against.start:%Y-%m}" >= view.snapshot.manifest["covers_from"]
        else w("There is no whole period before it to compare with."),
    )  # fmt: skip


def _unheard(view: View, heard: Answer, silent: list[tuple[str, str]]) -> Component:
    """Silent neighbourhoods, and what the export cannot tell."""
    w, period = view.words, view.selection.period
    assert period is not None
    where = places_words(view.selection, neighbourhood_names(view), w, whole_name(view, neighbourhood_names(view)))
    groups = []
    if silent:
        groups.append(
            (w.plural("{n} silent neighbourhood", "{n} silent neighbourhoods", len(silent)),
             w("Too few active households {during} to say anything safely, which is not the same as no need.",
               during=w.during(period)),
             [(name, PATH + view.selection.but(places=(code,)).search) for code, name in silent])
        )  # fmt: skip
    elif len(heard.shown) == len(heard.rows):
        groups.append((w("No silent neighbourhood"), w("{where}: enough active households {during} for numbers to be "
                         "shown.", where=where, during=w.during(period)), []))  # fmt: skip
    else:
        groups.append((w("No neighbourhood is known to be silent"), w("Some have no number for this period."), []))
    if lacking := missing(view, *FED_BY):
        groups.append((w("Not in the export"), " ".join(lacking), []))
    return names_card(w("Who we do not hear"), "", groups,
                      hidden_rows(view, heard, period, PATH, with_reasons=not silent))  # fmt: skip
