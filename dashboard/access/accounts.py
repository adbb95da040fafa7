"""The accounts database: its tables, its connection, and its migration at start.

It stores who exists and which territory they have; it must not decide who is signed in or read a snapshot.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Date,
    DateTime,
    Engine,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    create_engine,
    event,
    make_url,
    text,
    update,
)
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

#: The kinds of stakeholders, as the study tells them apart.
KINDS = ("local_authority", "developer", "social_landlord", "local_business")

#: What a person may do beside reading: an editor drafts campaigns and hands them over.
ROLES = ("viewer", "editor")

_MIGRATION_LOCK = 7_155_021  # any number of our own: PostgreSQL's advisory lock while the schema is brought up to date


class Moment(TypeDecorator[datetime]):
    """A time in UTC: aware in Python, without zone in the database, where SQLite keeps none."""

    impl = DateTime(timezone=False)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value.replace(tzinfo=UTC) if value else None


class Base(DeclarativeBase):
    """The tables of the accounts database; their columns are in migrations/versions, in the same words."""


class Organisation(Base):
    """A stakeholder. Its territory is a list of places; it sees nothing outside them."""

    __tablename__ = "organisation"
    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(32))
    places: Mapped[list[TerritoryPlace]] = relationship(
        order_by="TerritoryPlace.place", cascade="all, delete-orphan", lazy="selectin"
    )

    @property
    def territory(self) -> tuple[str, ...]:
        """Entries as written: `city:CODE`, `neighbourhood:CODE` or `portfolio:CODE`."""
        return tuple(entry.place for entry in self.places)


class TerritoryPlace(Base):
    """One place of an organisation's territory."""

    __tablename__ = "territory"
    organisation_code: Mapped[str] = mapped_column(
        ForeignKey("organisation.code", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[str] = mapped_column(String(100), primary_key=True)


class Person(Base):
    """Someone who may sign in. `email` is in lower case; a disabled person is refused at the next request."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    organisation_code: Mapped[str] = mapped_column(ForeignKey("organisation.code"))
    role: Mapped[str] = mapped_column(String(16))
    disabled_at: Mapped[datetime | None] = mapped_column(Moment)
    organisation: Mapped[Organisation] = relationship(lazy="joined")


class SignIn(Base):
    """One signed-in browser. Only the sha256 of its token is kept, so a copy of the database opens no session."""

    __tablename__ = "sign_in"
    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    last_seen_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    person: Mapped[Person] = relationship(lazy="joined")


class Attempt(Base):
    """One try at a password. `account` and `address` are digests: what was typed may be anything, even a password."""

    __tablename__ = "attempt"
    __table_args__ = (Index("attempt_account", "account", "tried_at"), Index("attempt_address", "address", "tried_at"))
    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))
    tried_at: Mapped[datetime] = mapped_column(Moment)


class Note(Base):
    """What somebody of an organisation remembers of a day: its people read it on time axes, and nobody else."""

    __tablename__ = "note"
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_code: Mapped[str] = mapped_column(ForeignKey("organisation.code", ondelete="CASCADE"), index=True)
    day: Mapped[date] = mapped_column(Date)
    text: Mapped[str] = mapped_column(String(120))
    written_by: Mapped[str] = mapped_column(String(254))
    written_at: Mapped[datetime] = mapped_column(Moment)


class CampaignDraft(Base):
    """A campaign that an organisation prepares. needs: item, neighbourhood (empty: the whole zone) and number of each.

    revision grows with every change, so that two who change it at once do not undo each other's work; changed_from:
    the page, of those that are open, from which the last change came.
    """

    __tablename__ = "campaign_draft"
    __table_args__ = (UniqueConstraint("organisation_code", "code", name="campaign_draft_code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_code: Mapped[str] = mapped_column(ForeignKey("organisation.code", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(120))
    theme: Mapped[str] = mapped_column(String(64))
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    places: Mapped[list[str]] = mapped_column(JSON)
    needs: Mapped[list[list[Any]]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(16))
    revision: Mapped[int]
    changed_from: Mapped[str] = mapped_column(String(32), default="")
    changed_by: Mapped[str] = mapped_column(String(254))
    changed_at: Mapped[datetime] = mapped_column(Moment)


class UsedCode(Base):
    """A code of a campaign that is deleted: its file may be known outside, so that nobody gets it again."""

    __tablename__ = "used_code"
    code: Mapped[str] = mapped_column(String(64), primary_key=True)


class CampaignStep(Base):
    """One change of the state of a draft: who, when, from what (empty: it was started) to what."""

    __tablename__ = "campaign_step"
    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("campaign_draft.id", ondelete="CASCADE"), index=True)
    taken_by: Mapped[str] = mapped_column(String(254))
    taken_at: Mapped[datetime] = mapped_column(Moment)
    before: Mapped[str] = mapped_column(String(16))
    after: Mapped[str] = mapped_column(String(16))


class Delivery(Base):
    """A document for the platform, kept until it is accepted. next_at: when it is tried; None once it is settled."""

    __tablename__ = "delivery"
    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("campaign_draft.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(16))
    body: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Moment)
    next_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    outcome: Mapped[str] = mapped_column(String(16))


class DeliveryAttempt(Base):
    """One try at a delivery: the status that the platform answered, 0 without an answer, and then why."""

    __tablename__ = "delivery_attempt"
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    tried_at: Mapped[datetime] = mapped_column(Moment)
    status: Mapped[int]
    fault: Mapped[str] = mapped_column(String(16))


class SavedPlan(Base):
    """What an organisation expects of a plan, as it was told on that day: kept to be checked against what happens."""

    __tablename__ = "saved_plan"
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_code: Mapped[str] = mapped_column(ForeignKey("organisation.code", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    told: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_by: Mapped[str] = mapped_column(String(254))
    made_at: Mapped[datetime] = mapped_column(Moment)


class Study(Base):
    """What an organisation says beforehand that it will look at; never changed: what differs is written beside it."""

    __tablename__ = "study"
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_code: Mapped[str] = mapped_column(ForeignKey("organisation.code", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    criteria: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_by: Mapped[str] = mapped_column(String(254))
    made_at: Mapped[datetime] = mapped_column(Moment)


class StudyDeviation(Base):
    """How a study was done otherwise than it was said, written down when it was noticed."""

    __tablename__ = "study_deviation"
    id: Mapped[int] = mapped_column(primary_key=True)
    study_id: Mapped[int] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(String(240))
    written_by: Mapped[str] = mapped_column(String(254))
    written_at: Mapped[datetime] = mapped_column(Moment)


class Accounts:
    """A connection to the accounts database. Open it in the process that uses it: never before a fork."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One transaction: committed at the end of the block, rolled back when it raises."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    def close(self) -> None:
        self.engine.dispose()


def now() -> datetime:
    return datetime.now(UTC)


def hold(session: Session, organisation_code: str) -> None:
    """Make others who change what an organisation keeps wait until this transaction ends: so nobody passes a limit.

    By a write, since SQLite has no other lock; an empty code is every organisation.
    """
    one = (Organisation.code == organisation_code,) if organisation_code else ()
    session.execute(update(Organisation).where(*one).values(name=Organisation.name))


def open_accounts(database_url: str) -> Accounts:
    """Connect, and bring the schema up to date: an empty database gets all of it, an older one what it lacks."""
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite":
        engine = create_engine(url, pool_pre_ping=True, hide_parameters=True)
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
            upgrade(connection)
        return Accounts(engine)
    path = Path(url.database or "")
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    with path.with_name(f".{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two workers that start together migrate one after the other
        with engine.begin() as connection:
            upgrade(connection)
    return Accounts(engine)


def upgrade(connection: Connection) -> None:
    """Run the migrations that this database has not had, from the folder beside this file."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout = 5000")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()
