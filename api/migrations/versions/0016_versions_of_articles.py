"""Every version of an article is kept, and which one is published is said by its number.

What is there becomes the first version that is kept, under the number that the article had.
"""

from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ARTICLES = sa.table(
    "articles",
    sa.column("slug", sa.String),
    sa.column("state", sa.String),
    sa.column("title", sa.String),
    sa.column("title_key", sa.String),
    sa.column("content_version", sa.Integer),
    sa.column("content", sa.JSON),
    sa.column("sample_questions", sa.JSON),
    sa.column("content_hash", sa.String),
    sa.column("edited_by", sa.String),
    sa.column("version", sa.Integer),
    sa.column("updated_at", sa.DateTime),
    sa.column("review_date", sa.Date),
    sa.column("number", sa.Integer),
    sa.column("owner", sa.String),
    sa.column("published_number", sa.Integer),
    sa.column("published_title_key", sa.String),
    sa.column("published_review_date", sa.Date),
)


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("articles", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(
            sa.Column("owner", sa.String(length=120), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("published_number", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("published_title_key", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("published_review_date", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("withheld_at", sa.DateTime(), nullable=True))
        batch_op.create_unique_constraint(
            "uq_articles_published_title_key", ["published_title_key"]
        )
        batch_op.create_index("ix_articles_published_review_date", ["published_review_date"])
    versions = op.create_table(
        "article_versions",
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("content_version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("sample_questions", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("saved_by", sa.String(length=36), nullable=True),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["saved_by"], ["users.id"]),
        sa.ForeignKeyConstraint(["slug"], ["articles.slug"]),
        sa.PrimaryKeyConstraint("slug", "number"),
    )
    op.create_table(
        "article_remarks",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("by_user", sa.String(length=36), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_user"], ["users.id"]),
        sa.ForeignKeyConstraint(["slug"], ["articles.slug"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_article_remarks_slug", "article_remarks", ["slug"])
    _keep_what_is_there(versions)


def _keep_what_is_there(versions: sa.Table) -> None:
    connection = op.get_bind()
    for row in connection.execute(sa.select(ARTICLES)).mappings().all():
        connection.execute(sa.insert(versions).values(_version_of(dict(row))))
        published = row["state"] == "published"
        review_date: date | None = row["review_date"]
        connection.execute(
            sa.update(ARTICLES)
            .where(ARTICLES.c.slug == row["slug"])
            .values(
                number=row["version"],
                owner=row["content"].get("owner", ""),
                published_number=row["version"] if published else None,
                published_title_key=row["title_key"] if published else None,
                published_review_date=review_date if published else None,
            )
        )


def _version_of(row: dict[str, Any]) -> dict[str, Any]:
    same = ("slug", "title", "content_version", "content", "sample_questions", "content_hash")
    return {name: row[name] for name in same} | {
        "number": row["version"],
        "kind": "earlier",
        "saved_by": row["edited_by"],
        "saved_at": row["updated_at"],
        "note": "",
    }


def downgrade() -> None:
    """Undo; what was worked on beside a published version is lost, the newest one stays."""
    op.drop_table("article_remarks")
    op.drop_table("article_versions")
    with op.batch_alter_table("articles", schema=None) as batch_op:
        batch_op.drop_index("ix_articles_published_review_date")
        batch_op.drop_constraint("uq_articles_published_title_key", type_="unique")
        for name in ("number", "owner", "published_number", "published_title_key",
                     "published_review_date", "withheld_at"):  # fmt: skip
            batch_op.drop_column(name)
