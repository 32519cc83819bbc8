"""What a message or a button does to the worksheet that a conversation is filling.

The dialogue says what was done (typed, skipped, changed …); what follows from it is decided here,
and the answer says where the worksheet stands now. The same moves are made without rasa.
"""

import re
from typing import Final

from sqlalchemy.orm import Session

from api.channels.answering import Answering
from api.channels.standing import Move, Standing, standing
from api.conversations.models import Conversation
from api.identity.roles import Principal
from api.redaction.service import redact
from api.search.service import Search
from api.worksheets import repository, service
from api.worksheets.kinds import kind, kind_said
from api.worksheets.models import Worksheet

LISTED = 5
REQUEST: Final = "guidance_request"
QUESTION: Final = "question"


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
    if sheet.state != "open" or move.step_is_past(sheet.step):
        return standing(sheet)
    return _made(Answering(session, principal, sheet, turn_id, move, search))


def _made(answering: Answering) -> Standing:
    """Make the move to the open worksheet."""
    match answering.move.do:
        case "resume":
            return standing(answering.sheet)
        case "answer":
            return answering.answer()
        case "retry":
            return answering.retry()
        case "agree" | "use":
            return answering.agree()
        case "refuse":
            return answering.refuse()
        case "skip":
            return answering.skip()
        case "change":
            return answering.change()
        case "aside":
            return answering.aside()
        case "send":
            return answering.send()
        case "join":
            return answering.join()
    raise AssertionError(answering.move.do)


def clear_requests(session: Session, conversation: Conversation) -> None:
    """Throw away the requests to the Hub that are being written here; plans and forms stay."""
    for sheet in repository.open_in(session, conversation.id, REQUEST):
        service.discard(sheet)
    conversation.asked = None


def current(session: Session, conversation: Conversation) -> Worksheet | None:
    """Return the worksheet that the conversation is filling."""
    if conversation.worksheet_id is None:
        return None
    return repository.owned(session, conversation.worksheet_id, conversation.user_id)


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
