"""Articles from documents: read under limits, redacted, stored as a draft with a report.

Reading takes seconds, so it happens before the writing transaction begins; the same file a second
time leads to the article that was made of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from math import ceil
from typing import Final

import structlog
from pydantic import BaseModel, ValidationError
from sqlalchemy.orm import Session

from api.articles import repository, service
from api.articles.keys import key_of
from api.articles.models import ImportedDocument
from api.articles.schemas import ArticleContent, ArticleShown, ArticleState
from api.audit import service as audit
from api.db import utc_now
from api.errors import Problem
from api.identity.roles import Principal
from api.redaction.service import redact_guidance
from api.settings import Settings
from api.uploads import FIELD, Upload, too_large
from api.wording import wording
from knowledge.importing.conversion import convert, fingerprint
from knowledge.importing.drafting import Draft, draft
from knowledge.importing.limits import MIB, Limits
from knowledge.importing.models import KIND_NAMES, Kind
from knowledge.importing.naming import file_name
from knowledge.importing.refusals import DocumentRefused, Why

log = structlog.get_logger(__name__)
STATUSES: Final[Mapping[Why, int]] = {
    Why.too_large: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Why.busy: HTTPStatus.SERVICE_UNAVAILABLE,
}
RETRY_S: Final = 60
UNTITLED: Final = "Imported document"


class ImportReport(BaseModel):
    """What became of a document: sentences on what was left out and what to check."""

    name: str
    kind: str
    left_out: list[str]
    to_check: list[str]


class Imported(BaseModel):
    """The draft that was made of a document, and the report on it."""

    article: ArticleShown
    report: ImportReport


class AlreadyImported(Problem):
    """The same file was imported before: `slug` is the article that it became."""

    def __init__(self, slug: str, state: ArticleState) -> None:
        """Point at the article."""
        super().__init__(
            HTTPStatus.CONFLICT,
            "document_known",
            f"This very file was imported before: the {state} article {slug} was made of it. "
            "Edit that one.",
            errors=[{"field": FIELD, "message": f"was imported as {slug}"}],
            headers={"Location": f"/v1/articles/{slug}"},
        )
        self.slug = slug


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document as a draft, nothing of it stored yet; its text is redacted."""

    sha256: str
    kind: Kind
    name: str
    draft: Draft
    redacted: tuple[str, ...]


def read_document(reading: Session, upload: Upload | None, settings: Settings) -> ReadDocument:
    """Return what the document gives; a Problem says why it is not taken."""
    if upload is None:
        raise _refused(Why.empty, "Choose a document first.")
    if upload.size_bytes > settings.import_max_bytes:
        raise too_large(settings.import_max_mb)
    sha256 = fingerprint(upload.file)
    _require_new(reading, sha256)
    reading.rollback()  # nothing is held open while the document is read
    try:
        converted = convert(upload.file, _limits(settings))
    except DocumentRefused as refused:
        log.info("document_refused", code=refused.code, bytes=upload.size_bytes)
        raise _refused(refused.code, str(refused)) from refused
    log.info(
        "document_read",
        kind=converted.kind,
        bytes=upload.size_bytes,
        s=converted.took_s,
        peak_mb=converted.peak_bytes // MIB,
    )
    kinds: set[str] = set()

    def clean(text: str) -> str:
        redacted = redact_guidance(text)
        kinds.update(redacted.kinds)
        return redacted.text

    name = file_name(upload.name)
    try:
        made = draft(converted, name, utc_now().date(), clean)
    except DocumentRefused as refused:
        log.info("document_refused", code=refused.code, bytes=upload.size_bytes)
        raise _refused(refused.code, str(refused)) from refused
    return ReadDocument(sha256, converted.kind, clean(name), made, tuple(sorted(kinds)))


def store_draft(session: Session, principal: Principal, document: ReadDocument) -> Imported:
    """Store the draft and the report on it; 409 if somebody imported the file meanwhile."""
    _require_new(session, document.sha256)
    content = _content(document)
    try:
        article = service.create_draft(session, principal, content)
    except Problem as problem:
        if problem.code != "title_taken":
            raise
        title = f"{content.title[:180]} (document {document.sha256[:6]})"
        content = content.model_copy(update={"title": title})
        article = service.create_draft(session, principal, content)
    report = _report(document)
    repository.add_import(
        session,
        ImportedDocument(
            sha256=document.sha256,
            slug=article.slug,
            name=report.name,
            kind=document.kind,
            report={"left_out": report.left_out, "to_check": report.to_check},
            imported_by=principal.user_id,
            imported_at=utc_now(),
        ),
    )
    audit.record(
        session,
        actor_id=principal.user_id,
        action="document_imported",
        object_kind="article",
        object_id=article.slug,
    )
    redacted = sorted({*article.redacted, *document.redacted})
    return Imported(article=article.model_copy(update={"redacted": redacted}), report=report)


def report_on(session: Session, slug: str) -> ImportReport | None:
    """Return the report on the document that an article was made of, None if of none."""
    row = repository.find_import_of(session, slug)
    if row is None:
        return None
    return ImportReport(name=row.name, kind=KIND_NAMES[Kind(row.kind)], **row.report)


def _require_new(session: Session, sha256: str) -> None:
    known = repository.find_import(session, sha256)
    if known is not None:
        raise AlreadyImported(known.slug, service.get(session, known.slug).state)


def _limits(settings: Settings) -> Limits:
    return Limits(
        file_bytes=settings.import_max_bytes,
        wall_s=settings.import_timeout_s,
        cpu_s=ceil(settings.import_timeout_s * 0.8),
        memory_bytes=settings.import_memory_mb * MIB,
    )


def _refused(why: Why, sentence: str) -> Problem:
    return Problem(
        STATUSES.get(why, HTTPStatus.UNPROCESSABLE_ENTITY),
        f"document_{why}",
        sentence,
        errors=[{"field": FIELD, "message": sentence}],
        headers={"Retry-After": str(RETRY_S)} if why is Why.busy else None,
    )


def _content(document: ReadDocument) -> ArticleContent:
    """Return the draft as content: without grade, owner and questions, which a curator gives."""
    made = document.draft
    try:
        base = ArticleContent.of(made.own).model_dump() if made.own else {}
        return ArticleContent.model_validate(
            base
            | {
                "title": made.title if key_of(made.title) else UNTITLED,
                "summary": made.summary,
                "sections": [
                    {"heading": s.heading, "body_markdown": s.body_markdown} for s in made.sections
                ],
                "evidence": {"grade": None, "reason": ""},
                "review_date": made.review_date,
                "sources": [
                    {
                        "publisher": s.publisher,
                        "title": s.title,
                        "url": s.url,
                        "as_of": s.as_of,
                        "checked": s.checked,
                    }
                    for s in made.sources
                ],
            }
        )
    except ValidationError as error:
        places = {".".join(str(part) for part in row["loc"]) for row in error.errors()}
        what = "article file" if made.own else "document"
        sentence = f"This {what} holds what an article cannot: {', '.join(sorted(places))}."
        raise _refused(Why.too_long, sentence) from error


def _report(document: ReadDocument) -> ImportReport:
    left_out = list(document.draft.left_out)
    if document.redacted:
        named = ", ".join(wording().redaction.named(kind) for kind in document.redacted)
        left_out.append(f"Personal data taken out: {named}.")
    return ImportReport(
        name=document.name,
        kind=KIND_NAMES[document.kind],
        left_out=left_out,
        to_check=list(document.draft.to_check),
    )
