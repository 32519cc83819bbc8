"""Who may call what: every route names its role here, and a route that does not is refused.

Beside its role a route may name its area (`scoped`): a bearer token that is narrowed to scopes
gets nowhere else.

One of the joining modules: it looks up identities and, for the actions process, the open turn it
acts in.
"""

import hmac
from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit

import structlog
from fastapi import Depends, FastAPI, Request, params
from fastapi.routing import RouteContext, iter_route_contexts
from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool
from starlette.routing import Mount

from api.conversations import repository as conversations
from api.db import Database
from api.errors import Problem
from api.frame import frame_of
from api.identity import service as identity
from api.identity.roles import INCLUDES, Principal, Role
from api.identity.roles import ScopeArea as ScopeArea  # also for routers below identity
from api.settings import Mode, Settings

log = structlog.get_logger(__name__)
COOKIE = "prevention_session"
CSRF_HEADER = "x-csrf-token"
PROGRAMS = ("/v1/", "/portal/")  # answered without a page, so without what a page's frame shows
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def public() -> None:
    """Mark a route as open to everyone, signed in or not: `dependencies=[Depends(public)]`."""


class Requires:
    """A dependency that returns the principal if its role includes one of `roles`."""

    def __init__(self, *roles: Role, page: bool = False, by_itself: bool = False) -> None:
        """With `page`, somebody not signed in is sent to the sign-in page, not refused.

        `by_itself` is for what an open page asks with nobody at it: no sign of a session in use.
        """
        self.roles = roles
        self.page = page
        self.by_itself = by_itself

    async def __call__(self, request: Request) -> Principal:
        """Identify, check the role, and for a browser's write check that it is our own page."""
        principal = await current_principal(request)
        if principal is None:
            raise SignInNeeded(request) if self.page else _not_signed_in()
        if not any(principal.may(role) for role in self.roles):
            raise Problem(403, "forbidden", f"This needs the role {' or '.join(self.roles)}.")
        if principal.scopes is not None and not getattr(request.state, "in_scope", False):
            raise Problem(403, "outside_scope", "A token narrowed to scopes does not open this.")
        if request.method not in SAFE_METHODS and principal.csrf_token is not None:
            await check_csrf(request, principal.csrf_token)
        if not self.by_itself and identity.is_use_due(principal):
            await run_in_threadpool(_note_use, request.app.state.database, principal)
        return principal


class InScope:
    """A dependency that opens a route to narrowed tokens which have its scope.

    That is the area's `read` for a method that changes nothing (or if it only `reads` by whatever
    method), else its `write`. It runs before
    `Requires`, which refuses a narrowed token wherever no scope was found good.
    """

    def __init__(self, area: ScopeArea, reads: bool = False) -> None:
        """Keep the area, and whether nothing in it is changed."""
        self.area = area
        self.reads = reads

    def scope(self, method: str) -> str:
        """Return the scope that a call by that method needs."""
        return f"{self.area}:{'read' if self.reads or method in SAFE_METHODS else 'write'}"

    async def __call__(self, request: Request) -> None:
        """Note that the token has the scope, or refuse it and name the scope."""
        principal = await current_principal(request)
        if principal is None or principal.scopes is None:
            return
        needed = self.scope(request.method)
        if needed not in principal.scopes:
            raise Problem(403, "outside_scope", f"This token lacks the scope {needed}.")
        request.state.in_scope = True


def scoped(area: ScopeArea, *, reads: bool = False) -> params.Depends:
    """Return the dependency that gives a router, or one route, its area."""
    return params.Depends(InScope(area, reads))


class SignInNeeded(Exception):
    """A page was asked for by somebody who is not signed in."""

    def __init__(self, request: Request) -> None:
        """Remember the local page to come back to; nothing for a write."""
        super().__init__("sign-in needed")
        query = f"?{request.url.query}" if request.url.query else ""
        self.back = request.url.path + query if request.method == "GET" else "/"


def _not_signed_in() -> Problem:
    return Problem(
        401,
        "not_signed_in",
        "Sign in, or send a bearer token.",
        headers={"WWW-Authenticate": "Bearer"},
    )


async def current_principal(request: Request) -> Principal | None:
    """Return who is asking, or None; looked up once a request."""
    if not hasattr(request.state, "principal"):
        request.state.principal = await run_in_threadpool(_identify, request)
    principal: Principal | None = request.state.principal
    return principal


def _identify(request: Request) -> Principal | None:
    settings: Settings = request.app.state.settings
    database: Database = request.app.state.database
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    token = bearer.strip() if scheme.lower() == "bearer" else None
    cookie = request.cookies.get(COOKIE)
    if token is None and cookie is None:
        return None
    service_token = settings.actions_api_token
    with database.reading() as session:
        if token and service_token and _same(token, service_token.get_secret_value()):
            return _within_turn(session, request.headers.get("x-turn-id", ""))
        principal = identity.identify(
            session,
            cookie=cookie,
            bearer=token,
            idle=timedelta(minutes=settings.session_idle_minutes),
            demo=settings.mode is Mode.LOCAL,
        )
        if principal is not None and not request.url.path.startswith(PROGRAMS):
            request.state.frame = frame_of(session, principal)
        return principal


