"""The figures of needs for the places of a view: demand against supply, requests left alone, help on offer, priority.

Each is a function of the view, so that a profile of one neighbourhood shows the same ones. They choose what to ask.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import dcc, html

import queries
from dashboard.components.cards import Card
from dashboard.components.help_card import help_card
from dashboard.components.left_alone_card import left_alone_card
from dashboard.components.lists import chips
from dashboard.components.needs_matrix import Matrix, gathered, kind_of, matrix_card
from dashboard.components.priority_card import Priority, priority_card
from dashboard.hidden import hidden_rows
from dashboard.need_words import Place, shortage_sentences, told_ratio
from dashboard.territory import narrowed, neighbourhood_names
from queries import HELP_FOR, WEIGHTS, Area, Gap, Period, Selection

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

Gaps = dict[tuple[str, str], Gap]


def shortages(view: View, year: Period) -> list[str]:
    """A sentence for each shortage that is named in the selected places, surest category first."""
    assert view.snapshot is not None
    names = neighbourhood_names(view)
    labels, english = (queries.value_labels(view.snapshot, "category", language) for language in
                       (view.words.language, "en"))  # fmt: skip
    by_code: dict[str, list[Place]] = {}
    for (area, code), gap in queries.gaps(narrowed(view), view.snapshot, "need", year).items():
        if gap.flagged and gap.shortage:
            told = gap.shortage.interval.low if gap.shortage.at_least else gap.shortage.ratio
            place = Place(names[area], told, gap.shortage.at_least, gap.shortage.probability)
            by_code.setdefault(code, []).append(place)
    found = []
    for code in sorted(by_code, key=lambda code: (-sum(place.probability for place in by_code[code]), code)):
        places = sorted(by_code[code], key=lambda place: place.name)
        found += shortage_sentences(view.words, code, labels.get(code, code), english.get(code, ""), places)
    return found


def shortage_card(view: View, year: Period) -> Card:
    """How many shortages are named, as one number beside the others."""
    assert view.snapshot is not None
    w = view.words
    gaps = queries.gaps(narrowed(view), view.snapshot, "need", year)
    flagged = [key for key, gap in gaps.items() if gap.flagged]
    places = len({area for area, _ in flagged})
    if not any(gap.asked is not None for gap in gaps.values()):
        return Card(w("Certain shortages"), "", "", missing=w("below threshold"), details=(w.period(year),))
    where = w.plural("in {n} neighbourhood", "in {n} neighbourhoods", places) if flagged else ""
    title = w("Certain shortages")
    return Card(title, w.number(len(flagged)), where, details=(w("figure of {period}", period=w.period(year)),
                w("of those named in the city, at most one in twenty is expected to be wrong")))  # fmt: skip


def matrix(view: View, year: Period, path: str) -> Component:
    """Categories, or themes where few categories are shown or the address asks for them, by neighbourhood."""
    assert view.snapshot is not None
    w, scope = view.words, narrowed(view)
    fine = queries.gaps(scope, view.snapshot, "need", year)
    by_theme = view.selection.by == "theme" or not any(gap.asked is not None for gap in fine.values())
    gaps = queries.gaps(scope, view.snapshot, "need_theme", year) if by_theme else fine
    labels = queries.value_labels(view.snapshot, "theme" if by_theme else "category", w.language)
    names, places = neighbourhood_names(view), scope.neighbourhoods
    codes = tuple(dict.fromkeys(code for _, code in gaps))
    rows, columns = gathered(gaps, places, codes)
    hrefs = {} if len(places) == 1 else {a: path + view.selection.but(places=(a,)).search for a in columns}
    content = Matrix(rows, columns, gaps, labels, names, hrefs, _whole(view, year, by_theme), len(codes) - len(rows),
                     len(places) - len(columns), by_theme)  # fmt: skip
    title, reading = _matrix_words(view, content, gaps)
    choices = [(w("Categories"), path + view.selection.but(by="").search, not by_theme),
               (w("Themes"), path + view.selection.but(by="theme").search, by_theme)]  # fmt: skip
    before = [chips(w("Show by"), choices, w("(chosen)"))] if gaps else []
    return matrix_card(content, title, reading, w.period(year), w, before=before,
                       notes=_hidden(view, content, gaps, path))  # fmt: skip


def _whole(view: View, year: Period, by_theme: bool) -> dict[str, float]:
    """How many ask for each that offers in all selected places together, where none of them is left out."""
    assert view.snapshot is not None
    scope, dimension = narrowed(view), "need_theme" if by_theme else "need"
    if len(scope.neighbourhoods) < 2:
        return {}
    found = queries.answer(scope, view.snapshot, "needs", Selection((), year, dimension))
    told = {row.value: row.answer for row in found.rows if row.shown == "yes"}
    codes = dict.fromkeys(row.value.rpartition(":")[0] for row in found.rows if row.answer is not None)
    ratios = {code: queries.willing_for_each(told.get(f"{code}:asked"), told.get(f"{code}:offered")) for code in codes}
    found_here = {code: told_ratio(ratio) for code, ratio in ratios.items() if ratio is not None}
    return found_here if 2 * len(found_here) >= len(codes) else {}


def _matrix_words(view: View, content: Matrix, gaps: Gaps) -> tuple[str, str]:
    w = view.words
    kinds = [kind_of(gap) for gap in gaps.values()]
    named, likely = kinds.count("shortage"), kinds.count("likely")
    places = len({area for (area, _), gap in gaps.items() if gap.flagged})
    if named:
        title = w.plural("Shortages gather in {n} neighbourhood", "Shortages gather in {n} neighbourhoods", places)
    elif any(gap.asked is not None for gap in gaps.values()):
        title = w("No shortage is certain")
    else:
        title = w("What is asked for is below threshold here")
    parts = [w.plural("{n} certain shortage.", "{n} certain shortages.", named)] if named else []
    parts += [w.plural("{n} likely shortage.", "{n} likely shortages.", likely)] if likely else []
    left_out = []
    if content.other_columns:
        left_out.append(w.plural("{n} other neighbourhood", "{n} other neighbourhoods", content.other_columns))
    if content.other_rows and content.by_theme:
        left_out.append(w.plural("{n} other theme", "{n} other themes", content.other_rows))
    elif content.other_rows:
        left_out.append(w.plural("{n} other category", "{n} other categories", content.other_rows))
    if left_out and content.rows:
        parts.append(w("Left out, without a surer sign or below threshold: {what}.", what=w.listing(left_out)))
    return title, " ".join(parts)


def _hidden(view: View, content: Matrix, gaps: Gaps, path: str) -> list[Component]:
    """Why cells are hatched, and where there is more to see: themes, or the city of the places."""
    w, hidden = view.words, sum(kind_of(gap) == "hidden" for gap in gaps.values())
    around = dcc.Link(w("The whole territory shows more"), href=path + view.selection.but(places=()).search,
                      className="offer")  # fmt: skip
    if not gaps:
        way = [" ", around] if view.selection.places else []
        return [html.P([w("Too few active households to say anything safely."), *way], className="hidden-note")]
    if not hidden:
        return []
    text = w("Hatched: fewer than 11 households asked, or too few to be shown safely ({n} of {total}).",
             n=w.number(hidden), total=w.number(len(gaps)))  # fmt: skip
    if not content.by_theme:
        link = dcc.Link(w("Broader values are shown: {what}", what=w("themes")),
                        href=path + view.selection.but(by="theme").search, className="offer")  # fmt: skip
        return [html.P([text, " ", link], className="hidden-note")]
    return [html.P([text, *([" ", around] if view.selection.places else [])], className="hidden-note")]


def left_alone(view: View, year: Period, path: str) -> Component:
    """Requests that are not met or, where the address asks for it, without an answer, by neighbourhood."""
    assert view.snapshot is not None
    w = view.words
    what = "unanswered" if view.selection.indicator == "unanswered" else "unmet"
    places = queries.shares_left(narrowed(view), view.snapshot, what, year)
    choices = [(w("Not met"), path + view.selection.but(indicator="").search, what == "unmet"),
               (w("Without an answer"), path + view.selection.but(indicator="unanswered").search,
                what == "unanswered")]  # fmt: skip
    code = "unanswered" if what == "unanswered" else "match_rate"
    answer = queries.answer(narrowed(view), view.snapshot, code, Selection((), year, "neighbourhood"))
    alone = answer.rows[0].answer if len(answer.rows) == 1 else None
    counted = 1 - alone if alone is not None and what == "unmet" else alone
    return left_alone_card(places, what, w.period(year), w, view.palette, counted=counted,
                           notes=hidden_rows(view, answer, year, path),
                           before=[chips(w("Show requests"), choices, w("(chosen)"))])  # fmt: skip


def help_on_offer(view: View, year: Period, path: str) -> Component:
    """The seven kinds of help beside the study."""
    assert view.snapshot is not None
    w, scope = view.words, narrowed(view)
    answer = queries.answer(scope, view.snapshot, "latent_supply", Selection((), year, "help_kind"))
    asked = queries.answer(scope, view.snapshot, "needs", Selection((), year, "need"))
    willing: dict[str, float] = {}
    for row in answer.rows:
        request = asked.row(value=f"{HELP_FOR.get(row.value, '')}:asked")
        if row.answer is not None and row.base and request and request.shown == row.shown == "yes":
            each = queries.willing_for_each(row.answer * row.base, request.answer)
            willing |= {row.value: each} if each is not None else {}
    labels = queries.value_labels(view.snapshot, "help_kind", w.language)
    return help_card(answer, labels, queries.study_help(), willing, w.period(year), w, view.palette,
                     hidden_rows(view, answer, year, path))  # fmt: skip


def areas(view: View, year: Period) -> tuple[Area, ...]:
    """Every place of the territory, whatever is selected, so that a place has one tier for one reader."""
    assert view.snapshot is not None
    chosen = view.selection.weights
    return queries.areas(view.scope, view.snapshot, year, chosen if len(chosen) == len(WEIGHTS) else ())


def priority(view: View, year: Period, path: str, *, movable: bool = True) -> Component:
    """The tiers of the selected places, compared with all of the territory."""
    w, own = view.words, set(narrowed(view).neighbourhoods)
    found = areas(view, year)
    weights = view.selection.weights
    content = Priority(
        [area for area in found if area.area_code in own], reasons(view, year),
        lambda code: path + view.selection.but(places=(code,)).search,
        weights if len(weights) == len(WEIGHTS) else tuple(WEIGHTS.values()),
        path + view.selection.but(weights=()).search, w.period(year),
    )  # fmt: skip
    return priority_card(content, sum(area.rank is not None for area in found), w, movable=movable)


def reasons(view: View, year: Period) -> dict[str, str]:
    """What speaks for each place: requests not met and without an answer, and what is short."""
    assert view.snapshot is not None
    w, scope = view.words, narrowed(view)
    labels = queries.value_labels(view.snapshot, "category", w.language)
    short: dict[str, list[str]] = {}
    for (area, code), gap in queries.gaps(scope, view.snapshot, "need", year).items():
        if gap.flagged:
            short.setdefault(area, []).append(labels.get(code, code))
    unanswered = {p.area_code: p for p in queries.shares_left(scope, view.snapshot, "unanswered", year)}
    told = {}
    for place in queries.shares_left(scope, view.snapshot, "unmet", year):
        left = unanswered[place.area_code]
        if place.share is None or left.share is None:
            continue
        parts = [w("{share} of requests not met", share=w.percent(place.share)),
                 w("{share} without an answer", share=w.percent(left.share))]  # fmt: skip
        if place.area_code in short:
            parts.append(w("short of: {what}", what=w.listing(short[place.area_code])))
        told[place.area_code] = " · ".join(parts)
    return told
