"""How somebody wants to be told: always in the app, and of some kinds by e-mail as well."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from api.errors import Problem
from api.notifications import repository
from api.notifications.models import NoticeWays
from api.notifications.notice import NoticeKind
from api.notifications.schemas import WaysChange, WaysShown
from api.settings import Settings

MAX_ADDRESS_CHARS: Final = 254
ADDRESS: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?P<domain>[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+)"
)
MAILED: Final = frozenset(
    {
        NoticeKind.TICKET_ANSWERED,
        NoticeKind.TICKET_OVERDUE,
        NoticeKind.DID_IT_WORK,
        NoticeKind.REVIEW_DUE,
        NoticeKind.REVIEW_OVERDUE,
        NoticeKind.PUBLISH_FAILED,
        NoticeKind.ARTICLE_RECALLED,
        NoticeKind.TOKEN_EXPIRING,
    }
)
"""Told by e-mail to whoever has given an address and said nothing else: what should not wait."""


@dataclass(frozen=True)
class MailRules:
    """Whether mail is set up, and to whom it may go; no domains: anybody (local mode)."""

    is_set_up: bool
    domains: frozenset[str]

    @classmethod
    def of(cls, settings: Settings) -> "MailRules":
        """Return the rules that the settings make."""
        return cls(bool(settings.smtp_host), frozenset(listed(settings.mail_domains.lower())))

    def allow(self, address: str) -> bool:
        """Say whether notices may be mailed there."""
        match = ADDRESS.fullmatch(address)
        if match is None or len(address) > MAX_ADDRESS_CHARS:
            return False
        return not self.domains or match["domain"].lower() in self.domains


def listed(text: str) -> list[str]:
    """Return the entries of a setting that lists some, parted by commas or blanks."""
    return text.replace(",", " ").split()


def ways(session: Session, user_id: str, rules: MailRules) -> WaysShown:
    """Return how the user is told."""
    row = session.get(NoticeWays, user_id)
    mailed = {kind: _is_mailed(row.mailed if row else {}, kind) for kind in NoticeKind}
    return WaysShown(
        address=row.address if row else None,
        mailed=mailed,
        mail_is_set_up=rules.is_set_up,
        version=row.version if row else 0,
    )


def change_ways(
    session: Session, user_id: str, change: WaysChange, version: int | None, rules: MailRules
) -> WaysShown:
    """Have the user told so from now on.

    Problem 412 if it was changed since that version, 422 naming `address` if it may not be used.
    """
    row = session.get(NoticeWays, user_id)
    if version is not None and version != (row.version if row else 0):
        raise Problem(
            412, "changed_meanwhile", "This was changed meanwhile. Look again, then save."
        )
    if change.address and not rules.allow(change.address):
        message = _refusal(rules)
        raise Problem(422, "invalid", message, errors=[{"field": "address", "message": message}])
    if row is None:
        row = NoticeWays(user_id=user_id, mailed={}, version=0)
        session.add(row)
    row.address = change.address or None
    row.mailed = {**row.mailed, **{str(kind): on for kind, on in change.mailed.items()}}
    row.version += 1
    session.flush()
    return ways(session, user_id, rules)


def know_address(session: Session, user_id: str, address: str) -> None:
    """Take the address that the force's sign-in names, unless the user has said anything yet."""
    if session.get(NoticeWays, user_id) is None and ADDRESS.fullmatch(address):
        session.add(NoticeWays(user_id=user_id, address=address, mailed={}, version=1))


def mailed_to(session: Session, user_ids: Collection[str], kind: NoticeKind) -> dict[str, str]:
    """Return the addresses of those who want this kind by e-mail, by user id."""
    rows = repository.ways_of(session, user_ids)
    return {
        row.user_id: row.address for row in rows if row.address and _is_mailed(row.mailed, kind)
    }


def _is_mailed(said: Mapping[str, bool], kind: NoticeKind) -> bool:
    return said.get(str(kind), kind in MAILED)


def _refusal(rules: MailRules) -> str:
    if not rules.domains:
        return "Enter an e-mail address like name@example.police.uk"
    return f"Enter an e-mail address at {' or '.join(sorted(rules.domains))}"
