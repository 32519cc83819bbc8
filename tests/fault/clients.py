"""The people of the trial: officers who ask, curators who take, answer and close.

Each does one thing at a time under an Idempotency-Key, and does it again, under the same key, for
as long as the api is away: so each knows in the end what became of everything they asked for.
"""

import random
import threading
import time
import uuid
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import httpx

from tests.fault.ledger import Ledger

AGAIN_S = (0.2, 0.8)  # often enough to be there when it comes back, and to leave it the machine
TIMEOUT_S = 30.0
REFUSED = (404, 409, 412)


@dataclass(frozen=True)
class Account:
    """Who somebody is, by id and token; an officer has a conversation."""

    user_id: str
    token: str
    conversation_id: str | None = None


class Person(threading.Thread, ABC):
    """Somebody at work until told to go, with nothing left half done."""

    def __init__(self, account: Account, url: str, ledger: Ledger, seed: int) -> None:
        """Nobody has started yet."""
        super().__init__(daemon=True)
        self.account, self.ledger = account, ledger
        self.random = random.Random(seed)
        self.leaving = threading.Event()
        self._url = url

    def run(self) -> None:
        """Work, with a breath between two things."""
        with httpx.Client(
            base_url=self._url,
            timeout=TIMEOUT_S,
            trust_env=False,
            headers={"Authorization": f"Bearer {self.account.token}"},
        ) as self.http:
            while not self.leaving.wait(self.random.uniform(*self.pause_s)):
                try:
                    self.act()
                except Exception as error:  # the edge of this thread: it must not die unseen
                    self.ledger.complaints.append(f"{type(error).__name__}: {error}")
                    return

    pause_s: tuple[float, float] = (0.02, 0.2)

    @abstractmethod
    def act(self) -> None:
        """Do one thing."""

    def write(self, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        """Send it until it is answered, always under one key."""
        what = path.rsplit("/", 1)[-1]
        headers = {"Idempotency-Key": str(uuid.UUID(int=self.random.getrandbits(128)))}
        while True:
            response = self._once("POST", path, what, json=body, headers=headers)
            if response is not None and not _is_still_running(response):
                break
            self.ledger.retries += 1
            time.sleep(self.random.uniform(*AGAIN_S))
        self.ledger.replays += response.headers.get("Idempotent-Replayed") == "true"
        if not (response.is_success or response.status_code in REFUSED):
            words = f"{path}: {response.status_code} {response.text[:200]}"
            self.ledger.complaints.append(words)
        return response

    def read(self, path: str, **query: Any) -> httpx.Response | None:
        """Ask once; None if the api is away."""
        return self._once("GET", path, "read", params=query)

    def _once(self, method: str, path: str, what: str, **options: Any) -> httpx.Response | None:
        self.ledger.sent(what)
        try:
            return self.http.request(method, path, **options)
        except httpx.TransportError:
            return None
        finally:
            self.ledger.back(what)


def _is_still_running(response: httpx.Response) -> bool:
    return response.status_code == 409 and response.json().get("code") == "still_running"


class Officer(Person):
    """Opens tickets from a conversation, and takes one back now and then."""

    pause_s = (0.1, 0.5)

    def act(self) -> None:
        """Open a ticket; of twenty, take one back."""
        marker = self.ledger.marker()
        question = f"What works against {marker} on the estate?"
        body = {"question": question, "conversation_id": self.account.conversation_id}
        response = self.write("/v1/tickets", body)
        if response.status_code != 201:
            self.ledger.complaints.append(f"not opened: {response.status_code} {response.text}")
            return
        ref = response.json()["ref"]
        self.ledger.opened[marker] = ref
        if self.random.random() < 0.05:
            taken_back = self.write(f"/v1/tickets/{ref}/withdraw")
            if taken_back.is_success:
                self.ledger.moves[ref]["ticket_withdraw", self.account.user_id] += 1


class Curator(Person):
    """Takes what waits, answers it, and closes some of it."""

    def act(self) -> None:
        """See one ticket through."""
        listed = self.read("/v1/tickets", queue="true", state="new", limit=20)
        if listed is None or not listed.is_success:
            time.sleep(self.random.uniform(*AGAIN_S))
            return
        waiting = [item["ref"] for item in listed.json()["items"]]
        if not waiting:
            return
        ref = self.random.choice(waiting)
        if not self._moved(ref, "assign"):
            return
        marker = self.ledger.marker()
        answer = {"answer": f"Start with {marker}, then walk the route."}
        if not self._moved(ref, "answer", answer):
            self.ledger.refused_answers.add(marker)
            return
        self.ledger.answered[marker] = ref
        if self.random.random() < 0.3:
            self._moved(ref, "close")

    def _moved(self, ref: str, move: str, body: dict[str, Any] | None = None) -> bool:
        response = self.write(f"/v1/tickets/{ref}/{move}", body)
        if response.is_success:
            self.ledger.moves[ref][f"ticket_{move}", self.account.user_id] += 1
        return response.is_success
