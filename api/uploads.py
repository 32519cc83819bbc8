"""One uploaded document: it may be bigger than other requests, and is cut off at its own limit.

Its routes take pieces as they come and keep what is above one MB on disk; a request that says it
is too long is refused unread, one that turns out to be is cut off there.
"""

from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any, BinaryIO, Final

from fastapi import Depends, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

from api.errors import Problem
from api.settings import Settings

FIELD: Final = "document"
FRAME_BYTES: Final = 64 * 1024  # what a form puts around its file
TOO_LARGE: Final = 413
# The app's own limit is for other requests, and answers without a sentence. An UploadRoute counts
# for itself; its router says that it does with max_body_size=UNLIMITED.
UNLIMITED: Final = 2**62


def too_large(max_mb: int) -> Problem:
    """Return the refusal of a document above the limit."""
    detail = (
        f"This file is larger than {max_mb} MB, the most that is accepted. Leave out pictures, "
        "or split the document."
    )
    message = {"field": FIELD, "message": f"is larger than {max_mb} MB"}
    return Problem(TOO_LARGE, "document_too_large", detail, errors=[message])


class UploadRoute(APIRoute):
    """A route that takes a body of one document, and says in a sentence if it is too large."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler under that limit, wherever in it the body is read."""
        handle = super().get_route_handler()

        async def limited(request: Request) -> Response:
            settings: Settings = request.app.state.settings
            max_mb = self.max_mb(settings)
            receive = _counted(request, max_mb * 1024 * 1024 + FRAME_BYTES)
            try:
                return await handle(Request(request.scope, receive))
            except _CutOff as cut:
                raise too_large(max_mb) from cut

        return limited

    def max_mb(self, settings: Settings) -> int:
        """Return the most that the document may have."""
        return settings.import_max_mb


class FileRoute(UploadRoute):
    """A route that takes a file which is kept with a ticket."""

    def max_mb(self, settings: Settings) -> int:
        """Return the most that the file may have."""
        return settings.attachment_max_mb


class _CutOff(HTTPException):
    """More came than is taken; an HTTPException, which readers of a body let through."""

    def __init__(self) -> None:
        super().__init__(TOO_LARGE)


def _counted(request: Request, most: int) -> Receive:
    """Return the request's `receive`, which ends with _CutOff once it gave more than `most`."""
    given = 0

    async def receive() -> Message:
        nonlocal given
        if _declared_bytes(request) > most:
            raise _CutOff
        message = await request.receive()
        given += len(message.get("body", b""))
        if given > most:
            raise _CutOff
        return message

    return receive


def _declared_bytes(request: Request) -> int:
    length = request.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdecimal() else 0


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came; `name` is the sender's, `file` is open and at its start."""

    name: str
    file: BinaryIO
    size_bytes: int


async def _uploaded(request: Request) -> AsyncIterator[Upload | None]:
    """Yield the form's document, None if none was chosen; it is gone after the request."""
    form = await request.form(max_files=1, max_fields=10)
    try:
        given = form.get(FIELD)
        chosen = isinstance(given, UploadFile) and bool(given.filename or given.size)
        if isinstance(given, UploadFile) and chosen:
            yield Upload(given.filename or "", given.file, given.size or 0)
        else:
            yield None
    finally:
        await form.close()


# After the dependency that names the role: nobody unknown has anything read.
Uploaded = Annotated[Upload | None, Depends(_uploaded)]
