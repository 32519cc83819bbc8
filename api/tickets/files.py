"""Files on a ticket: of who asked and of the Hub, checked, named without people, seen by few.

The asker sees their own and the Hub's, who joined sees the Hub's, the Hub sees all.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Final

from pydantic import BaseModel
from sqlalchemy.orm import Session

from api.audit import service as audit
from api.db import after_commit, utc_now
from api.errors import Problem, not_found
from api.identity.roles import Principal
from api.redaction.service import redact
from api.tickets import paper_queries
from api.tickets.file_store import FileStore
from api.tickets.papers import TicketFile
from api.tickets.reading import find_visible
from api.tickets.sifting import refused, sift
from api.uploads import Upload

MOST_FILES: Final = 10
MAX_NAME_CHARS: Final = 100
UNFIT: Final = re.compile(r"[^\w .,()\[\]-]+")


class FileShown(BaseModel):
    """A file as it is listed; `mine` may be taken away again."""

    id: str
    name: str
    media_type: str
    size_bytes: int
    sha256: str
    from_hub: bool
    sender_name: str
    mine: bool
    created_at: datetime


@dataclass(frozen=True)
class StoredFile:
    """A file to be sent out."""

    name: str
    media_type: str
    data: bytes


def files_on(session: Session, principal: Principal, ref: str) -> list[FileShown]:
    """Return the ticket's files that the principal may see, the oldest first."""
    ticket = find_visible(session, principal, ref)
    rows = [row for row in paper_queries.files(session, ref) if _sees(principal, row)]
    shown = [_shown(row, principal) for row in rows]
    if principal.is_curator or ticket.asker_id == principal.user_id:
        return shown
    return [each.model_copy(update={"sender_name": ""}) for each in shown]


def add_file(
    session: Session, store: FileStore, principal: Principal, ref: str, upload: Upload | None
) -> FileShown:
    """Hang a file on the ticket: 422 for one that is not accepted, or one too many.

    Who joined another's ticket sends none: 404.
    """
    ticket = find_visible(session, principal, ref)
    if not principal.is_curator and ticket.asker_id != principal.user_id:
        raise not_found("ticket")
    if upload is None:
        raise refused("document_missing", "Choose a file.")
    if paper_queries.count_files(session, ref) >= MOST_FILES:
        raise refused("document_too_many", f"A request takes {MOST_FILES} files at most.")
    data = upload.file.read()
    media_type = sift(upload.name, data)
    row = TicketFile(
        id=store.put(data),
        ref=ref,
        sender_id=principal.user_id,
        sender_name=principal.name,
        from_hub=principal.is_curator and ticket.asker_id != principal.user_id,
        name=_named(upload.name),
        media_type=media_type,
        size_bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        created_at=utc_now(),
    )
    session.add(row)
    _record(session, principal, "file_added", row)
    session.flush()
    return _shown(row, principal)


def read_file(
    session: Session, store: FileStore, principal: Principal, ref: str, file_id: str
) -> StoredFile:
    """Return a file's bytes, audited; 404 if not theirs to see, 410 if not as it was sent."""
    row = _find(session, principal, ref, file_id)
    data = store.read(row.id)
    if data is None or hashlib.sha256(data).hexdigest() != row.sha256:
        raise Problem(410, "file_gone", "This file is not there any more as it was sent.")
    _record(session, principal, "file_read", row)
    return StoredFile(row.name, row.media_type, data)


def remove_file(
    session: Session, store: FileStore, principal: Principal, ref: str, file_id: str
) -> None:
    """Take one's own file away: the row now, the bytes once that is committed."""
    row = _find(session, principal, ref, file_id)
    if row.sender_id != principal.user_id:
        raise Problem(409, "not_yours", "Only who sent a file takes it away.")
    session.delete(row)
    _record(session, principal, "file_removed", row)
    after_commit(session, lambda: store.remove(file_id))


def sweeper(store: FileStore) -> Callable[[Session], int]:
    """Return the job that removes the bytes of files that no ticket has any more."""
    return lambda session: store.sweep(frozenset(paper_queries.all_file_ids(session)))


def _find(session: Session, principal: Principal, ref: str, file_id: str) -> TicketFile:
    find_visible(session, principal, ref)
    row = paper_queries.file(session, ref, file_id)
    if row is None or not _sees(principal, row):
        raise not_found("file")
    return row


def _sees(principal: Principal, row: TicketFile) -> bool:
    return principal.is_curator or row.from_hub or row.sender_id == principal.user_id


def _named(name: str) -> str:
    """Return the sender's name for it without folders, odd characters and people."""
    path = PurePosixPath(name.replace("\\", "/"))
    stem = UNFIT.sub(" ", redact(path.stem.replace("_", " ")).text).strip(" .")[:MAX_NAME_CHARS]
    return f"{stem or 'file'}{path.suffix.lower()}"


def _record(session: Session, principal: Principal, action: str, row: TicketFile) -> None:
    audit.record(
        session,
        actor_id=principal.user_id,
        action=action,
        object_kind="ticket_file",
        object_id=row.id,
    )


def _shown(row: TicketFile, reader: Principal) -> FileShown:
    return FileShown(
        id=row.id,
        name=row.name,
        media_type=row.media_type,
        size_bytes=row.size_bytes,
        sha256=row.sha256,
        from_hub=row.from_hub,
        sender_name=row.sender_name,
        mine=row.sender_id == reader.user_id,
        created_at=row.created_at,
    )
