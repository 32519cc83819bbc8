"""What stands in a path's parameters: for each parameter, an object of a named user.

A new parameter is added to `OBJECTS` with a function that makes such an object (`World` has a
database session to make it in) and returns what stands in the path. `reach` says whose the object
has to be for a call to get at it, unless the route says otherwise in `registry.py`.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from typing import Any, TypeVar

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from api.articles.golden.models import GoldenQuestion
from api.articles.models import ArticleVersion, StoredArticle
from api.conversations import service as conversations
from api.conversations.models import Conversation, Turn
from api.db import Base, utc_now
from api.gaps.models import Gap, GapQuestion
from api.identity import service as identity
from api.identity import sessions, tokens
from api.identity.models import User, new_id
from api.identity.roles import Principal
from api.notifications.models import NoticeEntry, WebhookEndpoint
from api.outbox.models import OutboxEntry
from api.recall.models import Recall
from api.staffing.models import Absence
from api.tickets import service as tickets
from api.tickets import subscribers
from api.tickets.delivery import DELIVER_ANSWER
from api.tickets.models import QueueView
from api.tickets.papers import AnswerTemplate, TicketFile, TicketNote
from api.tickets.routing import routing
from api.tickets.schemas import NewTicket
from api.worksheets import service as worksheets


class Reach(Enum):
    """Whose object a caller gets at, once the role admits the caller."""

    ANYBODY = "anybody's"
    OWN = "their own"
    OWN_OR_HUB = "their own; curators and above anybody's"


@dataclass(frozen=True)
class World:
    """What a maker needs: a writing session, whose the object shall be, and a fresh mark.

    `made` has what stands in the path's earlier parameters.
    """

    session: Session
    owner: Principal
    mark: str
    made: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    """A kind of object: how one is made for somebody, and who gets at it as a rule."""

    make: Callable[[World], str]
    reach: Reach


def released(session: Session) -> str:
    """Return the slug of an article of the release, which no call is made about."""
    slugs = select(StoredArticle.slug).where(StoredArticle.slug.not_like("a-%"))
    return session.scalars(slugs.order_by(StoredArticle.slug)).first() or ""


def conversation(world: World) -> str:
    """A conversation in which something was asked."""
    now, conversation_id = utc_now(), str(uuid.uuid4())
    world.session.add(
        Conversation(
            id=conversation_id,
            user_id=world.owner.user_id,
            sender_id=uuid.uuid4().hex,
            last_article=released(world.session),
            created_at=now,
            updated_at=now,
        )
    )
    world.session.flush()
    conversations.add_message(world.session, conversation_id, "officer", text="What works?")
    return conversation_id


def turn(world: World) -> str:
    """An open turn."""
    turn_id = str(uuid.uuid4())
    world.session.add(
        Turn(
            id=turn_id,
            conversation_id=conversation(world),
            question="What works?",
            created_at=utc_now(),
        )
    )
    world.session.flush()
    return turn_id


def ticket(world: World) -> str:
    """A ticket that waits for its answer."""
    new = NewTicket(question=f"What works against number {world.mark}?")
    return tickets.open_ticket(world.session, world.owner, new).ref


def joined_ticket(world: World) -> str:
    """A ticket of another officer's whose answer is waited for."""
    asker = world.session.scalars(select(User).where(User.username == "curator-b")).one()
    other = identity.user_of(world.session, asker.id)
    ref = ticket(World(world.session, other, world.mark))
    subscribers.join(world.session, world.owner, ref, None)
    return ref


def worksheet(world: World) -> str:
    """An idea with every answer it needs, not sent yet."""
    sheet = worksheets.blank(world.owner.user_id, "idea")
    given = {"happening": f"Idea {world.mark}", "where": "The rec", "better": "Half as many"}
    worksheets.put(sheet, given)
    world.session.add(sheet)
    world.session.flush()
    return sheet.id


