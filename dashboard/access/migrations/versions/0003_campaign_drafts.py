"""Who may edit, the campaigns that organisations prepare, and what is delivered of them to the platform."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Who was there before reads on; to hand something to the platform is a right that somebody has to give.
    op.add_column("person", sa.Column("role", sa.String(16), nullable=False, server_default="viewer"))
    op.create_table(
        "campaign_draft",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "organisation_code", sa.String(64), sa.ForeignKey("organisation.code", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("theme", sa.String(64), nullable=False),
        sa.Column("starts_on", sa.Date),
        sa.Column("ends_on", sa.Date),
        sa.Column("places", sa.JSON, nullable=False),
        sa.Column("needs", sa.JSON, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("changed_by", sa.String(254), nullable=False),
        sa.Column("changed_at", sa.DateTime, nullable=False),
        sa.UniqueConstraint("organisation_code", "code", name="campaign_draft_code"),
    )
    op.create_table(
        "campaign_step",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("draft_id", sa.Integer, sa.ForeignKey("campaign_draft.id", ondelete="CASCADE"), nullable=False),
        sa.Column("taken_by", sa.String(254), nullable=False),
        sa.Column("taken_at", sa.DateTime, nullable=False),
        sa.Column("before", sa.String(16), nullable=False),
        sa.Column("after", sa.String(16), nullable=False),
    )
    op.create_index("ix_campaign_step_draft_id", "campaign_step", ["draft_id"])
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("draft_id", sa.Integer, sa.ForeignKey("campaign_draft.id", ondelete="CASCADE"), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("next_at", sa.DateTime),
        sa.Column("outcome", sa.String(16), nullable=False),
    )
    op.create_index("ix_delivery_draft_id", "delivery", ["draft_id"])
    op.create_index("ix_delivery_next_at", "delivery", ["next_at"])
    op.create_table(
        "delivery_attempt",
        sa.Column("delivery_id", sa.Integer, sa.ForeignKey("delivery.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("tried_at", sa.DateTime, nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("fault", sa.String(16), nullable=False),
    )


def downgrade() -> None:
    for table in ("delivery_attempt", "delivery", "campaign_step", "campaign_draft"):
        op.drop_table(table)
    op.drop_column("person", "role")
