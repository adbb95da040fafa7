"""The accounts database: its schema at every start, and what may be stored in it."""

from __future__ import annotations

import stat
from multiprocessing import get_context
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.engine import Connection

from dashboard.access import accounts as accounts_module
from dashboard.access import organisations
from dashboard.access.accounts import KINDS, Accounts, Base, Organisation, open_accounts
from queries.model import Refusal

PASSWORD = "a long enough password"


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    opened = open_accounts(f"sqlite:///{tmp_path / 'accounts.sqlite'}")
    organisations.add_organisation(opened, "town", "The town", "local_authority", ["city:x"])
    return opened


def test_the_migrations_make_exactly_the_tables_of_the_models(accounts: Accounts) -> None:
    with accounts.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_an_existing_database_keeps_its_rows(accounts: Accounts, tmp_path: Path) -> None:
    again = open_accounts(f"sqlite:///{tmp_path / 'accounts.sqlite'}")
    assert [each.code for each in organisations.all_organisations(again)] == ["town"]


def _open(path: str) -> int:
    return len(organisations.all_organisations(open_accounts(f"sqlite:///{path}")))


def test_workers_that_start_together_migrate_once(tmp_path: Path) -> None:
    with get_context("spawn").Pool(3) as workers:
        assert workers.map(_open, [str(tmp_path / "new" / "accounts.sqlite")] * 6) == [0] * 6


def test_sqlite_is_set_up_for_several_workers_and_closed_to_others(accounts: Accounts, tmp_path: Path) -> None:
    with accounts.engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert connection.execute(text("PRAGMA busy_timeout")).scalar() == 5000
    assert stat.S_IMODE((tmp_path / "accounts.sqlite").stat().st_mode) == 0o600


def test_adding_an_existing_code_is_refused_and_changes_nothing(accounts: Accounts) -> None:
    with pytest.raises(Refusal, match="already an organisation town"):
        organisations.add_organisation(accounts, "town", "Other", "developer", ["city:y"])
    (kept,) = organisations.all_organisations(accounts)
    assert (kept.name, kept.kind, kept.territory) == ("The town", "local_authority", ("city:x",))


@pytest.mark.parametrize(
    "place", ["x", "city:", "group:x", "CITY:x", "city:X", "city:x y", "neighbourhood:a'", "city:*", ""]
)
def test_a_place_has_one_of_two_forms(accounts: Accounts, place: str) -> None:
    with pytest.raises(Refusal, match="is not a place"):
        organisations.add_organisation(accounts, "new", "New", "developer", ["city:x", place])


def test_code_name_and_kind_are_checked(accounts: Accounts) -> None:
    for code, name, kind in [("A", "n", KINDS[0]), ("", "n", KINDS[0]), ("a", "", KINDS[0]), ("a", "n\n", KINDS[0]),
                             ("a", "n", "bank"), ("x" * 65, "n", KINDS[0])]:  # fmt: skip
        with pytest.raises(Refusal):
            organisations.add_organisation(accounts, code, name, kind, [])


def test_a_territory_is_stored_in_order_and_each_place_once(accounts: Accounts) -> None:
    places = ["neighbourhood:b", "neighbourhood:a", "neighbourhood:a"]
    organisations.add_organisation(accounts, "new", "New", "developer", places)
    with accounts.session() as session:
        assert session.get(Organisation, "new").territory == ("neighbourhood:a", "neighbourhood:b")


def test_an_address_is_stored_in_lower_case_and_once(accounts: Accounts) -> None:
    assert organisations.add_person(accounts, " Ada@Town.Example ", "town", PASSWORD) == "ada@town.example"
    with pytest.raises(Refusal, match="already somebody"):
        organisations.add_person(accounts, "ADA@town.example", "town", PASSWORD)
    (person,) = organisations.all_people(accounts)
    assert person.password_hash.startswith("$argon2id$")


@pytest.mark.parametrize(
    "email", ["", "x", "x@", "@x.fr", "a b@x.fr", "a@x", "a@x.fr\nb@x.fr", "<a@x.fr>", "a" * 300 + "@x.fr"]
)
def test_an_address_has_the_form_of_one(accounts: Accounts, email: str) -> None:
    with pytest.raises(Refusal, match="not an e-mail address"):
        organisations.add_person(accounts, email, "town", PASSWORD)


@pytest.mark.parametrize("password", ["", "x" * 11, "x" * 129])
def test_a_password_has_12_to_128_characters(accounts: Accounts, password: str) -> None:
    with pytest.raises(Refusal, match="12 to 128"):
        organisations.add_person(accounts, "a@x.fr", "town", password)
    assert organisations.all_people(accounts) == []


def test_unknown_organisations_and_people_are_named(accounts: Accounts) -> None:
    with pytest.raises(Refusal, match="no organisation nowhere"):
        organisations.add_person(accounts, "a@x.fr", "nowhere", PASSWORD)
    with pytest.raises(Refusal, match=r"nobody with the address a@x\.fr"):
        organisations.disable_person(accounts, "a@x.fr")


def test_who_was_there_before_roles_reads_on_and_edits_nothing(tmp_path: Path) -> None:
    """A database as the version before left it, with somebody in it."""
    opened = open_accounts(f"sqlite:///{tmp_path / 'accounts.sqlite'}")
    organisations.add_organisation(opened, "town", "The town", "local_authority", ["city:x"])
    organisations.add_person(opened, "ada@town.example", "town", PASSWORD, "editor")
    with opened.engine.begin() as connection:
        downgrade(connection, "0002")
        columns = [row[1] for row in connection.execute(text("PRAGMA table_info(person)"))]
        assert "role" not in columns
    opened.close()
    (person,) = organisations.all_people(open_accounts(f"sqlite:///{tmp_path / 'accounts.sqlite'}"))
    assert (person.email, person.role) == ("ada@town.example", "viewer")


def downgrade(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(accounts_module.__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.downgrade(config, revision)
