"""Files on a ticket's page in the console."""

from fastapi import APIRouter
from fastapi.responses import Response

from api.access import CuratorPage
from api.console.ticket_page import Desk
from api.ratelimits import limited
from api.tickets import files
from api.tickets.file_router import FileId, Store
from api.uploads import UNLIMITED, FileRoute, Uploaded

router = APIRouter(
    prefix="/console/tickets/{ref}/files", route_class=FileRoute, max_body_size=UNLIMITED
)
WRITES = [limited("write")]


@router.post("", dependencies=WRITES)
def add_file(
    ref: str, principal: CuratorPage, upload: Uploaded, desk: Desk, store: Store
) -> Response:
    """Hang a file on the ticket, for everybody who waits for its answer."""

    def add() -> None:
        files.add_file(desk.session, store, principal, ref, upload)

    return desk.act(ref, {}, "document", add, "filed")


@router.post("/{file_id}/remove", dependencies=WRITES)
def remove_file(
    ref: str, file_id: FileId, principal: CuratorPage, desk: Desk, store: Store
) -> Response:
    """Take one's own file away."""

    def remove() -> None:
        files.remove_file(desk.session, store, principal, ref, file_id)

    return desk.act(ref, {}, "document", remove, "unfiled")
