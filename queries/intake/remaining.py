"""A mart of the rows that stay: written into a fresh file, so that nothing of a row that goes is left on its pages.

It only writes the new file; what goes is said by its callers, and putting the file in place is theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from queries.intake.staging import statement

#: The tables that remaining.sql fills.
_MEMBER_LEVEL = (
    "member", "household", "household_placing", "exchange", "response", "campaign_contact", "campaign_answer",
)  # fmt: skip
#: Tables that a mart of an earlier version may lack, whose rows go with their member and with nothing else.
_OF_MEMBERS = ("help_offer",)


@contextmanager
def attached(mart: Path, work: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A working connection with the mart attached read-only as `old`; it spills under the folder `work`."""
    config: dict[str, Any] = {
        "memory_limit": "1800MB",
        "temp_directory": str(work / "spill"),
        "preserve_insertion_order": "false",
    }
    with duckdb.connect(config=config) as connection:
        connection.execute(f"ATTACH '{_quoted(mart)}' AS old (READ_ONLY)")
        yield connection


def write_remaining(connection: duckdb.DuckDBPyConnection, target: Path, gone_key: bytes | None = None) -> None:
    """Write the mart `target`: everything of `old` but what gone_member, gone_exchange and gone_campaign name.

    Raises AssertionError when a table unknown to this module holds keys, or when `gone_key` is found in the new file.
    """
    connection.execute(f"ATTACH '{_quoted(target)}' AS new")
    connection.execute(statement("mart/schema"))
    connection.execute(statement("erase/remaining"))
    there = {name for (name,) in connection.execute(statement("mart/old_tables")).fetchall()}
    for table in (name for name in _OF_MEMBERS if name in there):
        connection.execute(statement("erase/of_members", table=table))
    filled = [*_MEMBER_LEVEL, *_OF_MEMBERS]
    others = connection.execute(statement("erase/other_tables"), {"filled": filled}).fetchall()
    for table, keys in others:
        if keys:
            raise AssertionError(f"the mart table {table} has the keys {keys}, and erase/remaining.sql leaves it out")
        connection.execute(f"INSERT INTO new.{table} BY NAME FROM old.{table}")
    if gone_key is not None:
        _check_absent(connection, gone_key)
    connection.execute("CHECKPOINT new")
    connection.execute("DETACH new")
    target.chmod(0o600)


def _check_absent(connection: duckdb.DuckDBPyConnection, key: bytes) -> None:
    for table, column in connection.execute(statement("erase/columns_of_keys")).fetchall():
        found = connection.execute(f"SELECT count(*) FROM new.{table} WHERE {column} = $key", {"key": key}).fetchall()  # noqa: S608
        if found != [(0,)]:
            raise AssertionError(f"{table}.{column} of the new mart still holds the key of the erased member")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
