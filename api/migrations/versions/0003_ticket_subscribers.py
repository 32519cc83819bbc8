"""Ticket subscribers: officers who wait for the answer to another's ticket."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "ticket_subscribers",
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=True),
        sa.Column("delivery", sa.String(length=12), nullable=False),
        sa.Column("delivery_error", sa.String(length=120), nullable=True),
        sa.Column("seen_at", sa.DateTime(), nullable=True),
        sa.Column("joined_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"]),
        sa.ForeignKeyConstraint(["ref"], ["tickets.ref"]),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"]),
        sa.PrimaryKeyConstraint("ref", "user_id"),
    )
    op.create_index(op.f("ix_ticket_subscribers_user_id"), "ticket_subscribers", ["user_id"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("ticket_subscribers")
