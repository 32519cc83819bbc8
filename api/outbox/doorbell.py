"""Waking everybody who waits for new entries."""

import threading


class Doorbell:
    """Rung by who puts something in the outbox; every lane hears each ring, however late."""

    def __init__(self) -> None:
        """Nobody has rung."""
        self._condition = threading.Condition()
        self._rings = 0

    @property
    def rings(self) -> int:
        """How often it was rung."""
        return self._rings

    def ring(self) -> None:
        """Wake all who wait."""
        with self._condition:
            self._rings += 1
            self._condition.notify_all()

    def wait(self, heard: int, timeout_s: float) -> int:
        """Wait for a ring beyond the `heard` ones, or for the time; return how many there were."""
        with self._condition:
            self._condition.wait_for(lambda: self._rings != heard, timeout_s)
            return self._rings


doorbell = Doorbell()
