"""The form of a campaign: what it is, where, when, and how many of what; and the few fields that start a new one.

Pure: a draft and lists in, components out; the page listens. What people wrote is shown as text, never as markup.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard.access.drafts import LONGEST_CODE, LONGEST_TITLE, MOST_SPLIT, Draft
from dashboard.access.notes import FIRST_DAY, LAST_DAY
from dashboard.components.draft_words import names_words, theme_words
from dashboard.words import Words, alphabetical, capital
from queries import kits

if TYPE_CHECKING:
    from dash.development.base_component import Component

#: The keys of the identity of a number: its item, and its neighbourhood (empty: the whole zone).
ITEM, AT = "item", "at"
#: The key of the identity of a button that keeps the form and goes on: to the map, with the places of the address, or
#: with the whole territory.
GO, TO_MAP, USE, EVERYWHERE = "go", "map", "use", "everywhere"
WHOLE, SPLIT = "whole", "split"

_ALERT = {"role": "alert"}
_FIELD = {"classNames": {"input": "control"}, "errorProps": _ALERT, "debounce": True}
_DAYS = {"type": "date", "min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()}


@dataclass(frozen=True)
class Zone:
    """The places of a draft: (code, name) of each, and how many the territory has.

    others: the names of those that the address holds, empty where they are the same; back: the address without them.
    """

    places: tuple[tuple[str, str], ...]
    whole: int
    others: tuple[str, ...] = ()
    back: str = ""


#: The numbers of the form by item and neighbourhood, in the order in which items are shown.
Numbers = Mapping[str, Mapping[str, int | str | None]]


def start_card(w: Words) -> Component:
    """Title and theme of a new campaign; everything else is said once it is started."""
    fields = [
        dmc.TextInput(id="start-title", label=w("Title"), value="", **_texts(LONGEST_TITLE), **_FIELD),
        _theme("start-theme", None, w),
        dmc.TextInput(id="start-code", label=w("Code (may stay empty)"), value="",
                      description=w("The platform knows the campaign by it; it is never changed. Left empty, it is "
                                    "made of the title."),
                      **_texts(LONGEST_CODE), **_FIELD),
        html.Button(w("Start the campaign"), id="start", type="button", className="button is-main",
                    **{"data-return": "draft-name"}),
        html.P(id="start-said", role="alert", className="field-fault"),
    ]  # fmt: skip
    return html.Section([html.H2(w("A new campaign")), html.Div(fields, className="draft-fields")],
                        className="card draft-start")  # fmt: skip


def _texts(longest: int) -> dict[str, Any]:
    """A field takes more than can be kept: what is too long is said, not cut."""
    return {"attributes": {"input": {"maxLength": 3 * longest, "autoComplete": "off"}}}


def _theme(identity: str, theme: str | None, w: Words) -> Component:
    return dmc.Select(
        id=identity, label=w("Theme"), data=[{"value": code, "label": theme_words(code, w)} for code in kits()],
        value=theme, allowDeselect=False, placeholder=w("Choose a theme"), classNames={"input": "control"},
        errorProps=_ALERT,
    )  # fmt: skip


def draft_form(draft: Draft, zone: Zone, needs: Component, page: str, w: Words) -> Component:
    """The fields of a draft as they are kept; `needs` is what `need_fields` makes, `page` names this page."""
    days = [
        dmc.TextInput(id="draft-starts", label=w("First day"), value=_day(draft.starts_on),
                      attributes={"input": _DAYS}, **_FIELD),
        dmc.TextInput(id="draft-ends", label=w("Last day"), value=_day(draft.ends_on),
                      attributes={"input": _DAYS}, **_FIELD),
    ]  # fmt: skip
    return html.Section(
        [
            html.H2(w("The campaign")),
            html.Div(
                [
                    dmc.TextInput(id="draft-title", label=w("Title"), value=draft.title, **_texts(LONGEST_TITLE),
                                  **_FIELD),
                    _theme("draft-theme", draft.theme, w),
                    html.Div(days, className="draft-days"),
                    html.Div(zone_part(zone, w), id="draft-zone"),
                    html.Div(needs, id="draft-needs"),
                    html.P(id="draft-needs-fault", role="alert", className="field-fault"),
                    html.Div([html.Button(w("Save"), id="draft-save", type="button", className="button is-main"),
                              html.P(id="draft-said", role="status", className="reading")],
                             className="draft-foot"),
                ],
                className="draft-fields",
            ),
            dcc.Store(id="draft-revision", data=draft.revision),
            dcc.Store(id="draft-page", data=page),
            dcc.Store(id="draft-told"),  # numbers by neighbourhood, as they were before they were added up
        ],
        className="card draft-form",
    )  # fmt: skip


def zone_part(zone: Zone, w: Words) -> Component:
    """Where: the places of the campaign, the ways to others, and those of the address until they are taken or left."""
    names = names_words([name for _, name in zone.places], zone.whole, w)
    ways = [_go(TO_MAP, w("Choose on the map"))]
    if len(zone.places) < zone.whole:
        ways.append(_go(EVERYWHERE, w("Take the whole territory")))
    adds_up = [] if zone.whole <= MOST_SPLIT or len(zone.places) > MOST_SPLIT else [
        html.P(w.plural("In more than {n} neighbourhood, numbers by neighbourhood are added up.",
                        "In more than {n} neighbourhoods, numbers by neighbourhood are added up.", MOST_SPLIT),
               className="reading")]  # fmt: skip
    lines: list[Any] = [
        html.P(capital(names) or w("not said yet")),
        html.Div(ways, className="moves"),
        *adds_up,
        html.P(w("Places that are chosen by name at the top of the page can be taken here too."), className="reading"),
        html.P(id="draft-places-fault", role="alert", className="field-fault"),
    ]
    if zone.others:
        chosen = w("Chosen, and not taken into the campaign yet: {places}.",
                   places=names_words(list(zone.others), zone.whole, w))  # fmt: skip
        take = w.plural("Use the {n} place chosen", "Use the {n} places chosen", len(zone.others))
        lines.insert(0, html.Div(
            [html.P(chosen), html.Div([_go(USE, take),
                                       dcc.Link(w("Keep those of the campaign"), href=zone.back)], className="moves"),
             html.P(w("What is needed in places that leave the campaign is taken out of it."), className="reading")],
            className="notice stack"))  # fmt: skip
    return html.Div([html.H3(w("Where"), id="draft-where", tabIndex="-1"), *lines], className="draft-zone",
                    role="group", **{"aria-labelledby": "draft-where"})  # fmt: skip


def _go(to: str, label: str) -> Component:
    return html.Button(label, id={GO: to}, type="button", className="button is-main" if to == USE else "button",
                       **{"data-return": "draft-where"})  # fmt: skip


def need_fields(
    numbers: Numbers, labels: Mapping[str, str], zone: Zone, is_split: bool, can_split: bool,
    more: Sequence[str], w: Words,
) -> Component:  # fmt: skip
    """A number of each item, for the whole zone or of each neighbourhood; `more` are the items that can be added."""
    fields = [_split(item, own, labels, zone, w) for item, own in numbers.items()] if is_split else [
        html.Div([_number(item, "", own.get(""), capital(labels.get(item, item))) for item, own in numbers.items()],
                 className="need-grid")
    ]  # fmt: skip
    return html.Div(
        [
            html.H3(w("What is needed, and how many")),
            dmc.RadioGroup(
                dmc.Group([dmc.Radio(w("For the whole zone"), value=WHOLE),
                           dmc.Radio(w("By neighbourhood"), value=SPLIT, disabled=not (can_split or is_split))]),
                id="draft-split", label=w("Numbers are told"), value=SPLIT if is_split else WHOLE,
                description=w("By neighbourhood they are shared out by homes, and you change each of them; for the "
                              "whole zone they are added up.") if can_split else w.plural(
                    "By neighbourhood for 2 to {n} of them.", "By neighbourhood for 2 to {n} of them.", MOST_SPLIT),
            ),
            *fields,
            dmc.Select(id="draft-add", label=w("Another item"), value=None, searchable=True,
                       data=[{"value": item, "label": capital(labels.get(item, item))} for item in more],
                       placeholder=w("Add an item of the list"), nothingFoundMessage=w("No item has this name"),
                       classNames={"input": "control"}, className="draft-add"),
        ],
        className="draft-needs",
    )  # fmt: skip


def _split(
    item: str, own: Mapping[str, int | str | None], labels: Mapping[str, str], zone: Zone, w: Words
) -> Component:
    """Folded where nothing is asked for yet: a phone shows what there is."""
    together, name = sum(number for number in own.values() if isinstance(number, int)), capital(labels.get(item, item))
    told = [html.Span(w(" · {n} together", n=w.number(together)), className="soft")] if together else []
    fields = [_number(item, code, own.get(code), label) for code, label in zone.places]
    grid = html.Div(fields, className="need-grid", role="group", **{"aria-label": name})
    return html.Details([html.Summary([name, *told]), grid], open=any(own.values()), className="need-split")


def _number(item: str, at: str, number: int | str | None, label: str) -> Component:
    """A text is what somebody wrote that is no number: it stays, marked, to be mended."""
    return dmc.TextInput(
        id={ITEM: item, AT: at}, label=label, value="" if number is None else str(number), debounce=True,
        error=isinstance(number, str),
        attributes={"input": {"inputMode": "numeric", "maxLength": 20, "autoComplete": "off",
                              "aria-describedby": "draft-needs-fault"}},
        classNames={"root": "need-number", "input": "control"},
    )  # fmt: skip


def _day(day: Any) -> str:
    return day.isoformat() if day else ""


def draft_facts(
    draft: Draft, names: Mapping[str, str], labels: Mapping[str, str], w: Words, on_paper: bool = False
) -> Component:  # fmt: skip
    """A campaign that is not to be changed: the same in words. on_paper: what stands there in the place of a form."""
    known = sorted((names[code] for code in draft.places if code in names), key=alphabetical)
    where = names_words(known, len(names), w) if known else ""
    if gone := len(draft.places) - len(known):
        lost = w.plural(
            "{n} place is no longer in your territory.", "{n} places are no longer in your territory.", gone
        )
        where = f"{where}. {lost}" if where else lost
    facts = [(w("Theme"), theme_words(draft.theme, w)), (w("When"), _dates(draft, w)),
             (w("Where"), capital(where) or w("not said yet")), (w("Code"), draft.code)]  # fmt: skip
    return html.Section(
        [
            html.H2(w("The campaign")),
            html.Dl([html.Div([html.Dt(name), html.Dd(text)]) for name, text in facts], className="facts"),
            html.H3(w("What is needed, and how many")),
            _needs(draft, names, labels, w),
        ],
        className="card stack is-on-paper" if on_paper else "card stack",
    )


def _needs(draft: Draft, names: Mapping[str, str], labels: Mapping[str, str], w: Words) -> Component:
    if not draft.needs:
        return html.P(w("not said yet"), className="reading")
    by_item: dict[str, list[tuple[str, int]]] = {}
    for need in draft.needs:
        at = names.get(need.neighbourhood_code, "")
        by_item.setdefault(need.item, []).append((at, need.needed))
    lines = []
    for item, numbers in by_item.items():
        where = [w("{name} ({n})", name=name, n=w.number(number)) for name, number in numbers if name]
        by_place = [html.Span(w.listing(where), className="reading need-where")] if where else []
        total = w.number(sum(number for _, number in numbers))
        lines.append(html.Li([html.Strong(capital(labels.get(item, item))), " ", html.Span(total), *by_place]))
    return html.Ul(lines, className="lines")


def _dates(draft: Draft, w: Words) -> str:
    if draft.starts_on is None or draft.ends_on is None:
        return w("no dates yet")
    return w("From {first} to {last}.", first=w.date(draft.starts_on), last=w.date(draft.ends_on))


def draft_list(drafts: Sequence[tuple[Draft, str]], states: Mapping[str, str], w: Words) -> Component:
    """Every campaign of the organisation with its address, the last changed first."""
    if not drafts:
        nothing = html.P(w("No campaign is prepared yet."), className="notice")
        title = html.H2(w("Your campaigns"), id="your-campaigns", tabIndex="-1")
        return html.Section([title, nothing], className="card stack")
    items = []
    for draft, href in drafts:
        kind = "accent" if draft.state in ("proposed", "running") else "plain"
        lines = [html.Strong(draft.title, className="choice-name"),
                 html.Span(_dates(draft, w), className="reading"),
                 html.Span(states[draft.state], className=f"badge badge-{kind}")]  # fmt: skip
        items.append(html.Li(dcc.Link(lines, href=href, className="choice")))
    title = html.H2(w("Your campaigns"), id="your-campaigns", tabIndex="-1")
    return html.Section([title, html.Ul(items, className="choices")], className="card")
