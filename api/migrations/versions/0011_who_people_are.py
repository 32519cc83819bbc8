"""Areas, sign-in by the force's own service, sessions that can be listed, tokens with scopes."""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; who is signed in stays signed in, and every token goes on working."""
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.add_column(sa.Column("area", sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column("email", sa.String(length=254), nullable=True))
        batch_op.add_column(sa.Column("subject", sa.String(length=160), nullable=True))
        batch_op.add_column(sa.Column("confirmed_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("last_seen_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.create_unique_constraint("uq_users_subject", ["subject"])
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.alter_column("version", server_default=None)
    _sessions()
    _tokens()
    op.create_table(
        "sign_ins_begun",
        sa.Column("state_hash", sa.String(length=64), nullable=False),
        sa.Column("browser_hash", sa.String(length=64), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("code_verifier", sa.String(length=128), nullable=False),
        sa.Column("back", sa.String(length=2000), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("state_hash"),
    )
    with op.batch_alter_table("sign_ins_begun", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sign_ins_begun_expires_at"), ["expires_at"], unique=False
        )


def _sessions() -> None:
    with op.batch_alter_table("browser_sessions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("id", sa.String(length=36), nullable=True))
        batch_op.add_column(
            sa.Column("device", sa.String(length=60), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("seen_at", sa.DateTime(), nullable=True))
    _give_ids("browser_sessions", "cookie_hash")
    op.execute("UPDATE browser_sessions SET seen_at = created_at")
    with op.batch_alter_table("browser_sessions", schema=None) as batch_op:
        batch_op.alter_column("id", existing_type=sa.String(length=36), nullable=False)
        batch_op.alter_column("device", server_default=None)
        batch_op.alter_column("seen_at", existing_type=sa.DateTime(), nullable=False)
        batch_op.create_unique_constraint("uq_browser_sessions_id", ["id"])


def _tokens() -> None:
    with op.batch_alter_table("api_tokens", schema=None) as batch_op:
        batch_op.add_column(sa.Column("id", sa.String(length=36), nullable=True))
        batch_op.add_column(
            sa.Column("name", sa.String(length=80), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("scopes", sa.String(length=1000), nullable=True))
        batch_op.add_column(sa.Column("issued_by", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("used_at", sa.DateTime(), nullable=True))
    _give_ids("api_tokens", "token_hash")
    with op.batch_alter_table("api_tokens", schema=None) as batch_op:
        batch_op.alter_column("id", existing_type=sa.String(length=36), nullable=False)
        batch_op.alter_column("name", server_default=None)
        batch_op.create_unique_constraint("uq_api_tokens_id", ["id"])


def _give_ids(table: str, key: str) -> None:
    rows = sa.table(table, sa.column(key), sa.column("id"))
    connection = op.get_bind()
    for (value,) in connection.execute(sa.select(rows.c[key])).all():
        connection.execute(rows.update().where(rows.c[key] == value).values(id=str(uuid.uuid4())))


def downgrade() -> None:
    """Undo; whoever signed in by the force's service is known no more by it."""
    op.drop_table("sign_ins_begun")
    with op.batch_alter_table("api_tokens", schema=None) as batch_op:
        batch_op.drop_constraint("uq_api_tokens_id", type_="unique")
        for column in ("id", "name", "scopes", "issued_by", "used_at"):
            batch_op.drop_column(column)
    with op.batch_alter_table("browser_sessions", schema=None) as batch_op:
        batch_op.drop_constraint("uq_browser_sessions_id", type_="unique")
        for column in ("id", "device", "seen_at"):
            batch_op.drop_column(column)
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_constraint("uq_users_subject", type_="unique")
        for column in ("area", "email", "subject", "confirmed_at", "last_seen_at", "version"):
            batch_op.drop_column(column)
