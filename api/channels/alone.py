"""Filling a worksheet without rasa: each step is taken by our own engine, and the next asked."""

import json
import re
from collections.abc import Callable
from typing import Any, Final

from api.channels import directing, filling
from api.channels.moves import REQUEST, make_move
from api.channels.rendering import Rendering
from api.channels.standing import Move, Standing
from api.conversations import repository
from api.conversations.schemas import LinkShown
from api.errors import Problem
from api.wording import wording
from knowledge import Outcome

PAYLOAD: Final = re.compile(r"/(?P<intent>[a-z_]+)(?P<entities>\{.*\})?", re.DOTALL)


def move_of_button(intent_message: str) -> Move | None:
    """Return the move that a button stands for, None if it is none of a worksheet's."""
    match = PAYLOAD.fullmatch(intent_message)
    assert match is not None  # only we write intent messages
    entities: dict[str, Any] = json.loads(match["entities"] or "{}")
    new = entities.get("new") == "yes"
    match match["intent"]:
        case "resume":
            return Move(
                do=entities.get("do", "resume"),
                worksheet_id=entities.get("worksheet"),
                step=entities.get("step"),
                text=entities.get("value"),
            )
        case "ask_the_hub":
            return Move(do="begin", kind="guidance_request")
        case "start_plan":
            return Move(do="begin", kind="plan", new=new)
        case "make_submission":
            return Move(do="begin", kind=entities.get("kind", "submission"), new=new)
    return None


def move_of_text(text: str) -> Move | None:
    """Return the move that a typed text makes while something is asked; None leaves it."""
    typed = wording().worksheet.typed
    said = " ".join(re.findall(r"[\w']+", text.casefold()))
    if said in typed.later:
        return None
    if said in typed.skip:
        return Move(do="skip")
    if said in typed.back:
        return Move(do="change", step="back")
    return Move(do="answer", text=text)


def made(move: Move | None) -> Callable[[Rendering], None]:
    """Return what makes the move and asks for what is due next; None leaves the worksheet."""

    def render(rendering: Rendering) -> None:
        words = wording()
        if move is None:
            rendering.left = True
            rendering.notice("cancelled", words.worksheet.left, Outcome.degraded)
            _leave(rendering)
            return
        links = _form_link(rendering, move)
        rendering.notice("dialogue_down", words.worksheet.kept_alone, Outcome.degraded, links)
        try:
            standing = _make(rendering, move)
        except Problem as problem:
            rendering.notice("not_an_answer", problem.detail, Outcome.degraded)
            directing.worksheet_step(rendering)
            return
        _say(rendering, standing)

    return render


def _form_link(rendering: Rendering, move: Move) -> list[LinkShown]:
    """Return the way to the page on which a request to the Hub can be finished as well."""
    sheet = filling.current_of(rendering)
    if REQUEST not in (move.kind, sheet.kind if sheet is not None else None):
        return []
    return [LinkShown(label=wording().degraded.open_the_form, url=rendering.form_url())]


def _leave(rendering: Rendering) -> None:
    conversation = repository.find_conversation(rendering.session, rendering.conversation_id)
    assert conversation is not None
    conversation.worksheet_id = None


def _make(rendering: Rendering, move: Move) -> Standing:
    conversation = repository.find_conversation(rendering.session, rendering.conversation_id)
    assert conversation is not None
    return make_move(
        rendering.session,
        rendering.principal,
        conversation,
        rendering.turn_id,
        move,
        rendering.search,
    )


def _say(rendering: Rendering, standing: Standing) -> None:
    words = wording().worksheet
    match standing.at:
        case "step" | "review" | "unclear":
            directing.worksheet_step(rendering)
        case "sent":
            ref = standing.ticket_ref or ""
            directing.opened_ticket(rendering, ref, wording().ticket.opened.format(ref=ref))
        case "joined":
            ref = standing.ticket_ref or ""
            rendering.notice("joined", words.joined.format(ref=ref), Outcome.degraded)
        case "several":
            filling.listed(rendering, standing.kind or "", words.several)
        case "which":
            filling.which(rendering)
        case _:
            rendering.notice("no_worksheet", words.none_open, Outcome.degraded)
