"""Keeping golden questions: add, edit, retire, take up again, move to another article."""

from sqlalchemy.orm import Session

from api.articles import repository as articles
from api.articles.golden import repository
from api.articles.golden.models import GoldenQuestion
from api.articles.golden.schemas import (
    GoldenContent,
    GoldenPage,
    GoldenShown,
    GoldenState,
    NewGolden,
)
from api.articles.keys import key_of
from api.audit import service as audit
from api.db import utc_now
from api.errors import Problem, not_found
from api.identity.roles import Principal
from api.redaction.service import redact


def get(session: Session, golden_id: int) -> GoldenShown:
    """Return a golden question, active or not; 404 without one."""
    return to_shown(_row(session, golden_id))


def list_golden(
    session: Session,
    state: GoldenState = GoldenState.ACTIVE,
    limit: int = 50,
    cursor: int = 0,
    article: str | None = None,
    words: str = "",
) -> GoldenPage:
    """Return a page of golden questions by id: of one article, or with these words in them."""
    rows = repository.page(session, state, limit + 1, cursor, article, key_of(words))
    items = [to_shown(row) for row in rows[:limit]]
    return GoldenPage(items=items, next=items[-1].id if len(rows) > limit else None)


def add(session: Session, principal: Principal, new: NewGolden) -> GoldenShown:
    """Have one more question asked before articles change.

    409 if it is one already, or retired; 422 if it is a sample question or a title: what search
    was taught says nothing of what it can do.
    """
    question, kinds = _redacted(new.question)
    _require_fit(session, question, new, None)
    now = utc_now()
    row = GoldenQuestion(
        question=question,
        question_key=key_of(question),
        kind=new.kind.value,
        slug=new.article,
        state=GoldenState.ACTIVE,
        origin="ticket" if new.origin_ticket_ref else "curator",
        origin_ticket_ref=new.origin_ticket_ref,
        version=1,
        edited_by=principal.user_id,
        created_at=now,
        updated_at=now,
    )
    session.add(row)
    session.flush()
    _record(session, principal.user_id, "golden_added", row)
    return to_shown(row, kinds)


def edit(
    session: Session,
    principal: Principal,
    golden_id: int,
    content: GoldenContent,
    *,
    expected_version: int | None = None,
) -> GoldenShown:
    """Replace what a golden question asks or wants; 412 if it is not at `expected_version`."""
    row = _row(session, golden_id, expected_version)
    question, kinds = _redacted(content.question)
    _require_fit(session, question, content, row)
    row.question, row.question_key = question, key_of(question)
    row.kind, row.slug = content.kind.value, content.article
    _changed(session, row, principal.user_id, "golden_edited")
    return to_shown(row, kinds)


def retire(
    session: Session,
    principal: Principal,
    golden_id: int,
    *,
    expected_version: int | None = None,
) -> GoldenShown:
    """Have it asked no more; a second time changes nothing."""
    row = _row(session, golden_id)
    if row.state != GoldenState.RETIRED:
        _require_version(row, expected_version)
        _retire(session, row, principal.user_id)
    return to_shown(row)


def take_up(
    session: Session,
    principal: Principal,
    golden_id: int,
    *,
    expected_version: int | None = None,
) -> GoldenShown:
    """Have a retired one asked again, if no article has its question by now."""
    row = _row(session, golden_id)
    if row.state != GoldenState.ACTIVE:
        _require_version(row, expected_version)
        _require_no_sample(session, row.question_key)
        row.state = GoldenState.ACTIVE
        _changed(session, row, principal.user_id, "golden_taken_up")
    return to_shown(row)


def retire_all_of(session: Session, principal: Principal, slug: str) -> int:
    """Have none of an article's golden questions asked any more; return how many there were."""
    rows = repository.active_of(session, slug)
    for row in rows:
        _retire(session, row, principal.user_id)
    return len(rows)


