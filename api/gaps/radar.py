"""Looking through conversations for what was not helped, and gathering it by meaning.

The work is done on what was read in one go; the transaction that stores it begins after that and
is short. What was deleted meanwhile is not stored.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np
from sqlalchemy import Row
from sqlalchemy.orm import Session

from api.articles.keys import key_of
from api.audit import service as audit
from api.conversations.context import ContextUsed
from api.db import Database, utc_now
from api.gaps import repository
from api.gaps.clustering import gather, medoid, same_as_before
from api.gaps.models import Gap, GapQuestion
from api.gaps.schemas import GapState, Why
from api.search.service import Search
from knowledge import Vectors

LOOK_BACK: Final = timedelta(days=90)
LOOK_AGAIN: Final = timedelta(days=2)  # a verdict or a pick may come a day later
SETTLES_AFTER: Final = timedelta(minutes=30)  # until then a choice may still be picked
MAX_GATHERED: Final = 4000
ENCODED_AT_ONCE: Final = 500
COMES_BACK_AT: Final = 3  # people who asked since it was settled
SYSTEM: Final = "system"


@dataclass(frozen=True)
class Gathered:
    """Questions of one meaning, by their turns, and the one in their middle."""

    turn_ids: tuple[str, ...]
    named_by: str


@dataclass(frozen=True)
class Look:
    """What one look found: new questions, vectors by turn, and all of them gathered."""

    new: tuple[GapQuestion, ...]
    vectors: dict[str, bytes]
    encoder: str
    gathered: tuple[Gathered, ...]


def make_radar(database: Database, search: Search) -> Callable[[Session], int]:
    """Return the timetable's job: how many questions are new among the gaps since the last look."""

    def run(session: Session) -> int:
        now = utc_now()
        with database.reading() as reading:
            found = look(reading, search, now)
        return store(session, found, now)

    return run


def look(session: Session, search: Search, now: datetime) -> Look:
    """Return what is new and how all of the last 90 days gathers; nothing is written.

    While search is down the new questions wait without a vector, in no gap.
    """
    last = repository.looked_at(session)
    since = max(now - LOOK_BACK, last - LOOK_AGAIN) if last else now - LOOK_BACK
    new = _new(session, since, now)
    kept = repository.questions(session, now - LOOK_BACK, MAX_GATHERED)
    encoder = search.encoder_hash
    if not search.ready or encoder is None:
        return Look(new, {}, "", ())
    lacking = [row for row in (*new, *kept) if row.encoder != encoder][:ENCODED_AT_ONCE]
    vectors = search.vectors([row.question for row in lacking])
    fresh = {row.turn_id: vector.tobytes() for row, vector in zip(lacking, vectors, strict=True)}
    if not fresh and _is_gathered(kept):
        return Look(new, {}, encoder, ())
    return Look(new, fresh, encoder, _gathered((*new, *kept), fresh, encoder))


def _is_gathered(kept: Sequence[GapQuestion]) -> bool:
    return all(row.gap_id is not None for row in kept)


def _new(session: Session, since: datetime, now: datetime) -> tuple[GapQuestion, ...]:
    rows = repository.not_helped(session, since, now - SETTLES_AFTER)
    by_turn = {row.turn_id: row for row in (*repository.rated(session, since), *rows)}
    found = (_question(row) for row in by_turn.values())
    return tuple(row for row in found if row is not None)


def _question(row: Row[Any]) -> GapQuestion | None:
    """Return what the turn asked, None for one that was about nothing or has no word in it."""
    used = ContextUsed.model_validate(row.context) if row.context else None
    if used is not None and used.kind in ("nothing", "started_over"):
        return None
    text = (used.searched or used.topic) if used else row.question
    if not key_of(text):
        return None
    return GapQuestion(
        turn_id=row.turn_id,
        conversation_id=row.conversation_id,
        user_id=row.user_id,
        question=text,
        why=Why(row.why),
        slug=row.slug,
        asked_at=row.asked_at,
    )


def _gathered(
    rows: Sequence[GapQuestion], fresh: dict[str, bytes], encoder: str
) -> tuple[Gathered, ...]:
    """Gather all that has a vector of this encoder; equal texts count as one."""
    by_key: dict[str, list[str]] = {}
    stored: dict[str, bytes] = {}
    for row in rows:
        vector = fresh.get(row.turn_id) or (row.vector if row.encoder == encoder else None)
        if vector is not None:
            by_key.setdefault(key_of(row.question), []).append(row.turn_id)
            stored[row.turn_id] = vector
    if not stored:
        return ()
    turns = list(by_key.values())
    matrix: Vectors = np.stack([np.frombuffer(stored[same[0]], np.float32) for same in turns])
    return tuple(_one(group, turns, matrix) for group in gather(matrix))


def _one(group: Sequence[int], turns: Sequence[Sequence[str]], matrix: Vectors) -> Gathered:
    middle = turns[group[medoid(matrix[list(group)])]]
    return Gathered(tuple(turn for row in group for turn in turns[row]), middle[0])


def store(session: Session, found: Look, now: datetime) -> int:
    """Have the gaps be what the look found, and settled ones come back that people ask again."""
    there = repository.still_there(session, [row.turn_id for row in found.new])
    new = [row for row in found.new if row.turn_id in there]
    session.add_all(new)
    session.flush()
    taken_back = repository.take_back(session)
    repository.keep_vectors(session, found.vectors, found.encoder)
    if found.gathered:
        _assign(session, found.gathered, now)
    repository.remove_empty(session)
    _bring_back(session, now)
    repository.note_look(session, now)
    return len(new) + taken_back


def _assign(session: Session, gathered: Sequence[Gathered], now: datetime) -> None:
    held = repository.held(session)
    groups = [[turn for turn in group.turn_ids if turn in held] for group in gathered]
    before = {turn: gap_id for turn, gap_id in held.items() if gap_id is not None}
    ids = same_as_before(groups, before)
    moved: dict[str, int] = {}
    for group, turns, known in zip(gathered, groups, ids, strict=True):
        if not turns:
            continue
        gap = repository.find(session, known) if known is not None else None
        if gap is None:
            gap = Gap(state=GapState.OPEN, created_at=now, updated_at=now)
            session.add(gap)
        gap.named_by = group.named_by if group.named_by in held else None
        session.flush()
        moved.update({turn: gap.id for turn in turns if held[turn] != gap.id})
    repository.move(session, moved)


def _bring_back(session: Session, now: datetime) -> None:
    for gap in repository.outgrown(session, COMES_BACK_AT):
        gap.state, gap.reason, gap.settled_at, gap.settled_by = GapState.OPEN, None, None, None
        gap.version, gap.updated_at = gap.version + 1, now
        audit.record(
            session,
            actor_id=SYSTEM,
            action="gap_came_back",
            object_kind="gap",
            object_id=str(gap.id),
        )
