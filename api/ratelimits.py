"""Per-officer limits: a moving window in memory, 429 with Retry-After when it is full."""

import time
from math import ceil

from fastapi import Request, params
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from api.access import current_principal
from api.errors import Problem
from api.identity.roles import Role
from api.settings import Settings


class RateLimits:
    """Counts the requests of each officer by kind of request."""

    def __init__(self, settings: Settings) -> None:
        """Take the limits from the settings."""
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._items = {
            "chat": RateLimitItemPerMinute(settings.chat_per_minute),
            "write": RateLimitItemPerMinute(settings.writes_per_minute),
            "search": RateLimitItemPerMinute(settings.searches_per_minute),
        }

    def count(self, kind: str, user_id: str) -> None:
        """Count one request, or refuse it with 429 and the seconds to wait."""
        item = self._items[kind]
        if self._limiter.hit(item, kind, user_id):
            return
        reset_at = self._limiter.get_window_stats(item, kind, user_id).reset_time
        wait_s = max(1, ceil(reset_at - time.time()))
        raise Problem(
            429,
            "too_many_requests",
            f"That is a lot at once. Nothing was lost; try again in {wait_s} seconds.",
            headers={"Retry-After": str(wait_s)},
        )


def limited(kind: str) -> params.Depends:
    """Return the dependency that counts a route's requests; actions within a turn are free."""

    async def count(request: Request) -> None:
        principal = await current_principal(request)
        if principal is not None and principal.role is not Role.SERVICE:
            request.app.state.rate_limits.count(kind, principal.user_id)

    return params.Depends(count)