def move_all_of(session: Session, principal: Principal, slug: str, to: str) -> int:
    """Have another article give what `slug` had to give; return how many questions moved."""
    _require_article(session, to)
    rows = repository.active_of(session, slug) if to != slug else []
    for row in rows:
        row.slug = to
        _changed(session, row, principal.user_id, "golden_moved")
    return len(rows)


def require_none_golden(session: Session, questions: dict[str, str]) -> None:
    """Refuse sample questions (by key) that are golden: search would be taught its own exam."""
    golden = repository.active_keys(session, list(questions))
    if not golden:
        return
    rows = [
        {"field": "sample_questions", "message": f"{questions[key]!r} is a golden question"}
        for key in sorted(golden)
    ]
    raise Problem(
        422,
        "golden_question",
        "A golden question cannot be a sample question as well: it checks what search can do "
        "with words that it was not taught. Leave it out, word it differently, or retire the "
        "golden question first.",
        errors=rows,
    )


def to_shown(row: GoldenQuestion, redacted: tuple[str, ...] = ()) -> GoldenShown:
    """Return a stored golden question as a document."""
    return GoldenShown.model_validate(
        {
            "id": row.id,
            "question": row.question,
            "kind": row.kind,
            "article": row.slug,
            "state": row.state,
            "origin": row.origin,
            "origin_ticket_ref": row.origin_ticket_ref,
            "version": row.version,
            "created_at": row.created_at,
            "updated_at": row.updated_at,
            "redacted": list(redacted),
        }
    )


def _row(session: Session, golden_id: int, expected_version: int | None = None) -> GoldenQuestion:
    row = repository.find(session, golden_id)
    if row is None:
        raise not_found("golden question")
    _require_version(row, expected_version)
    return row


def _require_version(row: GoldenQuestion, expected_version: int | None) -> None:
    if expected_version is not None and row.version != expected_version:
        raise Problem(
            412,
            "stale",
            f"Somebody changed this golden question: it is at version {row.version}, you read "
            f"version {expected_version}. Read it again and put your change in.",
        )


def _redacted(question: str) -> tuple[str, tuple[str, ...]]:
    redacted = redact(question)
    if len(redacted.text) > 300 or not key_of(redacted.text):
        message = "with personal data taken out, is too long or has no words left"
        raise _invalid("question", message)
    return redacted.text, redacted.kinds


def _require_fit(
    session: Session, question: str, content: GoldenContent, row: GoldenQuestion | None
) -> None:
    key = key_of(question)
    same = repository.find_by_key(session, key)
    if same is not None and same is not row:
        raise Problem(
            409,
            "golden_exists",
            f"This is golden question {same.id} already ({same.state}).",
            errors=[{"field": "question", "message": f"is golden question {same.id}"}],
        )
    _require_no_sample(session, key)
    if content.article is not None:
        _require_article(session, content.article)


def _require_no_sample(session: Session, key: str) -> None:
    slug = repository.article_asking(session, key)
    if slug is not None:
        message = f"is the title or a sample question of {slug}; word it as another would"
        raise _invalid("question", message)


def _require_article(session: Session, slug: str) -> None:
    if articles.find(session, slug) is None:
        raise _invalid("article", f"is not one of ours: {slug}")


def _invalid(field: str, message: str) -> Problem:
    errors = [{"field": field, "message": message}]
    return Problem(422, "invalid", f"The {field} {message}.", errors=errors)


def _retire(session: Session, row: GoldenQuestion, by: str) -> None:
    row.state = GoldenState.RETIRED
    _changed(session, row, by, "golden_retired")


def _changed(session: Session, row: GoldenQuestion, by: str, action: str) -> None:
    row.version += 1
    row.edited_by = by
    row.updated_at = utc_now()
    session.flush()
    _record(session, by, action, row)


def _record(session: Session, by: str, action: str, row: GoldenQuestion) -> None:
    audit.record(
        session, actor_id=by, action=action, object_kind="golden_question", object_id=str(row.id)
    )
