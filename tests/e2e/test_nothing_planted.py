"""A whole session full of personal data, and not one byte of it on the disk afterwards.

Values of every kind are planted in the chat, in each step of a form, on the Portal's page, in the
Hub's answer, in an article made of it, in searches, reasons and refused requests, and while rasa
is dead. Then every file that the assistant wrote is read: the database with its write-ahead log,
rasa's tracker, the logs, the index. A word that may be kept is looked for too, or a search that
finds nothing would prove nothing.
"""

import base64
import json
import os
import re
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, quote_plus

import httpx
import pytest

from api.redaction.kinds import Kind
from tests.e2e.test_whole_way import press, say, steps

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]
ASKED = "how do we stop drones dropping parcels over the prison wall at night"
KEPT = "quagmirefence"  # in every text; it may be kept, and the scan must find it
MAX_STEPS = 8

# What is typed of each kind, and the part of it that tells a person.
NUMBERED = {
    "phone": ("079460 00917", "079460 00917"),
    "email": ("kez.wobblethwaite@example.org", "kez.wobblethwaite@example.org"),
    "registration": ("KV19 ZGT", "KV19 ZGT"),
    "national_insurance": ("QQ 45 67 19 C", "QQ 45 67 19 C"),
    "nhs_number": ("943 476 5919", "943 476 5919"),
    "passport": ("passport 553319719", "553319719"),
    "driving_licence": ("WOBBL753119SM9IJ", "WOBBL753119SM9IJ"),
    "birth_date": ("dob 19/11/1987", "19/11/1987"),
    "bank_card": ("5500 0055 5555 5559", "5500 0055 5555 5559"),
    "bank_account": ("sort code 40-17-19 account 66199135", "66199135"),
    "police_reference": ("crime ref 41/97719/26", "41/97719/26"),
    "collar_number": ("PC 77193", "PC 77193"),
    "social_media": ("insta kez_wobble19", "kez_wobble19"),
    "address": ("flat 3, 219 Oakmere Road", "219 Oakmere"),
    "postcode": ("AL10 7QB", "AL10 7QB"),
}
NAMES = ("Zbigniew Wobblethwaite", "Abdirahman Quillfeather", "Siobhán Grimblesby")
SECRETS = {
    *(secret for _, secret in NUMBERED.values()),
    *NAMES,
    *(part for name in NAMES for part in name.split()),
}


@dataclass
class Planted:
    """How often everything was typed."""

    places: int = 0

    def text(self, start: str, *, names: bool = True) -> str:
        """Return `start` followed by a value of every kind.

        Without `names` (of persons and accounts) for guidance, in which those stay.
        """
        name = NAMES[self.places % len(NAMES)]
        self.places += 1
        typed = [text for kind, (text, _) in NUMBERED.items() if names or kind != "social_media"]
        told = f"spoke to {name}, {', '.join(typed)}" if names else ", ".join(typed)
        return f"{start} {KEPT}. {told}"


@pytest.fixture(scope="module")
def planted(assistant) -> Planted:
    """The session: everything typed that an officer and a curator can type."""
    said = Planted()
    officer, curator = assistant.client(), assistant.client("curator")
    conversation_id, ref = _ticket_by_chat(officer, said)
    _portal(assistant, said)
    _hub(curator, officer, ref, said)
    _article(curator, ref, said)
    officer.post("/v1/search", json={"question": said.text(ASKED)}).raise_for_status()
    _refused(officer, conversation_id, said)
    _while_rasa_is_dead(assistant, conversation_id, said)
    return said


def _ticket_by_chat(officer, said):
    """Ask, look at an answer, rate it, and hand a question to the Hub, each step full of data."""
    body = say(officer, said.text("kids on off road bikes tearing up the rec, what works?"))
    conversation_id = body["conversation_id"]
    if any("helped" in button["label"].lower() for button in _buttons(body)):
        press(officer, body, "helped")
    body = say(officer, said.text(ASKED), conversation_id)
    body = press(officer, body, "ask the hub")
    for _ in range(MAX_STEPS):
        if body["outcome"] == "handed_over":
            break
        labels = [button["label"].lower() for button in _buttons(body)]
        if steps(body) == ["contact"] and any("chat" in label for label in labels):
            body = press(officer, body, "chat")
        elif not steps(body) and any("send" in label for label in labels):
            body = press(officer, body, "send")
        else:
            body = say(officer, said.text("two patrols a night, no luck"), conversation_id)
    assert body["outcome"] == "handed_over", body
    return conversation_id, body["ticket"]["ref"]


def _buttons(body):
    return [button for reply in body["replies"] for button in reply["buttons"]]


def _portal(assistant, said):
    """Send the Portal's form, as a browser does."""
    with httpx.Client(base_url=assistant.url, trust_env=False, timeout=30) as browser:
        origin = {"Origin": assistant.url}
        page = browser.get("/sign-in").text
        username = re.search(r'name="username"[^>]*value="(officer[^"]*)"', page)
        assert username, page[:2000]
        data = {"username": username[1], "back": "/"}
        browser.post("/sign-in", data=data, headers=origin)
        browser.get("/articles", params={"q": said.text(ASKED)}).raise_for_status()
        page = browser.get("/requests/new").text
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
        typed = {name: said.text("nothing works") for name in ("question", "tried", "where")}
        sent = browser.post("/requests/new", data=hidden | typed, headers=origin)
        assert sent.status_code == 303, sent.text[:2000]
        refused = browser.post("/requests/new", data=hidden | {"question": said.text("x " * 3000)})
        assert refused.status_code >= 400


