"""What is done to articles by itself: published at the time set, reminded of, withheld.

Here because it joins articles with the people they are about.
"""

from collections.abc import Iterable
from functools import partial

from sqlalchemy.orm import Session

from api.articles import review, scheduling, service
from api.articles.gate import proposing
from api.articles.gate.checking import Checked
from api.articles.gate.service import ask
from api.articles.publisher import Publisher
from api.identity import service as identity
from api.identity.roles import Principal, Role
from api.settings import Settings
from api.timetable import Job

EVERY_MINUTE_S = 60.0
EVERY_HOUR_S = 3600.0


def make_jobs(publisher: Publisher, settings: Settings) -> list[Job]:
    """Return the jobs, each bound to the search it keeps in step."""

    def publish_due(session: Session) -> int:
        checks = _checks(session, publisher)

        def publish(session: Session, principal: Principal, slug: str) -> None:
            service.publish(
                session,
                principal,
                slug,
                publisher,
                four_eyes=settings.needs_four_eyes,
                checked=checks.get(slug),
            )

        return scheduling.publish_due(session, publish, identity.user_of)

    def withhold(session: Session) -> int:
        return review.withhold_overdue(session, publisher, settings.review_grace_days)

    def remind(session: Session) -> int:
        return review.remind(session, leads)

    def leads(session: Session) -> Iterable[str]:
        return identity.ids_of(session, Role.LEAD)

    return [
        Job("publish_due", EVERY_MINUTE_S, publish_due),
        Job("withhold_overdue", EVERY_HOUR_S, withhold),
        Job("review_reminders", EVERY_HOUR_S, remind),
    ]


def _checks(session: Session, publisher: Publisher) -> dict[str, Checked]:
    """Return what the gate says of each article that is due, asked before a lock is held."""
    engine = session.get_bind().engine.execution_options(immediate=False)
    with Session(engine) as reading:
        due = scheduling.due(reading)
    return {
        slug: ask(session, publisher, partial(proposing.publication, slug=slug)) for slug in due
    }
