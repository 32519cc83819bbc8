"""Tickets have urgency, topic, queue, what is due, and their place in the order of need."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

OWED = ("new", "assigned", "in_progress", "reopened")
DUE_DAYS = 5  # for tickets of before: about what "normal" is by the service levels
INDEXES = {
    "ix_tickets_need": ["need", "ref"],
    "ix_tickets_assignee_state": ["assignee_id", "state"],
    "ix_tickets_topic_by": ["topic_by"],
}


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("urgency", sa.String(length=10), nullable=False, server_default="normal")
        )
        batch_op.add_column(sa.Column("topic", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("topic_by", sa.String(length=10), nullable=True))
        batch_op.add_column(
            sa.Column("queue", sa.String(length=40), nullable=False, server_default="hub")
        )
        batch_op.add_column(sa.Column("harm", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("people", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("owed_since", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("due_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("assigned_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("start_by", sa.DateTime(), nullable=True))
        batch_op.add_column(
            sa.Column("routed", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("overdue_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("need", sa.BigInteger(), nullable=True))
    _fill()
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        for name in ("urgency", "queue", "harm", "people", "routed"):
            batch_op.alter_column(name, server_default=None)
        batch_op.alter_column("owed_since", nullable=False)
        batch_op.alter_column("due_at", nullable=False)
        for name, columns in INDEXES.items():
            batch_op.create_index(name, columns)


def _fill() -> None:
    """Have the tickets of before owed since they were opened; the sweep weighs them exactly."""
    tickets = sa.table(
        "tickets",
        sa.column("ref", sa.String),
        sa.column("state", sa.String),
        sa.column("created_at", sa.DateTime),
        sa.column("owed_since", sa.DateTime),
        sa.column("due_at", sa.DateTime),
        sa.column("need", sa.BigInteger),
    )
    due = sa.bindparam("due", type_=sa.DateTime)
    change = (
        tickets.update()
        .where(tickets.c.ref == sa.bindparam("of"))
        .values(owed_since=tickets.c.created_at, due_at=due, need=sa.bindparam("place"))
    )
    connection = op.get_bind()
    rows = connection.execute(sa.select(tickets.c.ref, tickets.c.state, tickets.c.created_at)).all()
    values = [_row(ref, state, created_at) for ref, state, created_at in rows]
    if values:
        connection.execute(change, values)


def _row(ref: str, state: str, created_at: datetime) -> dict[str, object]:
    due = created_at + timedelta(days=DUE_DAYS)
    place = int(due.replace(tzinfo=UTC).timestamp()) if state in OWED else None
    return {"of": ref, "due": due, "place": place}


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        for name in INDEXES:
            batch_op.drop_index(name)
        for name in (
            "urgency", "topic", "topic_by", "queue", "harm", "people", "owed_since", "due_at",
            "assigned_at", "start_by", "routed", "overdue_at", "need",
        ):  # fmt: skip
            batch_op.drop_column(name)
