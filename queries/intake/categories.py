"""The declared categories of a bundle: its own, those it adds to, or the study's; never discovered in the rows."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.csv

from queries.intake.staging import Staging, statement

_STUDY = Path(__file__).parents[1] / "study" / "categories.csv"
_COLUMNS = ("category", "label_en", "label_fr", "theme", "kind")


def declare(staging: Staging, has_file: bool, appends: bool) -> None:
    """Make the table `declared_category`; `appends` says that `old` holds what this bundle adds to."""
    connection = staging.connection
    connection.execute(statement("declared_category"))
    if has_file:
        connection.execute("INSERT INTO declared_category BY NAME SELECT * EXCLUDE (line) FROM kept_categories")
    if appends:
        connection.execute(
            "INSERT INTO declared_category "
            "SELECT o.* FROM old.category AS o ANTI JOIN declared_category USING (category)"
        )
    elif not has_file:
        types = {name: pa.string() for name in _COLUMNS}
        study = pyarrow.csv.read_csv(_STUDY, convert_options=pyarrow.csv.ConvertOptions(column_types=types))
        connection.register("study", study)
        connection.execute("INSERT INTO declared_category BY NAME SELECT * FROM study")
        connection.unregister("study")
