"""When only the Hub answered."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "hub_only_periods",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("open", sa.Boolean(), nullable=True),
        sa.Column("public", sa.Text(), nullable=True),
        sa.Column("on_at", sa.DateTime(), nullable=False),
        sa.Column("on_by_name", sa.String(length=120), nullable=False),
        sa.Column("on_reason", sa.Text(), nullable=False),
        sa.Column("off_at", sa.DateTime(), nullable=True),
        sa.Column("off_by_name", sa.String(length=120), nullable=True),
        sa.Column("off_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("open"),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("hub_only_periods")
