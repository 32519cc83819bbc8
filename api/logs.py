"""Structured logs: one JSON event a line, with the request's id; never a message's text."""

import logging
import time
import traceback
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from structlog.typing import EventDict

REQUEST_ID = "x-request-id"
log = structlog.get_logger(__name__)


def configure(level: str) -> None:
    """Send our events to standard output as JSON lines, others' warnings to standard error."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    logging.getLogger("uvicorn.error").addFilter(_without_traceback)
    logging.basicConfig(level=max(number, logging.WARNING), format="%(message)s")
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            where_it_failed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(),
    )


def where_it_failed(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Put an exception's type and frames in the event, never its words or values.

    An exception's message can quote what somebody typed, as pydantic's does.
    """
    error = event.pop("exc_info", None)
    if isinstance(error, BaseException):
        event["raised"] = [type(item).__name__ for item in _chain(error)]
        event["frames"] = [
            f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        ]
    return event


def _chain(error: BaseException) -> list[BaseException]:
    cause = error.__cause__ or error.__context__
    return [error] + (_chain(cause) if cause is not None else [])


def _without_traceback(record: logging.LogRecord) -> bool:
    """Keep uvicorn's line and drop its traceback: ours stands in the event beside it."""
    record.exc_info = record.exc_text = None
    return True


def install(app: FastAPI) -> None:
    """Give every request an id, and log it by route, never by its text or query."""

    @app.middleware("http")
    async def observe(
        request: Request, call_next: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        given = request.headers.get(REQUEST_ID, "")
        request.state.request_id = given if _is_plain(given) else uuid.uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request.state.request_id)
        started = time.perf_counter()
        response = await call_next(request)
        response.headers[REQUEST_ID] = request.state.request_id
        route = request.scope.get("route")
        log.info(
            "request",
            method=request.method,
            route=getattr(route, "path", "unmatched"),
            status=response.status_code,
            ms=round((time.perf_counter() - started) * 1000, 1),
        )
        return response


def _is_plain(value: str) -> bool:
    return 0 < len(value) <= 64 and value.replace("-", "").isalnum()
