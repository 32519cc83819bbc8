"""The api process: its parts put together once, and every route it serves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool
from starlette.middleware.trustedhost import TrustedHostMiddleware

from api import errors, headers, health, logs
from api.access import SignInNeeded, refuse_undeclared_routes
from api.articles import router as articles
from api.articles import service as article_service
from api.articles.gate import router as gate
from api.articles.golden import router as golden
from api.audit.sealing import open_database
from api.audit.service import start as start_audit
from api.channels import bringing, context, tickets, topics, turns, web
from api.channels import worksheets as worksheet_moves
from api.channels.live import LiveConversations
from api.channels.rasa_client import RasaClient, RasaMemory
from api.console import article_jobs, audit_routes
from api.console import router as console
from api.conversations.directives import directive_adapter
from api.deliveries import router as deliveries
from api.gaps import gained
from api.gaps import router as gaps
from api.gaps.radar import SYSTEM, make_radar
from api.guard.held import HeldMessages
from api.guard.service import load_guard
from api.hub_only import router as hub_only
from api.identity import router as people
from api.identity.oidc.provider import make_provider
from api.insight import counting
from api.insight import router as insight
from api.notifications import router as notices
from api.notifications import webhook_router as webhooks
from api.notifications.couriers import couriers as notice_couriers
from api.outbox.couriers import AnyCourier
from api.portal import router as portal
from api.portal.problems import render_problem, wants_page
from api.ratelimits import RateLimits
from api.recall import router as recall
from api.recall.telling import couriers as recall_couriers
from api.redaction import service as redaction
from api.retention import router as retention
from api.retention.daily import purge_daily
from api.search import router as search
from api.search.service import Search, SearchService
from api.settings import Mode, Settings, get_settings
from api.staffing import router as staffing
from api.staffing.sweep import EVERY_S as SWEEP_EVERY_S
from api.staffing.sweep import sweep
from api.tickets import files, outcomes
from api.tickets import routes as ticket_routes
from api.tickets.file_store import FileStore
from api.tickets.levels import service_levels
from api.tickets.presence import Presence
from api.tickets.routing import routing
from api.timetable import Job, keep
from api.worksheets import router as worksheets

HERE = Path(__file__).resolve().parent
REOPEN_S = 10.0
LOCAL_HOSTS = ["127.0.0.1", "localhost", "::1", "[::1]"]
MAX_BODY_BYTES = 1_000_000


def create_app(settings: Settings | None = None, searcher: Search | None = None) -> FastAPI:
    """Return the app; `searcher` replaces the real search, for tests of other parts."""
    settings = settings or get_settings()
    logs.configure(settings.log_level)
    _check_data()
    app = FastAPI(
        title="Prevention Assistant",
        version="1",
        lifespan=_lifespan,
        max_body_size=MAX_BODY_BYTES,
        openapi_url=None,  # served by api.health with a declared role, as every route
        docs_url=None,  # its page loads scripts from elsewhere; the document is /openapi.json
        redoc_url=None,
    )
    state = app.state
    state.settings = settings
    state.database = open_database(settings)
    state.live = LiveConversations()
    state.held = HeldMessages()
    state.rasa = RasaClient(settings.rasa_url, settings.rasa_timeout_s, settings.rasa_token)
    state.rate_limits = RateLimits(settings)
    state.provider = make_provider(settings)
    state.searcher = searcher or SearchService(settings)
    state.search_in_turn = context.search_in_turn(state.database, state.searcher)
    state.files = FileStore(settings.files_dir)
    state.rasa_memory = RasaMemory(settings.rasa_url, settings.rasa_token)
    outside: dict[str, AnyCourier] = dict(notice_couriers(settings))
    outside |= recall_couriers(state.live.grew)
    state.relay = bringing.make_relay(state.database, state.live, state.rasa_memory, outside)
    state.presence = Presence()
    _install(app)
    return app


def _check_data() -> None:
    """Refuse to start with a file of the force's own that makes no sense; the error names what."""
    service_levels()
    routing()


def _install(app: FastAPI) -> None:
    errors.install(app)
    headers.install(app)
    logs.install(app)
    if app.state.settings.mode is Mode.LOCAL:
        # another site's name that resolves to this machine must not reach the demo sign-in
        hosts = [*LOCAL_HOSTS, app.state.settings.api_host]
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False)
    app.add_exception_handler(SignInNeeded, _to_sign_in)
    errors.render_pages_with(app, wants_page, render_problem)
    routers = (
        audit_routes,
        health, search, web, turns, tickets, ticket_routes, worksheet_moves, worksheets, retention,
        notices, webhooks, deliveries, hub_only, golden, gate, recall, articles, gaps, insight,
        people, staffing, portal, console,
    )  # fmt: skip
    for module in routers:
        app.include_router(module.router)
    refuse_undeclared_routes(app)
    assets = app.state.settings.models_dir / "assets"
    app.mount("/assets", StaticFiles(directory=assets, check_dir=False), name="assets")
    app.mount("/static", StaticFiles(directory=HERE / "static" / "js"), name="static")
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Load search, bring it in step with the database, deliver what is owed."""
    state = app.state
    await run_in_threadpool(load_guard)
    await run_in_threadpool(redaction.read_lists)
    await run_in_threadpool(start_audit, state.database)
    await run_in_threadpool(_open_search, app)
    state.relay.start()
    beside = [
        asyncio.create_task(_until_search_opens(app)),
        asyncio.create_task(purge_daily(state.database, state.settings)),
        asyncio.create_task(keep(state.database, _jobs(app))),
    ]
    yield
    for task in beside:
        task.cancel()
    state.relay.stop()
    state.rasa_memory.close()
    state.searcher.close()
    await state.rasa.aclose()


def _jobs(app: FastAPI) -> list[Job]:
    """Return what api does by itself, besides purging."""
    database, search = app.state.database, app.state.searcher
    return [
        *article_jobs.make_jobs(search, app.state.settings),
        Job("topics", topics.EVERY_S, topics.make_topics(database, search)),
        Job("sweep", SWEEP_EVERY_S, sweep),
        Job("gaps", 300, make_radar(database, search)),
        Job("did_it_work", 900, outcomes.ask_due),
        Job("forgotten_files", 3600, files.sweeper(app.state.files)),
        Job("insight", 3600, counting.make_job(database)),
        Job("gaps_gained", 120, gained.make_job(database, search, SYSTEM)),
    ]


def _open_search(app: FastAPI) -> None:
    """Open search and have it hold what the database publishes."""
    searcher: Search = app.state.searcher
    searcher.open()
    with app.state.database.reading() as session:
        searcher.sync(article_service.published(session))


async def _until_search_opens(app: FastAPI) -> None:
    """Try to open search now and then, for as long as it could not be opened."""
    while not app.state.searcher.ready:
        await asyncio.sleep(REOPEN_S)
        await run_in_threadpool(_open_search, app)


async def _to_sign_in(request: Request, error: Exception) -> Response:
    assert isinstance(error, SignInNeeded)
    url = request.url_for("sign_in_page").include_query_params(back=error.back)
    return RedirectResponse(f"{url.path}?{url.query}", status_code=303)


def _openapi(app: FastAPI) -> dict[str, Any]:
    """Return the API's document, with the actions' directives among its components."""
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, routes=app.routes)
        schemas = document["components"]["schemas"]
        directives = directive_adapter.json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(directives.pop("$defs"))
        schemas["AnyDirective"] = directives
        app.openapi_schema = document
    return app.openapi_schema
