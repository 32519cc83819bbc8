"""Gaps: questions that were not helped, what was done about them and what that gained."""

import sqlalchemy as sa
from alembic import op

from api.db import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_index("ix_turns_created", "turns", ["created_at"])
    op.create_table(
        "gaps",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("reason", sa.String(20), nullable=True),
        sa.Column("named_by", sa.String(36), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by", sa.String(36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_gaps_state", "gaps", ["state"])
    op.create_table(
        "gap_questions",
        sa.Column("turn_id", sa.String(36), sa.ForeignKey("turns.id"), primary_key=True),
        sa.Column(
            "conversation_id", sa.String(36), sa.ForeignKey("conversations.id"), nullable=False
        ),
        sa.Column("user_id", sa.String(36), sa.ForeignKey("users.id"), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("why", sa.String(12), nullable=False),
        sa.Column("slug", sa.String(120), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("gap_id", sa.Integer(), sa.ForeignKey("gaps.id"), nullable=True),
        sa.Column("encoder", sa.String(64), nullable=True),
        sa.Column("vector", sa.LargeBinary(), nullable=True),
    )
    for column in ("conversation_id", "asked_at", "gap_id"):
        op.create_index(f"ix_gap_questions_{column}", "gap_questions", [column])
    op.create_table(
        "gap_actions",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("gap_id", sa.Integer(), sa.ForeignKey("gaps.id"), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("slug", sa.String(100), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(36), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=True),
        sa.Column("answered", sa.Integer(), nullable=True),
        sa.Column("offered", sa.Integer(), nullable=True),
        sa.Column("measured_at", UtcDateTime(), nullable=True),
        sa.Column("index_version", sa.String(64), nullable=True),
        sa.UniqueConstraint("gap_id", "kind", "slug", name="uq_gap_action"),
    )
    op.create_index("ix_gap_actions_gap_id", "gap_actions", ["gap_id"])
    op.create_table(
        "gap_answers",
        sa.Column("action_id", sa.Integer(), sa.ForeignKey("gap_actions.id"), primary_key=True),
        sa.Column(
            "turn_id", sa.String(36), sa.ForeignKey("gap_questions.turn_id"), primary_key=True
        ),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("slug", sa.String(100), nullable=True),
    )
    op.create_index("ix_gap_answers_turn_id", "gap_answers", ["turn_id"])
    op.create_table(
        "gap_looks",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("looked_at", UtcDateTime(), nullable=False),
    )


def downgrade() -> None:
    """Undo."""
    for table in ("gap_looks", "gap_answers", "gap_actions", "gap_questions", "gaps"):
        op.drop_table(table)
    op.drop_index("ix_turns_created", "turns")
