"""Files on a ticket over HTTP: sent in as a form, sent out as a download and nothing else."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Request, Response

from api.access import Officer
from api.db import ReadSession, WriteSession
from api.errors import PROBLEM_RESPONSES
from api.ratelimits import limited
from api.tickets import files
from api.tickets.file_store import FileStore
from api.tickets.files import FileShown
from api.uploads import UNLIMITED, FileRoute, Uploaded

router = APIRouter(
    prefix="/v1/tickets/{ref}/files",
    tags=["tickets"],
    responses=PROBLEM_RESPONSES,
    route_class=FileRoute,
    max_body_size=UNLIMITED,
)
WRITES = [limited("write")]
FileId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]


def get_store(request: Request) -> FileStore:
    """Return where files lie."""
    store: FileStore = request.app.state.files
    return store


Store = Annotated[FileStore, Depends(get_store)]


@router.get("")
def list_files(ref: str, principal: Officer, session: ReadSession) -> list[FileShown]:
    """Return the ticket's files that one may see: one's own and the Hub's; for the Hub all."""
    return files.files_on(session, principal, ref)


@router.post("", status_code=201, dependencies=WRITES)
def add_file(
    ref: str, principal: Officer, upload: Uploaded, session: WriteSession, store: Store
) -> FileShown:
    """Hang a file (multipart, field `document`) on one's own ticket, or as the Hub on any."""
    return files.add_file(session, store, principal, ref, upload)


@router.get("/{file_id}", response_class=Response)
def read_file(
    ref: str, file_id: FileId, principal: Officer, session: WriteSession, store: Store
) -> Response:
    """Return the file as a download."""
    found = files.read_file(session, store, principal, ref, file_id)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "no-store",
    }
    return Response(found.data, media_type=found.media_type, headers=headers)


@router.delete("/{file_id}", status_code=204, dependencies=WRITES)
def remove_file(
    ref: str, file_id: FileId, principal: Officer, session: WriteSession, store: Store
) -> None:
    """Take one's own file away."""
    files.remove_file(session, store, principal, ref, file_id)
