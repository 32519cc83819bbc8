"""A notice as the rest of api gives it: of what kind, about what, in which words."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from api.wording import wording

MAX_KEY_CHARS: Final = 160
MAX_LINK_CHARS: Final = 300


class NoticeKind(StrEnum):
    """What people are told of. The texts of each are in the wording, under the same name."""

    TICKET_ASSIGNED = "ticket_assigned"
    TICKET_OVERDUE = "ticket_overdue"
    TICKET_ANSWERED = "ticket_answered"
    TICKET_REOPENED = "ticket_reopened"
    DELIVERY_FAILED = "delivery_failed"
    DID_IT_WORK = "did_it_work"
    REVIEW_DUE = "review_due"
    REVIEW_OVERDUE = "review_overdue"
    PUBLISH_FAILED = "publish_failed"
    SENT_BACK = "sent_back"
    IN_REVIEW = "in_review"
    ARTICLE_RECALLED = "article_recalled"
    GAP_GROWING = "gap_growing"
    TOKEN_EXPIRING = "token_expiring"


@dataclass(frozen=True)
class Notice:
    """One thing to be told, to each of its readers once.

    `about` is a ticket's reference, an article's slug…; `link` a local path; `words` fills the
    kind's texts and holds nothing personal, for they are mailed; `key` tells this notice from
    every other: a reader never gets two of one key (`ticket_overdue:PF-2026-000012:2026-11-24`).

    ValueError if the words are not those of the kind, the link is not local, or the key is too
    long: faults of the code that tells, found by its tests.
    """

    kind: NoticeKind
    about: str
    link: str
    words: Mapping[str, str]
    key: str

    def __post_init__(self) -> None:
        """Refuse what could not be told or kept."""
        wanted = wording().notices.of(self.kind).names
        if not wanted <= frozenset(self.words):
            raise ValueError(f"{self.kind} needs the words {', '.join(sorted(wanted))}")
        if not is_local(self.link) or len(self.link) > MAX_LINK_CHARS:
            raise ValueError("a notice links to a page of ours, by its path")
        if not 0 < len(self.key) <= MAX_KEY_CHARS:
            raise ValueError(f"a key has 1 to {MAX_KEY_CHARS} characters")


def is_local(link: str) -> bool:
    """Say whether a link stays with us: `//elsewhere` and `/\\elsewhere` do not."""
    return link.startswith("/") and link[1:2] not in ("/", "\\") and link.isprintable()


def text_of(notice: Notice) -> tuple[str, str]:
    """Return a notice's title and text, filled in."""
    texts = wording().notices.of(notice.kind)
    return texts.title.format(**notice.words), texts.text.format(**notice.words)
