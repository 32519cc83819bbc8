"""Deleting conversations, and receipts of what was deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""

    op.create_table(
        "purge_receipts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("run_id", sa.String(length=36), nullable=False),
        sa.Column("record_class", sa.String(length=20), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("oldest_at", sa.DateTime(), nullable=True),
        sa.Column("newest_at", sa.DateTime(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("purge_receipts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_purge_receipts_run_id"), ["run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_purge_receipts_at"), ["at"], unique=False)
    with op.batch_alter_table("kept_requests", schema=None) as batch_op:
        batch_op.add_column(sa.Column("conversation_id", sa.String(length=36), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_kept_requests_conversation_id"), ["conversation_id"], unique=False
        )
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.alter_column("conversation_id", existing_type=sa.String(36), nullable=True)
        batch_op.alter_column("turn_id", existing_type=sa.String(36), nullable=True)
        batch_op.create_index(batch_op.f("ix_feedback_turn_id"), ["turn_id"], unique=False)
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_messages_turn_id"), ["turn_id"], unique=False)
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_tickets_conversation_id"), ["conversation_id"], unique=False
        )
    with op.batch_alter_table("ticket_subscribers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ticket_subscribers_conversation_id"), ["conversation_id"], unique=False
        )
    with op.batch_alter_table("turns", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_turns_conversation_id"))
        batch_op.create_index(
            "ix_turns_conversation_created", ["conversation_id", "created_at"], unique=False
        )
    # responses kept before they said whose they are: a day's retries are lost, no words stay
    op.execute("DELETE FROM kept_requests")


def downgrade() -> None:
    """Undo; verdicts without a conversation are lost."""
    with op.batch_alter_table("turns", schema=None) as batch_op:
        batch_op.drop_index("ix_turns_conversation_created")
        batch_op.create_index(
            batch_op.f("ix_turns_conversation_id"), ["conversation_id"], unique=False
        )
    with op.batch_alter_table("ticket_subscribers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ticket_subscribers_conversation_id"))
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tickets_conversation_id"))
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_messages_turn_id"))
    op.execute("DELETE FROM feedback WHERE conversation_id IS NULL OR turn_id IS NULL")
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feedback_turn_id"))
        batch_op.alter_column("turn_id", existing_type=sa.String(36), nullable=False)
        batch_op.alter_column("conversation_id", existing_type=sa.String(36), nullable=False)
    with op.batch_alter_table("kept_requests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kept_requests_conversation_id"))
        batch_op.drop_column("conversation_id")
    op.drop_table("purge_receipts")
