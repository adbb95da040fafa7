"""The form of a plan: which stage begins when, where or in what kind of place, how many homes and local places.

Pure: what is described and lists in, components out; the page listens.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import html

from dashboard.access.drafts import LONGEST_TITLE
from dashboard.access.notes import FIRST_DAY, LAST_DAY
from dashboard.components.timeline import stage_words
from dashboard.words import Words, alphabetical, capital
from queries import PLACE_KINDS, STAGES

if TYPE_CHECKING:
    from dash.development.base_component import Component

_ALERT = {"role": "alert"}
#: The keys of the identity of a button of the form: what it does, and over which plan; a keeping one has its own.
DO, OVER, KEEP = "plan-do", "over", "plan-keep"
SHOW, BESIDE = "show", "beside"
#: The fields in the order of the form.
FIELDS = ("plan-stage", "plan-starts", "plan-place", "plan-kind", "plan-homes", "plan-flats", "plan-services")


def kind_words(kind: str, w: Words) -> str:
    """The name of a kind of place."""
    return {"large_city": w("large city"), "medium_city": w("medium-sized city"), "rural": w("rural place")}.get(
        kind, kind
    )


def plan_form(
    given: Mapping[str, Any], over: str, names: Mapping[str, str], may_keep: bool, w: Words
) -> Component:  # fmt: skip
    """given: value by field; over: the plans of the address, which another can be set beside; names: the places
    by code."""
    places = sorted(names.items(), key=lambda pair: alphabetical(pair[1]))
    days = {"type": "date", "min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()}
    title = _text("plan-title", w("Title, to keep it"), "", {"maxLength": 3 * LONGEST_TITLE})
    fields = [
        _select("plan-stage", w("Stage that begins"), given, [(s, capital(stage_words(s, w))) for s in STAGES], False),
        _text("plan-starts", w("First day of the stage"), given.get("plan-starts"), days),
        _select("plan-place", w("Neighbourhood"), given, places, True, w("or choose a kind of place below")),
        _select("plan-kind", w("Kind of place"), given, [(k, capital(kind_words(k, w))) for k in PLACE_KINDS], True,
                w("where no neighbourhood is chosen")),
        _text("plan-homes", w("Homes planned"), given.get("plan-homes"), {"inputMode": "numeric"}),
        _text("plan-flats", w("Flats, of 100 of these homes"), given.get("plan-flats"), {"inputMode": "numeric"},
              w("empty: as is usual there")),
        _text("plan-services", w("Local places planned"), given.get("plan-services"), {"inputMode": "numeric"},
              w("shops, associations, public services, green spaces")),
    ]  # fmt: skip
    buttons = [_button({DO: SHOW, OVER: over}, w("Estimate"), True)]
    if over:
        buttons.append(_button({DO: BESIDE, OVER: over}, w("Set beside the one shown")))
    keep = _button({KEEP: over}, w("Keep this plan"))
    keeping = [html.Div([title, keep], className="draft-fields")] if may_keep else []
    return html.Section(
        [
            html.H2(w("The plan")),
            html.Div([*fields, html.Div(buttons, className="moves"), *keeping,
                      html.P(id="plan-said", role="alert", className="field-fault")], className="draft-fields"),
        ],
        className="card draft-form",
    )  # fmt: skip


def _text(identity: str, label: str, value: Any, own: Mapping[str, Any], description: str = "") -> Component:
    return dmc.TextInput(id=identity, label=label, value="" if value is None else str(value),
                         description=description or None, attributes={"input": {"autoComplete": "off", **own}},
                         classNames={"input": "control"}, errorProps=_ALERT)  # fmt: skip


def _select(
    identity: str, label: str, given: Mapping[str, Any], options: list[tuple[str, str]], can_clear: bool,
    description: str = "",
) -> Component:  # fmt: skip
    return dmc.Select(id=identity, label=label, value=given.get(identity), description=description or None,
                      data=[{"value": code, "label": name} for code, name in options], clearable=can_clear,
                      allowDeselect=can_clear, searchable=len(options) > 5, classNames={"input": "control"},
                      errorProps=_ALERT)  # fmt: skip


def _button(identity: dict[str, str], label: str, is_main: bool = False) -> Component:
    return html.Button(label, id=identity, type="button", className="button is-main" if is_main else "button",
                       **{"data-return": "estimate-head"})  # fmt: skip
