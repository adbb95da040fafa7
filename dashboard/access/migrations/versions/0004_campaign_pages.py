"""From which page a campaign was changed last, and codes that a campaign had which is deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("campaign_draft", sa.Column("changed_from", sa.String(32), nullable=False, server_default=""))
    op.create_table("used_code", sa.Column("code", sa.String(64), primary_key=True))


def downgrade() -> None:
    op.drop_table("used_code")
    op.drop_column("campaign_draft", "changed_from")
