"""What impact a plan may have, ahead of time: it is described, estimated, set beside another, kept and checked later.

The address holds the plans; what is kept is the organisation's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update

import queries
from dashboard.components.draft_words import fault_words as title_words
from dashboard.components.plan_card import Estimated, headline, is_told, nearest_card, plan_card, stage_and_day
from dashboard.components.plan_form import BESIDE, DO, FIELDS, KEEP, OVER, SHOW, kind_words, plan_form
from dashboard.components.states import message_page, notice
from dashboard.pages.estimate_plan import KEPT, Described, Field, kept_number, read, read_text
from dashboard.pages.estimate_record import kept_card, outcome_labels, record_card
from dashboard.pages.workshop_form import pressed
from dashboard.territory import neighbourhood_names, settled
from dashboard.words import Words, msgid
from queries import Refusal

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

PATH = "/estimate"
TITLE = msgid("Estimate of a plan")
ICON = "projects"
USES = ()
IN_MENU = False
#: The key of the identity of a button that takes a kept plan away.
REMOVE = "plan-remove"
#: The fields of the form that are marked where they cannot be read, in order.
MARKED: tuple[Field, ...] = ("stage", "starts", "where", "homes", "flats", "services")
ERRORS = tuple("place" if field == "where" else field for field in MARKED)


def layout(view: View) -> Component:
    """The plan of the address with what may be expected of it, the form beside it, and what is kept."""
    w = view.words
    if view.snapshot is None:
        return message_page(w(TITLE), [w("Nothing is published yet.")])
    plans, lines = shown(view)
    book, head = view.planbook, headline(plans, w) if plans else w("What impact would a plan have?")
    told = [plan_card(plans, outcome_labels(view), w, view.palette),
            *(nearest_card(each, len(plans) > 1, w) for each in plans if is_told(each))] if plans else []  # fmt: skip
    over = " ".join(filter(None, (view.selection.plan, view.selection.beside))) if plans else ""
    form = plan_form(_given(view), over, neighbourhood_names(view), bool(book and book.is_editor), w)
    kept = [kept_card(view, PATH), *record_card(view)] if book else []
    # What came of it stands first where there is not room for both side by side.
    columns = [told, [form, *kept]] if told else [[form], kept]
    return html.Div(
        [
            html.Div([html.H1(head, id="estimate-head", tabIndex="-1"), html.P(_lead(w), className="lead"),
                      html.P(dcc.Link(w("All projects"), href="/projects" + view.selection.everywhere().search))],
                     className="page-head"),
            *(notice(line) for line in lines),
            html.Div([html.Div(each, className="stack") for each in columns if each], className="grid halves draft"),
        ],
        className="page estimate workshop",
    )  # fmt: skip


def _lead(w: Words) -> str:
    return w("Describe a plan: what came of the most similar places that already passed the same stage says what may "
             "be expected, with how sure that is.")  # fmt: skip


def shown(view: View) -> tuple[list[Estimated], list[str]]:
    """The plan of the address and the one beside it, and a sentence for each that cannot be told."""
    lines, found = list[str](), list[Estimated]()
    for at, text in enumerate((view.selection.plan, view.selection.beside)):
        if not text:
            continue
        told = _told(view, text, "AB"[at])
        if isinstance(told, str):
            lines.append(told)
        else:
            found.append(told)
    return found, lines


def _told(view: View, text: str, letter: str) -> Estimated | str:
    """A plan of an address as it is estimated now, or as it was told when it was kept; else why there is none."""
    w = view.words
    if (number := kept_number(text)) is not None:
        kept = next((each for each in view.planbook.plans() if each.id == number), None) if view.planbook else None
        if kept is None:
            return w("There is no such plan in your organisation.")
        assert view.snapshot is not None
        told = queries.seen_by(view.scope, view.snapshot, kept.found)
        return Estimated(
            letter, w("“{title}”: {what}", title=kept.title, what=_what(view, _described(told.plan), told.homes)), told
        )
    described = read_text(text, neighbourhood_names(view))
    if described is None:
        return w("The address holds no plan that can be read: describe it again.")
    try:
        assert view.snapshot is not None
        kind = described.kind or queries.kind_of_place(view.scope, view.snapshot, described.place)
        found = queries.estimate(view.scope, view.snapshot, described.plan(kind))
    except Refusal:
        if described.place:
            return w("The homes of this neighbourhood are not known: choose a kind of place instead.")
        return w("Fewer than five places of this kind are known here: choose a neighbourhood instead.")
    return Estimated(letter, _what(view, described, found.homes), found)


def _described(plan: queries.Plan) -> Described:
    flats = round(sum(part for code, part in plan.mix if code.startswith("apartment"))) if plan.mix else None
    return Described(plan.stage, plan.starts_on, plan.dwellings, plan.place, plan.kind, flats, plan.services)


def _what(view: View, plan: Described, homes: int) -> str:
    """Works from 1 March 2027, 300 homes planned in Vieux-Rosemont, 4,100 once they stand."""
    w, names = view.words, neighbourhood_names(view)
    gone = w("a place that is no longer in your territory")
    where = names.get(plan.place, gone) if plan.place else kind_words(plan.kind, w)
    parts = [stage_and_day(queries.PlanEstimate(plan.plan(""), "", plan.starts_on, homes, (), ()), w), where,
             w.plural("{n} home planned", "{n} homes planned", plan.homes)]  # fmt: skip
    if plan.place:
        parts.append(w.plural("{n} home in all", "{n} homes in all", homes))
    if plan.services is not None:
        parts.append(w.plural("{n} local place planned", "{n} local places planned", plan.services))
    return ", ".join(parts)


def _given(view: View) -> Mapping[str, Any]:
    """The fields as the plan of the address says them, the one that was described last."""
    beside, found = view.selection.beside, None
    text = beside if beside and kept_number(beside) is None else view.selection.plan
    if (number := kept_number(text)) is not None and view.planbook:
        kept = next((each for each in view.planbook.plans() if each.id == number), None)
        found = _described(kept.found.plan) if kept else None
    elif text:
        found = read_text(text, neighbourhood_names(view))
    if found is None:
        return {"plan-stage": "works", "plan-homes": ""}
    place = found.place if found.place in neighbourhood_names(view) else None
    return {"plan-stage": found.stage, "plan-starts": found.starts_on.isoformat(), "plan-place": place,
            "plan-kind": found.kind or None, "plan-homes": found.homes, "plan-flats": found.flats,
            "plan-services": found.services}  # fmt: skip


def register(app: Dash, open_view: Callable[[str, str], View]) -> None:
    """A plan of the form is shown, set beside the one shown, or kept; a kept one is taken away."""
    form = [State(field, "value") for field in FIELDS]

    @app.callback(
        Output("url", "search", allow_duplicate=True),
        *(Output(f"plan-{field}", "error", allow_duplicate=True) for field in ERRORS),
        Output("plan-said", "children", allow_duplicate=True),
        Input({DO: ALL, OVER: ALL}, "n_clicks"),
        State({DO: ALL, OVER: ALL}, "id"),
        *form,
        State("shown", "data"),
        prevent_initial_call=True,
    )
    def tell(clicks: Any, names: Any, *given: Any) -> Any:
        *fields, shown_as = given
        what, view = pressed(ctx.triggered_prop_ids.values(), clicks, names, DO), _opened(open_view, shown_as)
        if what not in (SHOW, BESIDE) or view.snapshot is None:
            return (no_update,) * (len(ERRORS) + 2)
        found, errors, said = _read(view, fields)
        if found is None:
            return no_update, *errors, said
        chosen = view.selection
        is_beside = what == BESIDE and chosen.plan not in ("", found.text)
        after = chosen.but(beside=found.text) if is_beside else chosen.but(plan=found.text, beside="")
        return after.search, *errors, ""

    @app.callback(
        Output("url", "search", allow_duplicate=True),
        *(Output(f"plan-{field}", "error", allow_duplicate=True) for field in (*ERRORS, "title")),
        Output("plan-said", "children", allow_duplicate=True),
        Input({KEEP: ALL}, "n_clicks"),
        State({KEEP: ALL}, "id"),
        *form,
        State("plan-title", "value", allow_optional=True),
        State("shown", "data"),
        prevent_initial_call=True,
    )
    def keep(clicks: Any, names: Any, *given: Any) -> Any:
        *fields, title, shown_as = given
        over, view = pressed(ctx.triggered_prop_ids.values(), clicks, names, KEEP), _opened(open_view, shown_as)
        if over is None or view.snapshot is None or view.planbook is None:
            return (no_update,) * (len(ERRORS) + 3)
        found, errors, said = _read(view, fields)
        if found is None:
            return no_update, *errors, "", said
        told = _told(view, found.text, "")
        if isinstance(told, str):
            return no_update, *errors, "", told
        kept = view.planbook.keep(title, told.found)
        if isinstance(kept, str):
            return no_update, *errors, *keep_words(kept, view.words)
        return view.selection.but(plan=f"{KEPT}{kept}", beside="").search, *errors, "", ""

    @app.callback(
        Output("url", "search", allow_duplicate=True),
        Input({REMOVE: ALL}, "n_clicks"),
        State({REMOVE: ALL}, "id"),
        State("shown", "data"),
        prevent_initial_call=True,
    )
    def remove(clicks: Any, names: Any, shown_as: Any) -> Any:
        which, view = pressed(ctx.triggered_prop_ids.values(), clicks, names, REMOVE), _opened(open_view, shown_as)
        if view.planbook is None or not view.planbook.remove(which):
            return no_update
        gone, chosen = f"{KEPT}{which}", view.selection
        left = [text for text in (chosen.plan, chosen.beside) if text != gone]
        return chosen.but(plan="".join(left[:1]), beside="".join(left[1:]), page=chosen.page % 2 + 1).search


def _read(view: View, fields: Sequence[Any]) -> tuple[Described | None, list[str], str]:
    """The plan of the form, what is wrong with each field that is marked, and what is said below the form."""
    stage, starts, place, kind, homes, flats, services = fields
    found, faults = read(stage, starts, homes, place, kind, flats, services, neighbourhood_names(view))
    said = fault_words(faults, view.words)
    return found, [said.get(field, "") for field in MARKED], view.words("Mend what is marked.") if faults else ""


def fault_words(faults: Mapping[Field, str], w: Words) -> dict[Field, str]:
    """Why each field cannot be read, and what to do."""
    said: dict[Field, str] = {
        "stage": w("Choose a stage."),
        "starts": w("Choose the first day of the stage."),
        "where": w("Choose a neighbourhood or a kind of place."),
        "homes": w("Write a whole number of homes up to {most}; for a kind of place at least 1.",
                   most=w.number(queries.MOST_HOMES)),
        "flats": w("Write a whole number from 0 to 100, or leave the field empty."),
        "services": w("Write a whole number up to {most}, or leave the field empty.",
                      most=w.number(queries.MOST_SERVICES)),
    }  # fmt: skip
    return {field: said[field] for field in faults}


def keep_words(why: str, w: Words) -> tuple[str, str]:
    """Why an estimate is not kept: beside its title, or below the form."""
    if why == "many":
        return "", w("There are as many kept plans as there can be: take one away first.")
    if why == "state":
        return "", w("Only editors keep plans.")
    return title_words("title", why, w), ""


def _opened(open_view: Callable[[str, str], View], shown_as: Any) -> View:
    view = open_view(PATH, shown_as if isinstance(shown_as, str) else "")
    return settled(view, neighbourhood_names(view))
