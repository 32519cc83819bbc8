"""One page that leads to what a Hub needs now and then: so that the menu stays short."""

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.access import CuratorPage
from api.identity.roles import Role
from api.portal.templating import page

router = APIRouter(prefix="/console/running")


@dataclass(frozen=True)
class Entry:
    """A page, who may open it, and what it is for."""

    role: Role
    address: str
    title: str
    purpose: str


ENTRIES: Final = (
    Entry(
        Role.CURATOR,
        "/console/deliveries",
        "Deliveries",
        "What is on its way, and what could not be delivered: tried again, or put aside.",
    ),
    Entry(
        Role.ADMIN,
        "/console/people",
        "People",
        "Who may do what, who is signed in where, and whose access is switched off.",
    ),
    Entry(
        Role.ADMIN,
        "/console/webhooks",
        "Mail and webhooks",
        "How notices leave the house: the mail server, and the receivers of signed webhooks.",
    ),
    Entry(
        Role.CURATOR,
        "/console/staffing",
        "People of the queues",
        "Who takes the tickets of which queue, who is away, and who covers. A lead edits it.",
    ),
    Entry(
        Role.CURATOR,
        "/console/answer-templates",
        "Templates of answers",
        "Texts that many answers begin with. Curators use them, leads write them.",
    ),
    Entry(
        Role.CURATOR,
        "/console/hub-only",
        "Hub only",
        "Whether the assistant answers by itself; a lead switches it off and on.",
    ),
    Entry(
        Role.CURATOR,
        "/console/golden",
        "Golden questions",
        "What is asked before every publication, so that no good answer is lost.",
    ),
    Entry(
        Role.LEAD,
        "/console/recalls",
        "Recalls",
        "Articles that were withdrawn as wrong, and whether everybody who was given them is told.",
    ),
    Entry(
        Role.LEAD,
        "/console/retention",
        "What was deleted",
        "How long each kind of record is kept, and the receipts of what was purged.",
    ),
    Entry(
        Role.ADMIN,
        "/console/audit",
        "Audit log",
        "Who changed or read what, when; and whether the log is as it was written.",
    ),
)


@router.get("")
def running_page(request: Request, principal: CuratorPage) -> HTMLResponse:
    """Show the pages that this person may open."""
    entries = [entry for entry in ENTRIES if principal.may(entry.role)]
    return page(request, "console/running.html", entries=entries)
