"""What is offered before a worksheet is sent: an article that may answer it, a request like it.

Neither is in the way: sending is always one click, or one word, from where they are shown.
"""

from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from api.articles import service as articles
from api.channels.alike import same_request
from api.conversations import repository as conversations
from api.errors import Problem, not_found
from api.hub_only import service as hub_only
from api.identity.roles import Principal
from api.search.schemas import MAX_QUESTION_CHARS
from api.search.service import Search
from api.tickets import subscribers
from api.tickets.subscribers import OpenQuestion
from api.wording import wording
from api.worksheets import service
from api.worksheets.kinds import kind
from api.worksheets.models import Worksheet
from knowledge import Outcome

MAY_ANSWER: Final = frozenset({Outcome.answered, Outcome.choices})
SEEN_OTHERWISE: Final = frozenset({Outcome.answered})
"""A request to the Hub follows a question in the chat: its choices were shown there already."""


@dataclass(frozen=True)
class MayAnswer:
    """A published article that may answer already what the Hub is to be asked."""

    title: str
    url: str
    evidence_label: str
    warning: str | None


class Offers(BaseModel):
    """What there is to offer, both None for most; `shown` once the officer has been told of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    article: MayAnswer | None = None
    alike: OpenQuestion | None = None
    shown: bool = False

    def __bool__(self) -> bool:
        """Say whether there is anything to tell."""
        return not self.shown and (self.article is not None or self.alike is not None)


def untold(
    session: Session, search: Search | None, principal: Principal, sheet: Worksheet
) -> Offers:
    """Return what to offer that was not yet offered in the chat: looked for once a worksheet."""
    if sheet.offers is not None:
        return _without_articles(session, Offers.model_validate(sheet.offers))
    if search is None or not search.ready:
        return Offers()
    found = offers_for(session, search, principal, sheet)
    sheet.offers = found.model_dump(mode="json")
    return found


def _without_articles(session: Session, found: Offers) -> Offers:
    """Return what was kept to be offered, without an article while only the Hub answers."""
    return found.model_copy(update={"article": None}) if hub_only.is_on(session) else found


def note_told(sheet: Worksheet) -> None:
    """Have `untold` return nothing from now on."""
    if sheet.offers is not None:
        sheet.offers = {**sheet.offers, "shown": True}


def offers_for(session: Session, search: Search, principal: Principal, sheet: Worksheet) -> Offers:
    """Return what to offer before this is sent; nothing while search is down, or for a plan."""
    question = asked(sheet)
    if not question or sheet.state != "open":
        return Offers()
    return Offers(
        article=_may_answer(session, search, sheet, question),
        alike=same_request(session, search, principal, question),
    )


def asked(sheet: Worksheet) -> str:
    """Return what the worksheet asks the Hub: its first answer; "" where nothing is offered."""
    of_kind = kind(sheet.kind)
    return sheet.answers.get(of_kind.steps[0].key, "") if of_kind.offers else ""


def join(
    session: Session, search: Search, principal: Principal, sheet: Worksheet, ref: str
) -> None:
    """Have the answer to somebody else's ticket brought to the principal instead of sending this.

    Only a ticket that asks the same: to others it does not exist. A second click changes nothing.
    """
    if sheet.state == "joined" and sheet.ticket_ref == ref:
        return
    if sheet.state != "open":
        raise Problem(409, "worksheet_closed", wording().worksheet.closed)
    found = same_request(session, search, principal, asked(sheet))
    if found is None or found.ref != ref:
        raise not_found("ticket")
    subscribers.join(session, principal, ref, sheet.conversation_id)
    service.close_joined(sheet, ref)


def _may_answer(
    session: Session, search: Search, sheet: Worksheet, question: str
) -> MayAnswer | None:
    """Return the article that search would serve, unless the officer was just shown it."""
    if hub_only.is_on(session):
        return None
    try:
        found = search.search(question[:MAX_QUESTION_CHARS], 1)
    except Problem:
        return None
    told = SEEN_OTHERWISE if sheet.kind == "guidance_request" else MAY_ANSWER
    if found.outcome not in told or not found.hits:
        return None
    article = articles.find_published(session, found.hits[0].slug)
    if article is None or article.slug == _seen(session, sheet):
        return None
    words = wording().evidence.grade(article.evidence.grade)
    return MayAnswer(article.title, f"/articles/{article.slug}", words.label, words.warning)


def _seen(session: Session, sheet: Worksheet) -> str | None:
    if sheet.conversation_id is None:
        return None
    conversation = conversations.find_conversation(session, sheet.conversation_id)
    return conversation.last_article if conversation is not None else None
