"""Plays one scripted conversation through the running assistant and checks every turn of it."""

import html
import json
import os
import re
import signal
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from tests.e2e.conftest import Assistant
from tests.e2e.scripts import Expected, Script, Turn, Words

CHAT: Final = "/v1/chat/messages"
BACK_S: Final = 150.0
ARRIVES_S: Final = 15.0
DAY_S: Final = 26 * 3600
"""Longer than any session, and another date."""


@dataclass
class Player:
    """An officer at work: where they are in which conversation, and what they were shown."""

    assistant: Assistant
    officer: str = "a"
    conversation: str = "main"
    ids: dict[str, str] = field(default_factory=dict)
    last: dict[str, dict[str, Any]] = field(default_factory=dict)
    named: dict[str, dict[str, Any]] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)
    senders: dict[str, str] = field(default_factory=dict)
    rasa_pid: int = 0

    def play(self, script: Script) -> None:
        """Do every turn of the script; AssertionError names the first that did not hold."""
        try:
            for number, turn in enumerate(script.turns, 1):
                self.take(turn, f"{script.name}, turn {number}: {turn.act} {self.of(turn)}")
        finally:
            if self.rasa_pid:  # the next conversation starts with all three
                self.assistant.supervisor.wait_restarted("rasa", self.rasa_pid, BACK_S)

    @staticmethod
    def of(turn: Turn) -> str:
        """Return what the turn is about, to find it in its file."""
        return repr(getattr(turn, turn.act))[:80]

    def take(self, turn: Turn, where: str) -> None:
        """Do one turn."""
        self.officer = turn.officer or self.officer
        self.conversation = turn.conversation or self.conversation
        getattr(self, f"_{turn.act}")(turn, where)

    @property
    def client(self) -> httpx.Client:
        """The officer's client."""
        return self.assistant.client("officer", self.officer)

    @property
    def ref(self) -> str:
        """The reference of the last ticket that was opened in the conversation."""
        return self.refs[self.conversation]

    def _say(self, turn: Turn, where: str) -> None:
        self._post({"text": (turn.say or "") * turn.times}, turn, where)

    def _tap(self, turn: Turn, where: str) -> None:
        body = self.named[turn.under] if turn.under else self.last[self.conversation]
        found = [payload for label, payload in buttons(body) if (turn.tap or "").lower() in label]
        assert found, f"{where}: no such button. {told(body)}"
        self._post({"payload": found[0]}, turn, where)

    def _post(self, message: dict[str, str], turn: Turn, where: str) -> None:
        if self.conversation in self.ids:
            message |= {"conversation_id": self.ids[self.conversation]}
        response = self.client.post(CHAT, json=message)
        if turn.expect.refused:
            code = response.json().get("code")
            assert code == turn.expect.refused, f"{where}: {response.status_code} {code}"
            return
        assert response.status_code == 200, f"{where}: {response.text}"
        body = response.json()
        self._be_in(body["conversation_id"])
        self.last[self.conversation] = body
        if turn.name:
            self.named[turn.name] = body
        if body["ticket"]:
            self.refs[self.conversation] = body["ticket"]["ref"]
        wrong = differences(turn.expect, body, self.named)
        assert not wrong, f"{where}\n  " + "\n  ".join([*wrong, told(body)])

    def _be_in(self, conversation_id: str) -> None:
        """Note where the turn was taken; one that was left is remembered by rasa's name for it."""
        before = self.ids.get(self.conversation)
        if before == conversation_id:
            return
        if before is not None:
            self.left[self.conversation] = before
        self.ids[self.conversation] = conversation_id
        self.senders[conversation_id] = self._sender()

    def _next_day(self, turn: Turn, where: str) -> None:
        database = self.assistant.settings.database
        with closing(sqlite3.connect(database, timeout=10)) as connection, connection:
            make_older(connection, self.ids[self.conversation])
        tracker = self.assistant.settings.tracker_database
        with closing(sqlite3.connect(tracker, timeout=10)) as connection, connection:
            change = forget if turn.next_day == "forgotten" else expire
            assert change(connection, self._sender()) > 0, f"{where}: rasa kept nothing"

    def _sender(self) -> str:
        """Return the name that rasa knows the conversation by."""
        with closing(sqlite3.connect(self.assistant.settings.database, timeout=10)) as connection:
            row = connection.execute(
                "SELECT sender_id FROM conversations WHERE id = ?", (self.ids[self.conversation],)
            ).fetchone()
        return str(row[0])

    def _rasa(self, turn: Turn, where: str) -> None:
        supervisor = self.assistant.supervisor
        if turn.rasa in ("killed", "restarted"):
            self.rasa_pid = supervisor.pid("rasa") or 0
            assert self.rasa_pid, f"{where}: rasa was not up"
            os.kill(self.rasa_pid, signal.SIGKILL)
        if turn.rasa in ("back", "restarted"):
            supervisor.wait_restarted("rasa", self.rasa_pid, BACK_S)
            self.rasa_pid = 0

    def _hub_answers(self, turn: Turn, where: str) -> None:
        curator = self.assistant.client("curator")
        curator.post(f"/v1/tickets/{self.ref}/assign").raise_for_status()
        answer = {"answer": turn.hub_answers}
        curator.post(f"/v1/tickets/{self.ref}/answer", json=answer).raise_for_status()
        deadline = time.monotonic() + ARRIVES_S
        while not (came := [item for item in self._messages() if item["author"] == "hub"]):
            assert time.monotonic() < deadline, f"{where}: no answer came"
            time.sleep(0.2)
        shown = words(came[-1]["replies"])
        wrong = missing(Words(has=(turn.hub_answers or "",)), shown)
        assert not wrong, f"{where}: {wrong}"

    def _hub_page(self, turn: Turn, where: str) -> None:
        response = self.assistant.client("curator").get(f"/console/tickets/{self.ref}")
        assert response.status_code == 200, f"{where}: {response.status_code}"
        wrong = missing(turn.hub_page or Words(), readable(response.text))
        assert not wrong, f"{where}: {wrong}"

    def _ticket(self, turn: Turn, where: str) -> None:
        shown = self.client.get(f"/v1/tickets/{self.ref}").raise_for_status().json()
        wrong = missing(turn.ticket or Words(), words(shown))
        assert not wrong, f"{where}: {wrong}"

    def _page(self, turn: Turn, where: str) -> None:
        shown = words([[item["text"], item["replies"]] for item in self._messages()])
        wrong = missing(turn.page or Words(), shown)
        assert not wrong, f"{where}: {wrong}"

    def _messages(self) -> list[dict[str, Any]]:
        response = self.client.get(f"/v1/chat/conversations/{self._id}/messages")
        response.raise_for_status()
        return list(response.json()["items"])

    @property
    def _id(self) -> str:
        return self.ids[self.conversation]

    def _gone(self, turn: Turn, where: str) -> None:
        old = self.left[self.conversation]
        status = self.client.get(f"/v1/chat/conversations/{old}/messages").status_code
        assert status == 404, f"{where}: {status}"
        deadline = time.monotonic() + ARRIVES_S
        while self._is_known_to_rasa(self.senders[old]):
            assert time.monotonic() < deadline, f"{where}: rasa still knows it"
            time.sleep(0.2)

    def _is_known_to_rasa(self, sender: str) -> bool:
        tracker = self.assistant.settings.tracker_database
        with closing(sqlite3.connect(tracker, timeout=10)) as connection:
            query = "SELECT count(*) FROM trackers WHERE sender_id = ?"
            return bool(connection.execute(query, (sender,)).fetchone()[0])


