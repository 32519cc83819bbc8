"""The only door to the API: typed calls with one deadline each, and three kinds of failure."""

import asyncio
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Literal, Self, TypeVar
from uuid import UUID

import httpx
import structlog
from pydantic import BaseModel, ValidationError

from actions.contract import (
    Move,
    Noted,
    ProblemDocument,
    SearchRequest,
    SearchResponse,
    Standing,
    TicketPage,
    Verdict,
)
from actions.errors import ApiError, ApiRejected, ApiTimeout, ApiUnavailable, TurnOver
from actions.settings import Settings

log = structlog.get_logger(__name__)
Answer = TypeVar("Answer", bound=BaseModel)
LEAST_TIMEOUT_S = 0.2
TURN_OVER = "turn_over"
Meant = Literal["question", "choice", "return"]


@dataclass(frozen=True)
class Turn:
    """The turn that a call belongs to; the API knows whose it is. `began_at`: seconds, epoch."""

    id: UUID
    began_at: float


class ApiClient:
    """Calls the API as the service `actions`, always on behalf of one turn.

    Every method raises ApiTimeout, ApiUnavailable, ApiRejected or TurnOver, and nothing else.
    A call never outlives the turn's own deadline.
    """

    def __init__(self, settings: Settings, transport: httpx.AsyncBaseTransport | None = None):
        """Connect on first use; `transport` stands in for the network in tests."""
        self._timeout_s = settings.actions_api_timeout_s
        self._turn_timeout_s = settings.actions_turn_timeout_s
        token = settings.actions_api_token.get_secret_value()
        self._http = httpx.AsyncClient(
            base_url=settings.api_url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=None,  # one deadline for the whole call, below, instead of one a phase
            trust_env=False,
            transport=transport,
        )

    async def __aenter__(self) -> Self:
        """Return the client."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close its connections."""
        await self.close()

    async def close(self) -> None:
        """Close every connection."""
        await self._http.aclose()

    async def search(
        self,
        turn: Turn,
        question: str,
        limit: int = 3,
        meant: Meant = "question",
        typed_in: str | None = None,
    ) -> SearchResponse:
        """Return what search finds; the API keeps it with the turn for rendering."""
        body = SearchRequest(question=question, limit=limit, meant=meant, typed_in=typed_in)
        return _read(SearchResponse, await self._call(turn, "POST", "/v1/search", body))

    async def move(self, turn: Turn, move: Move) -> Standing:
        """Make a move in the form or plan of the conversation; return where it stands now."""
        answer = await self._call(turn, "POST", f"/v1/turns/{turn.id}/worksheet", move)
        return _read(Standing, answer)

    async def start_anew(self, turn: Turn) -> None:
        """No request is being written any more, and nothing said before is gone on from."""
        await self._call(turn, "DELETE", f"/v1/turns/{turn.id}/context")

    async def tickets(self, turn: Turn) -> TicketPage:
        """Return the first page of the officer's tickets."""
        return _read(TicketPage, await self._call(turn, "GET", "/v1/tickets"))

    async def rate(self, turn: Turn, verdict: Verdict) -> Noted:
        """Note whether an article helped."""
        return _read(
            Noted, await self._call(turn, "POST", f"/v1/turns/{turn.id}/feedback", verdict)
        )

    async def check_article(self, turn: Turn, slug: str) -> None:
        """Raise ApiRejected with status 404 unless the article is published."""
        await self._call(turn, "GET", f"/v1/articles/{slug}")

    async def _call(
        self,
        turn: Turn,
        method: str,
        path: str,
        body: BaseModel | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        timeout_s = self._time_left_s(turn)
        started = time.monotonic()
        failure = "none"
        try:
            async with asyncio.timeout(timeout_s):
                response = await self._http.request(
                    method,
                    path,
                    json=None if body is None else body.model_dump(mode="json", exclude_none=True),
                    headers={"X-Turn-Id": str(turn.id)} | (headers or {}),
                )
            _raise_for_refusal(response)
            return response
        except TimeoutError as error:
            failure = ApiTimeout.failure
            raise ApiTimeout(timeout_s) from error
        except httpx.HTTPError as error:
            failure = ApiUnavailable.failure
            raise ApiUnavailable(type(error).__name__) from error
        except ApiError as error:
            failure = f"{error.failure}: {error}"
            raise
        finally:
            log.info(
                "api_called",
                turn_id=str(turn.id),
                call=f"{method} {path.replace(str(turn.id), '-')}",
                failure=failure,
                took_ms=round((time.monotonic() - started) * 1000, 1),
            )

    def _time_left_s(self, turn: Turn) -> float:
        left_s = self._turn_timeout_s - (time.time() - turn.began_at)
        return max(LEAST_TIMEOUT_S, min(self._timeout_s, left_s))


def _raise_for_refusal(response: httpx.Response) -> None:
    status = response.status_code
    if response.is_success:
        return
    if status >= 500:
        raise ApiUnavailable(f"status {status}", status)
    try:
        problem = ProblemDocument.model_validate_json(response.content)
    except ValidationError:
        raise ApiRejected(f"http_{status}", status) from None
    kind = TurnOver if problem.code == TURN_OVER else ApiRejected
    raise kind(problem.code, status, problem.detail)


def _read(kind: type[Answer], response: httpx.Response) -> Answer:
    try:
        return kind.model_validate_json(response.content)
    except ValidationError as error:
        raise ApiUnavailable("unreadable answer", response.status_code) from error
