"""From the signed-in person to the Scope: the territory as the database says now, resolved in the snapshot served now.

It must not take anything from the browser: neither the address, nor a form, nor a callback's body.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_login import current_user

from queries.model import Scope
from queries.places import portfolios, territory

if TYPE_CHECKING:
    from queries.snapshot import Snapshot


def scope_of(organisation_code: str, entries: tuple[str, ...], snapshot: Snapshot | None) -> Scope:
    """The scope of a territory; a place that the snapshot does not have gives nothing."""
    if snapshot is None or not entries:
        return Scope(organisation_code, ())
    return Scope(organisation_code, territory(snapshot, entries), portfolios(entries))


def current_scope(snapshot: Snapshot | None) -> Scope:
    """The scope of the person behind this request; without one it is empty and belongs to nobody."""
    if not current_user.is_authenticated:
        return Scope("", ())
    return scope_of(current_user.organisation_code, current_user.territory, snapshot)
