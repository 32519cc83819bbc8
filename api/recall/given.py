"""Who was given an article: in a conversation, or by an answer of the Hub that it is in."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from api.conversations import repository as conversations
from api.tickets import repository as tickets


@dataclass(frozen=True)
class Given:
    """An officer who was given an article: where and when last. `channel` goes with the place."""

    user_id: str
    conversation_id: str | None
    channel: str | None
    at: datetime


def given_to(
    session: Session, slug: str, since: datetime, origin_ref: str | None = None
) -> list[Given]:
    """Return every officer who was given the article from `since` on, once each.

    A conversation comes before a request without one, a later one before an earlier one.
    `origin_ref` is the ticket whose answer the article grew from: who had that, had it as well.
    """
    found: dict[str, Given] = {}
    for each in (*_by_the_hub(session, slug, since, origin_ref), *_in_turns(session, slug, since)):
        known = found.get(each.user_id)
        if known is None or _is_better(each, known):
            found[each.user_id] = each
    return sorted(found.values(), key=lambda given: (given.at, given.user_id))


def _is_better(each: Given, known: Given) -> bool:
    places = (each.conversation_id is not None, known.conversation_id is not None)
    return places[0] > places[1] or (places[0] == places[1] and each.at >= known.at)


def _in_turns(session: Session, slug: str, since: datetime) -> Iterable[Given]:
    for row in conversations.turns_showing(session, slug, since):
        yield Given(row.user_id, row.conversation_id, row.channel, row.created_at)


def _by_the_hub(
    session: Session, slug: str, since: datetime, origin_ref: str | None
) -> Iterable[Given]:
    address = re.compile(rf"/articles/{re.escape(slug)}(?![a-z0-9-])")
    for row in tickets.answers_with(session, f"/articles/{slug}", origin_ref, since):
        if row.ref == origin_ref or address.search(row.answer):
            channel = conversations.channel_of(session, row.conversation_id)
            place = row.conversation_id if channel is not None else None
            yield Given(row.user_id, place, channel, row.answered_at)
