"""The chat gateway: one message of an officer in, the replies of that turn out.

A turn is two transactions. The first stores the (redacted) message and opens the turn; then rasa
is asked, which may call actions, which call this process again; the second stores the replies
and closes the turn. No transaction is open while another process is waited for. Whatever fails
in between, the officer gets a reply and nothing typed is lost.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from weakref import WeakValueDictionary

import structlog
from fastapi import FastAPI
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from api.channels import context, directing, filling, settling, urgent
from api.channels.deleting import ConversationGone, delete_in_turn
from api.channels.fallback import entities_of, render_without_rasa
from api.channels.hub_only import keep_to_the_hub
from api.channels.incoming import Incoming, received
from api.channels.rasa_client import RasaClient, RasaReply, RasaUnavailable
from api.channels.rendering import Rendering
from api.conversations import repository
from api.conversations import service as conversations
from api.conversations.models import Turn
from api.conversations.schemas import ChatRequest, ChatResponse, TicketRef
from api.conversations.service import OpenTurn
from api.db import Database
from api.errors import Problem
from api.guard.held import HeldMessages
from api.idempotency import service as idempotency
from api.idempotency.service import Replay
from api.identity.roles import Principal
from api.search.service import Search
from api.settings import Settings
from api.wording import wording
from knowledge import Outcome

log = structlog.get_logger(__name__)

_locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()


async def take_turn(
    app: FastAPI, principal: Principal, body: ChatRequest, key: str | None
) -> ChatResponse:
    """Take one turn for the principal and return its replies; with `key`, only once."""
    incoming = await run_in_threadpool(received, principal, body, key)
    database: Database = app.state.database
    settings: Settings = app.state.settings
    held: HeldMessages = app.state.held
    begun = await run_in_threadpool(_begin, database, incoming, settings.idempotency_hours, held)
    if isinstance(begun, Replay):
        return ChatResponse.model_validate(begun.body)
    incoming, opened = begun
    lock = _locks.setdefault(opened.conversation_id, asyncio.Lock())
    async with lock:  # rasa answers a conversation's messages in order; so do we
        try:
            render = await _work(app, incoming, opened)
        except Exception as error:  # the edge of a turn: silence is never an answer
            log.error("turn_failed", turn_id=opened.id, error=type(error).__name__, exc_info=error)
            render = _failed
        render = _with_search(app.state.searcher, render)
        return await run_in_threadpool(_end, database, incoming, opened, render)


def _begin(
    database: Database, incoming: Incoming, keep_hours: int, held: HeldMessages
) -> Replay | tuple[Incoming, OpenTurn]:
    """The first transaction: reserve the key, store the message, open the turn.

    A tap on "not happening now" becomes the message that was held for it.
    """
    with database.writing() as session:
        if incoming.key is not None:
            replay = idempotency.begin(
                session, incoming.principal.user_id, incoming.key, incoming.mark, keep_hours
            )
            if replay is not None:
                return replay
        incoming = urgent.taken_back(session, incoming, held)
        try:
            return incoming, _open(session, incoming, incoming.conversation_id)
        except Problem:
            if incoming.urgent is None:
                raise
            # a life may be at risk: answer all the same
            return incoming, _open(session, incoming, None)


def _open(session: Session, incoming: Incoming, conversation_id: str | None) -> OpenTurn:
    principal, payload = incoming.principal, incoming.payload
    opened = conversations.open_turn(session, principal, conversation_id, incoming.stored, payload)
    if incoming.key is not None:
        idempotency.belongs_to(session, principal.user_id, incoming.key, opened.conversation_id)
    return opened


Render = Callable[[Rendering], None]


async def _work(app: FastAPI, incoming: Incoming, opened: OpenTurn) -> Render:
    """Return what will render this turn's replies."""
    if incoming.urgent is not None:
        return urgent.signposting(incoming.urgent, incoming.clean, app.state.held)
    if opened.intent_message == urgent.NOT_NOW:
        return urgent.no_longer_held
    if opened.intent_message is not None and settling.is_ours(opened.intent_message):
        return settling.settling(opened.intent_message)
    rasa: RasaClient = app.state.rasa
    message = await run_in_threadpool(_for_rasa, app.state.database, incoming, opened)
    typed = "" if opened.intent_message else incoming.text
    try:
        replies = await rasa.send(opened.sender_id, message, opened.id, typed)
    except RasaUnavailable as error:
        log.warning("rasa_unavailable", turn_id=opened.id, reason=error.reason)
        return await render_without_rasa(app.state.search_in_turn, incoming.text, opened)
    return _from_rasa(replies, opened, typed)


def _with_search(search: Search, render: Render) -> Render:
    def searching(rendering: Rendering) -> None:
        rendering.search = search
        render(rendering)

    return searching


