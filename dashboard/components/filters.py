"""The controls of the selection: places, period, comparison. Each only leads to another address.

Pure: a View in, components out; `next_search` is what the one callback of the controls computes.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import urlencode

import dash_mantine_components as dmc
from dash import dcc, html

import queries
from dashboard.components.icon import icon
from dashboard.components.spoken import said
from dashboard.selection import COMPARISONS, PLACE, PROFILE, Chosen, address, change_kind, neighbours, profile_address
from dashboard.words import Words, alphabetical, holds
from queries.model import Period, PeriodKind, Refusal

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

_HIDDEN_LABEL = {"label": "visually-hidden"}

#: As many names as a page brings along, and as a picker shows at a time; in a larger territory the site searches.
MOST_SENT, MOST_SHOWN = 300, 100

#: How the browser finds a name (assets/quartier.js): like the site, each word of it, without accents, case and hyphens.
_BY_NAME = {"function": "byName"}


def filter_bar(view: View, path: str, names: dict[str, str], uses: Collection[str]) -> Component:
    """The controls that the page follows (places, period, compare), labelled for those who do not see them."""
    w = view.words
    return html.Div(
        [
            html.Div(place_picker(view.selection, names, w), className="places-box"),
            *([period_picker(view, path)] if "period" in uses else []),
            *([compare_picker(view, names)] if "compare" in uses else []),
            dcc.Store(id="sought", data={"large": len(names) > MOST_SENT}),
        ],
        className="filters",
        role="group",
        **{"aria-label": w("Selection")},
    )


def named(names: dict[str, str], keep: Collection[str] = (), text: str = "") -> list[tuple[str, str]]:
    """(name, code) by name of what a picker offers: all of a small territory, of a large one those that hold a text.

    `keep` are offered whatever is sought: a picker has no word for what it does not know.
    """
    ordered = sorted(((name, code) for code, name in names.items()), key=lambda pair: (alphabetical(pair[0]), pair))
    if len(ordered) <= MOST_SENT:
        return ordered
    found = [pair for pair in ordered if holds(pair[0], text)][:MOST_SENT]
    return found + [pair for pair in ordered if pair[1] in keep and pair not in found]


def place_picker(chosen: Chosen, names: dict[str, str], w: Words) -> Component:
    """Search by name; nothing picked means the whole territory."""
    everything = w.plural("{n} neighbourhood", "All {n} neighbourhoods", len(names))
    return dmc.MultiSelect(
        id="choose-places",
        label=w("Neighbourhoods"),
        classNames={
            **_HIDDEN_LABEL,
            "root": "places-root",
            "input": "control",
            "inputField": "places-field",
            "pillsList": "places-pills",
        },
        data=place_choices(chosen.places, names),
        limit=MOST_SHOWN,
        filter=_BY_NAME,
        value=list(chosen.places),
        placeholder="" if chosen.places else everything,
        searchable=True,
        clearable=True,
        hidePickedOptions=True,
        nothingFoundMessage=w("No neighbourhood has this name"),
        leftSection=icon("search"),
        maxDropdownHeight=320,
        clearButtonProps={"aria-label": w("Back to the whole territory")},
    )


def place_choices(picked: Collection[str], names: dict[str, str], text: str = "") -> list[dict[str, str]]:
    """What the picker of places offers."""
    return [{"value": code, "label": name} for name, code in named(names, picked, text)]


def period_picker(view: View, path: str) -> Component:
    """The period with the one before and after, and links to months, quarters and years."""
    w, chosen = view.words, view.selection
    assert view.snapshot is not None
    published = view.snapshot.manifest["whole"]
    if chosen.period is None:
        return html.P(w("no period published yet"), className="control")
    before, after = neighbours(chosen.period, published)
    codes = list(reversed(published.get(chosen.period.kind, ())))
    return html.Div(
        [
            html.Div(
                [
                    _step(
                        chosen, before, path, "‹", w("Previous period: {period}", period="{period}"), w, "step-before"
                    ),
                    dmc.Select(
                        id="choose-period",
                        label=w("Period"),
                        classNames={**_HIDDEN_LABEL, "root": "period-root", "input": "control-inner"},
                        data=[{"value": code, "label": w.period(Period.parse(code))} for code in codes],
                        value=chosen.period.code,
                        allowDeselect=False,
                        maxDropdownHeight=320,
                    ),
                    _step(chosen, after, path, "›", w("Next period: {period}", period="{period}"), w, "step-after"),
                ],
                className="control period",
            ),
            html.Ul(
                [_kind(chosen, kind, path, published, w) for kind in get_args(PeriodKind) if published.get(kind)],
                className="kinds",
                **{"aria-label": w("Kind of period")},
            ),
        ],
        className="period-group",
    )


def _step(chosen: Chosen, to: Period | None, path: str, sign: str, label: str, w: Words, identity: str) -> Component:
    if to is None:
        return html.Span(sign, className="step is-off", **{"aria-hidden": "true"})
    text = said(label.format(period=w.period(to)))
    shown = html.Span(sign, **{"aria-hidden": "true"})
    return dcc.Link([shown, text], href=address(path, chosen.but(period=to)), className="step", id=identity)


def _kind(chosen: Chosen, kind: PeriodKind, path: str, published: dict[str, list[str]], w: Words) -> Component:
    assert chosen.period is not None
    label = {"month": w("Month"), "quarter": w("Quarter"), "year": w("Year")}[kind]
    if kind == chosen.period.kind:
        # It can hold the focus, which the reader who has just chosen it must not lose.
        shown = html.Span([label, said(w("(chosen)"))], className="kind is-current", id=f"kind-{kind}", tabIndex="-1")
        return html.Li(shown)
    to = change_kind(chosen.period, kind, published)
    return html.Li(dcc.Link(label, href=address(path, chosen.but(period=to)), className="kind", id=f"kind-{kind}"))


def compare_choices(view: View, names: dict[str, str], text: str = "") -> list[dict[str, Any]]:
    """What every number can be compared with; other places where one neighbourhood is chosen."""
    w, chosen = view.words, view.selection
    kind: PeriodKind = chosen.period.kind if chosen.period else "year"
    labels = {
        "year_before": w("a year before"),
        "previous": {"month": w("the month before"), "quarter": w("the quarter before"), "year": ""}[kind],
        "study": w("the 2020 study"),
        "similar": w("similar neighbourhoods") if _has_similar(view) else "",
    }
    choices: list[dict[str, Any]] = [{"value": code, "label": labels[code]} for code in COMPARISONS if labels[code]]
    if len(chosen.places) == 1 and len(names) > 1:
        # A picker that is not typed in reports the words of its choice as what is sought.
        said = {*labels.values(), names.get(chosen.other_place, "")}
        offered = named(names, [chosen.other_place], "" if text in said else text)
        items = [{"value": PLACE + code, "label": name} for name, code in offered if code not in chosen.places]
        choices = [{"group": w("Time and benchmarks"), "items": choices}, {"group": w("Another place"), "items": items}]
    return choices


def compare_picker(view: View, names: dict[str, str]) -> Component:
    """The picker of what every number of the page is compared with."""
    w, chosen = view.words, view.selection
    choices = compare_choices(view, names)
    return html.Div(
        [
            html.Span(w("compared with"), className="control-prefix", **{"aria-hidden": "true"}),
            dmc.Select(
                id="choose-compare",
                label=w("Compared with"),
                classNames={**_HIDDEN_LABEL, "root": "compare-root", "input": "control-inner"},
                data=choices,
                value=chosen.compare,
                allowDeselect=False,
                searchable="group" in choices[0],
                limit=MOST_SHOWN,
                filter=_BY_NAME,
                nothingFoundMessage=w("No neighbourhood has this name"),
                maxDropdownHeight=320,
            ),
        ],
        className="control compare",
    )


def _has_similar(view: View) -> bool:
    alone = view.selection.places
    if len(alone) != 1 or view.snapshot is None:
        return False
    return bool(queries.similar(view.scope, view.snapshot, alone[0]))


def found_by(sought: Any, view: View, names: dict[str, str]) -> tuple[list[Any] | None, list[Any] | None]:
    """What each picker offers once a text was typed into one of them; None where it has every name or is not shown.

    `sought` is what the browser sends: `places` and `compare`, the text in each.
    """
    if not isinstance(sought, dict) or len(names) <= MOST_SENT:
        return None, None
    places, compare = sought.get("places"), sought.get("compare")
    return (
        place_choices(view.selection.places, names, places if isinstance(places, str) else ""),
        compare_choices(view, names, compare) if isinstance(compare, str) else None,
    )


def next_search(shown: Any, places: Any, period: Any, compare: Any) -> str | None:
    """The address after a control was used; None when the controls say what is shown (Dash also calls as they appear).

    `shown` is the settled selection as the page was drawn, in the form of a search string.
    """
    before = Chosen.parse(shown if isinstance(shown, str) else "")
    try:
        chosen_period = Period.parse(period) if isinstance(period, str) and period else before.period
    except (Refusal, ValueError):
        chosen_period = before.period
    picked = tuple(str(code) for code in places) if isinstance(places, list) else ()
    compared = (
        Chosen.parse(f"?{urlencode({'compare': compare})}").compare if isinstance(compare, str) else before.compare
    )
    if (picked, chosen_period, compared) == (before.places, before.period, before.compare):
        return None
    return before.but(places=picked, period=chosen_period, compare=compared).search


def next_path(path: Any, search: str) -> tuple[str | None, str]:
    """Path (None: the same) and search once a control asks for a selection: a page about one place cannot show others.

    From the profile of a place, another one leads to that one's profile; none or several to the overview.
    """
    if not isinstance(path, str) or not path.startswith(PROFILE):
        return None, search
    chosen = Chosen.parse(search)
    if len(chosen.places) != 1:
        return "/", search
    there, sign, rest = profile_address(chosen.places[0], chosen).partition("?")
    return there, sign + rest
