"""A turn without rasa: search and the web form still work, and the officer is told so."""

import json
import re
from collections.abc import Callable

import structlog
from starlette.concurrency import run_in_threadpool

from api.channels import alone
from api.channels.rendering import Rendering
from api.conversations import service as conversations
from api.conversations.directives import MAX_CHARS, Draft, Verdict
from api.conversations.schemas import LinkShown
from api.conversations.service import OpenTurn
from api.errors import Problem
from api.search.schemas import SearchResponse
from api.search.service import Search
from api.wording import wording
from knowledge import Outcome

log = structlog.get_logger(__name__)
INTENT = re.compile(r"^/(?P<intent>[a-z_]+)(?P<entities>\{.*\})?$")
HITS = 3
VERDICTS = {"answer_helped": "helped", "answer_did_not_help": "did_not_help"}


async def render_without_rasa(
    searcher: Search, text: str, opened: OpenTurn
) -> Callable[[Rendering], None]:
    """Return what renders this turn: a kept form step, a button that works, or a search."""
    if opened.intent_message is not None:
        move = alone.move_of_button(opened.intent_message)
        return alone.made(move) if move is not None else _button(opened.intent_message)
    if opened.worksheet_id is not None:
        return alone.made(alone.move_of_text(text))
    if opened.awaiting is not None:
        return _form_step(opened.awaiting, text)
    try:
        found = await run_in_threadpool(searcher.search, text, HITS)
    except Problem:
        return _nothing_works(text)
    return _found(text, SearchResponse.model_validate(found))


def _form_link(rendering: Rendering) -> LinkShown:
    return LinkShown(label=wording().degraded.open_the_form, url=rendering.form_url())


def _form_step(step: str, text: str) -> Callable[[Rendering], None]:
    """Keep what was typed for the step, where the form finds it again.

    What is too long for the step is cut there; the message itself stands in the conversation.
    """

    def render(rendering: Rendering) -> None:
        conversations.save_draft(
            rendering.session, rendering.conversation_id, Draft(**{step: text[: MAX_CHARS[step]]})
        )
        words = wording()
        kept = words.degraded.form_step.format(step=getattr(words.form.steps, step))
        rendering.notice("dialogue_down", kept, Outcome.degraded, [_form_link(rendering)])

    return render


def _found(text: str, found: SearchResponse) -> Callable[[Rendering], None]:
    def render(rendering: Rendering) -> None:
        _keep_question(rendering, text)
        rendering.notice("dialogue_down", wording().degraded.dialogue, Outcome.degraded)
        rendering.search_result(found)
        rendering.outcomes = {Outcome.degraded}

    return render


def _nothing_works(text: str) -> Callable[[Rendering], None]:
    def render(rendering: Rendering) -> None:
        _keep_question(rendering, text)
        rendering.notice(
            "search_down", wording().degraded.search, Outcome.degraded, [_form_link(rendering)]
        )

    return render


def _keep_question(rendering: Rendering, text: str) -> None:
    """Have the web form open with the question that was asked last."""
    conversations.save_draft(rendering.session, rendering.conversation_id, Draft(question=text))


def _button(intent_message: str) -> Callable[[Rendering], None]:
    """Do by ourselves what the button wants, where that needs no dialogue."""
    match = INTENT.match(intent_message)
    assert match is not None  # only we write intent messages
    intent = match["intent"]
    entities: dict[str, str] = json.loads(match["entities"] or "{}")

    def render(rendering: Rendering) -> None:
        words = wording().degraded
        if intent == "choose" and "article" in entities:
            rendering.article(entities["article"], "answer")
        elif intent in VERDICTS:
            _rate(rendering, VERDICTS[intent])
        else:
            rendering.notice(
                "dialogue_down", words.button, Outcome.degraded, [_form_link(rendering)]
            )
        rendering.outcomes = {Outcome.degraded}

    return render


def _rate(rendering: Rendering, verdict: str) -> None:
    try:
        conversations.rate(
            rendering.session,
            rendering.conversation_id,
            rendering.turn_id,
            Verdict.model_validate({"verdict": verdict}),
        )
    except Problem:
        rendering.notice("dialogue_down", wording().feedback.nothing_to_rate, Outcome.degraded)
        return
    thanks = wording().feedback
    text = thanks.thanks_helped if verdict == "helped" else thanks.thanks_did_not_help
    rendering.notice("dialogue_down", text, Outcome.degraded, [_form_link(rendering)])
