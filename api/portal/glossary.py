"""The short forms that officers meet, and what they stand for, as a page."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.access import OfficerPage
from api.db import ReadSession
from api.portal.templating import page
from api.tickets import service as tickets
from knowledge.glossary import Term, load_glossary

router = APIRouter(prefix="/glossary")
MAX_FILTER_CHARS = 100
# Read when api starts: the first answer, which marks short forms, need not wait for it.
_TERMS: Final = sorted(
    (term for term in load_glossary().terms if term.display), key=lambda term: term.term.casefold()
)


@router.get("")
def glossary_page(
    request: Request, principal: OfficerPage, session: ReadSession, q: Annotated[str, Query()] = ""
) -> HTMLResponse:
    """Show every term, or with `q` those that have it in their short form or their meaning."""
    wanted, errors, status = q.strip(), {}, 200
    if len(wanted) > MAX_FILTER_CHARS:
        status, errors = 422, {"q": f"Filter with at most {MAX_FILTER_CHARS} characters."}
    return page(
        request,
        "portal/glossary.html",
        status=status,
        unread=tickets.unread(session, principal),
        q=wanted,
        max_chars=MAX_FILTER_CHARS,
        errors=errors,
        terms=[] if errors else having(wanted),
        of=len(_TERMS),
    )


def having(wanted: str) -> list[Term]:
    """Return the terms with `wanted` in any of their words, whatever the case; by short form.

    A term that is `wanted` to the letter comes first.
    """
    key = " ".join(wanted.casefold().split())
    found = (term for term in _TERMS if key in _words_of(term))
    return sorted(found, key=lambda term: key != term.term.casefold())


def _words_of(term: Term) -> str:
    return "\n".join((term.term, term.means, *term.also)).casefold()
