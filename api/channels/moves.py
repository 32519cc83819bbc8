"""What a message or a button does to the worksheet that a conversation is filling.

The dialogue says what was done (typed, skipped, changed …); what follows from it is decided here,
and the answer says where the worksheet stands now. The same moves are made without rasa.
"""

import re
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator
from sqlalchemy.orm import Session

from api.channels import offering
from api.channels.sending import send
from api.conversations.models import Conversation
from api.errors import Problem
from api.identity.roles import Principal
from api.redaction.service import redact
from api.search.service import Search
from api.wording import wording
from api.worksheets import repository, service
from api.worksheets.answers import sends
from api.worksheets.kinds import MAX_CHARS, KindName, kind, kind_said
from api.worksheets.models import Worksheet

LISTED = 5
REQUEST: Final = "guidance_request"
QUESTION: Final = "question"
Do = Literal[
    "begin", "resume", "answer", "retry", "use", "skip", "change", "aside", "agree", "refuse",
    "send", "join",
]  # fmt: skip
At = Literal["step", "review", "sent", "joined", "left", "which", "several", "nothing", "unclear"]
CLOSED: Final[dict[str, At]] = {"sent": "sent", "joined": "joined"}


class Move(BaseModel):
    """One move. `new` begins another one although one of its kind is unfinished.

    `text` is what was typed, of any move: an answer, what to change, what may yet be an answer,
    words that may name a kind. `asked` is the question that the dialogue remembers.
    `worksheet_id` and `step` are those that a button was made for.
    """

    model_config = ConfigDict(extra="forbid")

    do: Do
    kind: KindName | Literal["submission"] | None = None
    new: bool = False
    worksheet_id: str | None = Field(default=None, max_length=36)
    step: str | None = Field(default=None, max_length=20)
    text: str | None = Field(default=None, max_length=MAX_CHARS)
    ordinal: str | None = Field(default=None, max_length=10)
    asked: str | None = Field(default=None, max_length=MAX_CHARS)

    @field_validator("text", "asked")
    @classmethod
    def no_nul(cls, text: str | None) -> str | None:
        """Refuse NUL."""
        if text is not None and "\x00" in text:
            raise ValueError("must not contain a NUL character")
        return text

    def step_is_past(self, asked: str | None) -> bool:
        """Say whether this is the button of a question that is no longer the one asked."""
        return self.do in ("answer", "skip") and self.step is not None and self.step != asked


class Standing(BaseModel):
    """Where a worksheet stands after a move.

    `step`: its next question is due. `review`: it is complete and shown before it is sent. `sent`:
    it is ticket `ticket_ref`. `joined`: the answer to that ticket of another officer is waited for
    instead. `left`: nothing is asked any more, and all is kept. `which`: it must
    be said which kind. `several`: it must be said which one. `nothing`: there is none to go on
    with. `unclear`: no question of it is meant by what was said.
    """

    at: At
    worksheet_id: str | None = None
    kind: KindName | None = None
    step: str | None = None
    ticket_ref: str | None = None


def make_move(
    session: Session,
    principal: Principal,
    conversation: Conversation,
    turn_id: str,
    move: Move,
    search: Search | None = None,
) -> Standing:
    """Make the move in the principal's own conversation and say where the worksheet stands."""
    if move.do == "begin":
        return _begin(session, principal, conversation, move)
    if move.worksheet_id is not None:
        named = service.own(session, principal.user_id, move.worksheet_id)
        if named.state != "open":
            return standing(named)
        _take_up(session, conversation, named)
    elif move.do == "resume":
        return _resume(session, principal, conversation, move.text)
    sheet = current(session, conversation)
    if sheet is None and move.do == "change":
        found = _resume(session, principal, conversation, move.text)
        sheet = current(session, conversation)
        if sheet is None:
            return found
    if sheet is None:
        return Standing(at="nothing")
    if sheet.state != "open" or (move.step_is_past(sheet.step)):
        return standing(sheet)
    match move.do:
        case "resume":
            return standing(sheet)
        case "answer":
            return _answer(session, principal, sheet, turn_id, move, search)
        case "retry":
            return _retry(session, principal, sheet, turn_id, move, search)
        case "agree" | "use":
            return _agree(session, principal, sheet, turn_id, move, search)
        case "refuse":
            return _refuse(session, principal, sheet, turn_id, move, search)
        case "skip":
            return _skip(session, principal, sheet, search)
        case "change":
            return _change(sheet, move)
        case "aside":
            service.offer(sheet, move.text)
            return standing(sheet)
        case "send":
            send(session, principal, sheet)
            return standing(sheet)
        case "join":
            return _join(session, principal, sheet, move.text or "", search)
    raise AssertionError(move.do)


