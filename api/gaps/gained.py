"""What an action gained: the gap's questions asked again of what is served now."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog
from sqlalchemy.orm import Session

from api.articles import service as articles
from api.db import Database, utc_now
from api.errors import Problem
from api.gaps import repository
from api.gaps.models import GapAction, GapAnswer
from api.gaps.schemas import GapState, Retried
from api.search.service import Search
from knowledge import Outcome

log = structlog.get_logger(__name__)
ASKED_AGAIN: Final = 100  # the newest of a gap
CLOSED_FROM: Final = 0.8  # of the questions answered


@dataclass(frozen=True)
class Gained:
    """What search makes of a gap's questions now, for each action that is live."""

    gap_id: int
    action_ids: tuple[int, ...]
    index_version: str
    retried: tuple[Retried, ...]


def ask_again(session: Session, search: Search, gap_id: int) -> Gained:
    """Return what search makes of the gap's questions; nothing is written. 503 while it is down."""
    live = tuple(row.id for row in repository.actions(session, gap_id) if is_live(session, row))
    retried, version = [], ""
    for row in repository.questions_of(session, gap_id, ASKED_AGAIN):
        found = search.search(row.question, 1)
        slug = found.hits[0].slug if found.served and found.hits else None
        retried.append(Retried(turn_id=row.turn_id, outcome=found.outcome, slug=slug))
        version = found.index_version
    return Gained(gap_id, live, version, tuple(retried))


def is_live(session: Session, action: GapAction) -> bool:
    """Say whether officers are given what was done: its article was published since."""
    article = articles.get(session, action.slug)
    published_at = article.published_at
    return article.served and published_at is not None and published_at >= action.at


def keep(session: Session, gained: Gained, by: str) -> None:
    """Keep it with each action; a gap of which most is answered is closed."""
    known = repository.kept_questions(session, {row.turn_id for row in gained.retried})
    there = [row for row in gained.retried if row.turn_id in known]
    now = utc_now()
    for action_id in gained.action_ids:
        action = repository.find_action(session, action_id)
        if action is not None:
            _note(session, action, there, gained.index_version, now)
    gap = repository.find(session, gained.gap_id)
    answered = sum(row.outcome is Outcome.answered for row in there)
    if gap is None or gap.state != GapState.OPEN or not gained.action_ids:
        return
    if there and answered >= CLOSED_FROM * len(there):
        gap.state, gap.settled_at, gap.settled_by = GapState.CLOSED, now, by
        gap.version, gap.updated_at = gap.version + 1, now


def _note(
    session: Session, action: GapAction, there: list[Retried], version: str, now: datetime
) -> None:
    outcomes = Counter(row.outcome for row in there)
    action.asked, action.answered = len(there), outcomes[Outcome.answered]
    action.offered, action.measured_at = outcomes[Outcome.choices], now
    action.index_version = version
    rows = (
        GapAnswer(
            action_id=action.id, turn_id=row.turn_id, outcome=row.outcome.value, slug=row.slug
        )
        for row in there
    )
    repository.replace_answers(session, action.id, rows)


def follow(database: Database, search: Search, gap_id: int, by: str) -> None:
    """Ask again and keep it, after a commit; what fails now is done by the timetable."""
    try:
        with database.reading() as reading:
            gained = ask_again(reading, search, gap_id)
        if gained.action_ids:
            with database.writing() as session:
                keep(session, gained, by)
    except Exception as error:  # the change itself is committed; this must not undo the answer
        log.warning("gap_not_asked_again", gap_id=gap_id, error=type(error).__name__)


def make_job(database: Database, search: Search, by: str) -> Callable[[Session], int]:
    """Return the timetable's job: how many gaps were asked again.

    Those whose article was published since it was done last.
    """

    def run(session: Session) -> int:
        with database.reading() as reading:
            due = {row.gap_id for row in repository.all_actions(reading) if _due(reading, row)}
            if not search.ready:
                return 0
            try:
                found = [ask_again(reading, search, gap_id) for gap_id in sorted(due)]
            except Problem:
                return 0  # search went down meanwhile: the next run does it
        for gained in found:
            keep(session, gained, by)
        return len(found)

    return run


def _due(session: Session, action: GapAction) -> bool:
    """Say whether the article was published since the questions were asked again."""
    if not is_live(session, action):
        return False
    published_at = articles.get(session, action.slug).published_at
    return action.measured_at is None or published_at is None or action.measured_at < published_at
