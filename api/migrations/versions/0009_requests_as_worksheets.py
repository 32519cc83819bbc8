"""A request being written is a worksheet; a conversation keeps the question asked last alone."""

import json
import uuid

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

STEPS = ("question", "tried", "where", "contact")


def upgrade() -> None:
    """Apply. A draft becomes an unfinished worksheet, so that nothing typed is lost."""
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asked", sa.Text(), nullable=True))
    connection = op.get_bind()
    rows = connection.execute(
        sa.text("SELECT id, user_id, draft, created_at, updated_at FROM conversations")
    )
    for row in rows.mappings().all():
        draft = json.loads(row["draft"] or "{}")
        if draft:
            connection.execute(INSERT, _worksheet(dict(row), draft))
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.drop_column("draft")
        batch_op.drop_column("awaiting")


def downgrade() -> None:
    """Undo; the worksheets stay."""
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("draft", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("awaiting", sa.String(length=10), nullable=True))
        batch_op.drop_column("asked")


INSERT = sa.text(
    "INSERT INTO worksheets (id, user_id, conversation_id, kind, answers, removed, step, state,"
    " version, created_at, updated_at) VALUES (:id, :user_id, :conversation_id,"
    " 'guidance_request', :answers, '{}', :step, 'open', 1, :created_at, :updated_at)"
)


def _worksheet(row: dict[str, str], draft: dict[str, str]) -> dict[str, str | None]:
    return {
        "id": str(uuid.uuid4()),
        "user_id": row["user_id"],
        "conversation_id": row["id"],
        "answers": json.dumps(draft),
        "step": next((step for step in STEPS if step not in draft), None),
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }
