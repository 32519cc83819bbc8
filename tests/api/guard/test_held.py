"""Urgent texts live in memory, for a while."""

from api.guard.held import HOLD_S, MOST, HeldMessages
from api.redaction.service import Redacted


class Clock:
    """Seconds that a test moves on."""

    now = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


class TestHeldMessages:
    """A text is given back once, to its own button, and not for long."""

    def test_taken_once(self):
        """The second tap finds nothing."""
        held = HeldMessages()
        held.hold("a", Redacted("first"))
        held.hold("b", Redacted("second"))
        assert held.take("a") == Redacted("first")
        assert held.take("a") is None
        assert held.take("b") == Redacted("second")

    def test_gone_after_a_while(self):
        """What was not asked for in time is forgotten, not kept for later."""
        clock = Clock()
        held = HeldMessages(clock)
        held.hold("a", Redacted("text"))
        clock.now = HOLD_S + 1
        assert held.take("a") is None

    def test_no_more_than_it_may_hold(self):
        """A flood pushes the oldest out."""
        held = HeldMessages()
        for n in range(MOST + 1):
            held.hold(str(n), Redacted("text"))
        assert held.take("0") is None
        assert held.take(str(MOST)) == Redacted("text")
