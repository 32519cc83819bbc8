"""A turn without rasa: search and the web form still work, and the officer is told so."""

import json
import re
from collections.abc import Callable

import structlog
from starlette.concurrency import run_in_threadpool

from api.channels import about_shown, alone, feedback, in_context
from api.channels.about_shown import Asks
from api.channels.rendering import Rendering
from api.conversations import service as conversations
from api.conversations.directives import Verdict, VerdictDirective
from api.conversations.schemas import LinkShown
from api.conversations.service import OpenTurn
from api.errors import Problem
from api.search.schemas import SearchRequest, SearchResponse
from api.wording import wording
from knowledge import Outcome
from knowledge.follow_ups import read_about_shown

log = structlog.get_logger(__name__)
INTENT = re.compile(r"^/(?P<intent>[a-z_]+)(?P<entities>\{.*\})?$")
HITS = 3
ABOUT_SHOWN: dict[str, Asks] = {"tell_me_more": "more"}
SearchInTurn = Callable[[str, SearchRequest], SearchResponse]
VERDICTS = {
    "answer_helped": "helped",
    "answer_partly_helped": "partly",
    "answer_did_not_help": "did_not_help",
}


async def render_without_rasa(
    search: SearchInTurn, text: str, opened: OpenTurn
) -> Callable[[Rendering], None]:
    """Return what renders this turn: a kept form step, a button that works, or a search."""
    typed_in = _typed_in(opened.intent_message or "")
    if opened.intent_message is not None and typed_in is None:
        move = alone.move_of_button(opened.intent_message)
        return alone.made(move) if move is not None else _button(opened.intent_message)
    if opened.worksheet_id is not None and typed_in is None:
        return alone.made(alone.move_of_text(text))
    asks = read_about_shown(text)
    if asks is not None and typed_in is None:
        return _about_shown(asks)
    asked = SearchRequest(question=text or "-", limit=HITS, typed_in=typed_in)
    try:
        found = await run_in_threadpool(search, opened.id, asked)
    except Problem:
        return _nothing_works(text)
    return _found(found.question)


def _about_shown(asks: Asks) -> Callable[[Rendering], None]:
    def render(rendering: Rendering) -> None:
        about_shown.render(rendering, asks)
        rendering.outcomes = {Outcome.degraded}

    return render


def _form_link(rendering: Rendering) -> LinkShown:
    return LinkShown(label=wording().degraded.open_the_form, url=rendering.form_url())


def _found(question: str) -> Callable[[Rendering], None]:
    def render(rendering: Rendering) -> None:
        _keep_question(rendering, question)
        rendering.notice("dialogue_down", wording().degraded.dialogue, Outcome.degraded)
        in_context.search_result(rendering)
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
    """Have a request to the Hub begin with the question that was asked last."""
    conversations.note_asked(rendering.session, rendering.conversation_id, text)


def _typed_in(intent_message: str) -> str | None:
    """Return the turn whose words alone a button has searched, None if it does something else."""
    if not intent_message.startswith("/ask_guidance{"):
        return None
    return entities_of(intent_message).get("typed_in")


def entities_of(intent_message: str | None) -> dict[str, str]:
    """Return what a button carries beside its intent; nothing for a typed message."""
    if intent_message is None:
        return {}
    match = INTENT.match(intent_message)
    assert match is not None  # only we write intent messages
    found: dict[str, str] = json.loads(match["entities"] or "{}")
    return found


def _button(intent_message: str) -> Callable[[Rendering], None]:
    """Do by ourselves what the button wants, where that needs no dialogue."""
    match = INTENT.match(intent_message)
    assert match is not None  # only we write intent messages
    intent = match["intent"]
    entities = entities_of(intent_message)

    def render(rendering: Rendering) -> None:
        words = wording().degraded
        if intent == "choose" and "article" in entities:
            rendering.article(entities["article"])
        elif intent in ABOUT_SHOWN:
            about_shown.render(rendering, ABOUT_SHOWN[intent], entities.get("article"))
        elif intent == "delete_conversation" and entities.get("confirm") == "yes":
            rendering.deleting = True
        elif intent in VERDICTS:
            reason, slug = entities.get("reason"), entities.get("article")
            given = {"verdict": VERDICTS[intent], "reason": reason, "slug": slug}
            _rate(rendering, Verdict.model_validate(given))
        else:
            rendering.notice(
                "dialogue_down", words.button, Outcome.degraded, [_form_link(rendering)]
            )
        rendering.outcomes = {Outcome.degraded}

    return render


def _rate(rendering: Rendering, verdict: Verdict) -> None:
    """Keep the verdict, and say so as the dialogue would."""
    try:
        noted = feedback.note(
            rendering.session, rendering.conversation_id, rendering.turn_id, verdict
        )
    except Problem:
        said = VerdictDirective(kind="verdict", verdict=verdict.verdict, noted="nothing")
    else:
        said = VerdictDirective(
            kind="verdict", verdict=verdict.verdict, noted=noted.noted, slug=noted.slug
        )
    feedback.acknowledge(rendering, said)
