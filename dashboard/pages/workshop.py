"""Prepare a campaign: what it asks for, where and when, what it may reach; then propose it to the platform.

What is written is kept as soon as a field is left. Places that the address holds are kept when somebody says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update

from dashboard.access.drafts import STATES, Draft, Field
from dashboard.components.draft_cards import AGAIN, DELETE, MOVE
from dashboard.components.draft_form import AT, GO, ITEM, SPLIT, TO_MAP, draft_list, start_card, zone_part
from dashboard.components.draft_words import fault_words, state_words
from dashboard.components.states import message_page
from dashboard.pages import workshop_cards as cards
from dashboard.pages.workshop_form import filled, pressed, said_of, shown_rows, started, told, turned
from dashboard.territory import neighbourhood_names, settled
from dashboard.words import Words, msgid

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.access.workshop import Workshop
    from dashboard.view import View

PATH, MAP = cards.PATH, cards.MAP
TITLE = msgid("Workshop")
ICON = "workshop"
USES = ("places",)

#: The fields of the form with the parts of them that tell what is wrong.
FAULTS: tuple[tuple[Field, str, str], ...] = (
    ("title", "draft-title", "error"), ("theme", "draft-theme", "error"), ("starts", "draft-starts", "error"),
    ("ends", "draft-ends", "error"), ("places", "draft-places-fault", "children"),
    ("needs", "draft-needs-fault", "children"),
)  # fmt: skip


def layout(view: View) -> Component:
    """The campaign of the address, or all of them and the beginning of a new one."""
    w, shop = view.words, view.workshop
    if shop is None:
        return message_page(w(TITLE), [w("Campaigns are prepared by people who are signed in.")])
    return html.Div(body(view, shop), id="workshop", className="page workshop")


def body(view: View, shop: Workshop) -> list[Component]:
    """Everything on the page, which a move of a campaign makes anew."""
    w, wanted = view.words, view.selection.campaign
    draft = shop.draft(wanted) if wanted else None
    if draft is not None:
        return campaign(view, draft)
    lines = [html.P(w("There is no such campaign in your organisation."), className="notice")] if wanted else []
    if not shop.is_editor:
        lines.append(cards.nobody(view))
    drafts = shop.drafts()
    states: dict[str, str] = {state: state_words(state, w) for state in STATES}
    head = w("Prepare a campaign with your neighbourhoods") if shop.is_editor else w("No campaign is prepared yet.")
    if drafts:
        active = sum(each.state in ("draft", "proposed", "running") for each in drafts)
        head = w.plural("{n} campaign in preparation or under way", "{n} campaigns in preparation or under way", active)
        if over := len(drafts) - active:
            head = w.plural("{head}, {n} that is over", "{head}, {n} that are over", over, head=head)
    parts = [draft_list([(each, cards.address_of(each, view)) for each in drafts], states, w)]
    if shop.is_editor:
        parts.insert(0, start_card(w))
    return [
        html.Div([html.H1(head), html.P(_lead(w), className="lead")], className="page-head"),
        *lines,
        html.Div(parts, className="grid two-one"),
    ]


def _lead(w: Words) -> str:
    return w("Choose a theme, places and dates, say what is needed, see what earlier campaigns reached, and hand it "
             "over to the platform.")  # fmt: skip


def campaign(view: View, draft: Draft) -> list[Component]:
    """One campaign: its fields first, which is what a phone shows first, and beside them what they may lead to."""
    w, everywhere = view.words, PATH + view.selection.everywhere().search
    return [
        html.Div([html.P(dcc.Link(w("All campaigns in preparation"), href=everywhere)),
                  html.H1(draft.title, id="draft-name", tabIndex="-1")], className="page-head"),
        html.P(id="draft-moved", role="alert", className="field-fault"),
        html.Div([html.Div([cards.form(view, draft), *cards.beside(view, draft)], className="stack"),
                  html.Div(cards.forecast(view, draft), id="draft-forecast", className="stack")],
                 className="grid halves draft"),
    ]  # fmt: skip


def register(app: Dash, open_view: Callable[[str, str], View]) -> None:
    """A campaign is started, changed field by field, moved from state to state, and delivered again."""

    @app.callback(
        Output("url", "href", allow_duplicate=True),
        Output("start-title", "error"),
        Output("start-theme", "error"),
        Output("start-code", "error"),
        Output("start-said", "children"),
        Input("start", "n_clicks"),
        State("start-title", "value"),
        State("start-theme", "value"),
        State("start-code", "value"),
        State("shown", "data"),
        prevent_initial_call=True,
    )
    def start(clicks: Any, title: Any, theme: Any, code: Any, shown: Any) -> Any:
        view = _opened(open_view, shown)
        if not clicks or view.workshop is None or view.snapshot is None:
            return (no_update,) * 5
        made = started(view, view.workshop, title, theme, code)
        if isinstance(made, Draft):
            return cards.address_of(made, view), "", "", "", ""
        said = {field: fault_words(field, why, view.words) for field, why in made.items()}
        return no_update, *(said.get(field, "") for field in ("title", "theme", "code", "draft"))

    values = [State(name, "value", allow_optional=True) for name in ("draft-title", "draft-theme", "draft-starts",
                                                                     "draft-ends")]  # fmt: skip

    @app.callback(
        Output("draft-said", "children"),
        *(Output(name, prop) for _, name, prop in FAULTS),
        Output({ITEM: ALL, AT: ALL}, "error"),
        Output("draft-zone", "children"),
        Output("draft-needs", "children"),
        Output("draft-told", "data"),
        Output("draft-forecast", "children"),
        Output("draft-revision", "data"),
        Output("draft-name", "children"),
        Output("url", "href", allow_duplicate=True),
        Input("draft-save", "n_clicks"),
        Input("draft-title", "value"),
        Input("draft-theme", "value"),
        Input("draft-starts", "value"),
        Input("draft-ends", "value"),
        Input("draft-split", "value"),
        Input("draft-add", "value"),
        Input({ITEM: ALL, AT: ALL}, "value"),
        Input({GO: ALL}, "n_clicks"),
        State({GO: ALL}, "id"),
        State("draft-told", "data"),
        State("draft-page", "data"),
        State("draft-revision", "data"),
        State("shown", "data"),
        prevent_initial_call=True,
    )
    def keep(
        _clicks: Any, title: Any, theme: Any, starts: Any, ends: Any, split: Any, add: Any, _numbers: Any,
        clicks: Any, goals: Any, before_turn: Any, page: Any, revision: Any, shown: Any,
    ) -> Any:  # fmt: skip
        view, fields = _opened(open_view, shown), ctx.inputs_list[-2]
        unmarked = [no_update] * len(told(fields))
        nothing = (*(no_update,) * len(FAULTS), unmarked, *(no_update,) * 7)
        shop, before = view.workshop, _draft_of(view)
        if shop is None or view.snapshot is None or before is None:
            return fault_words("draft", "state", view.words), *nothing
        goal = pressed(ctx.triggered_prop_ids.values(), clicks, goals, GO)
        form, faults, raw = filled(view, before, title, theme, starts, ends, before.places, told(fields))
        if goal and not faults:  # what cannot be read stays to be mended before anything is told another way
            zone = cards.places_for(view, before, goal)
            form, faults, raw = filled(view, before, title, theme, starts, ends, zone, told(fields))
        rows, was_split = shown_rows(told(fields))
        turns, adds = (split == SPLIT) != was_split and not raw, add in cards.items(view)
        apart = form.needs
        if turns:
            form = replace(form, needs=turned(view, form, split == SPLIT, before_turn))
        if not cards.can_split(form.places):
            form = replace(form, needs=cards.added_up(form.needs))
        kept = shop.save(before.code, form, revision, page)
        if not isinstance(kept, Draft):
            return said_of(kept, view.words), *nothing
        new_fields: Any = no_update
        if turns or adds or (kept.theme, kept.places) != (before.theme, before.places):
            shown_items = [*rows, *([add] if adds else [])] if kept.theme == before.theme else []
            is_split = (split == SPLIT if turns else was_split) and cards.can_split(kept.places)
            new_fields = cards.need_part(view, kept, cards.rows_of(view, kept, shown_items), is_split, raw)
        words = [fault_words(field, faults[field], view.words) if field in faults else "" for field, _, _ in FAULTS]
        return (
            view.words("Saved, but for what is marked.") if faults else view.words("Saved."), *words,
            unmarked if new_fields is not no_update else [(item, at) in raw for item, at, _ in told(fields)],
            zone_part(cards.zone(view, kept), view.words) if kept.places != before.places else no_update, new_fields,
            [[need.item, need.neighbourhood_code, need.needed] for need in apart]
            if was_split and not kept.is_split else no_update,
            cards.forecast(view, kept), kept.revision, kept.title,
            cards.address_of(kept, view, MAP if goal == TO_MAP else PATH) if goal and not faults else no_update,
        )  # fmt: skip

    @app.callback(
        Output("workshop", "children"),
        Output("draft-moved", "children"),
        Output("url", "search", allow_duplicate=True),
        Input({MOVE: ALL}, "n_clicks"),
        State({MOVE: ALL}, "id"),
        *values,
        State({ITEM: ALL, AT: ALL}, "value"),
        State("draft-page", "data", allow_optional=True),
        State("draft-revision", "data", allow_optional=True),
        State("shown", "data"),
        prevent_initial_call=True,
    )
    def move(
        clicks: Any, moves: Any, title: Any, theme: Any, starts: Any, ends: Any, _numbers: Any, page: Any,
        revision: Any, shown: Any,
    ) -> Any:  # fmt: skip
        to = pressed(ctx.triggered_prop_ids.values(), clicks, moves, MOVE)
        view = _opened(open_view, shown)
        shop, before = view.workshop, _draft_of(view)
        if to is None or shop is None or view.snapshot is None:
            return (no_update,) * 3
        if before is None:
            return no_update, fault_words("draft", "state", view.words), no_update
        if to == AGAIN:
            return body(view, shop) if shop.deliver_again(before.code) else no_update, no_update, no_update
        if to == DELETE:
            if faults := shop.delete(before.code, revision, page):
                return no_update, said_of(faults, view.words), no_update
            return no_update, no_update, view.selection.but(places=(), campaign="").search
        if before.state == "draft" and title is not None:
            # The button may be pressed while a field is still being kept: what the form says is what is proposed.
            numbers = told(ctx.states_list[-4])
            form, faults, _ = filled(view, before, title, theme, starts, ends, before.places, numbers)
            if faults:
                return no_update, said_of(faults, view.words), no_update
            kept = shop.save(before.code, form, revision, page)
            if not isinstance(kept, Draft):
                return no_update, said_of(kept, view.words), no_update
        moved = shop.move(before.code, to, cards.known(view))
        if not isinstance(moved, Draft):
            return no_update, said_of(moved, view.words), no_update
        return body(view, shop), no_update, no_update


def _draft_of(view: View) -> Draft | None:
    return view.workshop.draft(view.selection.campaign) if view.workshop else None


def _opened(open_view: Callable[[str, str], View], shown: Any) -> View:
    view = open_view(PATH, shown if isinstance(shown, str) else "")
    return settled(view, neighbourhood_names(view))
