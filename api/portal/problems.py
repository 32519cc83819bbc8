"""Refusals as pages, in plain words, for a person in a browser."""

from fastapi import Request
from fastapi.responses import HTMLResponse

from api.errors import Problem
from api.portal.templating import page

PROGRAMS = ("/v1/", "/portal/", "/healthz", "/readyz", "/openapi.json")

# status: heading, what it means for the reader
WORDS = {
    401: ("You are signed out", "Sign in and try again."),
    403: ("You cannot do this", ""),
    404: ("Page not found", "Check the address, or start again from the first page."),
    405: ("You cannot do this", "Go back to the page and use its buttons."),
    409: ("This has changed meanwhile", "Go back, load the page again and look at what changed."),
    412: ("This has changed meanwhile", "Go back, load the page again and look at what changed."),
    413: ("That is too much at once", "Go back and make it shorter."),
    422: ("Something is missing or not accepted", "Go back and check what you typed."),
    429: ("That was a lot at once", "Wait a moment, then go back and try again."),
    500: ("Something went wrong on our side", "Try again in a minute."),
    503: ("This is not working just now", "Try again in a minute."),
}


def wants_page(request: Request) -> bool:
    """Say whether this is a person's page and not a program's call or a script's fetch."""
    if request.url.path.startswith(PROGRAMS):
        return False
    return "text/html" in request.headers.get("accept", "")


def render_problem(request: Request, problem: Problem) -> HTMLResponse:
    """Return the problem as a page with its status and headers."""
    heading, advice = WORDS.get(problem.status, WORDS[500 if problem.status >= 500 else 422])
    area = "console" if request.url.path.startswith("/console") else "portal"
    response = page(
        request,
        "problem.html",
        status=problem.status,
        heading=heading,
        advice=advice,
        detail="" if problem.code == "not_found" and problem.status == 404 else problem.detail,
        request_id=getattr(request.state, "request_id", None),
        area=area,
    )
    response.headers.update(problem.headers)
    return response