def _hub(curator, officer, ref, said):
    """Answer, and have it reopened with a reason."""
    curator.post(f"/v1/tickets/{ref}/assign").raise_for_status()
    answer = {"answer": said.text("Net the yard and report flight paths.")}
    curator.post(f"/v1/tickets/{ref}/answer", json=answer).raise_for_status()
    reason = {"reason": said.text("It happened again.")}
    officer.post(f"/v1/tickets/{ref}/reopen", json=reason).raise_for_status()


def _article(curator, ref, said):
    """Make an article: its numbers go, its names stay; in sample questions names go too."""
    content = {
        "title": "How do we stop parcels flown over a wall?",
        "summary": said.text("Report flight paths and net the yards they use.", names=False),
        "sections": [{"heading": "What to do", "body_markdown": said.text("Net it", names=False)}],
        "evidence": {"grade": "untested", "reason": "Advice of the Hub; not evaluated."},
        "owner": "Prevention First Hub",
        "review_date": "2027-11-01",
        "sample_questions": [f"{NAMES[0]} flies parcels over the wall, ring 079460 00917?"],
        "origin_ticket_ref": ref,
    }
    created = curator.post("/v1/articles", json=content)
    assert created.status_code == 201, created.text
    curator.post(f"/v1/articles/{created.json()['slug']}/publish").raise_for_status()


def _refused(officer, conversation_id, said):
    """Send what is refused: too long, of the wrong shape, to a conversation that is not there."""
    chat = "/v1/chat/messages"
    bodies = [
        {"text": said.text("x" * 2000)},
        {"text": [said.text("a list")]},
        {"text": said.text("hello"), "conversation_id": "nowhere"},
        {"text": "", "payload": said.text("a payload")[:200], "conversation_id": conversation_id},
    ]
    for body in bodies:
        assert 400 <= officer.post(chat, json=body).status_code < 500
    raw = officer.post(chat, content=said.text("{not json").encode())
    assert raw.status_code == 422
    assert officer.get(f"/v1/articles/{quote(said.text('no-slug'))}").status_code in (404, 422)


def _while_rasa_is_dead(assistant, conversation_id, said):
    """Take a turn while rasa is down; the next one finds it alive again."""
    pid = assistant.supervisor.pid("rasa")
    os.kill(pid, signal.SIGKILL)
    body = say(assistant.client(), said.text(ASKED), conversation_id)
    assert body["outcome"] == "degraded", body
    assistant.supervisor.wait_restarted("rasa", pid, 120)
    say(assistant.client(), said.text(ASKED), conversation_id)


def _spellings(secret: str) -> Iterator[bytes]:
    """Yield how a value could stand in a file."""
    squeezed = re.sub(r"[\s\-]", "", secret)
    for text in {secret, secret.lower(), secret.upper(), squeezed, squeezed.lower()}:
        if len(text) < 5:
            continue
        raw = text.encode()
        yield from (raw, text.encode("utf-16-le"), json.dumps(text)[1:-1].encode())
        yield from (quote(text).encode(), quote_plus(text).encode(), raw.hex().encode())
        for shift in range(3):  # of the three ways that base64 can cut it
            encoded = base64.b64encode(b"\0" * shift + raw)
            yield encoded[-(-shift * 8 // 6) : len(encoded) // 4 * 4 - 4]


def _written(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Yield every file that the run wrote; what it shares with others is linked, not its own."""
    for root, _, files in os.walk(folder):
        for name in files:
            path = Path(root) / name
            if path.is_file() and not path.is_symlink():
                yield path, path.read_bytes()


class TestNothingPlanted:
    """What was typed and names a person is nowhere."""

    def test_no_value_is_in_any_file(self, assistant, planted: Planted) -> None:
        """Database, write-ahead log, tracker, logs, index: no value in any spelling."""
        spelt = {spelling: secret for secret in SECRETS for spelling in _spellings(secret)}
        spelt = {spelling: secret for spelling, secret in spelt.items() if len(spelling) >= 5}
        found = [
            (str(path.relative_to(assistant.settings.var)), secret)
            for path, content in _written(assistant.settings.var)
            for spelling, secret in spelt.items()
            if spelling in content
        ]
        assert sorted(set(found)) == []

    def test_the_scan_finds_what_may_be_kept(self, assistant, planted: Planted) -> None:
        """The word beside the values is in the database and in rasa's tracker."""
        kept = {path.parent.name for path, content in _written(assistant.settings.var)
                if KEPT.encode() in content}  # fmt: skip
        assert {"db", "rasa"} <= kept

    def test_no_log_holds_a_word_of_it(self, assistant, planted: Planted) -> None:
        """Not even of what may be kept: logs hold ids."""
        logs = [path.name for path, content in _written(assistant.settings.logs)
                if KEPT.encode() in content]  # fmt: skip
        assert logs == []

    def test_every_kind_was_planted(self, planted: Planted) -> None:
        """In a dozen places at least."""
        assert planted.places >= 12
        assert {*NUMBERED, "name"} == set(Kind)
