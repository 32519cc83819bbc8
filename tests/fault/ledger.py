"""What the clients were told: every request that the api acknowledged, and every one it refused."""

import threading
from collections import Counter, defaultdict
from dataclasses import dataclass, field

LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass
class Ledger:
    """Kept by all clients together. A marker is a word that stands in one text and nowhere else."""

    opened: dict[str, str] = field(default_factory=dict)
    """Marker of a question -> reference of its ticket."""
    answered: dict[str, str] = field(default_factory=dict)
    """Marker of an answer -> reference."""
    refused_answers: set[str] = field(default_factory=set)
    moves: dict[str, Counter[tuple[str, str]]] = field(default_factory=lambda: defaultdict(Counter))
    """Reference -> how often each move was acknowledged to each person, by id."""
    complaints: list[str] = field(default_factory=list)
    retries: int = 0
    replays: int = 0
    """Answers that said: this was done before."""
    requests: int = 0

    def __post_init__(self) -> None:
        """Nobody is in the middle of anything."""
        self._lock = threading.Lock()
        self._in_flight: Counter[str] = Counter()
        self._numbers = 0

    def marker(self) -> str:
        """Return a word that was not given out before; letters only, which no redaction takes."""
        with self._lock:
            self._numbers += 1
            number, word = self._numbers, ""
        while number:
            number, place = divmod(number, len(LETTERS))
            word += LETTERS[place]
        return f"zq{word}qz"

    def sent(self, what: str) -> None:
        """Note that a request of that kind is on its way."""
        with self._lock:
            self.requests += 1
            self._in_flight[what] += 1

    def back(self, what: str) -> None:
        """Note that it came back, or was lost."""
        with self._lock:
            self._in_flight[what] -= 1

    def in_flight(self) -> Counter[str]:
        """Return how many requests of each kind are on their way right now."""
        with self._lock:
            return +self._in_flight
