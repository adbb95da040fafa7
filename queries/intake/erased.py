"""Who was erased: the pseudonyms of one source whose rows no later import may bring back.

It only reads; a list that is there and cannot be read refuses the import, which would undo the erasures otherwise.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from queries.intake.pseudonymise import KEY_BYTES
from queries.model import Refusal


def erased_members(path: Path, source: str) -> pa.Table:
    """The keys (column member_key) of the erased members of `source`; no rows when there is no such file.

    Raises Refusal when the file is there and is not a list of sources and member keys.
    """
    if not path.exists():
        return pa.table({"member_key": pa.array([], pa.binary())})
    try:
        with pq.ParquetFile(path) as file:
            found = file.read(columns=["source", "member_key"])
        keys = found["member_key"].cast(pa.binary())
        if (
            found["source"].null_count
            or not pc.all(pc.equal(pc.binary_length(keys), KEY_BYTES), skip_nulls=False).as_py()
        ):
            raise pa.ArrowInvalid("not a list of sources and member keys")
        return pa.table({"member_key": keys}).filter(pc.equal(found["source"], source))
    except (pa.ArrowException, OSError, KeyError) as fault:
        raise Refusal(f"{path} is damaged: put back the saved copy; without it erased members would return.") from fault
