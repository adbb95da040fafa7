"""The scratch database of one import: text in, typed rows and verdicts out, by the rules beside it in sql/.

It lives in a private folder that is deleted when the import ends; it must not touch the mart.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb
import pyarrow as pa

from queries.intake.bundle import Declared
from queries.intake.contract import TABLES, Column, Table
from queries.intake.places import GEOMETRY_FAULTS

_SQL = Path(__file__).parent / "sql"
_CODE = "'[a-z0-9_-]+'"
#: How a column of each type is read from its text, where it is not taken as it is.
_PARSED = {
    "date": "day_of({c}_text, {c}_clock, {c}_offset, {c}_instant)",
    "time": "day_of({c}_text, {c}_clock, {c}_offset, {c}_instant)",
    "int": "whole_number({c})",
    "bool": "truth({c})",
    "codes": "string_split({c}, '|')",
}
_MOMENTS = ("date", "time")
_UNREADABLE = {
    "date": "not a date in the declared format",
    "time": "not a time in the declared format, or an hour that summer time skips",
    "int": "not a whole number from zero up",
    "bool": "not one of true, false, 1, 0, oui, non",
}
BLANK = "blank, and required"
RAGGED = "not as many fields as the header"
ERASED = "erased at this person's request"


def statement(name: str, **names: str) -> str:
    """The text of a file of sql/, its {placeholders} filled with names that come from the contract."""
    text = (_SQL / f"{name}.sql").read_text("utf-8")
    for placeholder, value in names.items():
        text = text.replace("{" + placeholder + "}", value)
    return text


class Staging:
    """One connection to the scratch database `work/staging.duckdb`, with the contract's tables still empty."""

    def __init__(self, work: Path, declared: Declared) -> None:
        self.connection = duckdb.connect(
            work / "staging.duckdb",
            config={
                "memory_limit": "1800MB",
                "temp_directory": str(work / "spill"),
                "preserve_insertion_order": "false",
            },
        )
        self.connection.execute("SET TimeZone = 'UTC'")
        self.set("time_zone", declared.timezone)
        self.set("day_first", declared.date_format == "%d/%m/%Y")
        self.set("source", declared.source)
        self.set("appends", declared.mode == "append")
        self.connection.execute(statement("macros"))
        self.connection.execute(statement("verdict"))
        self.connection.execute("CREATE TABLE erased_exchange (exchange_id BLOB)")
        for table in TABLES:
            columns = ", ".join(f"{name} {kind}" for name, kind in _raw_columns(table))
            self.connection.execute(f"CREATE TABLE raw_{table.name} ({columns})")

    def set(self, variable: str, value: object) -> None:
        self.connection.execute(f"SET VARIABLE {variable} = $value", {"value": value})

    def load(self, table: Table, batch: pa.Table) -> None:
        """Add a batch whose columns are `line`, text (blank becomes NULL) and keys."""
        texts = {column.name for column in table.columns if column.kind != "id"}
        names = ", ".join(batch.column_names)
        values = ", ".join(
            f"CASE WHEN trim({name}) <> '' THEN {name} END" if name in texts else name for name in batch.column_names
        )
        self.connection.register("batch", batch)
        self.connection.execute(f"INSERT INTO raw_{table.name} ({names}) SELECT {values} FROM batch")  # noqa: S608
        self.connection.unregister("batch")

    def set_aside(self, table: Table, lines: Iterable[int], column: str | None, reason: str) -> None:
        """Quarantine rows by line number."""
        batch = pa.table({"line": pa.array(list(lines), pa.int64())})
        self.connection.register("set_aside", batch)
        self.connection.execute(
            "INSERT INTO verdict SELECT $name, line, 'quarantined', $column, $reason FROM set_aside",
            {"name": table.name, "column": column, "reason": reason},
        )
        self.connection.unregister("set_aside")

    def set_erased_aside(self, table: Table, erased: pa.Table) -> None:
        """Quarantine the rows of erased members (`erased` holds their member_key) and drop what they say.

        Other people's answers to their posts go with these, as they did when the members were erased.
        """
        self.connection.register("erased", erased)
        if table.name == "exchanges":
            self.connection.execute(statement("erased_exchange"))
        posts = "exchange_id" if table.name == "responses" else "NULL"
        lines = self.connection.execute(statement("erased", table=table.name, posts=posts)).fetchall()
        self.connection.unregister("erased")
        self.set_aside(table, (line for (line,) in lines), "member_id", ERASED)

    def judge_types(self, table: Table, is_there: bool) -> None:
        """Set duplicates aside, give the others their types, and quarantine those whose text is not of its type."""
        columns = [name for name, _ in _raw_columns(table) if name != "line"]
        same_key = " AND ".join(f"k.{name} IS NOT DISTINCT FROM r.{name}" for name in table.key)
        names = {"table": table.name, "key": ", ".join(table.key), "columns": ", ".join(columns), "same_key": same_key}
        if not is_there:  # planning the rules takes longer than they would on no rows
            empty = ", ".join(f"{name} {kind}" for name, kind in _typed_columns(table))
            self.connection.execute(f"CREATE TABLE typed_{table.name} ({empty})")
            self.connection.execute(statement("kept", table=table.name))
            return
        self._note(table, statement("duplicates", **names))
        checks = _faults(table)
        self.connection.execute(
            statement(
                "typed",
                table=table.name,
                texts=_each(table, _MOMENTS, ", day_then_clock(r.{c}) AS {c}_text"),
                clocks=_each(table, _MOMENTS, ", clock_of({c}_text) AS {c}_clock, offset_of({c}_text) AS {c}_offset"),
                instants=_each(table, _MOMENTS, ", instant_of({c}_clock, {c}_offset) AS {c}_instant"),
                parsed="".join(_each(table, (kind,), f", {sql} AS {{c}}_parsed") for kind, sql in _PARSED.items()),
                values=", ".join(_values(table)),
                faults=" ".join(f"WHEN {check} THEN {number}" for number, (check, _, _) in enumerate(checks)),
            )
        )
        self.connection.execute(f"DROP TABLE raw_{table.name}")
        found = self.connection.sql(f"SELECT DISTINCT fault FROM typed_{table.name} WHERE fault IS NOT NULL")  # noqa: S608
        for (number,) in found.fetchall():
            self.connection.execute(
                statement("faults", table=table.name),
                {"name": table.name, "fault": number, "column": checks[number][1], "reason": checks[number][2]},
            )
        self.connection.execute(statement("kept", table=table.name))

    def judge_references(self, table: Table) -> None:
        """Quarantine rows whose ids point nowhere or whose dates contradict each other; then keep the last version."""
        if (_SQL / "references" / f"{table.name}.sql").exists():
            found = statement(f"references/{table.name}")
            self._note(table, f"SELECT line, 'quarantined' AS status, column_name, reason FROM ({found})")  # noqa: S608
        same_key = " AND ".join(f"k.{name} IS NOT DISTINCT FROM r.{name}" for name in table.key)
        self._note(table, statement("superseded", table=table.name, key=", ".join(table.key), same_key=same_key))

    def _note(self, table: Table, found: str) -> None:
        self.connection.execute(
            f"INSERT INTO verdict SELECT $name, line, status, column_name, reason FROM ({found})",  # noqa: S608
            {"name": table.name},
        )


