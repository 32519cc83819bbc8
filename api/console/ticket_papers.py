"""What a curator does on a ticket's page beside answering."""

from typing import Annotated

from fastapi import APIRouter, Form, Path
from fastapi.responses import Response

from api.access import CuratorPage
from api.console.ticket_page import Desk
from api.portal.forms import typed
from api.ratelimits import limited
from api.tickets import handing, merging, notes, outcomes, telling
from api.tickets.outcomes import AskingOn
from api.tickets.schemas import HandingOver, Merging, NewNote

router = APIRouter(prefix="/console/tickets/{ref}")
WRITES = [limited("write")]
Text = Annotated[str, Form()]
Version = Annotated[int | None, Form(ge=0, le=2**31)]
UserId = Annotated[str, Path(max_length=36)]
NOTHING = "Write something first."
NO_DAY = {
    ("ask_on", kind): "Give the day as a date."
    for kind in ("date_from_datetime_parsing", "date_parsing", "date_from_datetime_inexact")
}
EMPTY = {("text", "value_error"): NOTHING, ("how", "value_error"): "Say how they were told."}


@router.post("/notes", dependencies=WRITES)
def add_note(ref: str, principal: CuratorPage, desk: Desk, text: Text = "") -> Response:
    """Note something for the Hub alone."""
    values = {"text": typed(text)}

    def add() -> None:
        notes.add_note(desk.session, principal, ref, NewNote(text=values["text"]))

    return desk.act(ref, values, "text", add, "noted", EMPTY)


@router.post("/notes/{note_id}", dependencies=WRITES)
def edit_note(
    ref: str,
    note_id: Annotated[int, Path(ge=1, le=2**31)],
    principal: CuratorPage,
    desk: Desk,
    text: Text = "",
    version: Version = None,
) -> Response:
    """Change one's own note; what is refused stands in the box for a new one."""
    values = {"text": typed(text)}

    def edit() -> None:
        new = NewNote(text=values["text"])
        notes.edit_note(desk.session, principal, ref, note_id, new, version)

    return desk.act(ref, values, "text", edit, "edited", EMPTY)


@router.post("/merge", dependencies=WRITES)
def merge(
    ref: str, principal: CuratorPage, desk: Desk, into: Text = "", version: Version = None
) -> Response:
    """Join the ticket with another open one."""
    values = {"into": typed(into).strip().upper()}

    def join() -> None:
        wanted = Merging(into=values["into"])
        merging.merge(desk.session, principal, ref, wanted.into, version)

    needed = {("into", "value_error"): "Give the reference of the other ticket."}
    return desk.act(ref, values, "into", join, "merged", needed)


@router.post("/hand-over", dependencies=WRITES)
def hand_over(
    ref: str,
    principal: CuratorPage,
    desk: Desk,
    partner: Annotated[str, Form(max_length=40)] = "",
    message: Text = "",
    version: Version = None,
) -> Response:
    """Note to whom the ticket is handed, and what they are sent."""
    values = {"partner": partner, "message": typed(message)}

    def hand() -> None:
        handing_over = HandingOver(partner=partner, text=values["message"])
        handing.hand_over(desk.session, principal, ref, handing_over, version)

    return desk.act(ref, values, "message", hand, "handed", EMPTY)


@router.post("/take-back", dependencies=WRITES)
def take_back(
    ref: str, principal: CuratorPage, desk: Desk, said: Text = "", version: Version = None
) -> Response:
    """Take the ticket back, with what the partner said."""
    values = {"said": typed(said)}

    def take() -> None:
        handing.take_back(desk.session, principal, ref, NewNote(text=values["said"]), version)

    return desk.act(ref, values, "said", take, "back", EMPTY)


@router.post("/outcome-date", dependencies=WRITES)
def set_day(
    ref: str, principal: CuratorPage, desk: Desk, ask_on: Annotated[str, Form(max_length=20)] = ""
) -> Response:
    """Set the day on which the officer is asked whether it worked; nothing for never."""
    values = {"ask_on": typed(ask_on).strip()}

    def ask() -> None:
        asking = AskingOn.model_validate({"ask_on": values["ask_on"] or None})
        outcomes.ask_on(desk.session, principal, ref, asking)

    return desk.act(ref, values, "ask_on", ask, "dated", NO_DAY)


@router.post("/deliveries/{user_id}/again", dependencies=WRITES)
def bring_again(ref: str, user_id: UserId, principal: CuratorPage, desk: Desk) -> Response:
    """Bring the answer once more to somebody it did not reach."""

    def bring() -> None:
        telling.bring_again(desk.session, principal, ref, user_id)

    return desk.act(ref, {}, "deliveries", bring, "again")


@router.post("/deliveries/{user_id}/by-hand", dependencies=WRITES)
def tell_by_hand(
    ref: str, user_id: UserId, principal: CuratorPage, desk: Desk, how: Text = ""
) -> Response:
    """Note that somebody the answer did not reach was told another way."""
    values = {"how": typed(how), "told": user_id}

    def tell() -> None:
        told = telling.Telling(how=values["how"])
        telling.tell_by_hand(desk.session, principal, ref, user_id, told)

    return desk.act(ref, values, "how", tell, "told", EMPTY)
