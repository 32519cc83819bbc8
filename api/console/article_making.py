"""A draft made of a ticket's question and answer."""

import re
from datetime import timedelta

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from api.access import CuratorPage
from api.articles import service
from api.articles.schemas import ArticleContent
from api.console.article_form_page import back_to
from api.db import WriteSession, utc_now
from api.errors import Problem
from api.ratelimits import limited
from api.tickets import service as tickets
from api.tickets.schemas import TicketShown
from knowledge.models import HEADINGS

router = APIRouter(prefix="/console")
TITLE_CHARS, QUESTION_CHARS, SUMMARY_CHARS = 200, 300, 3000
REVIEW_AFTER = timedelta(days=365)


@router.post("/tickets/{ref}/article", dependencies=[limited("write")])
def make_from_ticket(ref: str, principal: CuratorPage, session: WriteSession) -> Response:
    """Make a draft of a ticket's question and answer; the one made before is opened again."""
    made = service.made_from_ticket(session, ref)
    if made is not None:
        return RedirectResponse(f"/console/articles/{made.slug}", status_code=303)
    ticket = tickets.get(session, principal, ref)
    content = _from_ticket(ticket)
    try:
        shown = service.create_draft(session, principal, content, ref)
    except Problem as problem:
        if problem.code != "title_taken":
            raise
        title = f"{content.title[: TITLE_CHARS - len(ref) - 3]} ({ref})"
        content = content.model_copy(update={"title": title})
        shown = service.create_draft(session, principal, content, ref)
    return back_to(shown.slug, "drafted")


def _from_ticket(ticket: TicketShown) -> ArticleContent:
    """Return what a ticket gives of an article: the question, and the answer as its summary."""
    if not ticket.answer:
        raise Problem(409, "not_answered", f"{ticket.ref} has no answer to make an article of.")
    summary, rest = _split(re.sub(r"(?m)^## ", "### ", ticket.answer))
    return ArticleContent.model_validate(
        {
            "title": ticket.question[:TITLE_CHARS],
            "summary": summary,
            "sections": [{"heading": HEADINGS[0], "body_markdown": rest}] if rest else [],
            "review_date": utc_now().date() + REVIEW_AFTER,
            "sample_questions": [ticket.question[:QUESTION_CHARS]],
        }
    )


def _split(answer: str) -> tuple[str, str]:
    """Return an answer as a summary and what follows it, parted after its first paragraph."""
    first, _, rest = answer.partition("\n\n")
    return (answer, "") if len(answer) <= SUMMARY_CHARS else (first[:SUMMARY_CHARS], rest)
