"""Whether an article helped: one tap, then one more for the reason; asked once, noted once."""

from typing import Final

from sqlalchemy.orm import Session

from api.articles import service as articles
from api.channels.rendering import Rendering
from api.conversations import service as conversations
from api.conversations.directives import Noted, Verdict, VerdictDirective
from api.conversations.schemas import FeedbackReply, ReplyButton, TextReply
from api.conversations.service import RatedArticle
from api.errors import Problem
from api.wording import wording
from knowledge import Outcome

REASONS: Final = ("wrong", "outdated", "incomplete", "not_my_situation", "unclear")


def note(session: Session, conversation_id: str, turn_id: str, verdict: Verdict) -> Noted:
    """Keep what was said of an article: the one named, else the one talked about last.

    Problem 404 `nothing_to_rate` if there is none.
    """
    slug = verdict.slug or conversations.last_article(session, conversation_id)
    given = articles.given(session, slug) if slug else None
    if given is None:
        raise Problem(404, "nothing_to_rate", "No article was given in this conversation yet.")
    rated = RatedArticle(given.slug, given.number, given.content_hash)
    return conversations.rate(session, conversation_id, turn_id, rated, verdict)


def acknowledge(rendering: Rendering, said: VerdictDirective) -> None:
    """Say that it was noted; unless it helped, offer the Hub and ask, once, for the reason."""
    words = wording().feedback
    helped = said.verdict == "helped"
    match said.noted:
        case "nothing":
            text = words.glad if helped else words.nothing_to_rate
        case "already":
            text = words.already
        case "reason":
            text = words.thanks_reason
        case "new" | "changed":
            text = {
                "helped": words.thanks_helped,
                "partly": words.thanks_partly,
                "did_not_help": words.thanks_did_not_help,
            }[said.verdict]
    if helped or said.noted == "already":
        rendering.add(TextReply(text=text), Outcome.dialogue)
        return
    rendering.offer_ticket(text)
    if said.noted in ("new", "changed") and said.slug:
        buttons = [_reason(rendering, said, reason) for reason in REASONS]
        rendering.add(FeedbackReply(text=words.why, buttons=buttons), Outcome.dialogue)


def _reason(rendering: Rendering, said: VerdictDirective, reason: str) -> ReplyButton:
    intent = "answer_partly_helped" if said.verdict == "partly" else "answer_did_not_help"
    payload = f'/{intent}{{"article": "{said.slug}", "reason": "{reason}"}}'
    return rendering.button(getattr(wording().feedback.reasons, reason), payload)
