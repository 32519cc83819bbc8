"""The gate itself: checked outside the transaction, held to inside it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from sqlalchemy.orm import Session

from api.articles import repository as articles
from api.articles.gate import repository
from api.articles.gate.checking import NOTHING_PROPOSED, Change, Checked, check
from api.articles.gate.models import GateOverride
from api.articles.gate.schemas import GateChoice, GoldenEffect, OverridePage, OverrideShown
from api.articles.golden import repository as golden
from api.articles.publisher import Publisher
from api.audit import service as audit
from api.db import utc_now
from api.errors import Problem
from api.identity.roles import Principal
from api.redaction.service import redact

# Between attempts, while search takes in what was published a moment ago.
PAUSES_S: Final = (0.2, 0.5, 1.0)
Done = TypeVar("Done")


@dataclass(frozen=True)
class Override:
    """A lead's word that a change is made though golden questions break, and why."""

    reason: str


def override_of(choice: GateChoice | None) -> Override | None:
    """Return the override that was chosen; none without a reason."""
    return Override(choice.override_reason) if choice and choice.override_reason else None


class Overtaken(Problem):
    """What a check was made against is not what is published now."""

    def __init__(self) -> None:
        """Say that it is worth another try."""
        super().__init__(
            409,
            "gate_overtaken",
            "Somebody else changed what officers are given while this was checked. Try again.",
            headers={"Retry-After": "2"},
        )


def through(
    session: Session,
    publisher: Publisher,
    propose: Callable[[Session], Change | None],
    act: Callable[[Checked], Done],
) -> Done:
    """Return what `act` does in `session`, given a check that was made while no lock was held.

    `propose` says what would change, None if officers are given nothing else; it reads in a
    session of its own. `session` must not have begun: it is asked for its first row by `act`.
    When somebody overtakes, all is rolled back and checked again, a few times.
    """
    if session.in_transaction():
        raise RuntimeError("the gate was asked from within a transaction")
    for pause_s in (*PAUSES_S, None):
        checked = ask(session, publisher, propose)
        try:
            return act(checked)
        except Overtaken:
            session.rollback()
            if pause_s is None:
                raise
            time.sleep(pause_s)
    raise AssertionError("the last attempt returns or raises")


def ask(
    session: Session, publisher: Publisher, propose: Callable[[Session], Change | None]
) -> Checked:
    """Return what would come of what `propose` says, found out beside `session`, without a lock.

    Search that is only about to take in what was published a moment ago is waited for.
    """
    engine = session.get_bind().engine.execution_options(immediate=False)
    for pause_s in (*PAUSES_S, None):
        with Session(engine) as reading:
            change = propose(reading)
            if change is None:
                return NOTHING_PROPOSED
            checked = check(reading, change, publisher)
        if not checked.behind or pause_s is None:
            break
        time.sleep(pause_s)
    return checked


def admit(
    session: Session,
    principal: Principal,
    change: Change,
    publisher: Publisher,
    checked: Checked | None,
    override: Override | None = None,
) -> None:
    """Let the change pass, in the transaction that makes it; before the change itself.

    `checked` was made outside; without one the questions are asked here and now, which holds the
    database for as long as that takes. Raises Overtaken if `checked` is not of this change or
    something was published since, Problem 409 `golden_broken` if golden questions break, 503
    `gate_unavailable` if search could not be asked. A lead's override is kept, with its reason.
    """
    if checked is None:
        checked = check(session, change, publisher)
    _require_standing(session, change, checked)
    refusal = _refusal(checked)
    if refusal is None:
        return
    if override is None:
        raise refusal
    _keep(session, principal, checked, override)


def _require_standing(session: Session, change: Change, checked: Checked) -> None:
    same = (checked.change.slug, checked.change.content_hash) == (change.slug, change.content_hash)
    if not same or checked.golden != golden.fingerprint(session):
        raise Overtaken
    if checked.rows and checked.asked and checked.published != articles.served_hashes(session):
        raise Overtaken


def _refusal(checked: Checked) -> Problem | None:
    if checked.refused:
        return _broken(checked)
    if checked.asked or checked.change.article is None:
        return None  # what is only taken away may go while search is down
    return Problem(
        503,
        "gate_unavailable",
        "The golden questions cannot be asked, because search is not working just now or has not "
        "caught up. Nothing was published. Try again in a minute; a lead can publish with a "
        "reason.",
        headers={"Retry-After": "30"},
    )


def _broken(checked: Checked) -> Problem:
    count = len(checked.refused)
    questions = "1 golden question" if count == 1 else f"{count} golden questions"
    if checked.change.article is None:
        detail = (
            f"Without this article {questions} would lose what must be given. Retire those of "
            "the article or move them to another one first; a lead can go on with a reason."
        )
    else:
        detail = (
            f"This would break {questions}. Change the article, or the golden questions; a lead "
            "can publish with a reason."
        )
    errors = [
        {"field": f"golden.{row.golden_id}", "message": _said(row)} for row in checked.refused
    ]
    return Problem(409, "golden_broken", detail, errors=errors)


def _said(row: GoldenEffect) -> str:
    now, then = (f"{f.article} ({f.outcome}, {f.confidence:.2f})" for f in (row.before, row.after))
    wanted = row.article or "nothing"
    return f"{row.question!r} must be given {wanted}: now {now}, then {then}"


def _keep(session: Session, principal: Principal, checked: Checked, override: Override) -> None:
    if not principal.is_lead:
        raise Problem(403, "forbidden", "Going on against the golden questions needs a lead.")
    row = GateOverride(
        slug=checked.change.slug,
        change=checked.report().change,
        reason=redact(override.reason).text,
        refused=[row.model_dump(mode="json") for row in checked.refused],
        by=principal.user_id,
        at=utc_now(),
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor_id=principal.user_id,
        action="gate_overridden",
        object_kind="gate_override",
        object_id=str(row.id),
    )


def overrides(session: Session, limit: int = 50, before: int | None = None) -> OverridePage:
    """Return the overrides, the newest first."""
    rows = repository.page(session, limit + 1, before)
    items = [
        OverrideShown.model_validate(
            {
                "id": row.id,
                "slug": row.slug,
                "change": row.change,
                "reason": row.reason,
                "refused": row.refused,
                "by": row.by,
                "at": row.at,
            }
        )
        for row in rows[:limit]
    ]
    return OverridePage(items=items, next=items[-1].id if len(rows) > limit else None)