def _each(table: Table, kinds: tuple[str, ...], template: str) -> str:
    return "".join(template.replace("{c}", column.name) for column in table.columns if column.kind in kinds)


def _raw_columns(table: Table) -> list[tuple[str, str]]:
    columns = [("line", "BIGINT")]
    columns += [(column.name, "BLOB" if column.kind == "id" else "VARCHAR") for column in table.columns]
    if table.name == "members":
        columns.append(("member_text", "VARCHAR"))  # the order of ids places a household; never leaves this database
    if table.is_place:
        columns += [("geometry", "BLOB"), ("geometry_fault", "VARCHAR")]
    return columns


def _typed_columns(table: Table) -> Iterable[tuple[str, str]]:
    types = {"id": "BLOB", "date": "DATE", "time": "DATE", "int": "INTEGER", "bool": "BOOLEAN", "codes": "VARCHAR[]"}
    yield "line", "BIGINT"
    for column in table.columns:
        yield column.name, types.get(column.kind, "VARCHAR")
        if column.kind == "time":
            yield f"{column.name}_instant", "TIMESTAMP"
    if table.name == "members":
        yield "member_text", "VARCHAR"
    if table.is_place:
        yield "geometry", "BLOB"
    yield "fault", "UTINYINT"


def _values(table: Table) -> Iterable[str]:
    for column in table.columns:
        name = column.name
        if column.kind in _PARSED:
            yield f"parsed.{name}_parsed AS {name}"
            if column.kind == "time":
                yield f"parsed.{name}_instant"
        else:
            yield f"parsed.{name}"
    if table.name == "members":
        yield "member_text"
    if table.is_place:
        yield "geometry"


def _faults(table: Table) -> list[tuple[str, str, str]]:
    """(condition, column, reason) in the order of the columns; the first that holds is a row's fault."""
    faults = []
    for column in table.columns:
        if column.required:
            faults.append((f"parsed.{column.name} IS NULL", column.name, BLANK))
        faults += [(check, column.name, reason) for check, reason in _type_faults(column)]
    if table.is_place:
        faults += [(f"geometry_fault = '{reason}'", "geometry", reason) for reason in GEOMETRY_FAULTS]
    return faults


def _type_faults(column: Column) -> list[tuple[str, str]]:
    name, parsed = f"parsed.{column.name}", f"parsed.{column.name}_parsed"
    if column.kind == "id":
        return [(f"octet_length({name}) <> 16", "an id of more than 64 characters")]
    if column.kind == "code":
        return [(f"NOT regexp_full_match({name}, {_CODE})", "a code with other characters than a-z 0-9 _ -")]
    if column.kind == "list":
        allowed = ", ".join(f"'{code}'" for code in column.allowed)
        if column.within:
            pair = f"parsed.{column.within} || ':' || {name}"
            return [(f"{pair} NOT IN ({allowed})", f"a code outside the closed list of its {column.within}")]
        return [(f"{name} NOT IN ({allowed})", "a code outside the closed list")]
    if column.kind == "codes":
        bad = f"len(list_filter({parsed}, lambda code: NOT regexp_full_match(code, {_CODE}))) > 0"
        return [(bad, "a code with other characters than a-z 0-9 _ -")]
    if column.kind in _UNREADABLE:
        return [(f"{name} IS NOT NULL AND {parsed} IS NULL", _UNREADABLE[column.kind])]
    return []
