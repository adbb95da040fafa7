"""Organisations and their territory, people, signed-in browsers, tries at a password."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisation",
        sa.Column("code", sa.String(64), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
    )
    op.create_table(
        "territory",
        sa.Column(
            "organisation_code", sa.String(64), sa.ForeignKey("organisation.code", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("place", sa.String(100), primary_key=True),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("email", sa.String(254), nullable=False, unique=True),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("organisation_code", sa.String(64), sa.ForeignKey("organisation.code"), nullable=False),
        sa.Column("disabled_at", sa.DateTime),
    )
    op.create_table(
        "sign_in",
        sa.Column("token_sha256", sa.String(64), primary_key=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("last_seen_at", sa.DateTime, nullable=False),
        sa.Column("revoked_at", sa.DateTime),
    )
    op.create_index("ix_sign_in_person_id", "sign_in", ["person_id"])
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("tried_at", sa.DateTime, nullable=False),
    )
    op.create_index("attempt_account", "attempt", ["account", "tried_at"])
    op.create_index("attempt_address", "attempt", ["address", "tried_at"])


def downgrade() -> None:
    for table in ("attempt", "sign_in", "person", "territory", "organisation"):
        op.drop_table(table)
