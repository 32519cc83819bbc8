"""What earlier answers say of themselves once their article is recalled."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from api.conversations.schemas import AnswerReply, AnyReply, ComparisonReply, MessageShown
from api.recall import repository
from api.recall.models import Recall
from api.wording import wording


def labelled(session: Session, messages: Sequence[MessageShown]) -> list[MessageShown]:
    """Return the messages, each answer from before its article's recall saying so."""
    slugs = sorted({slug for item in messages for reply in item.replies for slug in _slugs(reply)})
    recalls = repository.recalls_of(session, slugs) if slugs else []
    return [_labelled(item, recalls) for item in messages] if recalls else list(messages)


def _slugs(reply: AnyReply) -> tuple[str, ...]:
    if isinstance(reply, AnswerReply):
        return (reply.slug,)
    return tuple(row.slug for row in reply.rows) if isinstance(reply, ComparisonReply) else ()


def _labelled(item: MessageShown, recalls: list[Recall]) -> MessageShown:
    since = [recall for recall in recalls if recall.at >= item.created_at]
    replies = [_with_label(reply, since) for reply in item.replies]
    return item.model_copy(update={"replies": replies})


def _with_label(reply: AnyReply, since: list[Recall]) -> AnyReply:
    """The first recall after the answer is the one that is about it."""
    if isinstance(reply, AnswerReply):
        label = _label(reply.slug, since)
        return reply.model_copy(update={"recalled": label}) if label else reply
    if isinstance(reply, ComparisonReply):
        rows = [row.model_copy(update={"recalled": _label(row.slug, since)}) for row in reply.rows]
        return reply.model_copy(update={"rows": rows})
    return reply


def _label(slug: str, since: list[Recall]) -> str | None:
    recall = next((recall for recall in since if recall.slug == slug), None)
    if recall is None:
        return None
    date = f"{recall.at.day} {recall.at:%B %Y}"
    return wording().recall.label.format(date=date, instead=recall.instead)
