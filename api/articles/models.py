"""Articles as stored: the truth once seeded from the release's files."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base


class StoredArticle(Base):
    """One article: the version that is worked on, and which one officers are given.

    `content` is an `ArticleContent` of `content_version`, less its questions; it is what the
    version `number` says, and `state` is the state of that version. `published_number` is the
    version that officers are given, None while they are given none; it is another one while an
    edit of a published article waits for its publication. `withheld_at` is set while even the
    published one is not given, because its review is too long overdue. `version` counts every
    change, of the state too: it is what an ETag names.

    `seed_hash` is the hash of the release file last seen, None if it never was in a release.
    `edited_by` is the last curator to touch it, None while it is as released. `release_draft`
    is a newer release's text that waits because a curator had edited the article.
    """

    __tablename__ = "articles"

    slug: Mapped[str] = mapped_column(String(100), primary_key=True)
    state: Mapped[str] = mapped_column(String(12), index=True)
    title: Mapped[str] = mapped_column(String(200))
    title_key: Mapped[str] = mapped_column(String(200), unique=True)
    group: Mapped[str] = mapped_column("group_name", String(100))
    content_version: Mapped[int] = mapped_column(default=1)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    sample_questions: Mapped[list[str]] = mapped_column(JSON)
    content_hash: Mapped[str] = mapped_column(String(64))
    number: Mapped[int] = mapped_column(default=0)
    owner: Mapped[str] = mapped_column(String(120), default="")
    published_number: Mapped[int | None]
    published_title_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    published_review_date: Mapped[date | None] = mapped_column(index=True)
    withheld_at: Mapped[datetime | None]
    seed_hash: Mapped[str | None] = mapped_column(String(64))
    edited_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    version: Mapped[int] = mapped_column(default=1)
    origin_ticket_ref: Mapped[str | None] = mapped_column(String(16), index=True)
    release_draft: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    review_date: Mapped[date | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    published_at: Mapped[datetime | None]


class ArticleVersion(Base):
    """What an article said when it was saved: rows are added, never changed.

    `number` counts from 1 without a gap. `saved_by` is None for a version of a release. `kind`
    is a `versions.Kind`; `note` is what the one who saved it said about it, redacted.
    """

    __tablename__ = "article_versions"

    slug: Mapped[str] = mapped_column(ForeignKey("articles.slug"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(200))
    content_version: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    sample_questions: Mapped[list[str]] = mapped_column(JSON)
    content_hash: Mapped[str] = mapped_column(String(64))
    saved_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    saved_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(String(500), default="")


class ArticleRemark(Base):
    """What somebody said about a version when its state changed; redacted.

    `kind` is a `remarks.RemarkKind`.
    """

    __tablename__ = "article_remarks"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    slug: Mapped[str] = mapped_column(ForeignKey("articles.slug"), index=True)
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(String(1000))
    by: Mapped[str | None] = mapped_column("by_user", ForeignKey("users.id"))
    at: Mapped[datetime]


class ArticleSchedule(Base):
    """When the version `number` is to be published. `failure` is why it was not, at `failed_at`."""

    __tablename__ = "article_schedules"

    slug: Mapped[str] = mapped_column(ForeignKey("articles.slug"), primary_key=True)
    number: Mapped[int]
    publish_at: Mapped[datetime] = mapped_column(index=True)
    set_by: Mapped[str] = mapped_column(ForeignKey("users.id"))
    set_at: Mapped[datetime]
    failed_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(String(1000), default="")


class DismissedWarning(Base):
    """A warning about an article that somebody put aside, and why; redacted.

    `key` names what was warned of by what both articles say: changed words warn again.
    """

    __tablename__ = "article_dismissed_warnings"

    slug: Mapped[str] = mapped_column(ForeignKey("articles.slug"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    reason: Mapped[str] = mapped_column(String(1000))
    by: Mapped[str] = mapped_column("by_user", ForeignKey("users.id"))
    at: Mapped[datetime]


class QuestionClaim(Base):
    """A sample question of a published article: no two published articles share one."""

    __tablename__ = "article_question_claims"

    question_key: Mapped[str] = mapped_column(String(300), primary_key=True)
    slug: Mapped[str] = mapped_column(ForeignKey("articles.slug"), index=True)


class ImportedDocument(Base):
    """A document that an article was made of, by the hash of its content; itself it is not kept.

    `name` is redacted. `report` is what the import told the curator: {"left_out", "to_check"}.
    """

    __tablename__ = "imported_documents"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    slug: Mapped[str] = mapped_column(ForeignKey("articles.slug"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(12))
    report: Mapped[dict[str, Any]] = mapped_column(JSON)
    imported_by: Mapped[str] = mapped_column(ForeignKey("users.id"))
    imported_at: Mapped[datetime]
