"""The ways a call to the API can fail; each has its own reply to the officer."""

from typing import ClassVar


class ApiError(Exception):
    """The API did not do what was asked. `failure` ends the name of the response that says so."""

    failure: ClassVar[str]


class ApiTimeout(ApiError):
    """No answer in time: it may or may not have been done."""

    failure = "timeout"

    def __init__(self, timeout_s: float) -> None:
        """Keep how long was waited."""
        super().__init__(f"no answer within {timeout_s:.1f} s")
        self.timeout_s = timeout_s


class ApiUnavailable(ApiError):
    """It cannot be reached, failed inside, or gave an answer that cannot be read."""

    failure = "unavailable"

    def __init__(self, why: str, status: int | None = None) -> None:
        """Keep the HTTP status, None if there was no answer at all."""
        super().__init__(why)
        self.status = status


class ApiRejected(ApiError):
    """It answered and refused: nothing was done."""

    failure = "rejected"

    def __init__(self, code: str, status: int, detail: str = "") -> None:
        """Keep the stable problem code, the HTTP status and the sentence for the officer."""
        super().__init__(f"{status} {code}")
        self.code = code
        self.status = status
        self.detail = detail


class TurnOver(ApiRejected):
    """The turn was closed while the action was at work: the officer has had a reply already."""
