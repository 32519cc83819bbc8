"""One trial: people at work, the api killed at random moments, everything counted at the end."""

import os
import random
import sqlite3
import statistics
import time
import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from api.audit.sealing import open_database
from api.identity.models import User
from api.identity.roles import Role
from api.identity.service import issue_token
from api.settings import Settings as ApiSettings
from launch.settings import Settings
from launch.trial import seed, trial_settings
from tests.fault.checking import compare, read
from tests.fault.clients import Account, Curator, Officer, Person
from tests.fault.ledger import Ledger
from tests.fault.process import Api, WarmApi

CURATORS_OF_TWENTY = 7
AFTER_READY_S = (0.2, 3.0)
DURING_START = 0.1  # of the kills
FINISH_S = 120.0


@dataclass
class Result:
    """What came of a trial. `in_flight` has, for each kill, how many requests were on their way."""

    kills: int = 0
    in_flight: list[int] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    starts_s: list[float] = field(default_factory=list)
    lost_or_doubled: list[str] = field(default_factory=list)
    verified: str = ""
    ledger: Ledger = field(default_factory=Ledger)
    took_s: float = 0.0
    faults_in_log: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Say whether nothing was lost, nothing doubled, and the audit log verifies."""
        return not self.lost_or_doubled and self.verified.startswith("The audit log holds")

    def summary(self) -> list[str]:
        """Return the lines that say it."""
        ledger = self.ledger
        hit = sum(count > 0 for count in self.in_flight)
        median = statistics.median(self.in_flight) if self.in_flight else 0
        moves = sum(sum(moved.values()) for moved in ledger.moves.values())
        return [
            f"{self.kills} kills in {self.took_s:.0f} s; a start took "
            f"{statistics.median(self.starts_s):.1f} s (median)",
            f"requests in flight at a kill: {sum(self.in_flight)} in all, median {median:g}, "
            f"most {max(self.in_flight, default=0)}; {hit} kills hit at least one "
            f"({', '.join(f'{kind} {count}' for kind, count in self.kinds.most_common())})",
            f"acknowledged: {len(ledger.opened)} tickets, {len(ledger.answered)} answers, "
            f"{moves} moves; {ledger.requests} requests, {ledger.retries} sent again, "
            f"{ledger.replays} of them had been done",
            self.verified,
            *(f"LOST OR DOUBLED: {line}" for line in self.lost_or_doubled[:30]),
            *(f"api's log: {line}" for line in self.faults_in_log[:10]),
            f"lost or doubled: {len(self.lost_or_doubled)}",
        ]


def run(
    folder: Path,
    kills: int,
    seed_number: int,
    clients: int,
    say: Callable[[str], None],
    *,
    warm: bool = False,
) -> Result:
    """Run one trial in `folder`, which is new, on free ports; nothing outlives it.

    `warm` starts are forked from a process that has read the api's modules.
    """
    settings = trial_settings(folder, Settings.read(os.environ))
    seed(settings, say)
    api = WarmApi(settings) if warm else Api(settings)
    result, chance = Result(), random.Random(seed_number)
    started = time.monotonic()
    people: list[Person] = []
    try:
        api.start()
        result.starts_s.append(api.wait_ready())
        people = _people(settings, clients, result.ledger, seed_number)
        for person in people:
            person.start()
        for number in range(kills):
            _kill_once(api, result, chance)
            if (number + 1) % 10 == 0 or number + 1 == kills:
                say(
                    f"{number + 1}/{kills} kills, {len(result.ledger.opened)} tickets, "
                    f"{len(result.ledger.answered)} answers, {result.in_flight[-1]} requests in "
                    f"flight at the last, {time.monotonic() - started:.0f} s"
                )
        _finish(people, settings, result)
        api.stop()
        result.verified = api.run("audit", "verify").stdout.strip()
        result.lost_or_doubled += compare(result.ledger, read(settings.database))
    finally:
        for person in people:
            person.leaving.set()
        api.close()
        result.faults_in_log = _faults(api.log)
    result.took_s = time.monotonic() - started
    return result


def _kill_once(api: Api, result: Result, chance: random.Random) -> None:
    """Kill it while it serves, or one time in ten while it starts; it is up again afterwards."""
    time.sleep(chance.uniform(*AFTER_READY_S))
    in_flight = result.ledger.in_flight()
    api.kill()
    result.in_flight.append(in_flight.total())
    result.kinds.update(in_flight)
    result.kills += 1
    api.start()
    if chance.random() < DURING_START:
        time.sleep(chance.uniform(0, statistics.median(result.starts_s)))
        api.kill()
        api.start()
    result.starts_s.append(api.wait_ready())


def _finish(people: list[Person], settings: Settings, result: Result) -> None:
    """Let everybody end what they are at, and the relay deliver what is owed."""
    for person in people:
        person.leaving.set()
    deadline = time.monotonic() + FINISH_S
    for person in people:
        person.join(max(0.1, deadline - time.monotonic()))
        if person.is_alive():
            result.lost_or_doubled.append("somebody never got an answer")
    while time.monotonic() < deadline and _owed(settings.database):
        time.sleep(0.2)


def _faults(log: Path) -> list[str]:
    """Return the lines of the log that say that something went wrong."""
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return [line for line in lines if '"level": "error"' in line or "Error" in line]


def _owed(database: Path) -> int:
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as reading:
        count = "SELECT count(*) FROM outbox_entries WHERE state = 'pending'"
        return int(reading.execute(f"{count} AND kind = 'ticket_answer'").fetchone()[0])


def _people(settings: Settings, clients: int, ledger: Ledger, seed_number: int) -> list[Person]:
    """Return that many people; a third of them are curators, the rest officers who have talked."""
    curators = max(1, clients * CURATORS_OF_TWENTY // 20)
    accounts = _accounts(settings, clients, curators)
    made: list[Person] = []
    for number, account in enumerate(accounts):
        kind = Curator if number < curators else Officer
        made.append(kind(account, settings.address, ledger, seed_number * 1000 + number))
    return made


def _accounts(settings: Settings, clients: int, curators: int) -> list[Account]:
    found = []
    database = open_database(ApiSettings(var_dir=settings.var))
    with database.writing() as session:
        for number in range(clients):
            role = Role.CURATOR if number < curators else Role.OFFICER
            name = f"fault-{number}"
            user = User(id=str(uuid.uuid4()), username=name, name=f"Person {number}", role=role)
            session.add(user)
            session.flush()
            found.append(Account(user.id, issue_token(session, name)))
    database.engine.dispose()
    officers = [_with_conversation(settings, account) for account in found[curators:]]
    return [*found[:curators], *officers]


def _with_conversation(settings: Settings, account: Account) -> Account:
    """Have the officer say something, so that the Hub's answers have somewhere to come back to."""
    response = httpx.post(
        f"{settings.address}/v1/chat/messages",
        json={"text": "what works against thefts of tools from vans"},
        headers={"Authorization": f"Bearer {account.token}"},
        timeout=60,
        trust_env=False,
    )
    response.raise_for_status()
    return Account(account.user_id, account.token, response.json()["conversation_id"])
