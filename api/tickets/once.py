"""A ticket's move under an Idempotency-Key: sent again, it is answered as the first time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from api.idempotency import service as idempotency
from api.idempotency.service import IdempotencyKey
from api.identity.roles import Principal
from api.settings import Settings
from api.tickets.schemas import TicketShown


class NoBody(BaseModel):
    """What a request without a body says."""


@dataclass(frozen=True)
class Once:
    """Does a move, or nothing if the request's key says that it was done; without a key, does it.

    Key, move and answer are one transaction, the caller's: a crash leaves all of them or none.
    """

    key: str | None
    route: str
    keep_hours: int
    response: Response

    def __call__(
        self,
        session: Session,
        principal: Principal,
        move: Callable[[], TicketShown],
        body: BaseModel | None = None,
    ) -> TicketShown:
        """Return the ticket as it stood after the move; `body` is what else must be the same."""
        if self.key is None:
            return move()
        mark = idempotency.fingerprint(self.route, body or NoBody())
        replay = idempotency.begin(session, principal.user_id, self.key, mark, self.keep_hours)
        if replay is not None:
            self.response.headers["Idempotent-Replayed"] = "true"
            return TicketShown.model_validate(replay.body)
        shown = move()
        if shown.conversation_id is not None:
            idempotency.belongs_to(session, principal.user_id, self.key, shown.conversation_id)
        idempotency.finish(session, principal.user_id, self.key, 200, shown)
        return shown


def once_of(request: Request, response: Response, idempotency_key: IdempotencyKey = None) -> Once:
    """Return what does this request's move once."""
    settings: Settings = request.app.state.settings
    route = f"{request.method} {request.url.path}"
    return Once(idempotency_key, route, settings.idempotency_hours, response)


OnceOnly = Annotated[Once, Depends(once_of)]
