"""What was found to offer before a worksheet is sent is kept with it."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("worksheets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("offers", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("worksheets", schema=None) as batch_op:
        batch_op.drop_column("offers")