def differences(expected: Expected, body: dict[str, Any], named: dict[str, Any]) -> list[str]:
    """Return what of a turn is not as expected, each as a line."""
    replies = body["replies"]
    kinds = [reply["kind"] for reply in replies]
    labels = " | ".join(label for label, _ in buttons(body))
    checks = [
        one_of("outcome", expected.outcome, body["outcome"]),
        one_of("article", expected.article, next((a["slug"] for a in body["articles"]), "none")),
        one_of(
            "step", expected.step, next((r["step"] for r in replies[::-1] if "step" in r), "none")
        ),
        all_of("kinds", expected.kinds, kinds),
        all_of("codes", expected.codes, [reply.get("code") for reply in replies]),
        all_of("redacted", expected.redacted, body["redacted"]),
        *(f"shows a {kind}" for kind in expected.no_kinds if kind in kinds),
        *(f"no button {one!r}" for one in expected.buttons if one.lower() not in labels),
        *(f"has a button {one!r}" for one in expected.no_buttons if one.lower() in labels),
        *missing(expected, words(replies)),
    ]
    if expected.ticket is not None and expected.ticket != bool(body["ticket"]):
        checks.append(f"ticket: {body['ticket']}")
    if expected.shorter_than:
        before, now = (
            len(words(one["replies"]).split()) for one in (named[expected.shorter_than], body)
        )
        checks.append("" if now < before else f"{now} words, {before} before")
    return [check for check in checks if check]


