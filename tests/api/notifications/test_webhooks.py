"""A webhook is signed as Standard Webhooks wants it, goes where it may, and is taken or not."""

import ipaddress
import json
import socket
import threading

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from api.notifications.destinations import Destinations
from api.notifications.webhooks import Event, secret_of, send
from api.outbox.couriers import NotAccepted, RefusedForGood
from tests.api.notifications.receivers import WebhookReceiver, free_port

SECRET = secret_of("k" * 32, "salt", 1)
OLDER = secret_of("k" * 32, "salt", 0)
LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)


@pytest.fixture
def receiver():
    listening = WebhookReceiver()
    yield listening
    listening.stop()


def to(url: str, *secrets: str) -> Event:
    content = {"type": "ticket_answered", "timestamp": "2026-11-23T10:00:00Z", "data": {"a": "é"}}
    return Event(url, "msg_1", content, secrets or (SECRET,))


def allowing(port: int, networks=LOOPBACK) -> Destinations:
    return Destinations(frozenset({f"127.0.0.1:{port}"}), networks, plain_http=True)


class TestSecretOf:
    """Made from the key, never kept."""

    def test_each_endpoint_and_generation_has_its_own(self):
        """And another key makes another."""
        made = {
            secret_of("k" * 32, "salt", 1),
            secret_of("k" * 32, "salt", 2),
            secret_of("k" * 32, "other", 1),
            secret_of("l" * 32, "salt", 1),
        }
        assert len(made) == 4 and all(secret.startswith("whsec_") for secret in made)


