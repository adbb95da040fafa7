"""The form of a callback's body, checked against the registered callbacks before Dash reads it.

It must not judge values: a well-formed body may still hold anything, and pages must expect that.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from dash import Dash
from flask import Flask, abort, request

from dashboard.access.guard import CALLBACKS

_KEYS = frozenset({"output", "outputs", "inputs", "state", "changedPropIds", "parsedChangedPropsIds"})

#: Dash's own signed mark of a page; the arguments of background callbacks, which we have none of, are refused.
_ARGUMENTS = frozenset({"endId"})


def install(app: Flask, dash_app: Dash) -> None:
    """Check each body before Dash dispatches it: 415 when it is not JSON, 400 when it has not the right form."""

    def refuse_malformed_bodies() -> None:
        if request.endpoint != CALLBACKS or request.method != "POST":
            return
        if request.mimetype != "application/json":
            abort(415)
        try:
            body = request.get_json()
        except RecursionError:
            abort(400)
        if not request.args.keys() <= _ARGUMENTS or not is_well_formed(body, dash_app.callback_map):
            abort(400)

    app.before_request(refuse_malformed_bodies)


def is_well_formed(body: Any, callbacks: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether a decoded body names a registered callback and brings exactly its outputs, inputs and state."""
    if not isinstance(body, dict) or not body.keys() <= _KEYS:
        return False
    output = body.get("output")
    if not isinstance(output, str) or output not in callbacks:
        return False
    registered = callbacks[output]
    if "callback" not in registered:  # it runs in the browser; nothing here answers it
        return False
    changed = body.get("changedPropIds", [])
    inputs = body.get("inputs", [])
    return (
        _are(inputs, registered["inputs"])
        and _is_outputs(body.get("outputs"), output, _listed(inputs, registered["inputs"]))
        and _are(body.get("state", []), registered["state"])
        and isinstance(changed, list)
        and all(isinstance(each, str) for each in changed)
    )


def _listed(inputs: Sequence[Any], registered: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """The components that the inputs list for each pattern."""
    return {str(wanted["id"]): [each["id"] for each in item if isinstance(each, dict)]
            for item, wanted in zip(inputs, registered, strict=True) if isinstance(item, list)}  # fmt: skip


def _is_outputs(outputs: Any, output: str, listed: Mapping[str, list[Any]]) -> bool:
    """The outputs spelled out must be those that the callback's name says, in order."""
    if not output.startswith(".."):
        return _is_output(outputs, output, listed)
    names = output[2:-2].split("...")
    return (
        isinstance(outputs, list)
        and len(outputs) == len(names)
        and all(_is_output(each, name, listed) for each, name in zip(outputs, names, strict=True))
    )


def _is_output(item: Any, name: str, listed: Mapping[str, list[Any]]) -> bool:
    """One output; for a pattern the components that an input lists for the same pattern, in order."""
    identity, _, prop = name.rpartition(".")
    if identity.startswith("{"):
        return isinstance(item, list) and item == [{"id": each, "property": prop} for each in listed.get(identity, ())]
    if not isinstance(item, dict) or not isinstance(item.get("id"), str):
        return False
    return f"{item['id'].replace('.', chr(92) + '.')}.{item.get('property')}" == name


def _are(given: Any, registered: Sequence[Mapping[str, Any]]) -> bool:
    if not isinstance(given, list) or len(given) != len(registered):
        return False
    return all(_is(item, wanted) for item, wanted in zip(given, registered, strict=True))


def _is(item: Any, wanted: Mapping[str, Any]) -> bool:
    """One argument: its own component and property; for a pattern, any components with the same keys."""
    name = str(wanted["id"])
    if not name.startswith("{"):
        return isinstance(item, dict) and item.get("id") == name and item.get("property") == wanted["property"]
    keys = set(json.loads(name))
    items = item if isinstance(item, list) else [item]
    return all(_fits(each, keys, wanted["property"]) for each in items)


def _fits(item: Any, keys: set[str], wanted_property: str) -> bool:
    if not isinstance(item, dict) or item.get("property") != wanted_property or not isinstance(item.get("id"), dict):
        return False
    return set(item["id"]) == keys and all(isinstance(value, (str, int, float, bool)) for value in item["id"].values())
