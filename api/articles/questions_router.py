"""Who answers an article's questions, over HTTP."""

from fastapi import APIRouter, Request

from api.access import Curator
from api.articles import asking
from api.articles.paths import SlugPath
from api.articles.publisher import Publisher
from api.db import ReadSession
from api.ratelimits import limited

router = APIRouter()


@router.post("/{slug}/who-answers", dependencies=[limited("search")])
def who_answers(
    slug: SlugPath,
    asked: asking.Asked,
    request: Request,
    principal: Curator,
    session: ReadSession,
) -> asking.Answers:
    """Return who answers each question now, and with the newest version published."""
    publisher: Publisher = request.app.state.searcher
    return asking.who_answers(session, slug, publisher, asked.questions)
