"""Prepare a campaign: what it asks for, where and when, what it may reach; then propose it to the platform.

What is written is kept as soon as a field is left. The places are those that the address holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update

import queries
from dashboard.access.drafts import STATES, Draft, Faults, Field, Form, Need, read_form
from dashboard.components.draft_cards import AGAIN, MOVE
from dashboard.components.draft_form import AT, ITEM, SPLIT, draft_list, start_card
from dashboard.components.draft_words import fault_words, state_words
from dashboard.components.states import message_page
from dashboard.pages import workshop_cards as cards
from dashboard.territory import narrowed, neighbourhood_names, settled
from dashboard.words import Words, msgid

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.access.workshop import Workshop
    from dashboard.view import View

PATH = cards.PATH
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
    head = w("Prepare a campaign with your neighbourhoods")
    if drafts:
        head = w.plural("{n} campaign in preparation or under way", "{n} campaigns in preparation or under way",
                        sum(each.state in ("draft", "proposed", "running") for each in drafts))  # fmt: skip
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
        html.Div([html.P(dcc.Link(w("All campaigns in preparation"), href=everywhere)), html.H1(draft.title)],
                 className="page-head"),
        html.P(id="draft-moved", role="alert", className="field-fault"),
        html.Div([html.Div([cards.form(view, draft), *cards.beside(view, draft)], className="stack"),
                  html.Div(cards.forecast(view, draft), id="draft-forecast", className="stack")],
                 className="grid halves draft"),
    ]  # fmt: skip


def register(app: Dash, open_view: Callable[[str, str], View]) -> None:
    """A campaign is started, changed field by field, moved from state to state, and delivered again."""

    @app.callback(
        Output("url", "search", allow_duplicate=True),
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
            # Without places the address is the whole territory, which is what the new draft begins with.
            return view.selection.everywhere().but(campaign=made.code).search, "", "", "", ""
        said = {field: fault_words(field, why, view.words) for field, why in made.items()}
        return no_update, *(said.get(field, "") for field in ("title", "theme", "code", "draft"))

    values = [State(name, "value", allow_optional=True) for name in ("draft-title", "draft-theme", "draft-starts",
                                                                     "draft-ends")]  # fmt: skip

    @app.callback(
        Output("draft-said", "children"),
        *(Output(name, prop) for _, name, prop in FAULTS),
        Output("draft-needs", "children"),
        Output("draft-forecast", "children"),
        Output("draft-revision", "data"),
        Input("draft-save", "n_clicks"),
        Input("draft-title", "value"),
        Input("draft-theme", "value"),
        Input("draft-starts", "value"),
        Input("draft-ends", "value"),
        Input("draft-split", "value"),
        Input("draft-add", "value"),
        Input({ITEM: ALL, AT: ALL}, "value"),
        State("draft-revision", "data"),
        State("shown", "data"),
        prevent_initial_call=True,
    )
    def keep(
        _clicks: Any, title: Any, theme: Any, starts: Any, ends: Any, split: Any, add: Any, _numbers: Any,
        revision: Any, shown: Any,
    ) -> Any:  # fmt: skip
        view = _opened(open_view, shown)
        nothing = (no_update,) * (len(FAULTS) + 4)
        shop, before = view.workshop, _draft_of(view)
        if shop is None or view.snapshot is None or before is None:
            return nothing
        numbers = told(ctx.inputs_list[-1])
        form, faults = filled(view, before, title, theme, starts, ends, numbers)
        rows, was_split = shown_rows(numbers)
        # Numbers that cannot be read cannot be told the other way either: they stay as they are until they are mended.
        turns = (split == SPLIT) != was_split and "needs" not in faults
        adds, where = isinstance(add, str) and add in cards.items(view), cards.zone(view, before)
        if turns:
            form = replace(form, needs=turned(view, form.needs, split == SPLIT and where.can_split))
        kept = shop.save(before.code, form, revision)
        if not isinstance(kept, Draft):
            return said_of(kept, view.words), *nothing[1:]
        fields: Any = no_update
        if turns or adds or kept.theme != before.theme:
            shown_items = [*rows, *([add] if adds else [])] if kept.theme == before.theme else []
            wanted = cards.rows_of(view, kept, shown_items)
            is_split = split == SPLIT if turns else was_split
            fields = cards.need_part(view, kept, wanted, is_split and where.can_split)
        said = view.words("Saved, but for what is marked.") if faults else view.words("Saved.")
        words = [fault_words(field, faults[field], view.words) if field in faults else "" for field, _, _ in FAULTS]
        return said, *words, fields, cards.forecast(view, kept), kept.revision

    @app.callback(
        Output("workshop", "children"),
        Output("draft-moved", "children"),
        Input({MOVE: ALL}, "n_clicks"),
        State({MOVE: ALL}, "id"),
        *values,
        State({ITEM: ALL, AT: ALL}, "value"),
        State("draft-revision", "data", allow_optional=True),
        State("shown", "data"),
        prevent_initial_call=True,
    )
    def move(
        clicks: Any, moves: Any, title: Any, theme: Any, starts: Any, ends: Any, _numbers: Any, revision: Any,
        shown: Any,
    ) -> Any:  # fmt: skip
        to = pressed(clicks, moves)
        view = _opened(open_view, shown)
        shop, before = view.workshop, _draft_of(view)
        if to is None or shop is None or view.snapshot is None or before is None:
            return no_update, no_update
        if to == AGAIN:
            return (body(view, shop), no_update) if shop.deliver_again(before.code) else (no_update, no_update)
        if before.state == "draft" and title is not None:
            # The button may be pressed while a field is still being kept: what the form says is what is proposed.
            form, faults = filled(view, before, title, theme, starts, ends, told(ctx.states_list[-3]))
            if faults:
                return no_update, said_of(faults, view.words)
            kept = shop.save(before.code, form, revision)
            if not isinstance(kept, Draft):
                return no_update, said_of(kept, view.words)
        moved = shop.move(before.code, to, cards.known(view))
        if not isinstance(moved, Draft):
            return no_update, said_of(moved, view.words)
        return body(view, shop), no_update


def started(view: View, shop: Workshop, title: Any, theme: Any, code: Any) -> Draft | Faults:
    """A new draft of a title and theme, with the places that the address holds."""
    form, faults = read_form(title, theme, "", "", narrowed(view).neighbourhoods, [], cards.known(view))
    if faults:
        return faults
    assert view.snapshot is not None
    published = {each.code for each in queries.campaigns(view.scope, view.snapshot)}
    return shop.start(form, code.strip() if isinstance(code, str) else "" if code is None else "/", published)


def filled(
    view: View, before: Draft, title: Any, theme: Any, starts: Any, ends: Any, numbers: Any
) -> tuple[Form, Faults]:  # fmt: skip
    """What the form says; where a field cannot be kept, what was kept of it before."""
    places = narrowed(view).neighbourhoods
    form, faults = read_form(title, theme, starts, ends, places, numbers, cards.known(view))
    kept: dict[str, Any] = {"title": before.title, "theme": before.theme, "starts": before.starts_on,
                            "ends": before.ends_on, "places": before.places, "needs": before.needs}  # fmt: skip
    columns = {"starts": "starts_on", "ends": "ends_on"}
    return replace(form, **{columns.get(field, field): kept[field] for field in faults}), faults


def told(fields: Any) -> list[tuple[Any, Any, Any]]:
    """(item, neighbourhood, number) of every field of a number, as Dash lists them."""
    found = fields if isinstance(fields, list) else [fields]
    return [(each["id"].get(ITEM), each["id"].get(AT), whole(each.get("value"))) for each in found]


def whole(text: Any) -> Any:
    """The number that a text is; anything else as it came, which is then refused."""
    plain = text.strip() if isinstance(text, str) else text
    return int(plain) if isinstance(plain, str) and plain.isascii() and plain.isdigit() and len(plain) < 9 else plain


def shown_rows(numbers: list[tuple[Any, Any, Any]]) -> tuple[list[str], bool]:
    """The items whose numbers are shown, and whether these are told by neighbourhood."""
    rows = dict.fromkeys(item for item, _, _ in numbers if isinstance(item, str))
    return list(rows), any(at for _, at, _ in numbers)


def turned(view: View, needs: tuple[Need, ...], to_split: bool) -> tuple[Need, ...]:
    """The numbers told the other way: by neighbourhood in proportion to homes, or added up."""
    together = cards.added_up(needs)
    if not to_split:
        return together
    return cards.split_by_homes(view, together, narrowed(view).neighbourhoods)


def said_of(faults: Faults, w: Words) -> str:
    """Everything that stands against it, in words."""
    return " ".join(fault_words(field, why, w) for field, why in faults.items())


def pressed(clicks: Any, names: Any) -> Any:
    """What the pressed button leads to; None where none was pressed. Whatever it is, it may be forged."""
    if not isinstance(clicks, list) or not isinstance(names, list):
        return None
    found = [name for times, name in zip(clicks, names, strict=False) if times]
    return found[0].get(MOVE) if found and isinstance(found[0], dict) else None


def _draft_of(view: View) -> Draft | None:
    return view.workshop.draft(view.selection.campaign) if view.workshop else None


def _opened(open_view: Callable[[str, str], View], shown: Any) -> View:
    view = open_view(PATH, shown if isinstance(shown, str) else "")
    return settled(view, neighbourhood_names(view))
