"""What the browser needs to colour the map and to write the list: a few digits a neighbourhood, and words to fill in.

Changing the indicator sends this and no shape, name or row of a table: 1,000 neighbourhoods in less than 8 KB.
"""

from __future__ import annotations

from typing import Any

from dashboard.components.amounts import about
from dashboard.components.map_values import MapValues, limits
from dashboard.figures.choropleth import colours, diverging
from dashboard.figures.palettes import Palette
from dashboard.words import Words, capital

#: One letter a neighbourhood for its class: amounts count up from this one, changes around the second.
_FIRST, _MIDDLE, HIDDEN = "a", "m", "-"


def numbers(values: MapValues, palette: Palette) -> dict[str, Any]:
    """Arrays in the order of codes: `value`, `low` and `high` as told (times `by`), `change` (0: not clear), classes.

    `value` and its like are whole numbers, `by` times what is told with `decimals`; None stands for a hidden number.
    `classes` is one letter each, `colours` the fill of each letter, `why` the reason of each hidden number as an index
    into `reasons`. `heads` are what the amounts and the differences are of, for the columns of a table.
    """
    rows = [values.rows.get(code) for code in values.names]
    by = values.times * 10**values.decimals
    reasons = list(dict.fromkeys(values.why(row) for row in rows if row is None or row.answer is None))
    told = [None if row is None else limits(row, values.indicator) for row in rows]
    benchmark = values.indicator.benchmark
    return {
        "key": f"{values.indicator.code} {values.mode}",
        "by": 10**values.decimals,
        "decimals": values.decimals,
        "sign": values.words.percent(0).removeprefix(values.words.number(0)) if values.times == 100 else "",
        "value": [None if row is None or row.answer is None else round(row.answer * by) for row in rows],
        "low": [None if span is None else round(span[0] * by) for span in told],
        "high": [None if span is None else round(span[1] * by) for span in told],
        "change": _changes(values, by),
        "heads": [values.label, capital(values.difference)],
        "sentences": values.change_templates(),
        "classes": "".join(_letter(values, code) for code in values.names),
        "colours": _colours(values, palette),
        "reasons": reasons,
        "why": [reasons.index(values.why(row)) for row in rows if row is None or row.answer is None],
        "mark": benchmark.value * by if benchmark else None,
        "differs": values.mode == "change",
        "about": about(values.words, "{n}"),
        "legend": [[step.text, step.count, colour_of(values, palette, step.at)] for step in values.legend()],
    }


def _changes(values: MapValues, by: int) -> list[int | None] | None:
    """None when nothing is compared."""
    if values.against is None:
        return None
    return [None if found is None else round(found * by) for found in values.differences.values()]


def _letter(values: MapValues, code: str) -> str:
    at = values.place_of(code)
    if at is None:
        return HIDDEN
    return chr(ord(_FIRST if values.mode == "amount" else _MIDDLE) + at)


def _colours(values: MapValues, palette: Palette) -> dict[str, str]:
    return {
        chr(ord(_FIRST if values.mode == "amount" else _MIDDLE) + step.at): colour_of(values, palette, step.at)
        for step in values.legend()
        if step.at is not None
    }


def colour_of(values: MapValues, palette: Palette, at: int | None) -> str:
    """The fill of a place on the scale; empty for what is hatched."""
    if at is None:
        return ""
    if values.mode == "amount":
        return colours(values.scale.count, palette)[at]
    return diverging(at, values.sizes.count, palette)


def sentences(w: Words) -> dict[str, str | dict[str, str]]:
    """The words that assets/map-list.js and its neighbours fill in; the same for every indicator and period.

    Where a number decides the form of a sentence, all its forms by the name of the form.
    """
    return {
        "language": str(w.told.locale).replace("_", "-"),
        "interval": w("{low} to {high}", low="{low}", high="{high}"),
        "points": w.forms("{n} point", "{n} points"),
        "select": w("(select)"),
        "remove": w("(selected, remove)"),
        "more": w("Show {n} more", n="{n}"),
        "drawn": w.forms("Your area was drawn to {n} whole neighbourhood: {names}.",
                         "Your area was drawn to {n} whole neighbourhoods: {names}."),
        "drawn_none": w("No neighbourhood has its middle in that area."),
        "others": w.forms("{names} and {n} more", "{names} and {n} more"),
        "several": w.forms("{n} place: zoom in", "{n} places: zoom in"),
        "dwellings": w.forms("{n} dwelling", "{n} dwellings"),
        "unlisted": w("The list cannot be loaded: close it and open it to try once more, or load the page again."),
        "picture": w("Picture saved."),
        "too_many": w(
            "These are {n} neighbourhoods, more than an address can hold: select fewer, or none for all.", n="{n}"
        ),
        "neighbourhood": w("Neighbourhood"),
        "code": w("Code"),
        "from": w("95% interval, from"),
        "to": w("95% interval, to"),
        "unclear": w("not clear"),
    }  # fmt: skip
