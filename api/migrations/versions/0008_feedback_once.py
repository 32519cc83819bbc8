"""One verdict for each article of a conversation, with its reason and the article as it was."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply: of several verdicts on one article in a conversation, the last stays."""
    op.execute(
        "DELETE FROM feedback WHERE conversation_id IS NOT NULL AND id NOT IN "
        "(SELECT max(id) FROM feedback GROUP BY conversation_id, slug)"
    )
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("article_version", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("content_hash", sa.String(length=64), nullable=True))
        batch_op.create_unique_constraint("uq_feedback_once", ["conversation_id", "slug"])


def downgrade() -> None:
    """Undo; the verdicts that were superseded stay gone."""
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.drop_constraint("uq_feedback_once", type_="unique")
        batch_op.drop_column("content_hash")
        batch_op.drop_column("article_version")
        batch_op.drop_column("reason")
