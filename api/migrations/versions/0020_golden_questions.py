"""Golden questions, and the overrides of the gate that asks them."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "golden_questions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("question", sa.String(length=300), nullable=False),
        sa.Column("question_key", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("origin_ticket_ref", sa.String(length=16), nullable=True),
        sa.Column("seed_id", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edited_by", sa.String(length=36), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["edited_by"], ["users.id"]),
        sa.ForeignKeyConstraint(["slug"], ["articles.slug"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("question_key"),
        sa.UniqueConstraint("seed_id"),
    )
    op.create_index("ix_golden_questions_slug", "golden_questions", ["slug"])
    op.create_index("ix_golden_questions_state", "golden_questions", ["state"])
    op.create_table(
        "gate_overrides",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("change", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("refused", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["users.id"]),
        sa.ForeignKeyConstraint(["slug"], ["articles.slug"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_gate_overrides_at", "gate_overrides", ["at"])
    op.create_index("ix_gate_overrides_slug", "gate_overrides", ["slug"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("gate_overrides")
    op.drop_table("golden_questions")
