"""The client: one deadline for the whole call, three failures told apart, no other error out."""

import asyncio
import time
from collections.abc import Callable
from uuid import UUID

import httpx
import pytest

from actions.api_client import ApiClient, Turn
from actions.errors import ApiError, ApiRejected, ApiTimeout, ApiUnavailable, TurnOver
from tests.actions.conftest import TIMEOUT_S, TURN_ID, settings_for
from tests.actions.fake_api import FakeApi


def turn(age_s: float = 0.0) -> Turn:
    """Return a turn that began so long ago."""
    return Turn(UUID(TURN_ID), time.time() - age_s)


def search(url: str, age_s: float = 0.0) -> None:
    """Search once."""

    async def call() -> None:
        async with ApiClient(settings_for(url)) as client:
            await client.search(turn(age_s), "What works?")

    asyncio.run(call())


class TestDeadline:
    """A call ends in time, whatever the API does."""

    def test_slow_api_is_a_timeout(self, api: FakeApi) -> None:
        """At the deadline, not after the API's own time."""
        api.delay_s = 5.0
        started = time.monotonic()
        with pytest.raises(ApiTimeout):
            search(api.url)
        assert time.monotonic() - started < TIMEOUT_S + 1.0

    def test_trickling_answer_is_a_timeout_too(self) -> None:
        """The deadline holds for the whole call, not for each read of it."""

        class Trickle(httpx.AsyncByteStream):
            async def __aiter__(self):  # type: ignore[no-untyped-def]
                while True:
                    await asyncio.sleep(TIMEOUT_S / 4)
                    yield b" "

        def answer(_: httpx.Request) -> httpx.Response:
            return httpx.Response(200, stream=Trickle())

        async def call() -> None:
            transport = httpx.MockTransport(answer)
            async with ApiClient(settings_for("http://api"), transport) as client:
                await client.tickets(turn())

        with pytest.raises(ApiTimeout):
            asyncio.run(call())

    def test_late_call_of_a_turn_has_less_time(self, api: FakeApi) -> None:
        """The turn as a whole must end before api stops waiting for rasa."""
        api.delay_s = TIMEOUT_S * 0.75
        with pytest.raises(ApiTimeout) as caught:
            search(api.url, age_s=5.0)
        assert caught.value.timeout_s < TIMEOUT_S


class TestFailures:
    """Each way to fail is one of three."""

    def test_nobody_listens(self, api: FakeApi) -> None:
        """Unavailable, without a status."""
        api.__exit__()
        with pytest.raises(ApiUnavailable) as caught:
            search(api.url)
        assert caught.value.status is None

    @pytest.mark.parametrize("status", [500, 502, 503])
    def test_fault_inside(self, api: FakeApi, status: int) -> None:
        """Unavailable, with the status."""
        api.refuse = (status, "internal")
        with pytest.raises(ApiUnavailable) as caught:
            search(api.url)
        assert caught.value.status == status

    @pytest.mark.parametrize("status", [401, 403, 404, 422, 429])
    def test_refusal_carries_its_code(self, api: FakeApi, status: int) -> None:
        """Rejected."""
        api.refuse = (status, "some_code")
        with pytest.raises(ApiRejected) as caught:
            search(api.url)
        assert (caught.value.code, caught.value.status) == ("some_code", status)

    def test_closed_turn_is_told_apart(self, api: FakeApi) -> None:
        """There is nothing left to say then."""
        api.refuse = (409, "turn_over")
        with pytest.raises(TurnOver):
            search(api.url)

    @pytest.mark.parametrize(
        "answer",
        [
            lambda _: httpx.Response(200, text="<html>"),
            lambda _: httpx.Response(200, json={"outcome": "made_up"}),
            lambda _: httpx.Response(302, headers={"Location": "/sign-in"}),
            lambda _: httpx.Response(418, text="no problem document"),
        ],
    )
    def test_nonsense_is_a_failure_too(
        self, answer: Callable[[httpx.Request], httpx.Response]
    ) -> None:
        """Never an exception that no action knows."""

        async def call() -> None:
            transport = httpx.MockTransport(answer)
            async with ApiClient(settings_for("http://api"), transport) as client:
                await client.search(turn(), "What works?")

        with pytest.raises(ApiError):
            asyncio.run(call())
