"""What people of an organisation remember of a day, for the time axes that they read."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "note",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "organisation_code", sa.String(64), sa.ForeignKey("organisation.code", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("text", sa.String(120), nullable=False),
        sa.Column("written_by", sa.String(254), nullable=False),
        sa.Column("written_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_note_organisation_code", "note", ["organisation_code"])


def downgrade() -> None:
    op.drop_table("note")
