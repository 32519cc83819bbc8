"""Counts of weeks, which stay when what was counted is deleted."""

import sqlalchemy as sa
from alembic import op

from api.db import UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

COUNTS = (
    "questions", "answered", "choices", "unanswered", "out_of_scope", "settled", "deflected",
    "durable", "helped", "partly", "did_not_help", "opened", "replied",
)  # fmt: skip


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "insight_weeks",
        sa.Column("week", sa.String(8), primary_key=True),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column("counted_at", UtcDateTime(), nullable=False),
    )
    op.create_table(
        "insight_cells",
        sa.Column("week", sa.String(8), primary_key=True),
        sa.Column("dimension", sa.String(8), primary_key=True),
        sa.Column("family", sa.String(10), primary_key=True),
        sa.Column("key", sa.String(100), primary_key=True),
        sa.Column("people", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
    )
    op.create_table(
        "insight_waits",
        sa.Column("week", sa.String(8), primary_key=True),
        sa.Column("dimension", sa.String(8), primary_key=True),
        sa.Column("key", sa.String(100), primary_key=True),
        sa.Column("bucket", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("tickets", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    """Undo."""
    for table in ("insight_waits", "insight_cells", "insight_weeks"):
        op.drop_table(table)