def clear_requests(session: Session, conversation: Conversation) -> None:
    """Throw away the requests to the Hub that are being written here; plans and forms stay."""
    for sheet in repository.open_in(session, conversation.id, REQUEST):
        service.discard(sheet)
    conversation.asked = None


def _join(
    session: Session, principal: Principal, sheet: Worksheet, ref: str, search: Search | None
) -> Standing:
    """Wait for the answer to that request instead; one that is open no more is said to be."""
    if search is not None:
        try:
            offering.join(session, search, principal, sheet, ref)
        except Problem as problem:
            message = wording().worksheet.not_joined
            row = {"field": "review", "message": message}
            raise Problem(422, "not_an_answer", message, errors=[row]) from problem
    return standing(sheet)


def current(session: Session, conversation: Conversation) -> Worksheet | None:
    """Return the worksheet that the conversation is filling."""
    if conversation.worksheet_id is None:
        return None
    return repository.owned(session, conversation.worksheet_id, conversation.user_id)


def standing(sheet: Worksheet) -> Standing:
    """Say where the worksheet stands."""
    at: At = "step" if sheet.step is not None else "review"
    if sheet.state != "open":
        at = CLOSED.get(sheet.state, "nothing")
    return Standing.model_validate(
        {
            "at": at,
            "worksheet_id": sheet.id,
            "kind": sheet.kind,
            "step": sheet.step,
            "ticket_ref": sheet.ticket_ref,
        }
    )


def unfinished(
    session: Session, user_id: str, kinds: tuple[str, ...] = (), limit: int = LISTED
) -> list[Worksheet]:
    """Return the user's unfinished worksheets that hold anything, the last touched first."""
    rows = repository.of_user(session, user_id, ["open"], kinds, service.MAX_OPEN)
    return [row for row in rows if service.is_begun(row)][:limit]


def _begin(
    session: Session, principal: Principal, conversation: Conversation, move: Move
) -> Standing:
    if move.kind == REQUEST:
        return _begin_request(session, conversation, move)
    wanted = kind_said(move.text or "") if move.kind == "submission" else move.kind
    if wanted is None:
        return Standing(at="which")
    if not move.new and unfinished(session, principal.user_id, (wanted,), 1):
        return Standing(at="several", kind=wanted)
    sheet = service.begin(session, principal.user_id, wanted, conversation.id)
    return _take_up(session, conversation, sheet)


def _begin_request(session: Session, conversation: Conversation, move: Move) -> Standing:
    """Write a request to the Hub about what was asked last, or about what was typed for it.

    An unfinished one of this conversation is gone on with. If it is about something else and more
    than its question is written, the newer question is only offered: the officer says which.
    """
    rows = repository.open_in(session, conversation.id, REQUEST)
    there = next((row for row in rows if service.is_begun(row)), None)
    says, asked = move.text, conversation.asked or move.asked
    question = redact(says or asked or "").text.strip() or None
    if there is not None and question in (None, there.answers.get(QUESTION)):
        return _take_up(session, conversation, there)
    user_id = conversation.user_id
    writes_more = there is not None and sum(map(bool, there.answers.values())) > 1
    if question is None or says or writes_more:
        sheet = service.begin(session, user_id, REQUEST, conversation.id)
        service.offer(sheet, question)
    elif there is not None:
        service.put(there, {QUESTION: question})
        sheet = there
    else:
        sheet = service.begin(session, user_id, REQUEST, conversation.id, {QUESTION: question})
    return _take_up(session, conversation, sheet)


def _resume(
    session: Session, principal: Principal, conversation: Conversation, text: str | None
) -> Standing:
    there = current(session, conversation)
    if there is not None and there.state in ("open", "sent"):
        return standing(there)
    found = _meant(unfinished(session, principal.user_id), conversation, text or "")
    if not found:
        return Standing(at="nothing")
    return _take_up(session, conversation, found[0]) if len(found) == 1 else Standing(at="several")


