"""Forms and plans as pages and as files."""

from fastapi import APIRouter
from fastapi.responses import Response

from api.access import OfficerPage
from api.db import WriteSession, utc_now
from api.worksheets import document, service
from api.worksheets.showing import to_shown

router = APIRouter(prefix="/worksheets")


@router.get("/{worksheet_id}/document.docx")
def word_document(worksheet_id: str, principal: OfficerPage, session: WriteSession) -> Response:
    """Return one's own worksheet, or to the Hub a sent one, as a Word document."""
    shown = to_shown(service.readable(session, principal, worksheet_id))
    written = document.write_document(shown, utc_now().date())
    return _file(written, document.MEDIA_TYPE, document.file_name(shown, "docx"))


@router.get("/{worksheet_id}.json")
def json_file(worksheet_id: str, principal: OfficerPage, session: WriteSession) -> Response:
    """Return the same as JSON, in the shape of the API."""
    shown = to_shown(service.readable(session, principal, worksheet_id))
    written = shown.model_dump_json(indent=2).encode()
    return _file(written, "application/json", document.file_name(shown, "json"))


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=media_type, headers=headers)
