"""The figures of needs for the places of a view: demand against supply, requests left alone, help on offer, priority.

Each is a function of the view, so that a profile of one neighbourhood shows the same ones. They choose what to ask.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from dash import dcc, html

import queries
from dashboard.coarser import around, selecting
from dashboard.components.amounts import FEWEST_HOUSEHOLDS
from dashboard.components.cards import Card
from dashboard.components.help_card import help_card
from dashboard.components.left_alone_card import left_alone_card
from dashboard.components.lists import chips
from dashboard.components.needs_matrix import Matrix, gathered, kind_of, matrix_card
from dashboard.components.priority_card import Priority, priority_card
from dashboard.components.themes_card import themes_card
from dashboard.hidden import hidden_rows
from dashboard.need_words import ShortHere, shortage_sentences
from dashboard.readings import periods_known
from dashboard.territory import narrowed, neighbourhood_names
from queries import HELP_FOR, WEIGHTS, Area, LeftAlone, Period, Place, Selection

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

Verdict = Literal["judged", "unjudged", "hidden"]


def shortages(view: View, year: Period, kind: str = "") -> list[str]:
    """A sentence for each shortage that is named in the selected places, surest category first; of objects or services
    alone where `kind` says so."""
    assert view.snapshot is not None
    names = neighbourhood_names(view)
    labels, english = (queries.value_labels(view.snapshot, "category", language) for language in
                       (view.words.language, "en"))  # fmt: skip
    kinds, by_code = queries.category_kinds(view.snapshot), dict[str, list[ShortHere]]()
    for (area, code), gap in queries.gaps(narrowed(view), view.snapshot, "need", year).items():
        if gap.flagged and gap.shortage and kind in ("", kinds.get(code)):
            told = gap.shortage.interval.low if gap.shortage.at_least else gap.shortage.ratio
            place = ShortHere(names[area], told, gap.shortage.at_least, gap.shortage.probability)
            by_code.setdefault(code, []).append(place)
    found = []
    for code in sorted(by_code, key=lambda code: (-sum(place.probability for place in by_code[code]), code)):
        places = sorted(by_code[code], key=lambda place: place.name)
        found += shortage_sentences(view.words, code, labels.get(code, code), english.get(code, ""), places)
    return found


def verdict(view: View, year: Period) -> Verdict:
    """Whether demand is shown in the selected places, and whether any of it can be judged to be short."""
    assert view.snapshot is not None
    scope = narrowed(view)
    by_code, by_theme = (queries.gaps(scope, view.snapshot, each, year) for each in ("need", "need_theme"))
    found = [gap for gap in (*by_code.values(), *by_theme.values()) if gap.asked is not None]
    return "hidden" if not found else "judged" if any(gap.shortage for gap in found) else "unjudged"


def shortage_card(view: View, year: Period) -> Card:
    """How many shortages are named, as one number beside the others."""
    assert view.snapshot is not None
    w, title = view.words, view.words("Clear shortages")
    flagged = [key for key, gap in queries.gaps(narrowed(view), view.snapshot, "need", year).items() if gap.flagged]
    if (known := verdict(view, year)) != "judged":
        why = w("below threshold") if known == "hidden" else w("cannot be judged: too few neighbourhoods of the city "
                                                               "show it")  # fmt: skip
        return Card(title, "", "", missing=why, details=(w.period(year),))
    places = len({area for area, _ in flagged})
    where = w.plural("in {n} neighbourhood", "in {n} neighbourhoods", places) if flagged else ""
    return Card(title, w.number(len(flagged)), where, details=(w("figure of {period}", period=w.period(year)),
                w("of those named in the city, at most one in twenty is expected to be wrong")))  # fmt: skip


def is_by_theme(view: View, year: Period) -> bool:
    """Themes where the address asks for them, or where no single category is shown."""
    assert view.snapshot is not None
    fine = queries.gaps(narrowed(view), view.snapshot, "need", year)
    return view.selection.by == "theme" or not any(gap.asked is not None for gap in fine.values())


def matrix(view: View, year: Period, path: str) -> Component:
    """Categories, or themes where few categories are shown or the address asks for them, by neighbourhood."""
    assert view.snapshot is not None
    w, scope, by_theme = view.words, narrowed(view), is_by_theme(view, year)
    gaps = queries.gaps(scope, view.snapshot, "need_theme" if by_theme else "need", year)
    labels = queries.value_labels(view.snapshot, "theme" if by_theme else "category", w.language)
    names, places = neighbourhood_names(view), scope.neighbourhoods
    codes = tuple(dict.fromkeys(code for _, code in gaps))
    rows, columns = gathered(gaps, places, codes)
    hrefs = {} if len(places) == 1 else {a: path + view.selection.but(places=(a,)).search for a in columns}
    content = Matrix(rows, columns, gaps, labels, names, hrefs, len(codes) - len(rows), len(places) - len(columns),
                     by_theme)  # fmt: skip
    title, reading = _matrix_words(view, content, by_theme)
    choices = [(w("Categories"), path + view.selection.but(by="").search, not by_theme),
               (w("Themes"), path + view.selection.but(by="theme").search, by_theme)]  # fmt: skip
    before = [chips(w("Show by"), choices, w("(chosen)"))] if gaps else []
    return matrix_card(content, title, reading, w.period(year), w, before=before, notes=_hidden(view, content, path))


def _matrix_words(view: View, content: Matrix, by_theme: bool) -> tuple[str, str]:
    w, gaps = view.words, content.gaps
    kinds = [kind_of(gap) for gap in gaps.values()]
    named, likely = kinds.count("shortage"), kinds.count("likely")
    places = len({area for (area, _), gap in gaps.items() if gap.flagged})
    if named:
        title = w.plural("The shortages are in {n} neighbourhood", "The shortages are in {n} neighbourhoods", places)
    elif all(kind == "hidden" for kind in kinds):
        title = w("What is asked for is below threshold here")
    elif all(kind in ("hidden", "unjudged") for kind in kinds):
        title = w("Whether anything is short cannot be judged here")
    else:
        title = w("No shortage of a whole theme is clear") if by_theme else w("No shortage is clear")
    parts = [w.plural("{n} clear shortage.", "{n} clear shortages.", named)] if named else []
    parts += [w.plural("{n} likely shortage.", "{n} likely shortages.", likely)] if likely else []
    left_out = []
    if content.other_columns:
        left_out.append(w.plural("{n} other neighbourhood", "{n} other neighbourhoods", content.other_columns))
    if content.other_rows and content.by_theme:
        left_out.append(w.plural("{n} other theme", "{n} other themes", content.other_rows))
    elif content.other_rows:
        left_out.append(w.plural("{n} other category", "{n} other categories", content.other_rows))
    if left_out and content.rows:
        parts.append(w("Not drawn, without a clear shortage: {what}; what they show is in the table.",
                       what=w.listing(left_out)))  # fmt: skip
    return title, " ".join(parts)


def _hidden(view: View, content: Matrix, path: str) -> list[Component]:
    """Why cells are hatched, and that themes show more."""
    w, drawn = view.words, content.drawn
    hidden = drawn.count("hidden")
    if not content.rows:
        return [html.P(w("Too few active households to say anything safely."), className="hidden-note")]
    if not hidden:
        return []
    text = w("Hatched: fewer than {k} households asked, or too few to be shown safely ({n} of {total} cells drawn).",
             k=w.number(FEWEST_HOUSEHOLDS), n=w.number(hidden), total=w.number(len(drawn)))  # fmt: skip
    if content.by_theme:
        return [html.P(text, className="hidden-note")]
    link = dcc.Link(w("Broader values are shown: {what}", what=w("themes")),
                    href=path + view.selection.but(by="theme").search, className="offer")  # fmt: skip
    return [html.P([text, " ", link], className="hidden-note")]


def themes(view: View, year: Period, path: str) -> list[Component]:
    """The places together by theme, in the chosen quarter where it is told and else the year, with the outcomes where
    they are told; of one neighbourhood nothing, unless it hides its needs: then of the place around it that shows them.
    """
    assert view.snapshot is not None
    snapshot, own = view.snapshot, narrowed(view)
    itself = [] if len(own.neighbourhoods) == 1 else [None]
    if not itself and verdict(view, year) != "hidden":
        return []
    labels = queries.value_labels(snapshot, "theme", view.words.language)
    for place in (*itself, *around(view.scope, snapshot, view.selection.places)):
        for period in periods_known(view, "need_outcome"):
            found = queries.theme_needs(view.scope if place else own, snapshot, period, place)
            if any(each.asked.shown == "yes" for each in found):
                return [themes_card(found, labels, view.words.period(period), view.words, view.palette,
                                    around=place.name if place else "",
                                    notes=_around_note(view, place, path) if place else ())]  # fmt: skip
    return []


def _around_note(view: View, place: Place, path: str) -> list[Component]:
    """That numbers are those of a place around, and the way to it where it can be selected."""
    w, codes = view.words, selecting(view.scope, place)
    why = w("Below threshold here: these are the numbers {of_place}, of which it is a part.",
            of_place=w.of_place(place.name))  # fmt: skip
    link = [] if codes is None else [" ", dcc.Link(w("Choose {place}", place=place.name), className="offer",
                                                   href=path + view.selection.but(places=codes).search)]  # fmt: skip
    return [html.P([why, *link], className="hidden-note")]


def left_alone(view: View, year: Period, path: str) -> Component:
    """Households that got nothing or, where the address asks for it, no answer, by neighbourhood; where all of them
    are hidden, of the place around that shows it."""
    assert view.snapshot is not None
    w, snapshot = view.words, view.snapshot
    what: LeftAlone = "unanswered" if view.selection.indicator == "unanswered" else "unmet"
    choices = [(w("Got nothing"), path + view.selection.but(indicator="").search, what == "unmet"),
               (w("Without an answer"), path + view.selection.but(indicator="unanswered").search,
                what == "unanswered")]  # fmt: skip
    before = [chips(w("Show households"), choices, w("(chosen)"))]
    places = queries.shares_left(narrowed(view), snapshot, what, year)
    if all(place.share is None for place in places):
        for place in around(view.scope, snapshot, view.selection.places):
            found = queries.share_left_of(view.scope, snapshot, what, year, place)
            if found.share is not None:
                return left_alone_card([found], what, w.period(year), w, view.palette, around=True, before=before,
                                       notes=_around_note(view, place, path))  # fmt: skip
    code = "unanswered" if what == "unanswered" else "match_rate"
    answer = queries.answer(narrowed(view), snapshot, code, Selection((), year, "neighbourhood"))
    alone = answer.rows[0].answer if len(answer.rows) == 1 else None
    counted = 1 - alone if alone is not None and what == "unmet" else alone
    return left_alone_card(places, what, w.period(year), w, view.palette, counted=counted, before=before,
                           notes=hidden_rows(view, answer, year, path))  # fmt: skip


def help_on_offer(view: View, year: Period, path: str) -> Component:
    """The seven kinds of help beside the study."""
    assert view.snapshot is not None
    w, scope = view.words, narrowed(view)
    answer = queries.answer(scope, view.snapshot, "latent_supply", Selection((), year, "help_kind"))
    asked = queries.answer(scope, view.snapshot, "needs", Selection((), year, "need"))
    willing = {row.value: queries.willing_for_each(row, request) for row in answer.rows
               if (request := asked.row(value=f"{HELP_FOR.get(row.value, '')}:asked"))}  # fmt: skip
    labels = queries.value_labels(view.snapshot, "help_kind", w.language)
    return help_card(answer, labels, queries.study_help(), willing, w.period(year), w, view.palette,
                     hidden_rows(view, answer, year, path))  # fmt: skip


def areas(view: View, year: Period) -> tuple[Area, ...]:
    """Every place of the territory, whatever is selected, so that a place has one tier for one reader."""
    assert view.snapshot is not None
    chosen = view.selection.weights
    return queries.areas(view.scope, view.snapshot, year, chosen if len(chosen) == len(WEIGHTS) else ())


def ranked(view: View, year: Period, path: str) -> Priority:
    """The selected places with their tiers, compared with all of the territory."""
    assert view.snapshot is not None
    w, own = view.words, set(narrowed(view).neighbourhoods)
    found = areas(view, year)
    weights = view.selection.weights
    return Priority(
        [area for area in found if area.area_code in own], reasons(view, year),
        lambda code: path + view.selection.but(places=(code,)).search,
        weights if len(weights) == len(WEIGHTS) else tuple(WEIGHTS.values()),
        path + view.selection.but(weights=()).search, w.period(year),
        queries.told_signs(narrowed(view), view.snapshot, year),
    )  # fmt: skip


def priority(view: View, year: Period, path: str, *, movable: bool = True) -> Component:
    """The tiers of the selected places as a card."""
    counted = sum(area.rank is not None for area in areas(view, year))
    return priority_card(ranked(view, year, path), counted, view.words, movable=movable)


def reasons(view: View, year: Period) -> dict[str, str]:
    """What speaks for each place: households that got nothing and found no answer, and what is short."""
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
        parts = [w("{share} of the households that asked got nothing", share=w.percent(place.share)),
                 w("{share} found no answer", share=w.percent(left.share))]  # fmt: skip
        if place.area_code in short:
            parts.append(w("short of: {what}", what=w.listing(short[place.area_code])))
        told[place.area_code] = " · ".join(parts)
    return told
