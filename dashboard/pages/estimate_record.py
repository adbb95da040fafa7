"""What is kept of plans, and how many of the estimates held what happened by now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dash import dcc, html

import queries
from dashboard.access.plans import Kept
from dashboard.components.draft_words import rounded
from dashboard.components.plan_card import outcome_words
from dashboard.pages.estimate_plan import KEPT
from dashboard.words import Words
from queries import Held

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View


def kept_card(view: View, path: str) -> Component:
    """The kept plans of the organisation: each shown, set beside the one shown, or taken away."""
    w, book = view.words, view.planbook
    assert book is not None
    title = html.H2(w("Kept plans"), id="kept-plans", tabIndex="-1")
    found = book.plans()
    if not found:
        return html.Section([title, html.P(w("No plan is kept yet."), className="notice")], className="card stack")
    items = []
    for kept in found:
        this = f"{KEPT}{kept.id}"
        links: list[Any] = [dcc.Link(w("Show"), href=path + view.selection.but(plan=this, beside="").search)]
        if view.selection.plan and view.selection.plan != this:
            links.append(dcc.Link(w("Set beside"), href=path + view.selection.but(beside=this).search))
        if book.is_editor:
            links.append(html.Details([
                html.Summary(w("Take away …")),
                html.Button(w("Take this plan away for good"), id={"plan-remove": kept.id}, type="button",
                            className="button", **{"data-return": "kept-plans"}),
            ], className="move"))  # fmt: skip
        said = w("{author}, {day}", author=kept.made_by, day=w.date(kept.made_at.date()))
        items.append(html.Li([html.Strong(kept.title), html.Span(said, className="reading"),
                              html.Div(links, className="moves")]))  # fmt: skip
    return html.Section([title, html.Ul(items, className="lines history")], className="card stack")


def outcome_labels(view: View) -> dict[str, str]:
    """What the codes of asked themes and categories are called."""
    assert view.snapshot is not None
    return {code: label for kind in ("theme", "category")
            for code, label in queries.value_labels(view.snapshot, kind, view.words.language).items()}  # fmt: skip


def checked(view: View, kept: Kept) -> tuple[Held, ...]:
    """The expectations of a kept plan that can be checked by now: of a neighbourhood that the reader has."""
    assert view.snapshot is not None
    plan = kept.found.plan
    if plan.place not in view.scope.neighbourhoods:
        return ()
    happened = queries.afterwards(view.scope, view.snapshot, plan.place, plan.starts_on)
    return tuple(each for each in queries.held(kept.found, happened) if each.likely is not None)


def record_card(view: View) -> list[Component]:
    """How many intervals of kept plans held what happened, and each of them."""
    w, book = view.words, view.planbook
    assert book is not None
    assert view.snapshot is not None
    plans = book.plans()
    if not plans:
        return []
    title = html.H2(w("Checked against what happened"))
    found = [(kept, each) for kept in plans for each in checked(view, kept)]
    if not found:
        return [html.Section([title, html.P(w("No kept estimate can be checked yet: what it expects is known 12 and 24 "
                                              "months after its stage begins, for a neighbourhood of your territory."),
                                            className="notice")], className="card stack")]  # fmt: skip
    # What was told with hindsight says nothing of how good estimates are: it is listed, and not counted.
    record = queries.track_record([each for kept, each in found if not _is_late(kept)])
    said = w("{n} of {all} numbers lay in the interval for 80 of 100 cases, {sure} in the one for 95.",
             n=w.number(record.likely), all=w.number(record.checked), sure=w.number(record.nearly_sure))  # fmt: skip
    if not record.checked:
        said = w("No kept plan was told before its stage began: what follows is with hindsight.")
    caution = w("As if each plan had been carried out as it was described. The numbers of one plan rise and fall "
                "together: only several plans say how good estimates are.")  # fmt: skip
    parts = [_plan(view, kept, [each for of, each in found if of is kept]) for kept in plans]
    return [html.Section([title, html.P(said), html.P(caution, className="reading"), *filter(None, parts)],
                         className="card stack")]  # fmt: skip


def _plan(view: View, kept: Kept, found: Sequence[Held]) -> Component | None:
    """What happened to a plan, folded."""
    w, labels = view.words, outcome_labels(view)
    if not found:
        return None
    record = queries.track_record(found)
    name = w("“{title}”: {n} of {all} in the interval for 80 of 100 cases", title=kept.title,
             n=w.number(record.likely), all=w.number(record.checked))  # fmt: skip
    lines = []
    for each in found:
        told = kept.found.expectation(each.outcome, each.age)
        assert told is not None
        assert told.likely is not None
        what = w("{what}, {age} months on", what=outcome_words(each.outcome, labels, w), age=w.number(each.age))
        said = w("about {n}; between {low} and {high} was expected: {held}", n=w.number(rounded(each.happened or 0.0)),
                 low=w.number(rounded(told.likely.low)), high=w.number(rounded(told.likely.high)),
                 held=_held_words(each, w))  # fmt: skip
        lines.append(html.Li([html.Strong(what), html.Span(said, className="reading")]))
    late = [html.P(w("Kept after the stage had begun: it was told with hindsight."), className="reading")
            ] if _is_late(kept) else []  # fmt: skip
    return html.Details([html.Summary(name), *late, html.Ul(lines, className="lines history")])


def _is_late(kept: Kept) -> bool:
    """Whether the data went beyond the beginning of the stage when the plan was kept."""
    return kept.found.known_until >= kept.found.plan.starts_on


def _held_words(each: Held, w: Words) -> str:
    if each.likely:
        return w("inside")
    return w("outside, but inside the interval for 95") if each.nearly_sure else w("outside, also of the one for 95")