def article(world: World) -> str:
    """A published article: one of the release's under a name of its own."""
    session, slug = world.session, f"a-{world.mark}"
    like = session.get_one(StoredArticle, released(session))
    session.add(copy_of(like, world.mark, slug=slug, title=f"What works against {world.mark}?"))
    session.flush()
    versions = select(ArticleVersion).where(ArticleVersion.slug == like.slug)
    for version in session.scalars(versions).all():
        session.add(copy_of(version, world.mark, slug=slug))
    session.flush()
    return slug


def version(world: World) -> str:
    """The newest version of the article in the path."""
    numbers = select(ArticleVersion.number).where(ArticleVersion.slug == world.made["slug"])
    return str(world.session.scalars(numbers.order_by(ArticleVersion.number.desc())).first())


def warning(world: World) -> str:
    """The key of no warning: the article disagrees with none."""
    return "0" * 32


Row = TypeVar("Row", bound=Base)


def copy_of(row: Row, mark: str, **changes: str) -> Row:
    """Return a copy of a row with some changes; what must be unique becomes the mark."""
    mapper = inspect(type(row))
    columns = {attr.key: attr.columns[0] for attr in mapper.column_attrs}
    values = {
        key: mark if column.unique else getattr(row, key)
        for key, column in columns.items()
        if key != "id"
    }
    return type(row)(**(values | changes))


def gap(world: World) -> str:
    """A gap with one question that was not helped."""
    turn_id = turn(world)
    asked = world.session.get_one(Turn, turn_id)
    now = utc_now()
    made = Gap(state="open", named_by=turn_id, created_at=now, updated_at=now)
    world.session.add(made)
    world.session.flush()
    world.session.add(
        GapQuestion(
            turn_id=turn_id,
            conversation_id=asked.conversation_id,
            user_id=world.owner.user_id,
            question=f"What works against number {world.mark}?",
            why="unanswered",
            asked_at=now,
            gap_id=made.id,
        )
    )
    world.session.flush()
    return str(made.id)


def queue(world: World) -> str:
    """One of the Hub's queues."""
    return next(iter(routing().queues))


def absence(world: World) -> str:
    """Somebody is away for a day, long ago."""
    day = date(2020, 1, 1)
    row = Absence(user_id=world.owner.user_id, from_date=day, until_date=day, created_at=utc_now())
    return added(world.session, row)


def view(world: World) -> str:
    """A saved view of the queue, not shared."""
    row = QueueView(
        owner_id=world.owner.user_id, name=f"view {world.mark}", filter={}, updated_at=utc_now()
    )
    return added(world.session, row)


def notice(world: World) -> str:
    """Something that somebody was told."""
    told = NoticeEntry(
        user_id=world.owner.user_id,
        key=f"matrix-{world.mark}",
        kind="ticket_answered",
        about="PF-2026-000001",
        link="/requests",
        title="Answered",
        text="Your request is answered.",
        created_at=utc_now(),
    )
    return added(world.session, told)


def note(world: World) -> str:
    """A note on the ticket of the path."""
    now = utc_now()
    row = TicketNote(
        ref=world.made["ref"],
        author_id=world.owner.user_id,
        author_name=world.owner.name,
        text="Ask the council.",
        created_at=now,
        updated_at=now,
    )
    return added(world.session, row)


def ticket_file(world: World) -> str:
    """A file on the ticket of the path; its bytes are gone, which only who is let in is told."""
    row = TicketFile(
        id=world.mark.rjust(32, "0"),
        ref=world.made["ref"],
        sender_id=world.owner.user_id,
        sender_name=world.owner.name,
        from_hub=False,
        name="map.png",
        media_type="image/png",
        size_bytes=1,
        sha256="0" * 64,
        created_at=utc_now(),
    )
    return added(world.session, row)


def template(world: World) -> str:
    """A template of answers."""
    now = utc_now()
    row = AnswerTemplate(
        name=f"Template {world.mark}",
        text="Read {ref}.",
        edited_by_name=world.owner.name,
        created_at=now,
        updated_at=now,
    )
    return added(world.session, row)


