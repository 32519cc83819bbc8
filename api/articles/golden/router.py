"""Golden questions over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.access import Curator, scoped
from api.articles.golden import service
from api.articles.golden.schemas import (
    GoldenContent,
    GoldenPage,
    GoldenShown,
    GoldenState,
    NewGolden,
)
from api.db import ReadSession, WriteSession
from api.errors import PROBLEM_RESPONSES, Problem
from api.identity.roles import ScopeArea
from api.preconditions import IfMatch, version_of
from api.ratelimits import limited

router = APIRouter(
    prefix="/v1/golden",
    tags=["gate"],
    responses=PROBLEM_RESPONSES,
    dependencies=[scoped(ScopeArea.ARTICLES)],
)
GoldenId = Annotated[int, Path(ge=1, le=2**63 - 1)]
WRITES = [limited("write")]


@router.get("")
def list_golden(
    principal: Curator,
    session: ReadSession,
    state: GoldenState = GoldenState.ACTIVE,
    article: Annotated[str | None, Query(max_length=100)] = None,
    words: Annotated[str, Query(max_length=100)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
) -> GoldenPage:
    """Return a page of golden questions by id: of one article, or with these words in them."""
    return service.list_golden(session, state, limit, cursor, article, words)


@router.post("", status_code=201, dependencies=WRITES)
def add_golden(
    new: NewGolden, principal: Curator, session: WriteSession, response: Response
) -> GoldenShown:
    """Have a question asked before articles change. 422 if it is a sample question."""
    golden = service.add(session, principal, new)
    response.headers["Location"] = f"/v1/golden/{golden.id}"
    return _tagged(golden, response)


@router.get("/{golden_id}")
def read_golden(
    golden_id: GoldenId, principal: Curator, session: ReadSession, response: Response
) -> GoldenShown:
    """Return one golden question."""
    return _tagged(service.get(session, golden_id), response)


@router.put("/{golden_id}", dependencies=WRITES)
def edit_golden(
    golden_id: GoldenId,
    content: GoldenContent,
    principal: Curator,
    session: WriteSession,
    response: Response,
    if_match: IfMatch = None,
) -> GoldenShown:
    """Replace what it asks or wants. If-Match is required: 428 without, 412 when it is stale."""
    if if_match is None:
        raise Problem(428, "if_match_needed", "Send If-Match with the ETag you read.")
    golden = service.edit(
        session, principal, golden_id, content, expected_version=version_of(if_match)
    )
    return _tagged(golden, response)


@router.post("/{golden_id}/retire", dependencies=WRITES)
def retire_golden(
    golden_id: GoldenId,
    principal: Curator,
    session: WriteSession,
    response: Response,
    if_match: IfMatch = None,
) -> GoldenShown:
    """Have it asked no more; a second click changes nothing."""
    version = version_of(if_match)
    golden = service.retire(session, principal, golden_id, expected_version=version)
    return _tagged(golden, response)


@router.post("/{golden_id}/take-up", dependencies=WRITES)
def take_up_golden(
    golden_id: GoldenId,
    principal: Curator,
    session: WriteSession,
    response: Response,
    if_match: IfMatch = None,
) -> GoldenShown:
    """Have a retired one asked again; a second click changes nothing."""
    version = version_of(if_match)
    golden = service.take_up(session, principal, golden_id, expected_version=version)
    return _tagged(golden, response)


def _tagged(golden: GoldenShown, response: Response) -> GoldenShown:
    response.headers["ETag"] = golden.etag
    return golden
