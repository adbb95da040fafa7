"""Checks a document against a JSON Schema: the keywords that ours has, and no others, so that none is passed over."""

from __future__ import annotations

import re
from typing import Any

_TEXTS = {"$schema", "title", "description", "$defs"}
_KINDS = {"object": dict, "array": list, "string": str, "null": type(None)}


def faults(document: Any, schema: dict[str, Any], root: dict[str, Any] | None = None, at: str = "") -> list[str]:
    """Where a document departs from a schema. AssertionError for a keyword that is not known here."""
    root = root or schema
    found: list[str] = []
    for keyword, wanted in schema.items():
        if keyword in _TEXTS:
            continue
        if keyword == "$ref":
            found += faults(document, root["$defs"][wanted.removeprefix("#/$defs/")], root, at)
        elif keyword == "anyOf":
            found += [] if any(not faults(document, each, root, at) for each in wanted) else [f"{at}: none of anyOf"]
        elif keyword == "properties":
            for name in wanted.keys() & (document.keys() if isinstance(document, dict) else set()):
                found += faults(document[name], wanted[name], root, f"{at}/{name}")
        elif keyword == "items":
            for number, each in enumerate(document if isinstance(document, list) else []):
                found += faults(each, wanted, root, f"{at}/{number}")
        elif not _holds(keyword, wanted, document, schema):
            found.append(f"{at}: {keyword}")
    return found


def _holds(keyword: str, wanted: Any, document: Any, schema: dict[str, Any]) -> bool:
    if keyword == "type":
        return type(document) is int if wanted == "integer" else isinstance(document, _KINDS[wanted])
    if keyword == "required":
        return not isinstance(document, dict) or set(wanted).issubset(document)
    if keyword == "additionalProperties":
        assert wanted is False
        return not isinstance(document, dict) or set(document).issubset(schema["properties"])
    if keyword == "pattern":
        return not isinstance(document, str) or re.search(wanted, document) is not None
    if keyword in ("minimum", "maximum"):
        return type(document) is not int or (document >= wanted if keyword == "minimum" else document <= wanted)
    if keyword in ("minLength", "maxLength"):
        return not isinstance(document, str) or (
            len(document) >= wanted if keyword == "minLength" else len(document) <= wanted
        )
    if keyword == "minItems":
        return not isinstance(document, list) or len(document) >= wanted
    if keyword == "uniqueItems":
        return not isinstance(document, list) or len(set(map(str, document))) == len(document)
    if keyword == "const":
        return document == wanted and type(document) is type(wanted)
    if keyword == "enum":
        return document in wanted
    raise AssertionError(f"the checker does not know {keyword}")
