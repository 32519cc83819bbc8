"""Suggestions are kept with the worksheet."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("worksheets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("suggested", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("worksheets", schema=None) as batch_op:
        batch_op.drop_column("suggested")