def _for_rasa(database: Database, incoming: Incoming, opened: OpenTurn) -> str:
    """Return the message to send: only we write intents, a typed slash is never a command.

    What the officer says is no emergency is a question, whatever else it sounds like. Outside a
    form, what plainly points at something said before is named for what it is.
    """
    if opened.intent_message is not None:
        return opened.intent_message
    if incoming.taken_back or incoming.text.startswith("/"):
        return "/ask_guidance"
    in_form = opened.worksheet_id is not None
    plain = None if in_form else context.plain_intent(database, opened.id, incoming.text)
    return plain or incoming.text


def _from_rasa(replies: list[RasaReply], opened: OpenTurn, typed: str) -> Render:
    def render(rendering: Rendering) -> None:
        rendering.tapped_article = entities_of(opened.intent_message).get("article")
        for reply in replies:
            directing.render(rendering, reply)
        if opened.worksheet_id is None:  # else it was a question by the way
            _note_asked(rendering, typed)

    return render


def _end(database: Database, incoming: Incoming, opened: OpenTurn, render: Render) -> ChatResponse:
    """The second transaction: render, store the replies, close the turn, keep the response.

    If rendering fails, the officer is told so in a turn closed with `error`.
    """
    try:
        return _close(database, incoming, opened, render)
    except ConversationGone:
        raise
    except Exception as error:  # the edge of a turn: silence is never an answer
        log.error("turn_failed", turn_id=opened.id, error=type(error).__name__, exc_info=error)
        return _close(database, incoming, opened, _failed)


def _failed(rendering: Rendering) -> None:
    rendering.notice("error", wording().error.general, Outcome.error)


def _close(
    database: Database, incoming: Incoming, opened: OpenTurn, render: Render
) -> ChatResponse:
    with database.writing() as session:
        if session.get(Turn, opened.id) is None:
            incoming, opened = _begun_anew(session, incoming)
        rendering = Rendering(session, incoming.principal, opened.id, opened.conversation_id)
        _say_what_was_removed(rendering, incoming.told)
        render(rendering)
        keep_to_the_hub(rendering)
        user_id, key = incoming.principal.user_id, incoming.key
        if rendering.deleting:
            response = delete_in_turn(session, user_id, opened.conversation_id, key)
        else:
            response = _finish(session, rendering, incoming, opened)
        if key is not None:
            idempotency.finish(session, user_id, key, 200, response)
        return response


def _begun_anew(session: Session, incoming: Incoming) -> tuple[Incoming, OpenTurn]:
    """Return the turn of a conversation deleted meanwhile, in a new one if a life is at risk."""
    if incoming.urgent is None:
        raise ConversationGone()
    incoming = replace(incoming, key=None)  # it went with the conversation
    return incoming, _open(session, incoming, None)


def _finish(
    session: Session, rendering: Rendering, incoming: Incoming, opened: OpenTurn
) -> ChatResponse:
    """Store the turn, and what the conversation now waits for."""
    _own_up_to_a_ticket(rendering, session.get_one(Turn, opened.id))
    if rendering.outcome not in (Outcome.degraded, Outcome.error, Outcome.urgent):
        conversation = repository.find_conversation(session, opened.conversation_id)
        assert conversation is not None
        filling.offer_to_go_on(rendering, "" if opened.intent_message else incoming.text)
        conversation.worksheet_id = rendering.worksheet_id
    return _store(session, rendering, incoming)


def _note_asked(rendering: Rendering, typed: str) -> None:
    """Remember what was put to search. If search failed, only the dialogue knows what was asked."""
    turn = rendering.session.get_one(Turn, rendering.turn_id)
    if turn.search is not None:
        question = conversations.question_taken(turn) if turn.context else typed
        if question:
            conversations.note_asked(rendering.session, rendering.conversation_id, question)
    elif Outcome.degraded in rendering.outcomes:
        conversations.note_asked(rendering.session, rendering.conversation_id, None)


def _say_what_was_removed(rendering: Rendering, kinds: tuple[str, ...]) -> None:
    if kinds:
        text = wording().redaction.notice_for(kinds)
        rendering.notice("redacted", text, Outcome.dialogue)


def _own_up_to_a_ticket(rendering: Rendering, turn: Turn) -> None:
    """Name the ticket that was opened in this turn, even if rasa died before it said so."""
    if turn.ticket_ref is not None and rendering.ticket_ref is None:
        text = wording().ticket.opened.format(ref=turn.ticket_ref)
        directing.opened_ticket(rendering, turn.ticket_ref, text)


def _store(session: Session, rendering: Rendering, incoming: Incoming) -> ChatResponse:
    message = conversations.close_turn(
        session,
        rendering.turn_id,
        outcome=rendering.outcome,
        confidence=rendering.confidence,
        replies=rendering.replies,
    )
    log.info(
        "turn",
        turn_id=rendering.turn_id,
        conversation_id=rendering.conversation_id,
        outcome=rendering.outcome,
    )
    return ChatResponse(
        conversation_id=rendering.conversation_id,
        message_id=message.id,
        outcome=rendering.outcome,
        confidence=rendering.confidence,
        replies=rendering.replies,
        articles=rendering.served,
        ticket=TicketRef(ref=rendering.ticket_ref) if rendering.ticket_ref else None,
        redacted=list(incoming.told),
    )
