"""A mail is plain, names nobody, cannot be written into, and is known to be taken or not."""

import socket
import threading
from dataclasses import replace

import pytest

from api.notifications import mail as mails
from api.notifications.mail import Mail, MailServer, send, written
from api.outbox.couriers import NotAccepted, RefusedForGood
from tests.api.notifications import receivers

MAIL = Mail(
    recipient="alex@force.example",
    title="The Hub has answered PF-2026-000012",
    text="The answer to your request is there.",
    link="https://assistant.example/notices/7",
    ways_link="https://assistant.example/notices/ways",
    token="0123abcd",
)
SENDER = "assistant@force.example"


@pytest.fixture
def receiver():
    listening = receivers.MailServer()
    yield listening
    listening.stop()


@pytest.fixture
def pem(tmp_path):
    return receivers.certificate(tmp_path)


def at(port: int, **changes) -> MailServer:
    values = {"host": "127.0.0.1", "port": port, "security": "none", "sender": SENDER}
    return MailServer(**(values | {"timeout_s": 2.0} | changes))


class TestWritten:
    """What a reader and a mail program get."""

    def test_plain_text_with_the_link(self):
        """And nothing else."""
        message = written(MAIL, SENDER)
        body = message.get_content()
        assert message.get_content_type() == "text/plain"
        assert MAIL.text in body and MAIL.link in body and MAIL.ways_link in body

    def test_the_same_notice_has_the_same_message_id(self):
        """So that a copy is told as one."""
        assert written(MAIL, SENDER)["Message-ID"] == "<0123abcd@force.example>"

    def test_programs_know_it_for_what_it_is(self):
        """No out-of-office comes back, and it can be turned off."""
        message = written(MAIL, SENDER)
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["List-Unsubscribe"] == f"<{MAIL.ways_link}>"
        assert message["List-Id"] == "<notices.force.example>"

    def test_a_title_cannot_add_a_header(self):
        """Whatever an article is called."""
        title = "Off-road\r\nBcc: everybody@force.example\r\n\r\nhello “é”"
        message = written(replace(MAIL, title=title), SENDER)
        assert message["Bcc"] is None
        assert message["Subject"] == "Off-road Bcc: everybody@force.example hello “é”"
        head = bytes(message).split(b"\r\n\r\n")[0]
        assert b"\r\nBcc:" not in head

    @pytest.mark.parametrize(
        "address", ["a@b.example\r\nBcc: c@d.example", "no address", "a@b, c@d"]
    )
    def test_nor_can_an_address(self, address):
        """It is refused."""
        with pytest.raises(ValueError):
            bytes(written(replace(MAIL, recipient=address), SENDER))


class TestSend:
    """To a real server on loopback."""

    def test_it_arrives(self, receiver):
        """To whom it is for, dots at the beginning of a line and all."""
        text = ".\r\n..two\r\n.one"
        send(at(receiver.port), replace(MAIL, text=text))
        (mail,) = receiver.box.mails
        assert receiver.box.recipients == ["alex@force.example"]
        assert mail["Subject"] == MAIL.title
        assert mail.get_content().replace("\r\n", "\n").startswith(".\n..two\n.one\n")

    def test_it_is_secured_before_anything_is_said(self, pem):
        """By STARTTLS, with a certificate that is checked."""
        listening = receivers.MailServer(pem)
        send(at(listening.port, security="starttls", ca_file=pem), MAIL)
        with pytest.raises(NotAccepted, match="SSLCertVerificationError"):
            send(at(listening.port, security="starttls"), MAIL)
        listening.stop()
        assert len(listening.box.mails) == 1

    def test_a_server_without_starttls_gets_nothing(self, receiver):
        """It is not sent in the clear instead."""
        with pytest.raises(NotAccepted, match="SMTPNotSupportedError"):
            send(at(receiver.port, security="starttls"), MAIL)
        assert receiver.box.mails == []

    def test_nobody_there_is_tried_again(self):
        """Certainly not taken."""
        with pytest.raises(NotAccepted, match="ConnectionRefusedError"):
            send(at(receivers.free_port()), MAIL)

    @pytest.mark.parametrize("place", ["to_recipient", "to_content"])
    def test_a_temporary_refusal_is_tried_again(self, receiver, place):
        """Before the content or after it."""
        setattr(receiver.box, place, "451 greylisted")
        with pytest.raises(NotAccepted, match="451"):
            send(at(receiver.port), MAIL)

    @pytest.mark.parametrize("place", ["to_recipient", "to_content"])
    def test_a_permanent_one_is_not(self, receiver, place):
        """Such as a mailbox that does not exist."""
        setattr(receiver.box, place, "550 no such mailbox")
        with pytest.raises(RefusedForGood, match="550"):
            send(at(receiver.port), MAIL)

    def test_a_line_that_breaks_after_the_content_is_neither(self, receiver):
        """The server may have it: it has, here."""
        receiver.box.hang_up = True
        with pytest.raises(Exception) as broken:
            send(at(receiver.port), MAIL)
        assert not isinstance(broken.value, NotAccepted | RefusedForGood)
        assert len(receiver.box.mails) == 1

    def test_what_a_refusal_says_names_nobody(self, receiver):
        """It is shown on a page."""
        receiver.box.to_recipient = "550 alex@force.example is unknown"
        with pytest.raises(RefusedForGood) as refused:
            send(at(receiver.port), MAIL)
        assert "alex" not in refused.value.error

    def test_a_server_that_answers_a_byte_at_a_time_is_cut_off(self, monkeypatch):
        """Each byte comes in time, the whole never would."""
        monkeypatch.setattr(mails, "LONGEST_S", 0.5)
        listening = socket.create_server(("127.0.0.1", 0))
        over = threading.Event()

        def drip() -> None:
            connection, _ = listening.accept()
            connection.sendall(b"220 hello\r\n")
            connection.recv(1000)
            connection.sendall(b"250 hello\r\n")
            while not over.wait(0.1):
                try:
                    connection.sendall(b"2")
                except OSError:
                    return

        thread = threading.Thread(target=drip)
        thread.start()
        with pytest.raises(NotAccepted):
            send(at(listening.getsockname()[1]), MAIL)
        over.set()
        thread.join(5)
        listening.close()
