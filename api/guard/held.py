"""Urgent messages that nobody stores: held in memory for as long as "not now" may be tapped."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from api.redaction.service import Redacted

HOLD_S = 600.0
MOST = 500


class HeldMessages:
    """The redacted text of urgent turns, by the button that says it is not happening now.

    Nothing here is written anywhere: after `HOLD_S` seconds, a restart, or `MOST` newer messages
    a text is gone.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with nothing; `clock` gives seconds."""
        self._clock = clock
        self._held: OrderedDict[str, tuple[float, Redacted]] = OrderedDict()
        self._lock = threading.Lock()

    def hold(self, button_id: str, text: Redacted) -> None:
        """Keep `text` for the button."""
        with self._lock:
            self._forget_old()
            self._held[button_id] = (self._clock(), text)
            while len(self._held) > MOST:
                self._held.popitem(last=False)

    def take(self, button_id: str) -> Redacted | None:
        """Return the button's text and forget it; None if it is gone."""
        with self._lock:
            self._forget_old()
            found = self._held.pop(button_id, None)
        return found[1] if found else None

    def _forget_old(self) -> None:
        oldest = self._clock() - HOLD_S
        while self._held and next(iter(self._held.values()))[0] < oldest:
            self._held.popitem(last=False)
