"""Names that stand for the same households whatever the data: they share one label, so that noise is drawn once.

Two drawings of one count could be averaged. Declared in `lattice.toml`; themes of one category are read here.
"""

from __future__ import annotations

import duckdb

from queries.dimensions import NEED_SIDES, OTHER
from queries.publish import counts as counting
from queries.publish.lattice import Lattice


def same_households(connection: duckdb.DuckDBPyConnection, lattice: Lattice) -> dict[str, str]:
    """DIMENSION:VALUE -> the DIMENSION:VALUE whose label it shares."""
    found = dict(lattice.raw["same"])
    inside: dict[str, list[str]] = {OTHER.code: [OTHER.code]}
    for category, _, _, theme in connection.execute(counting.sql("labelled_categories")).fetchall():
        if category != OTHER.code:
            inside.setdefault(theme, []).append(category)
    for theme, categories in inside.items():
        if len(categories) == 1:
            found[f"theme:{theme}"] = f"category:{categories[0]}"
            for side in NEED_SIDES:
                found[f"need_theme:{theme}:{side.code}"] = f"need:{categories[0]}:{side.code}"
    return found