def _meant(found: list[Worksheet], conversation: Conversation, text: str) -> list[Worksheet]:
    """Return those that the words name ("my plan"), else those begun here, else all."""
    said = frozenset(re.findall(r"[a-z]+", text.casefold())) - {"your"}
    named = [row for row in found if _naming(row.kind) & said]
    here = [row for row in found if row.conversation_id == conversation.id]
    both = [row for row in named if row in here]
    return both or named or here or found


def _naming(kind_name: str) -> frozenset[str]:
    """Return the words that name a kind: "plan", "idea", "request"."""
    return frozenset(word for word in kind(kind_name).name.casefold().split() if len(word) > 3)


def _take_up(session: Session, conversation: Conversation, sheet: Worksheet) -> Standing:
    """Have the conversation fill that worksheet; one left without any answer is thrown away."""
    before = current(session, conversation)
    if before is not None and before.id != sheet.id and not service.is_begun(before):
        service.discard(before)
    conversation.worksheet_id = sheet.id
    sheet.conversation_id = conversation.id
    return standing(sheet)


def _answer(
    session: Session,
    principal: Principal,
    sheet: Worksheet,
    turn_id: str,
    move: Move,
    search: Search | None,
) -> Standing:
    """Take what was typed, once a turn; at the review only words about the review are taken."""
    if sheet.turn_id == turn_id:
        return standing(sheet)
    text = move.text or ""
    if sheet.step is not None:
        service.take(sheet, text, move.ordinal, turn_id)
        return _go_on(session, principal, sheet, search)
    if sends(text):
        send(session, principal, sheet)
        return standing(sheet)
    if service.ask_for_meant(sheet, text):
        return standing(sheet)
    message = wording().worksheet.at_review
    raise Problem(422, "not_an_answer", message, errors=[{"field": "review", "message": message}])


def _retry(
    session: Session,
    principal: Principal,
    sheet: Worksheet,
    turn_id: str,
    move: Move,
    search: Search | None,
) -> Standing:
    """Take what may not have been saved the first time, unless it was."""
    if redact(move.text or "").text.strip() in sheet.answers.values():
        return standing(sheet)
    return _answer(session, principal, sheet, turn_id, move, search)


def _go_on(
    session: Session, principal: Principal, sheet: Worksheet, search: Search | None
) -> Standing:
    """Send a worksheet that is complete, need not be reviewed, and has nothing to be offered."""
    complete = sheet.step is None and not service.needs_review(sheet)
    if complete and not offering.untold(session, search, principal, sheet):
        send(session, principal, sheet)
    return standing(sheet)


def _agree(
    session: Session,
    principal: Principal,
    sheet: Worksheet,
    turn_id: str,
    move: Move,
    search: Search | None,
) -> Standing:
    """Take what was offered for the step, at the review send; else "yes" is an answer."""
    if sheet.step is None:
        send(session, principal, sheet)
        return standing(sheet)
    if sheet.offered:
        service.take(sheet, sheet.offered, None, turn_id)
        return _go_on(session, principal, sheet, search)
    if move.do == "use":
        return standing(sheet)
    return _answer(session, principal, sheet, turn_id, move, search)


def _refuse(
    session: Session,
    principal: Principal,
    sheet: Worksheet,
    turn_id: str,
    move: Move,
    search: Search | None,
) -> Standing:
    """Leave it at the review; at a step "no" is an answer."""
    if sheet.step is None:
        return standing(sheet).model_copy(update={"at": "left"})
    return _answer(session, principal, sheet, turn_id, move, search)


def _skip(
    session: Session, principal: Principal, sheet: Worksheet, search: Search | None
) -> Standing:
    service.pass_over(sheet)
    return _go_on(session, principal, sheet, search)


def _change(sheet: Worksheet, move: Move) -> Standing:
    """Ask for the step that is meant; if none is, say so, and leave it where it was."""
    if move.step == "back":
        return standing(sheet) if service.go_back(sheet) else _unclear(sheet)
    if move.step is not None:
        service.ask_for(sheet, move.step)
        return standing(sheet)
    if service.ask_for_meant(sheet, move.text or ""):
        return standing(sheet)
    if move.text and sheet.step is not None:
        service.offer(sheet, move.text)
    return _unclear(sheet)


def _unclear(sheet: Worksheet) -> Standing:
    return standing(sheet).model_copy(update={"at": "unclear"})
