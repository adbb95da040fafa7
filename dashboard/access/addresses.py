"""Where a reader may be sent after signing in: only to a page of this site."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

HOME = "/"

#: Characters of an address; the map selects no more places than it can hold.
LONGEST = 4000
_MOST_LAYERS = 4  # how often a target may be percent-encoded before it is no honest address


def safe_next(target: str | None) -> str:
    """The target when it is a path of this site starting with a single slash, else the overview.

    It must hold for the text as it came and for each layer of percent-encoding beneath it.
    """
    if not target or len(target) > LONGEST:
        return HOME
    layer = target
    for _ in range(_MOST_LAYERS):
        if not _stays_here(layer):
            return HOME
        beneath = unquote(layer)
        if beneath == layer:
            return target
        layer = beneath
    return HOME


def _stays_here(text: str) -> bool:
    if not text.startswith("/") or text.startswith("//") or "\\" in text:
        return False
    # Browsers drop tabs and line ends from an address before they read it.
    if any(ord(letter) < 0x20 or 0x7F <= ord(letter) < 0xA0 for letter in text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return (
        not parts.scheme
        and not parts.netloc
        and parts.path.split("/")[1] not in ("sign-in", "sign-out", "language", "theme")
    )
