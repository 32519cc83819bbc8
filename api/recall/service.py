"""Recalling an article: retired, its readers known, each told by the outbox."""

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from api.articles import service as articles
from api.articles.golden import repository as golden
from api.articles.models import StoredArticle
from api.articles.publisher import Publisher
from api.audit import service as audit
from api.db import utc_now
from api.errors import Problem, not_found
from api.identity.roles import Principal
from api.outbox import service as outbox
from api.recall import repository
from api.recall.given import Given, given_to
from api.recall.models import Recall, RecallOfficer
from api.recall.schemas import (
    NewRecall,
    OfficerPage,
    OfficerShown,
    RecallPage,
    RecallPreview,
    RecallShown,
)
from api.redaction.service import redact

TELL = "tell_recalled"  # the kind of its entries in the outbox
MAX_CHARS = 1000


def preview(session: Session, slug: str, days: int) -> RecallPreview:
    """Return whom a recall would reach if it were made now; 404 without the article."""
    row, since = _row(session, slug), _since(days)
    given = given_to(session, slug, since, row.origin_ticket_ref)
    made = _made(session, row)
    return RecallPreview(
        slug=slug,
        title=_title(session, row),
        since=since,
        officers=len(given),
        channels=dict(Counter(each.channel for each in given if each.channel is not None)),
        without_conversation=sum(each.conversation_id is None for each in given),
        golden=len(golden.active_of(session, slug)),
        recall_id=made.id if made else None,
    )


def recall(
    session: Session,
    principal: Principal,
    slug: str,
    new: NewRecall,
    publisher: Publisher,
    days: int,
) -> RecallShown:
    """Retire the article as wrong, and have everyone told who was given it in the last `days`.

    The end of the article, the recall, who has to be told and their deliveries are one
    transaction: either all of it is there, or nothing. A second time returns the first, until the
    article has been published anew. 409 for one that officers were never given.
    """
    row = _row(session, slug)
    made = _made(session, row)
    if made is not None:
        return _shown(session, [made])[0]
    title, number = _title(session, row), row.published_number
    since = _since(days)
    articles.retire_as_wrong(session, principal, slug, publisher)
    stored = Recall(
        slug=slug,
        title=title,
        number=number,
        reason=redact(new.reason).text,
        instead=redact(new.instead).text,
        since=since,
        by=principal.user_id,
        at=utc_now(),
    )
    session.add(stored)
    session.flush()
    for each in given_to(session, slug, since, row.origin_ticket_ref):
        _have_told(session, stored, each)
    audit.record(
        session,
        actor_id=principal.user_id,
        action="article_recalled",
        object_kind="recall",
        object_id=str(stored.id),
    )
    session.flush()
    return _shown(session, [stored])[0]


def _have_told(session: Session, stored: Recall, each: Given) -> None:
    session.add(
        RecallOfficer(
            recall_id=stored.id,
            user_id=each.user_id,
            conversation_id=each.conversation_id,
            channel=each.channel,
            given_at=each.at,
            state="pending",
        )
    )
    outbox.put(session, TELL, {"recall_id": stored.id, "user_id": each.user_id})


def get(session: Session, recall_id: int) -> RecallShown:
    """Return a recall and how far it is; 404 without one."""
    found = repository.find(session, recall_id)
    if found is None:
        raise not_found("recall")
    return _shown(session, [found])[0]


def list_recalls(session: Session, limit: int = 50, before: int | None = None) -> RecallPage:
    """Return the recalls, the newest first."""
    rows = repository.page(session, limit + 1, before)
    items = _shown(session, rows[:limit])
    return RecallPage(items=items, next=items[-1].id if len(rows) > limit else None)


def officers(
    session: Session,
    principal: Principal,
    recall_id: int,
    limit: int = 50,
    cursor: int = 0,
    states: tuple[str, ...] = ("pending", "told", "failed"),
) -> OfficerPage:
    """Return who has to be told, by name; that they were read is audited."""
    get(session, recall_id)
    rows = repository.officers(session, recall_id, limit + 1, cursor, states)
    audit.record(
        session,
        actor_id=principal.user_id,
        action="recall_officers_read",
        object_kind="recall",
        object_id=str(recall_id),
    )
    items = [
        OfficerShown.model_validate(
            {
                "user_id": row.user_id,
                "name": name,
                "channel": row.channel,
                "given_at": row.given_at,
                "state": row.state,
                "error": row.error,
                "told_at": row.told_at,
            }
        )
        for row, name in rows[:limit]
    ]
    return OfficerPage(items=items, next=rows[limit - 1][0].id if len(rows) > limit else None)


def _row(session: Session, slug: str) -> StoredArticle:
    row = repository.article(session, slug)
    if row is None:
        raise not_found("article")
    if row.published_at is None:
        raise Problem(409, "never_published", "Officers were never given this article.")
    return row


def _made(session: Session, row: StoredArticle) -> Recall | None:
    """Return the recall that the article is under: none if it was published since."""
    newest = repository.newest_of(session, row.slug)
    if newest is None or (row.published_at is not None and row.published_at > newest.at):
        return None
    return newest


def _title(session: Session, row: StoredArticle) -> str:
    """Return the title that officers knew it by."""
    given = articles.published_title(session, row.slug)
    return given or row.title


def _since(days: int) -> datetime:
    return utc_now() - timedelta(days=days)


def _shown(session: Session, rows: list[Recall]) -> list[RecallShown]:
    counted = repository.counts(session, [row.id for row in rows])
    return [_one(row, counted) for row in rows]


def _one(row: Recall, counted: dict[tuple[int, str], int]) -> RecallShown:
    told, pending, failed = (
        counted.get((row.id, state), 0) for state in ("told", "pending", "failed")
    )
    return RecallShown(
        id=row.id,
        slug=row.slug,
        title=row.title,
        reason=row.reason,
        instead=row.instead,
        since=row.since,
        at=row.at,
        by=row.by,
        officers=told + pending + failed,
        told=told,
        pending=pending,
        failed=failed,
    )
