"""Worksheets: what is asked step by step, kept until it is sent."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "worksheets",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("removed", sa.JSON(), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=True),
        sa.Column("offered", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("ticket_ref", sa.String(length=16), nullable=True),
        sa.Column("turn_id", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("worksheets", schema=None) as batch_op:
        batch_op.create_index("ix_worksheets_user_state", ["user_id", "state"], unique=False)
        for column in ("conversation_id", "ticket_ref"):
            batch_op.create_index(batch_op.f(f"ix_worksheets_{column}"), [column], unique=False)
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("worksheet_id", sa.String(length=36), nullable=True))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.drop_column("worksheet_id")
    op.drop_table("worksheets")