class TestSend:
    """To a real server on loopback."""

    def test_the_library_verifies_it(self, receiver):
        """Id, timestamp and body are signed."""
        send(allowing(receiver.port), to(receiver.url), 2)
        (posted,) = receiver.posted
        read = Webhook(SECRET).verify(posted.body, posted.headers)
        assert read["data"] == {"a": "é"} and posted.headers["webhook-id"] == "msg_1"
        assert posted.headers["host"] == f"127.0.0.1:{receiver.port}"

    def test_a_changed_body_does_not_verify(self, receiver):
        """Nor another's secret."""
        send(allowing(receiver.port), to(receiver.url), 2)
        (posted,) = receiver.posted
        with pytest.raises(WebhookVerificationError):
            Webhook(SECRET).verify(posted.body.replace(b"ticket", b"tickle"), posted.headers)
        with pytest.raises(WebhookVerificationError):
            Webhook(OLDER).verify(posted.body, posted.headers)

    def test_while_a_secret_is_changed_both_verify(self, receiver):
        """The receiver changes over when it likes."""
        send(allowing(receiver.port), to(receiver.url, SECRET, OLDER), 2)
        (posted,) = receiver.posted
        for secret in (SECRET, OLDER):
            assert Webhook(secret).verify(posted.body, posted.headers)

    @pytest.mark.parametrize("status", [500, 503, 429, 408])
    def test_a_server_that_cannot_just_now_is_tried_again(self, receiver, status):
        """When it asks for it."""
        receiver.answer = lambda: (status, {"Retry-After": "77"})
        with pytest.raises(NotAccepted, match=str(status)) as refused:
            send(allowing(receiver.port), to(receiver.url), 2)
        assert refused.value.retry_after_s == 77

    def test_a_date_to_try_again_is_understood(self, receiver):
        """One long past asks nothing."""
        receiver.answer = lambda: (503, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"})
        with pytest.raises(NotAccepted) as refused:
            send(allowing(receiver.port), to(receiver.url), 2)
        assert refused.value.retry_after_s == 0

    @pytest.mark.parametrize("status", [400, 401, 404, 410])
    def test_a_refusal_for_good(self, receiver, status):
        """Is not tried again."""
        receiver.answer = lambda: (status, {})
        with pytest.raises(RefusedForGood, match=str(status)):
            send(allowing(receiver.port), to(receiver.url), 2)

    @pytest.mark.parametrize("status", [301, 302, 307, 308])
    def test_a_redirect_is_not_followed(self, receiver, status):
        """It would lead past every check."""
        receiver.answer = lambda: (status, {"Location": receiver.url + "/elsewhere"})
        with pytest.raises(RefusedForGood):
            send(allowing(receiver.port), to(receiver.url), 2)
        assert len(receiver.posted) == 1

    def test_nobody_there_is_tried_again(self):
        """Certainly not taken."""
        port = free_port()
        with pytest.raises(NotAccepted):
            send(allowing(port), to(f"http://127.0.0.1:{port}/hook"), 2)

    def test_a_line_that_breaks_before_the_answer_is_neither(self, receiver):
        """The receiver may have it: it has, here."""
        receiver.answer = lambda: None
        with pytest.raises(Exception) as broken:
            send(allowing(receiver.port), to(receiver.url), 2)
        assert not isinstance(broken.value, NotAccepted | RefusedForGood)
        assert len(receiver.posted) == 1

    def test_a_head_that_never_ends_is_cut_off(self):
        """Each byte comes in time, the whole never would."""
        listening = socket.create_server(("127.0.0.1", 0))
        over = threading.Event()

        def drip() -> None:
            connection, _ = listening.accept()
            connection.recv(10_000)
            connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
            while not over.wait(0.05):
                try:
                    connection.sendall(b"x")
                except OSError:
                    return

        thread = threading.Thread(target=drip)
        thread.start()
        port = listening.getsockname()[1]
        with pytest.raises(TimeoutError):
            send(allowing(port), to(f"http://127.0.0.1:{port}/"), 0.5)
        over.set()
        thread.join(5)
        listening.close()

    def test_a_private_address_is_not_called(self, receiver):
        """Although its name is on the list."""
        with pytest.raises(RefusedForGood, match="private"):
            send(allowing(receiver.port, networks=()), to(receiver.url), 2)
        assert receiver.posted == []

    def test_a_host_that_was_taken_off_the_list_is_not_called(self, receiver):
        """The list holds at each sending, not only when it was added."""
        with pytest.raises(RefusedForGood, match="WEBHOOK_HOSTS"):
            send(allowing(1), to(receiver.url), 2)
        assert receiver.posted == []


class TestDestinations:
    """What the settings allow."""

    HTTPS = Destinations(frozenset({"hooks.example", "other.example:8443"}))

    @pytest.mark.parametrize("url", ["https://hooks.example/a?b", "https://other.example:8443/"])
    def test_what_is_listed(self, url):
        """A name on the usual port, or with its own."""
        assert self.HTTPS.find(url).scheme == "https"

    @pytest.mark.parametrize(
        "url",
        [
            "http://hooks.example/",
            "https://hooks.example:8443/",
            "https://other.example/",
            "https://hooks.example.evil.example/",
            "https://user:secret@hooks.example/",
            "https://hooks.example/#part",
            "https://hooks.example /",
            "https://hooks.example\\@evil.example/",
            "https://[::1/",
            "https://hooks.example:99999/",
            "ftp://hooks.example/",
            "hooks.example",
            "",
            "https://hooks.example/" + "x" * 500,
        ],
    )
    def test_anything_else_is_refused(self, url):
        """With a sentence that says why."""
        with pytest.raises(ValueError, match=r"^(is|must|leads)"):
            self.HTTPS.find(url)

    @pytest.mark.parametrize(
        "address", ["10.0.0.1", "127.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fe80::1"]
    )
    def test_no_address_within_is_resolved(self, address, monkeypatch):
        """Whichever name leads to it, and however it is written."""
        row = (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: [row])
        with pytest.raises(RefusedForGood):
            self.HTTPS.resolve(self.HTTPS.find("https://hooks.example/"))

    def test_one_private_address_among_others_is_enough_to_refuse(self, monkeypatch):
        """A name may have several."""
        rows = [(2, 1, 6, "", (address, 443)) for address in ("93.184.216.34", "10.0.0.1")]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: rows)
        with pytest.raises(RefusedForGood):
            self.HTTPS.resolve(self.HTTPS.find("https://hooks.example/"))


class TestBody:
    """What is sent."""

    def test_it_is_json_by_the_specification(self, receiver):
        """Type, timestamp, data."""
        send(allowing(receiver.port), to(receiver.url), 2)
        assert set(json.loads(receiver.posted[0].body)) == {"type", "timestamp", "data"}
