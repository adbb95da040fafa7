"""What the export does not hold and what therefore cannot be told: one sentence for each, the same on every page.

It reads what was imported; each page names what it uses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import queries
from dashboard.components.lists import names_card

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View
    from dashboard.words import Words

#: Not a file or column: a catalogue that says of some category that it is an object or a service.
KINDS = "categories.kind"


def missing(view: View, *codes: str) -> list[str]:
    """A sentence for each of these files and columns that the export lacks; for all that pages use where none is named.

    A KeyError names what has no sentence.
    """
    assert view.snapshot is not None
    w, manifest = view.words, view.snapshot.manifest
    held = {*manifest["bundle_files"], *manifest.get("bundle_columns", ())}
    if {"object", "service"} & set(queries.category_kinds(view.snapshot).values()):
        held.add(KINDS)
    said = {
        "responses": w("No responses: whether requests found an answer cannot be told."),
        "exchanges.direction": w("No direction of posts: offers and requests cannot be told apart."),
        "exchanges.category": w("No category of posts: what is asked for cannot be told."),
        KINDS: w("No categories of objects or services: what is shared most cannot be told."),
        "help_offers": w("No declared help: what neighbours would do for each other cannot be told."),
        "neighbourhoods.households": w("No number of homes: the share of homes reached cannot be told."),
        "members.dwelling_type": w("No kind of dwelling: who takes part by dwelling cannot be told."),
        "census": w("No census: who lives here cannot be told."),
        "campaigns": w("No campaigns."),
        "projects": w("No urban projects."),
    }
    return [said[code] for code in codes or said if code not in held]


def lacking_words(file: str, w: Words) -> str:
    """That a question cannot be answered without a file that no import holds yet. A KeyError names what has none."""
    return {
        "surveys": w("Not answered: it needs surveys of residents (surveys.csv, survey_answers.csv), which are not in "
                     "the data."),
        "valuation": w("Not answered: it needs what each kind of exchange is worth (valuation.csv), which is not in "
                       "the data."),
        "footfall": w("Not answered: it needs counts of passers-by (footfall.csv), which are not in the data."),
    }[file]  # fmt: skip


def missing_card(view: View, *codes: str) -> list[Component]:
    """The same on a card; nothing where the export holds all of them."""
    w, sentences = view.words, missing(view, *codes)
    if not sentences:
        return []
    return [names_card(w("What this export does not tell"), "", [(w("Not in the export"), " ".join(sentences), [])])]
