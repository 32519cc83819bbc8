"""Is this process alive, and can it do its work?"""

from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel
from sqlalchemy import text
from starlette.concurrency import run_in_threadpool

from api.access import public
from api.db import Database

router = APIRouter(tags=["health"], dependencies=[Depends(public)])


class Health(BaseModel):
    """One word, and per part whether it works."""

    status: str
    parts: dict[str, bool] = {}


@router.get("/healthz")
def healthz() -> Health:
    """Say that the process answers."""
    return Health(status="ok")


@router.get("/readyz")
async def readyz(request: Request, response: Response) -> Health:
    """Say which parts work; 503 when the api cannot serve. Without rasa it is degraded, not out."""
    state = request.app.state
    parts = {
        "database": await run_in_threadpool(_database_works, state.database),
        "search": bool(state.searcher.ready),
        "rasa": await state.rasa.is_up(),
    }
    if not (parts["database"] and parts["search"]):
        response.status_code = 503
        return Health(status="unavailable", parts=parts)
    return Health(status="ok" if parts["rasa"] else "degraded", parts=parts)


@router.get("/openapi.json", include_in_schema=False)
def openapi(request: Request) -> dict[str, Any]:
    """Return the API's own description."""
    document: dict[str, Any] = request.app.openapi()
    return document


def _database_works(database: Database) -> bool:
    try:
        with database.reading() as session:
            session.execute(text("SELECT version_num FROM alembic_version"))
    except Exception:  # whatever it is, the answer is no
        return False
    return True
