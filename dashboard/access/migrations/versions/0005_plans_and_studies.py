"""What organisations expect of plans, and what they say beforehand that they will look at."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_plan",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "organisation_code", sa.String(64), sa.ForeignKey("organisation.code", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("told", sa.JSON, nullable=False),
        sa.Column("made_by", sa.String(254), nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_saved_plan_organisation_code", "saved_plan", ["organisation_code"])
    op.create_table(
        "study",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "organisation_code", sa.String(64), sa.ForeignKey("organisation.code", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("criteria", sa.JSON, nullable=False),
        sa.Column("made_by", sa.String(254), nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_study_organisation_code", "study", ["organisation_code"])
    op.create_table(
        "study_deviation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("study_id", sa.Integer, sa.ForeignKey("study.id", ondelete="CASCADE"), nullable=False),
        sa.Column("text", sa.String(240), nullable=False),
        sa.Column("written_by", sa.String(254), nullable=False),
        sa.Column("written_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_study_deviation_study_id", "study_deviation", ["study_id"])


def downgrade() -> None:
    for table in ("study_deviation", "study", "saved_plan"):
        op.drop_table(table)