def _note_use(database: Database, principal: Principal) -> None:
    """Note that session or token is in use; while others write for long, the next call does."""
    try:
        with database.writing() as session:
            identity.note_use(session, principal)
    except OperationalError:
        log.info("use_not_noted", user_id=principal.user_id)


def _same(left: str, right: str) -> bool:
    return hmac.compare_digest(_bytes(left), _bytes(right))


def _bytes(text: str) -> bytes:
    """Return any string as bytes, one with lone surrogates too."""
    return text.encode("utf-8", "surrogatepass")


def _within_turn(session: Any, turn_id: str) -> Principal:
    """Return the actions process acting for the officer of an open turn."""
    turn = conversations.find_turn(session, turn_id)
    if turn is None:
        raise Problem(404, "no_such_turn", "X-Turn-Id names no turn.")
    if turn.closed_at is not None:
        raise Problem(409, "turn_over", "This turn is over; the officer has been answered.")
    owner = identity.user_of(session, conversations.owner_of(session, turn.conversation_id))
    return Principal(
        user_id=owner.user_id,
        username=owner.username,
        name=owner.name,
        role=Role.SERVICE,
        turn_id=turn.id,
        conversation_id=turn.conversation_id,
    )


async def check_csrf(request: Request, expected: str) -> None:
    """Refuse a browser's write that did not come from our own page."""
    check_same_origin(request)
    given = request.headers.get(CSRF_HEADER)
    if given is None and _is_form(request):
        value = (await request.form()).get("csrf_token")
        given = value if isinstance(value, str) else None
    if given is None or not _same(given, expected):
        raise Problem(403, "csrf", "This page is out of date. Reload it and try again.")


def check_same_origin(request: Request) -> None:
    """Refuse a write whose Origin is another site's."""
    origin = request.headers.get("origin")
    if origin is not None and _host_of(origin) != request.headers.get("host"):
        raise Problem(403, "cross_origin", "Writes are taken from our own pages only.")


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:  # "http://[" is nobody's origin
        return None


def _is_form(request: Request) -> bool:
    kind = request.headers.get("content-type", "")
    return kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data"))


def api_routes(app: FastAPI) -> list[RouteContext]:
    """Return every route of the app, however deep its router was included; static files aside."""
    contexts = iter_route_contexts(app.routes)
    return [context for context in contexts if not isinstance(context.original_route, Mount)]


def refuse_undeclared_routes(app: FastAPI) -> None:
    """Raise RuntimeError naming each route that states neither a role nor `public`."""
    bare = [str(route.path) for route in api_routes(app) if not any(map(_declares, calls(route)))]
    if bare:
        raise RuntimeError(f"routes without a declared role: {', '.join(bare)}")


def scopes_open_to(app: FastAPI, role: Role) -> list[str]:
    """Return, sorted, every scope that some route asks for which that role may call."""
    return sorted(
        {
            call.scope(method)
            for route in api_routes(app)
            if any(_admits(call, role) for call in calls(route))
            for call in calls(route)
            if isinstance(call, InScope)
            for method in route.methods or ()
        }
    )


def calls(route: RouteContext) -> list[Callable[..., Any] | None]:
    """Return everything that runs for a request to the route, its dependencies included."""
    dependant = getattr(route, "dependant", None)
    return _calls(dependant) if dependant is not None else []


def _declares(call: Callable[..., Any] | None) -> bool:
    return isinstance(call, Requires) or call is public


def _calls(dependant: Any) -> list[Callable[..., Any] | None]:
    found = [dependant.call]
    for child in dependant.dependencies:
        found.extend(_calls(child))
    return found


def _admits(call: Callable[..., Any] | None, role: Role) -> bool:
    return isinstance(call, Requires) and any(needed in INCLUDES[role] for needed in call.roles)


Officer = Annotated[Principal, Depends(Requires(Role.OFFICER))]
Curator = Annotated[Principal, Depends(Requires(Role.CURATOR))]
Lead = Annotated[Principal, Depends(Requires(Role.LEAD))]
Service = Annotated[Principal, Depends(Requires(Role.SERVICE))]
OfficerOrService = Annotated[Principal, Depends(Requires(Role.OFFICER, Role.SERVICE))]
OfficerPage = Annotated[Principal, Depends(Requires(Role.OFFICER, page=True))]
LeadPage = Annotated[Principal, Depends(Requires(Role.LEAD, page=True))]
CuratorPage = Annotated[Principal, Depends(Requires(Role.CURATOR, page=True))]
Admin = Annotated[Principal, Depends(Requires(Role.ADMIN))]
AdminPage = Annotated[Principal, Depends(Requires(Role.ADMIN, page=True))]
OpenPage = Annotated[Principal, Depends(Requires(Role.OFFICER, by_itself=True))]
"""An officer's page that asks by itself, again and again, whether somebody is there or not."""


def colleagues(request: Request) -> tuple[str, ...]:
    """Return the ids of everybody whose role includes that of a curator; a dependency."""
    database: Database = request.app.state.database
    with database.reading() as session:
        return tuple(identity.ids_of(session, Role.CURATOR))


Colleagues = Annotated[tuple[str, ...], Depends(colleagues)]
