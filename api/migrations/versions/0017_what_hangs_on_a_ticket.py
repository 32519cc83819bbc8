"""What hangs on a ticket: notes, files, hand-overs, tellings, outcomes; templates of answers."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "answer_templates",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edited_by_name", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "ticket_files",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("sender_id", sa.String(length=36), nullable=False),
        sa.Column("sender_name", sa.String(length=120), nullable=False),
        sa.Column("from_hub", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ref"],
            ["tickets.ref"],
        ),
        sa.ForeignKeyConstraint(
            ["sender_id"],
            ["users.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("ticket_files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ticket_files_ref"), ["ref"], unique=False)

    op.create_table(
        "ticket_hand_overs",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("partner", sa.String(length=40), nullable=False),
        sa.Column("partner_name", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("handed_at", sa.DateTime(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("returned_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ref"],
            ["tickets.ref"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("ticket_hand_overs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ticket_hand_overs_ref"), ["ref"], unique=False)

    op.create_table(
        "ticket_notes",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("author_name", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["users.id"],
        ),
        sa.ForeignKeyConstraint(
            ["ref"],
            ["tickets.ref"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("ticket_notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ticket_notes_ref"), ["ref"], unique=False)

    op.create_table(
        "ticket_outcomes",
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("ask_on", sa.Date(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=True),
        sa.Column("verdict", sa.String(length=12), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("said_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ref"],
            ["tickets.ref"],
        ),
        sa.PrimaryKeyConstraint("ref"),
    )
    with op.batch_alter_table("ticket_outcomes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ticket_outcomes_ask_on"), ["ask_on"], unique=False)

    op.create_table(
        "ticket_tellings",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ref"],
            ["tickets.ref"],
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("ticket_tellings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ticket_tellings_ref"), ["ref"], unique=False)

    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("close_reason", sa.String(length=24), nullable=True))
        batch_op.add_column(sa.Column("settled_at", sa.DateTime(), nullable=True))
        batch_op.create_index(batch_op.f("ix_tickets_merged_into"), ["merged_into"], unique=False)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tickets_merged_into"))
        for name in ("settled_at", "close_reason", "merged_into"):
            batch_op.drop_column(name)
    for table in (
        "ticket_tellings",
        "ticket_outcomes",
        "ticket_notes",
        "ticket_hand_overs",
        "ticket_files",
        "answer_templates",
    ):
        op.drop_table(table)
