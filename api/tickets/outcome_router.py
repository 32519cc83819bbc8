"""Did it work? Over HTTP: the day is the Hub's to set, the answer the asker's."""

from fastapi import APIRouter

from api.access import Curator, Officer, ScopeArea, scoped
from api.db import ReadSession, WriteSession
from api.errors import PROBLEM_RESPONSES
from api.ratelimits import limited
from api.tickets import outcomes
from api.tickets.outcomes import AskingOn, OutcomeShown, Said

router = APIRouter(
    prefix="/v1/tickets/{ref}/outcome",
    tags=["tickets"],
    responses=PROBLEM_RESPONSES,
    dependencies=[scoped(ScopeArea.TICKETS)],
)
WRITES = [limited("write")]


@router.get("")
def read_outcome(ref: str, principal: Officer, session: ReadSession) -> OutcomeShown:
    """Return whether it worked, to who asked and to the Hub."""
    return outcomes.outcome(session, principal, ref)


@router.put("/date", dependencies=WRITES)
def set_day(ref: str, asking: AskingOn, principal: Curator, session: WriteSession) -> OutcomeShown:
    """Set the day on which the asker is asked whether it worked, or none."""
    return outcomes.ask_on(session, principal, ref, asking)


@router.post("", dependencies=WRITES)
def say_outcome(ref: str, said: Said, principal: Officer, session: WriteSession) -> OutcomeShown:
    """Say of one's own ticket whether what was advised worked, once that was asked."""
    return outcomes.say(session, principal, ref, said)
