"""One conversation about a few articles; tests write the script of its search and its rasa."""

from dataclasses import dataclass, field
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import select

from api.conversations.models import Turn
from api.db import Database
from api.search.memory import InMemorySearch
from api.search.schemas import SearchResponse
from api.settings import Settings
from knowledge import Outcome, Section
from tests.api.channels.talking import say
from tests.api.conftest import make_article

BIKES = make_article(
    "bikes",
    title="How do we stop off-road bikes?",
    sections=(
        Section("What to do", "Walk the rec and close the gaps. It costs nothing but an hour."),
        Section("Who to involve", "Rangers, and the garage that sells fuel."),
    ),
)
SHEDS = make_article("sheds", title="How do we stop break-ins to sheds?")
VANS = make_article("vans", title="How do we stop theft from vans?")
ASKED = "kids on bikes tearing up the rec"


class ScriptedSearch(InMemorySearch):
    """Decides by what words a question holds; keeps what it was asked."""

    def __init__(self) -> None:
        """Find nothing until told otherwise."""
        super().__init__()
        self.asked: list[str] = []
        self.rules: list[tuple[str, Outcome, tuple[str, ...]]] = []

    def search(self, question: str, limit: int = 3) -> SearchResponse:
        """Return what the first rule says whose word is in the question."""
        self.asked.append(question)
        ranking = super().search(question, limit)
        for word, outcome, slugs in self.rules:
            if word in question.lower():
                hits = [next(h for h in ranking.hits if h.slug == slug) for slug in slugs]
                hits += [hit for hit in ranking.hits if hit.slug not in slugs]
                sure = 0.95 if outcome is Outcome.answered else 0.5
                changes = {"outcome": outcome, "served": len(slugs), "hits": hits[:limit]}
                return ranking.model_copy(update=changes | {"confidence": sure})
        changes = {"outcome": Outcome.unanswered, "served": 0, "confidence": 0.02}
        return ranking.model_copy(update=changes)


@dataclass
class Talk:
    """One officer's conversation. Rasa sends everything to search, as `meant` says."""

    client: TestClient
    headers: dict[str, str]
    settings: Settings
    conversation_id: str | None = None
    meant: str = "question"
    buttons: dict[str, str] = field(default_factory=dict)

    def say(self, text: str, **more: Any) -> Any:
        """Take a turn and return the response."""
        if self.conversation_id:
            more["conversation_id"] = self.conversation_id
        body = say(self.client, self.headers, text, **more)
        self.conversation_id = body["conversation_id"]
        for reply in body["replies"]:
            self.buttons |= {row["label"]: row["payload"] for row in reply["buttons"]}
        return body

    def press(self, label: str) -> Any:
        """Press the button that was shown last under this label."""
        return self.say("", payload=self.buttons[label])

    def contexts(self) -> list[Any]:
        """Return what each turn was taken with, oldest first."""
        with Database(self.settings.database).reading() as session:
            return list(session.scalars(select(Turn.context).order_by(Turn.created_at)))


def kinds(body: Any) -> list[str]:
    """Return the kinds of a response's replies."""
    return [reply["kind"] for reply in body["replies"]]


def texts(body: Any) -> str:
    """Return all that a response says."""
    return "\n".join(reply["text"] for reply in body["replies"])
