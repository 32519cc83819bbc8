"""Search over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from api.access import OfficerOrService, scoped
from api.errors import PROBLEM_RESPONSES, PROBLEM_TYPE, ProblemDocument
from api.hub_only import service as hub_only
from api.identity.roles import ScopeArea
from api.ratelimits import limited
from api.redaction.service import redact
from api.search.schemas import SearchRequest, SearchResponse
from api.search.service import Search

router = APIRouter(
    prefix="/v1/search",
    tags=["search"],
    responses=PROBLEM_RESPONSES,
    dependencies=[scoped(ScopeArea.SEARCH, reads=True)],
)
UNAVAILABLE = {
    "model": ProblemDocument,
    "content": {PROBLEM_TYPE: {}},
    "description": "There is no index to search: code `search_unavailable`",
}


def get_search(request: Request) -> Search:
    """Return the app's search; a dependency."""
    searcher: Search = request.app.state.searcher
    return searcher


@router.post("", responses={503: UNAVAILABLE}, dependencies=[limited("search")])
def search(
    asked: SearchRequest,
    principal: OfficerOrService,
    searcher: Annotated[Search, Depends(get_search)],
    request: Request,
) -> SearchResponse:
    """Return the articles nearest to a question and whether they are good enough to serve.

    Personal data is taken out of the question first. Within a turn (a service call with
    X-Turn-Id) the question is taken with what was said before it, and the result is remembered on
    the turn. While only the Hub answers, nothing is found but for the Hub's own staff.
    """
    question = redact(asked.question).text
    if principal.turn_id is None:
        if not principal.is_curator and _only_the_hub_answers(request):
            return SearchResponse.withheld(question)
        return searcher.search(question, asked.limit).model_copy(update={"question": question})
    in_turn = asked.model_copy(update={"question": question})
    found: SearchResponse = request.app.state.search_in_turn(principal.turn_id, in_turn)
    return found


def _only_the_hub_answers(request: Request) -> bool:
    with request.app.state.database.reading() as session:
        return hub_only.is_on(session)
