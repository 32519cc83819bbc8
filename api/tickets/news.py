"""Who is told what about a ticket, in the transaction that makes it so."""

from sqlalchemy.orm import Session

from api.notifications.notice import Notice, NoticeKind
from api.notifications.service import notify
from api.tickets import repository
from api.tickets.models import Ticket


def tell_answered(session: Session, ticket: Ticket) -> None:
    """Everybody who waited is told that there is an answer, once for each answer."""
    waiting = [row.user_id for row in repository.subscribers(session, ticket.ref)]
    link = f"/requests/{ticket.ref}"
    _tell(session, [ticket.asker_id, *waiting], NoticeKind.TICKET_ANSWERED, ticket, link)


def tell_reopened(session: Session, ticket: Ticket, by: str) -> None:
    """Whoever had the ticket is told that it is open again, unless they opened it themselves."""
    _tell_assignee(session, NoticeKind.TICKET_REOPENED, ticket, but=by)


def tell_undelivered(session: Session, ticket: Ticket) -> None:
    """Whoever had the ticket is told that its answer did not arrive."""
    _tell_assignee(session, NoticeKind.DELIVERY_FAILED, ticket)


def _tell_assignee(
    session: Session, kind: NoticeKind, ticket: Ticket, but: str | None = None
) -> None:
    if ticket.assignee_id is not None and ticket.assignee_id != but:
        _tell(session, [ticket.assignee_id], kind, ticket, f"/console/tickets/{ticket.ref}")


def _tell(session: Session, to: list[str], kind: NoticeKind, ticket: Ticket, link: str) -> None:
    notice = Notice(
        kind=kind,
        about=ticket.ref,
        link=link,
        words={"ref": ticket.ref},
        key=f"{kind}:{ticket.ref}:{ticket.version}",
    )
    notify(session, to, notice)
