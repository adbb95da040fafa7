"""The cells that were published before: a cell is decided once, and later publications read the decision back.

A late row would otherwise move a published number by exactly itself, since the noise of a label stays the same. Late
rows wait for a revision. The ledger holds published values only, on the private side.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pandas as pd

from queries.durable import write_atomically
from queries.publish.cells import KEY


def keep_published(cells: pd.DataFrame, ledger: Path) -> pd.DataFrame:
    """The cells to publish now: those of the ledger as they stand, and those that it does not know yet, added to it.

    cells: one row a cell, columns KEY and one a measure. The ledger is written before a snapshot refers to it, so a
    publication that is killed in between publishes the same values when it is run again.
    """
    cells = cells.assign(period_on=pd.to_datetime(cells.period_on))
    if ledger.exists():
        known = pd.read_parquet(ledger)
        both = pd.concat([known, cells], ignore_index=True)
        cells = both[~both.duplicated(subset=KEY, keep="first")].reset_index(drop=True)
    buffer = BytesIO()
    cells.to_parquet(buffer, index=False)
    write_atomically(ledger, buffer.getvalue())
    return cells
