"""What the database holds, against what the clients were told."""

import json
import re
import sqlite3
from collections import Counter, defaultdict
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.fault.ledger import Ledger

MARKER = re.compile(r"zq[a-z]+qz")
MOVES = ("ticket_assign", "ticket_answer", "ticket_close", "ticket_withdraw")


@dataclass
class Stored:
    """Everything of the trial that the database holds, read at once."""

    questions: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Marker -> references of the tickets that ask it."""
    answers: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    undelivered: list[str] = field(default_factory=list)
    askers: dict[str, str] = field(default_factory=dict)
    entries: dict[str, Counter[tuple[str, str]]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    """Reference -> how often the audit log has each action of each person."""
    brought: Counter[str] = field(default_factory=Counter)
    """Marker of an answer -> messages in conversations that hold it."""
    queued: Counter[str] = field(default_factory=Counter)
    """Reference -> outbox entries that bring its answer."""
    unfinished: int = 0
    notices: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(reference, reader) -> notices that it was answered."""


def read(database: Path) -> Stored:
    """Return what stands in the file."""
    stored = Stored()
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as reading:
        rows = reading.execute(
            "SELECT ref, question, answer, delivery, asker_id, conversation_id FROM tickets"
        )
        for ref, question, answer, delivery, asker, conversation in rows:
            stored.askers[ref] = asker
            for marker in MARKER.findall(question):
                stored.questions[marker].append(ref)
            for marker in MARKER.findall(answer or ""):
                stored.answers[marker].append(ref)
                if conversation is not None and delivery != "delivered":
                    stored.undelivered.append(ref)
        for ref, action, actor in reading.execute(
            "SELECT object_id, action, actor_id FROM audit_entries WHERE object_kind = 'ticket'"
        ):
            stored.entries[ref][action, actor] += 1
        for (replies,) in reading.execute("SELECT replies FROM messages WHERE author = 'hub'"):
            stored.brought.update(set(MARKER.findall(replies or "")))
        for payload, state in reading.execute(
            "SELECT payload, state FROM outbox_entries WHERE kind = 'ticket_answer'"
        ):
            stored.queued[json.loads(payload)["ref"]] += 1
            stored.unfinished += state != "delivered"
        for about, reader in reading.execute(
            "SELECT about, user_id FROM notices WHERE kind = 'ticket_answered'"
        ):
            stored.notices[about, reader] += 1
    return stored


def compare(ledger: Ledger, stored: Stored) -> list[str]:
    """Return what was lost or doubled, a sentence each; none, if all is well."""
    return [
        *ledger.complaints,
        *_tickets(ledger, stored),
        *_answers(ledger, stored),
        *_entries(ledger, stored),
        *_deliveries(ledger, stored),
    ]


def _tickets(ledger: Ledger, stored: Stored) -> list[str]:
    found = [
        f"ticket {ref} ({marker}) is there {stored.questions[marker].count(ref)} times"
        for marker, ref in ledger.opened.items()
        if stored.questions[marker] != [ref]
    ]
    unknown = set(stored.questions) - set(ledger.opened)
    return found + [f"nobody was told of {stored.questions[marker]}" for marker in sorted(unknown)]


def _answers(ledger: Ledger, stored: Stored) -> list[str]:
    found = [
        f"the answer {marker} of {ref} stands in {stored.answers[marker]}"
        for marker, ref in ledger.answered.items()
        if stored.answers[marker] != [ref]
    ]
    done = sorted(marker for marker in ledger.refused_answers if stored.answers[marker])
    return found + [f"the answer {marker} was refused and stands" for marker in done]


def _entries(ledger: Ledger, stored: Stored) -> list[str]:
    """Every move that was acknowledged is one entry, and there is no entry of any other."""
    found = []
    for ref in sorted({*stored.entries, *ledger.moves, *ledger.opened.values()}):
        told = Counter({("ticket_opened", stored.askers.get(ref, "")): 1})
        told.update(ledger.moves.get(ref, {}))
        written = Counter(
            {
                key: count
                for key, count in stored.entries.get(ref, {}).items()
                if key[0] in ("ticket_opened", *MOVES)
            }
        )
        if told != written:
            found.append(f"audit of {ref}: {dict(written)} for {dict(told)}")
    return found


def _deliveries(ledger: Ledger, stored: Stored) -> list[str]:
    refs = list(ledger.answered.values())
    found = [f"{stored.unfinished} answers wait in the outbox"] if stored.unfinished else []
    found += [f"the answer of {ref} is not delivered" for ref in stored.undelivered]
    found += [
        f"{ref} is queued {stored.queued[ref]} times" for ref in refs if stored.queued[ref] != 1
    ]
    found += [
        f"the answer {marker} was brought {stored.brought[marker]} times"
        for marker in ledger.answered
        if stored.brought[marker] != 1
    ]
    if stored.notices:  # what tells of answers in the app tells of each
        found += [
            f"{ref}: {stored.notices[ref, stored.askers[ref]]} notices to its asker"
            for ref in refs
            if stored.notices[ref, stored.askers[ref]] != 1
        ]
    return found
