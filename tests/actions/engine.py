"""The API's own engine for worksheets over a database of one conversation, for the small API."""

import tempfile
import uuid
from pathlib import Path
from typing import Any

from api.channels.moves import clear_requests, current, make_move
from api.channels.standing import Move
from api.conversations.models import Conversation
from api.db import Database, utc_now
from api.errors import Problem
from api.identity import service as identity
from api.identity.roles import Principal, Role
from api.models import metadata
from api.tickets import service as tickets


class Engine:
    """Makes moves as the API does, in one officer's one conversation."""

    def __init__(self) -> None:
        """Begin with an empty conversation."""
        self._folder = tempfile.TemporaryDirectory()
        self._database = Database(f"sqlite:///{Path(self._folder.name) / 'engine.db'}")
        metadata.create_all(self._database.engine)
        with self._database.writing() as session:
            identity.seed_demo_users(session)
            bearer = identity.issue_token(session, "officer")
            officer = identity.identify(session, cookie=None, bearer=bearer)
            assert officer is not None
            now = utc_now()
            conversation = Conversation(
                id=str(uuid.uuid4()), user_id=officer.user_id, sender_id="s",
                created_at=now, updated_at=now,
            )  # fmt: skip
            session.add(conversation)
        self.conversation_id = conversation.id
        self.officer = Principal(
            officer.user_id, officer.username, officer.name, Role.SERVICE,
            conversation_id=self.conversation_id,
        )  # fmt: skip

    def move(self, turn_id: str, body: dict[str, Any]) -> tuple[int, Any]:
        """Return status and body of the move."""
        try:
            with self._database.writing() as session:
                conversation = session.get_one(Conversation, self.conversation_id)
                made = Move.model_validate(body)
                standing = make_move(session, self.officer, conversation, turn_id, made)
                return 200, standing.model_dump()
        except Problem as problem:
            return problem.status, {
                "status": problem.status,
                "code": problem.code,
                "title": "",
                "detail": problem.detail,
            }

    @property
    def sheet(self) -> dict[str, Any]:
        """The worksheet being filled; `step` is "review" when nothing is left to ask."""
        with self._database.reading() as session:
            found = current(session, session.get_one(Conversation, self.conversation_id))
            if found is None:
                return {"step": None, "answers": {}, "kind": None, "offered": None, "state": None}
            return {
                "step": found.step or ("review" if found.state == "open" else found.state),
                "answers": found.answers,
                "kind": found.kind,
                "offered": found.offered,
                "state": found.state,
                "id": found.id,
            }

    def ask_while_alone(self, question: str) -> None:
        """Do what the API does with a question while rasa is away."""
        with self._database.writing() as session:
            session.get_one(Conversation, self.conversation_id).asked = question

    def answer_alone(self, text: str) -> None:
        """Do what the API does with an answer while rasa is away."""
        status, _ = self.move(str(uuid.uuid4()), {"do": "answer", "text": text})
        assert status == 200

    def clear(self) -> None:
        """Throw away the request being written, as starting over does."""
        with self._database.writing() as session:
            clear_requests(session, session.get_one(Conversation, self.conversation_id))

    def leave(self) -> None:
        """Do what the gateway does when a turn asks nothing of the worksheet."""
        with self._database.writing() as session:
            session.get_one(Conversation, self.conversation_id).worksheet_id = None

    @property
    def tickets(self) -> list[dict[str, Any]]:
        """The tickets that were opened, the oldest first."""
        with self._database.reading() as session:
            page = tickets.mine(session, self.officer)
            return [item.model_dump(mode="json") for item in reversed(page.items)]
