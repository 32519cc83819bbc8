"""When an article is to be published, and the warnings about it that were put aside."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "article_schedules",
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("publish_at", sa.DateTime(), nullable=False),
        sa.Column("set_by", sa.String(length=36), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.Column("failed_at", sa.DateTime(), nullable=True),
        sa.Column("failure", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["set_by"], ["users.id"]),
        sa.ForeignKeyConstraint(["slug"], ["articles.slug"]),
        sa.PrimaryKeyConstraint("slug"),
    )
    op.create_index("ix_article_schedules_publish_at", "article_schedules", ["publish_at"])
    op.create_table(
        "article_dismissed_warnings",
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("by_user", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_user"], ["users.id"]),
        sa.ForeignKeyConstraint(["slug"], ["articles.slug"]),
        sa.PrimaryKeyConstraint("slug", "key"),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("article_dismissed_warnings")
    op.drop_table("article_schedules")