def golden(world: World) -> str:
    """A golden question that nothing may answer."""
    now, question = utc_now(), f"Where is form {world.mark}?"
    row = GoldenQuestion(
        question=question,
        question_key=question,
        kind="nothing",
        state="active",
        origin="curator",
        created_at=now,
        updated_at=now,
    )
    return added(world.session, row)


def recalled(world: World) -> str:
    """A recall of an article."""
    row = Recall(
        slug=article(world),
        title="Bikes",
        number=1,
        reason="It was wrong.",
        instead="Ask the Hub.",
        since=utc_now(),
        by=world.owner.user_id,
        at=utc_now(),
    )
    return added(world.session, row)


def month(world: World) -> str:
    """A month that is over: the one before last, by the clock."""
    return f"{utc_now() - timedelta(days=62):%Y-%m}"


def person(world: World) -> str:
    """Somebody whose account nobody of the matrix signs in to."""
    user = User(
        id=new_id(), username=f"p-{world.mark}", name=f"PC {world.mark}", role="officer", demo=True
    )
    return added(world.session, user)


def endpoint(world: World) -> str:
    """Somewhere on this machine that notices go to, and nothing listens."""
    url = f"http://127.0.0.1:9/{world.mark}"
    row = WebhookEndpoint(url=url, kinds=[], salt="s", created_at=utc_now())
    return added(world.session, row)


def dead_delivery(world: World) -> str:
    """Something that could not be delivered."""
    now = utc_now()
    row = OutboxEntry(
        kind=DELIVER_ANSWER,
        payload={"ref": ticket(world)},
        state="dead",
        created_at=now,
        next_at=now,
    )
    return added(world.session, row)


def browser_session(world: World) -> str:
    """A browser somebody is signed in with."""
    user = world.session.get_one(User, world.owner.user_id)
    return sessions.open_session(world.session, user, 1)[1].id


def token(world: World) -> str:
    """A token of the person in the path, else of one's own."""
    user_id = world.made.get("user_id", world.owner.user_id)
    user = world.session.get_one(User, user_id)
    _, row = tokens.add(world.session, user, timedelta(days=1), "matrix", "tickets:read", user.id)
    return row.id


def added(session: Session, row: Any) -> str:
    """Return the id of a row that is stored now."""
    session.add(row)
    session.flush()
    return str(row.id)


OBJECTS: dict[str, Kind] = {
    "conversation_id": Kind(conversation, Reach.OWN),
    "turn_id": Kind(turn, Reach.OWN),
    "ref": Kind(ticket, Reach.OWN_OR_HUB),
    "worksheet_id": Kind(worksheet, Reach.OWN),
    "golden_id": Kind(golden, Reach.ANYBODY),
    "recall_id": Kind(recalled, Reach.ANYBODY),
    "month": Kind(month, Reach.ANYBODY),
    "number": Kind(version, Reach.ANYBODY),
    "key": Kind(warning, Reach.ANYBODY),
    "endpoint_id": Kind(endpoint, Reach.ANYBODY),
    "delivery_id": Kind(dead_delivery, Reach.ANYBODY),
    "session_id": Kind(browser_session, Reach.OWN),
    "token_id": Kind(token, Reach.OWN),
    "user_id": Kind(person, Reach.ANYBODY),
    "note_id": Kind(note, Reach.OWN),
    "file_id": Kind(ticket_file, Reach.OWN_OR_HUB),
    "template_id": Kind(template, Reach.ANYBODY),
    "gap_id": Kind(gap, Reach.ANYBODY),
    "queue": Kind(queue, Reach.ANYBODY),
    "absence_id": Kind(absence, Reach.ANYBODY),
    "view_id": Kind(view, Reach.OWN),
    "notice_id": Kind(notice, Reach.OWN),
    "slug": Kind(article, Reach.ANYBODY),
}
JOINED = {"ref": Kind(joined_ticket, Reach.OWN)}
