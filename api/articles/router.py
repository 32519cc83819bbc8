"""Articles over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Query, Request, Response

from api.access import Curator, Officer, OfficerOrService, scoped
from api.articles import (
    dates_router,
    history_router,
    importing,
    moves_router,
    questions_router,
    service,
    warnings_router,
)
from api.articles.gate import proposing
from api.articles.gate.checking import Checked
from api.articles.gate.schemas import GateChoice
from api.articles.gate.service import override_of, through
from api.articles.paths import SlugPath, tagged
from api.articles.publisher import Publisher, get_publisher
from api.articles.schemas import (
    ArticleContent,
    ArticlePage,
    ArticleShown,
    ArticleState,
    NewArticle,
)
from api.db import ReadSession, WriteSession
from api.errors import PROBLEM_RESPONSES, Problem
from api.identity.roles import ScopeArea
from api.preconditions import IfMatch, version_of
from api.ratelimits import limited
from api.settings import Settings
from api.uploads import FIELD, UNLIMITED, Uploaded, UploadRoute

router = APIRouter(
    prefix="/v1/articles",
    tags=["articles"],
    responses=PROBLEM_RESPONSES,
    dependencies=[scoped(ScopeArea.ARTICLES)],
)
ToSearch = Annotated[Publisher, Depends(get_publisher)]
WRITES = [limited("write")]
Choice = Annotated[GateChoice | None, Body()]


class MarkdownResponse(Response):
    """A text in Markdown."""

    media_type = "text/markdown"


uploads = APIRouter(route_class=UploadRoute, max_body_size=UNLIMITED)


@router.get("")
def list_articles(
    principal: Officer,
    session: ReadSession,
    state: ArticleState = ArticleState.PUBLISHED,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
) -> ArticlePage:
    """Return a page of articles by slug; other states than published are for curators."""
    if state is not ArticleState.PUBLISHED and not principal.is_curator:
        raise Problem(403, "forbidden", "Drafts and retired articles need the role curator.")
    return service.list_articles(session, state, limit, cursor)


@router.get("/{slug}.md", response_class=MarkdownResponse)
def download_article(slug: SlugPath, principal: Officer, session: ReadSession) -> Response:
    """Return one article as Markdown, in the form of the release's files; 409 if unfinished."""
    article = service.get_for(session, principal, slug)
    return MarkdownResponse(
        service.markdown(article),
        headers={
            "Content-Disposition": f'attachment; filename="{article.slug}.md"',
            "ETag": article.etag,
        },
    )


@router.get("/{slug:slug}")
def read_article(
    slug: SlugPath, principal: OfficerOrService, session: ReadSession, response: Response
) -> ArticleShown:
    """Return one article: to officers the published version, to curators the newest.

    The newest is what PUT replaces; `published_number` says which version officers are given,
    and `/versions/{number}` gives that one.
    """
    if principal.is_curator:
        return tagged(service.get(session, slug), response)
    return tagged(service.get_for(session, principal, slug), response)


@router.post("", status_code=201, dependencies=WRITES)
def create_article(
    new: NewArticle, principal: Curator, session: WriteSession, response: Response
) -> ArticleShown:
    """Make a draft. Its slug is made from the title; a title that exists is 409."""
    article = service.create_draft(session, principal, new.content(), new.origin_ticket_ref)
    response.headers["Location"] = f"/v1/articles/{article.slug}"
    return tagged(article, response)


@uploads.post(
    "/import",
    status_code=201,
    dependencies=WRITES,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "required": [FIELD],
                        "properties": {FIELD: {"type": "string", "format": "binary"}},
                    }
                }
            },
        }
    },
)
def import_document(
    request: Request,
    principal: Curator,
    upload: Uploaded,
    reading: ReadSession,
    session: WriteSession,
    response: Response,
) -> importing.Imported:
    """Make a draft of a Word, PowerPoint, PDF, HTML or Markdown file, with a report on it.

    413 above the limit, 422 with a code `document_…` for what is not taken, 409 for a file that
    was imported before, 503 while too many others are being read.
    """
    document = importing.read_document(reading, upload, request.app.state.settings)
    imported = importing.store_draft(session, principal, document)
    response.headers["Location"] = f"/v1/articles/{imported.article.slug}"
    return imported


@router.put("/{slug:slug}", dependencies=WRITES)
def edit_article(
    slug: SlugPath,
    content: ArticleContent,
    principal: Curator,
    session: WriteSession,
    response: Response,
    if_match: IfMatch = None,
) -> ArticleShown:
    """Store a new version, as a draft. If-Match is required: 428 without, 412 when it is stale.

    Officers go on being given the published version until the new one is published. A retired
    article has to be revived first: 409 `wrong_state`.
    """
    if if_match is None:
        raise Problem(428, "if_match_needed", "Send If-Match with the ETag you read.")
    article = service.edit(session, principal, slug, content, expected_version=version_of(if_match))
    return tagged(article, response)


@router.post("/{slug}/publish", dependencies=WRITES)
def publish_article(
    slug: SlugPath,
    request: Request,
    principal: Curator,
    session: WriteSession,
    publisher: ToSearch,
    response: Response,
    if_match: IfMatch = None,
    choice: Choice = None,
) -> ArticleShown:
    """Have officers given the newest version from now on; a second click changes nothing.

    403 `four_eyes` for who saved that version, where the setting asks for another pair of eyes.
    409 `golden_broken`, with a row for each, if golden questions break; a lead overrides that
    with a reason. 503 `gate_unavailable` while they cannot be asked.
    """
    settings: Settings = request.app.state.settings
    version = version_of(if_match)

    def publish(checked: Checked) -> ArticleShown:
        return service.publish(
            session,
            principal,
            slug,
            publisher,
            expected_version=version,
            four_eyes=settings.needs_four_eyes,
            checked=checked,
            override=override_of(choice),
        )

    article = through(session, publisher, lambda s: proposing.publication(s, slug), publish)
    return tagged(article, response)


@router.post("/{slug}/unpublish", dependencies=WRITES)
def unpublish_article(
    slug: SlugPath,
    principal: Curator,
    session: WriteSession,
    publisher: ToSearch,
    response: Response,
    if_match: IfMatch = None,
    choice: Choice = None,
) -> ArticleShown:
    """Have officers given the article no more; a second click changes nothing.

    409 `golden_broken` while golden questions ask for it, or if others break without it.
    """
    version = version_of(if_match)

    def unpublish(checked: Checked) -> ArticleShown:
        return service.unpublish(
            session,
            principal,
            slug,
            publisher,
            expected_version=version,
            checked=checked,
            override=override_of(choice),
        )

    article = through(session, publisher, lambda s: proposing.withdrawal(s, slug), unpublish)
    return tagged(article, response)


router.include_router(uploads)
router.include_router(moves_router.router)
router.include_router(history_router.router)
router.include_router(dates_router.router)
router.include_router(questions_router.router)
router.include_router(warnings_router.router)