def one_of(what: str, allowed: tuple[str, ...], found: str) -> str:
    """Return what is wrong if `found` is none of those allowed, "" otherwise."""
    return (
        f"{what} is {found}, not {' or '.join(allowed)}" if allowed and found not in allowed else ""
    )


def all_of(what: str, needed: tuple[str, ...], found: list[Any]) -> str:
    """Return what is wrong unless all that is needed was found."""
    return f"{what} are {found}" if set(needed) - set(found) else ""


def missing(wanted: Words, text: str) -> list[str]:
    """Return what the text, in small letters, lacks or should lack."""
    wrong = [f"lacks {one!r}" for one in wanted.has if one.lower() not in text]
    wrong += [f"holds {one!r}" for one in wanted.lacks if one.lower() in text]
    if wanted.any_of and not any(one.lower() in text for one in wanted.any_of):
        wrong.append(f"holds none of {wanted.any_of}")
    return wrong


def buttons(body: dict[str, Any]) -> list[tuple[str, str]]:
    """Return (label in small letters, payload) of everything that can be tapped."""
    found = []
    for reply in body["replies"]:
        found += [(button["label"].lower(), button["payload"]) for button in reply["buttons"]]
        options = reply.get("options", [])
        found += [(option["title"].lower(), option["payload"]) for option in options]
    return found


def words(shown: Any) -> str:
    """Return every text in what is shown, without mark-up, in small letters."""
    if isinstance(shown, str):
        return readable(shown) + " "
    if isinstance(shown, dict):
        return "".join(words(value) for key, value in shown.items() if key != "payload")
    return "".join(words(value) for value in shown) if isinstance(shown, list) else ""


def readable(text: str) -> str:
    """Return HTML or plain text as it is read, in small letters."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).lower().split())


def told(body: dict[str, Any]) -> str:
    """Return a turn's replies, short enough for a failure."""
    return json.dumps(body["replies"], ensure_ascii=False)[:1500]


def make_older(connection: sqlite3.Connection, conversation_id: str) -> None:
    """Move every time of the conversation back by a day, in every table that belongs to it."""
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (table,) in tables:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        key = "id" if table == "conversations" else "conversation_id"
        times = [column for column in columns if column.endswith("_at")]
        if key in columns and times:
            older = f"strftime('%Y-%m-%d %H:%M:%f000', {{0}}, '-{DAY_S} seconds')"
            changes = ", ".join(f"{column} = {older.format(column)}" for column in times)
            connection.execute(f"UPDATE {table} SET {changes} WHERE {key} = ?", (conversation_id,))


def forget(connection: sqlite3.Connection, sender: str) -> int:
    """Delete what rasa keeps of the sender, and return how many rows that was."""
    return connection.execute("DELETE FROM trackers WHERE sender_id = ?", (sender,)).rowcount


def expire(connection: sqlite3.Connection, sender: str) -> int:
    """Move every event of the sender back by a day, and return how many rows that was."""
    row = connection.execute(
        "SELECT events FROM trackers WHERE sender_id = ?", (sender,)
    ).fetchone()
    if row is None:
        return 0
    events = [event | {"timestamp": event["timestamp"] - DAY_S} for event in json.loads(row[0])]
    return connection.execute(
        "UPDATE trackers SET events = ? WHERE sender_id = ?", (json.dumps(events), sender)
    ).rowcount
