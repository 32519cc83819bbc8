"""Waking the pages that listen to a conversation when something was added to it."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class LiveConversations:
    """Who listens to which conversation. The database is the truth; this only wakes readers."""

    def __init__(self) -> None:
        """Start with nobody listening."""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listeners: dict[str, set[asyncio.Event]] = defaultdict(set)

    @contextmanager
    def listen(self, conversation_id: str) -> Iterator[asyncio.Event]:
        """Yield an event that is set whenever the conversation grew."""
        self._loop = asyncio.get_running_loop()
        event = asyncio.Event()
        self._listeners[conversation_id].add(event)
        try:
            yield event
        finally:
            self._listeners[conversation_id].discard(event)
            if not self._listeners[conversation_id]:
                del self._listeners[conversation_id]

    def grew(self, conversation_id: str) -> None:
        """Wake the listeners of a conversation; may be called from any thread."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._wake, conversation_id)

    def _wake(self, conversation_id: str) -> None:
        for event in self._listeners.get(conversation_id, ()):
            event.set()
