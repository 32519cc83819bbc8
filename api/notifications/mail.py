"""A notice as a mail: written without anything personal, handed to the force's own mail server."""

import re
import smtplib
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_LINES
from email.utils import format_datetime
from pathlib import Path
from typing import Final, Literal

from api.db import utc_now
from api.outbox.couriers import NotAccepted, RefusedForGood
from api.wording import wording

LONGEST_S: Final = 60.0  # a server that answers a byte at a time is cut off then
LEADING_DOT: Final = re.compile(rb"(?m)^\.")
Security = Literal["starttls", "tls", "none"]


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over, and how: `ca_file` is None for the machine's own authorities."""

    host: str
    port: int
    security: Security
    sender: str
    username: str = ""
    password: str = ""
    timeout_s: float = 15.0
    ca_file: Path | None = None


@dataclass(frozen=True)
class Mail:
    """One notice to one address; `token` tells it from every other, and from itself sent twice."""

    recipient: str
    title: str
    text: str
    link: str
    ways_link: str
    token: str


def written(mail: Mail, sender: str) -> EmailMessage:
    """Return the message: plain text, the link, and what mail programs need to know.

    ValueError if an address is none. A title's line ends become blanks, so that no title can add a
    header. The Message-ID is made of the token, so that a copy is recognised as one.
    """
    domain = Address(addr_spec=sender).domain
    words = wording().mail
    message = EmailMessage(policy=SMTP_LINES)
    message["From"] = Address(words.sender, addr_spec=sender)
    message["To"] = Address(addr_spec=mail.recipient)
    message["Subject"] = " ".join(mail.title.split())
    message["Date"] = format_datetime(utc_now())
    message["Message-ID"] = f"<{mail.token}@{domain}>"
    message["List-Id"] = f"<notices.{domain}>"
    message["List-Unsubscribe"] = f"<{mail.ways_link}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    why = words.why.format(ways=mail.ways_link)
    body = "\n\n".join((mail.text, words.open.format(link=mail.link), why)) + "\n"
    message.set_content(body, cte="quoted-printable")
    return message


def send(server: MailServer, mail: Mail) -> None:
    """Hand the mail over. What it raises says whether the server has taken it.

    NotAccepted and RefusedForGood: it certainly has not. Anything else, such as a line that broke
    after the content was sent: nobody can say.
    """
    content = bytes(written(mail, server.sender))
    smtp = _connected(server)
    watchdog = threading.Timer(LONGEST_S, _cut, (smtp,))
    watchdog.daemon = True
    watchdog.start()
    try:
        _offer(smtp, server.sender, mail.recipient)
        smtp.send(LEADING_DOT.sub(b"..", content) + b".\r\n")
        _check(smtp.getreply()[0], 250)
        with suppress(OSError, smtplib.SMTPException):
            smtp.quit()  # it has the mail, whatever it says to this
    finally:
        watchdog.cancel()
        smtp.close()


def _connected(server: MailServer) -> smtplib.SMTP:
    """Return a connection that is secured and signed in as the settings say."""
    context = ssl.create_default_context(cafile=server.ca_file)
    try:
        if server.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=server.timeout_s, context=context
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=server.timeout_s)
        smtp.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            smtp.starttls(context=context)
            smtp.ehlo_or_helo_if_needed()  # what was said before is forgotten
        if server.username:
            smtp.login(server.username, server.password)
    except smtplib.SMTPResponseException as error:
        raise _refusal(error.smtp_code) from error
    except (OSError, smtplib.SMTPException) as error:
        raise NotAccepted(f"no connection to the mail server ({type(error).__name__})") from error
    return smtp


def _offer(smtp: smtplib.SMTP, sender: str, recipient: str) -> None:
    """Say from whom and for whom; the server waits for the content then, and has nothing yet."""
    try:
        _check(smtp.mail(sender)[0], 250)
        _check(smtp.rcpt(recipient)[0], 250, 251)
        _check(smtp.docmd("DATA")[0], 354)
    except (OSError, smtplib.SMTPException) as error:
        raise NotAccepted(f"the mail server broke off ({type(error).__name__})") from error


def _check(code: int, *good: int) -> None:
    if code not in good:
        raise _refusal(code)


def _refusal(code: int) -> Exception:
    """Return what an answer means that is not the one hoped for; one cut short refuses nothing."""
    said = f"refused by the mail server ({code})"
    if 500 <= code < 600:
        return RefusedForGood(said)
    return NotAccepted(said) if 400 <= code < 500 else smtplib.SMTPServerDisconnected("no answer")


def _cut(smtp: smtplib.SMTP) -> None:
    with suppress(OSError, AttributeError):
        smtp.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]
