"""What the platform gets of a campaign: one JSON document, whose schema is campaign.schema.json beside this file.

It names no person: who changed what stays with the organisation.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dashboard.access.drafts import Draft

#: Of the documents; a change that a reader of the earlier ones would misread gets another number.
VERSION = 1

SCHEMA = Path(__file__).with_name("campaign.schema.json")


def document(draft: Draft, organisation_code: str) -> str:
    """The document as JSON text, always the same for the same draft; columns are named as in the export's contract."""
    told: dict[str, Any] = {
        "version": VERSION,
        "campaign_code": draft.code,
        "organisation": organisation_code,
        "title": draft.title,
        "theme": draft.theme,
        "state": draft.state,
        "starts_on": draft.starts_on.isoformat() if draft.starts_on else None,
        "ends_on": draft.ends_on.isoformat() if draft.ends_on else None,
        "neighbourhood_codes": list(draft.places),
        "needs": [
            {"item": need.item, "needed": need.needed}
            | ({"neighbourhood_code": need.neighbourhood_code} if need.neighbourhood_code else {})
            for need in draft.needs
        ],
        "revision": draft.revision,
        "changed_at": draft.changed_at.isoformat(timespec="seconds"),
        "history": [
            {"at": step.at.isoformat(timespec="seconds"), "before": step.before or None, "after": step.after}
            for step in draft.steps
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
