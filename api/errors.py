"""Errors as RFC 9457 problem documents with a stable code; nothing internal leaks out."""

import uuid
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

log = structlog.get_logger(__name__)
PROBLEM_TYPE = "application/problem+json"


class Problem(Exception):
    """A refusal the client can act on: HTTP status, stable code, a sentence for a person."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        errors: list[dict[str, str]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Keep the parts; `errors` rows are {"field", "message"}."""
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = errors or []
        self.headers = dict(headers or {})


class FieldProblem(BaseModel):
    """One field that was refused and what is accepted."""

    field: str
    message: str


class ProblemDocument(BaseModel):
    """The body of every error response (RFC 9457, with `code`, `errors`, `request_id`)."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str
    request_id: str | None = None
    errors: list[FieldProblem] = []


def not_found(what: str) -> Problem:
    """Return the 404 that also hides what belongs to somebody else."""
    return Problem(404, "not_found", f"There is no such {what}, or it is not yours to see.")


def render_pages_with(
    app: FastAPI,
    wants_page: Callable[[Request], bool],
    render: Callable[[Request, Problem], Response],
) -> None:
    """Have problems of requests that want a page rendered as one."""
    app.state.problem_page = (wants_page, render)


def problem_response(request: Request, problem: Problem) -> Response:
    """Render `problem` for the client: a page for a person, a problem document for a program."""
    wants_page, render = getattr(request.app.state, "problem_page", (None, None))
    if wants_page is not None and render is not None and wants_page(request):
        page: Response = render(request, problem)
        return page
    document = ProblemDocument(
        title=HTTPStatus(problem.status).phrase,
        status=problem.status,
        code=problem.code,
        detail=problem.detail,
        request_id=getattr(request.state, "request_id", None),
        errors=[FieldProblem(**row) for row in problem.errors],
    )
    return JSONResponse(
        document.model_dump(mode="json"),
        status_code=problem.status,
        headers=problem.headers,
        media_type=PROBLEM_TYPE,
    )


async def _on_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return problem_response(request, error)


async def _on_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = [
        {
            "field": ".".join(str(part) for part in row["loc"] if part not in ("body", "query")),
            "message": str(row["msg"]),
        }
        for row in error.errors()
    ]
    names = ", ".join(sorted({row["field"] or "body" for row in errors}))
    return problem_response(
        request,
        Problem(422, "invalid", f"Not accepted: {names}. See errors for why.", errors=errors),
    )


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "_")
    headers = error.headers
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers = {"Allow": ", ".join(sorted(_methods_at(request)))}
    problem = Problem(error.status_code, code, str(error.detail), headers=headers)
    return problem_response(request, problem)


def _methods_at(request: Request) -> set[str]:
    """Return what may be done at the request's path, by the routes that name it most closely."""
    matching = [
        (context.path.count("{"), context.methods or set())
        for context in iter_route_contexts(request.app.routes)
        if context.path and compile_path(context.path)[0].match(request.url.path)
    ]
    closest = min((parameters for parameters, _ in matching), default=0)
    return set().union(*(methods for parameters, methods in matching if parameters == closest))


async def _on_anything(request: Request, error: Exception) -> Response:
    request_id = getattr(request.state, "request_id", uuid.uuid4().hex)
    log.error("request_failed", request_id=request_id, error=type(error).__name__, exc_info=error)
    detail = f"Something went wrong on our side. Nothing you typed is lost; quote {request_id}."
    return problem_response(request, Problem(500, "internal", detail))


def install(app: FastAPI) -> None:
    """Have every error of `app` leave as a problem document."""
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(Exception, _on_anything)


PROBLEM_RESPONSES: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": ProblemDocument, "content": {PROBLEM_TYPE: {}}, "description": "Refused"},
}
