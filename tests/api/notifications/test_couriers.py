"""From a notice to mails and webhooks: each at most once, to who wants it and may have it."""

import json
import os
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select
from standardwebhooks.webhooks import Webhook

from api.db import Database, clock
from api.notifications import couriers, endpoints, service, ways
from api.notifications.notice import NoticeKind
from api.notifications.schemas import EndpointChange, NewEndpoint, WaysChange
from api.notifications.ways import MailRules
from api.outbox.couriers import UNKNOWN
from api.outbox.models import OutboxEntry
from api.outbox.relay import Relay
from api.settings import ROOT, Settings
from tests.api.notifications import receivers
from tests.api.notifications.telling import REF, answered, id_of, tell


@pytest.fixture
def mail_server():
    listening = receivers.MailServer()
    yield listening
    listening.stop()


@pytest.fixture
def receiver():
    listening = receivers.WebhookReceiver()
    yield listening
    listening.stop()


@pytest.fixture
def later():
    yield
    clock.ahead = timedelta()


@pytest.fixture
def outside(settings: Settings, mail_server, receiver) -> Settings:
    """Settings of an app that mails and posts."""
    changes = {
        "public_url": "https://assistant.example",
        "smtp_host": "127.0.0.1",
        "smtp_port": mail_server.port,
        "smtp_security": "none",
        "mail_from": "assistant@force.example",
        "mail_domains": "force.example",
        "webhook_hosts": f"127.0.0.1:{receiver.port}",
        "webhook_networks": "127.0.0.0/8",
        "webhook_timeout_s": 2.0,
    }
    return settings.model_copy(update=changes)


@pytest.fixture
def relay(database: Database, outside: Settings) -> Relay:
    return Relay(database, couriers.couriers(outside))


def wants_mail(database: Database, outside: Settings, username: str, **mailed: bool) -> None:
    change = WaysChange(
        address=f"{username}@force.example",
        mailed={NoticeKind(kind): on for kind, on in mailed.items()},
    )
    with database.writing() as session:
        rules = MailRules.of(outside)
        ways.change_ways(session, id_of(session, username), change, None, rules)


def add_endpoint(database: Database, outside: Settings, url: str, *kinds: NoticeKind):
    with database.writing() as session:
        rules = couriers.webhook_rules(outside)
        return endpoints.add(session, "admin-id", NewEndpoint(url=url, kinds=list(kinds)), rules)


def work_off(relay: Relay) -> None:
    while relay.deliver_next():
        pass


def states(database: Database) -> list[tuple[str, str, str | None]]:
    with database.reading() as session:
        rows = session.scalars(select(OutboxEntry).order_by(OutboxEntry.id))
        return [(row.kind, row.state, row.error) for row in rows]


class TestMail:
    """By e-mail, to whoever gave an address."""

    def test_who_wants_it_gets_it_once(self, database, outside, relay, mail_server):
        """However often the notice is told."""
        wants_mail(database, outside, "officer")
        for _ in range(3):
            tell(database, "officer", "officer-b")
            work_off(relay)
        assert mail_server.box.recipients == ["officer@force.example"]
        (mail,) = mail_server.box.mails
        assert REF in mail["Subject"]
        assert "https://assistant.example/notices/" in mail.get_content()

    def test_a_kind_that_is_not_wanted_is_not_mailed(self, database, outside, relay, mail_server):
        """It is in the app all the same."""
        wants_mail(database, outside, "officer", ticket_answered=False)
        tell(database, "officer")
        work_off(relay)
        assert mail_server.box.mails == []

    def test_nobody_is_named_in_it(self, database, outside, relay, mail_server):
        """Neither the reader nor anybody else; the entry holds no address either."""
        wants_mail(database, outside, "officer")
        tell(database, "officer")
        with database.reading() as session:
            assert "force.example" not in str(session.scalar(select(OutboxEntry.payload)))
        work_off(relay)
        assert "Morgan" not in mail_server.box.mails[0].as_string()

    def test_who_has_changed_their_mind_meanwhile_gets_none(
        self, database, outside, relay, mail_server
    ):
        """The address is read when it is sent."""
        wants_mail(database, outside, "officer")
        tell(database, "officer")
        with database.writing() as session:
            rules, nothing = MailRules.of(outside), WaysChange(address="")
            ways.change_ways(session, id_of(session, "officer"), nothing, None, rules)
        work_off(relay)
        assert (mail_server.box.mails, states(database)[0][1]) == ([], "aside")

    def test_an_address_outside_the_list_gets_none(self, database, outside, settings, mail_server):
        """Also one that was allowed when it was given."""
        wants_mail(database, outside, "officer")
        tell(database, "officer")
        narrower = outside.model_copy(update={"mail_domains": "other.example"})
        work_off(Relay(database, couriers.couriers(narrower)))
        assert mail_server.box.mails == []

    @pytest.mark.usefixtures("later")
    def test_a_server_that_was_down_gets_it_later_once(self, database, outside, relay, mail_server):
        """Nothing is lost, nothing doubled."""
        wants_mail(database, outside, "officer")
        mail_server.box.to_recipient = "451 try later"
        tell(database, "officer")
        work_off(relay)
        assert states(database)[0][1:] == ("pending", "refused by the mail server (451)")
        mail_server.box.to_recipient = "250 OK"
        clock.ahead += timedelta(hours=1)
        work_off(relay)
        work_off(relay)
        assert len(mail_server.box.mails) == 1

    def test_one_that_nobody_can_tell_of_is_dead_and_not_sent_again(
        self, database, outside, relay, mail_server
    ):
        """The server had it, and hung up."""
        wants_mail(database, outside, "officer")
        mail_server.box.hang_up = True
        tell(database, "officer")
        work_off(relay)
        assert states(database) == [("notice_mail", "dead", UNKNOWN)]
        assert len(mail_server.box.mails) == 1


CRASHING = """
import os, sys
from pathlib import Path
from api.db import Database
from api.notifications import couriers, mail, webhooks
from api.outbox.relay import Relay
from api.settings import ROOT, Settings

def then_die(send):
    def sending(*given):
        send(*given)
        os._exit(9)
    return sending

mail.send, webhooks.send = then_die(mail.send), then_die(webhooks.send)
settings = Settings.model_validate_json(Path(sys.argv[1]).read_text())
relay = Relay(Database(settings.database), couriers.couriers(settings))
while relay.deliver_next():
    pass
"""


class TestCrash:
    """The process dies after the server has taken it and before that is noted."""

    def test_neither_is_sent_twice(self, database, outside, relay, mail_server, receiver, tmp_path):
        """Real servers, a real process each time, then a start that sends nothing and owns up."""
        wants_mail(database, outside, "officer")
        add_endpoint(database, outside, receiver.url)
        tell(database, "officer")
        file = tmp_path / "settings.json"
        file.write_text(outside.model_dump_json(exclude={"audit_key", "audit_former_keys"}))
        for _ in range(2):
            ended = subprocess.run(
                [sys.executable, "-c", CRASHING, str(file)],
                cwd=ROOT,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
                check=False,
                timeout=120,
            )
            assert ended.returncode == 9
        assert [state for _, state, _ in states(database)] == ["sending", "sending"]
        relay.start()
        waiting = threading.Event()
        for _ in range(500):
            if {state for _, state, _ in states(database)} == {"dead"}:
                break
            waiting.wait(0.02)
        relay.stop()
        assert {error for _, _, error in states(database)} == {UNKNOWN}
        assert (len(mail_server.box.mails), len(receiver.posted)) == (1, 1)


class TestWebhook:
    """By webhook, to whoever was added."""

    def test_it_hears_of_a_notice_once_however_many_are_told(
        self, database, outside, relay, receiver
    ):
        """And again for another."""
        made = add_endpoint(database, outside, receiver.url)
        tell(database, "officer", "officer-b")
        tell(database, "curator")
        tell(database, "officer", notice=answered(key="another"))
        work_off(relay)
        read = [Webhook(made.secret).verify(p.body, p.headers) for p in receiver.posted]
        assert [item["type"] for item in read] == ["ticket_answered"] * 2
        assert read[0]["data"]["link"] == f"https://assistant.example/requests/{REF}"
        assert "Morgan" not in json.dumps(read)

    def test_only_of_the_kinds_that_it_wants(self, database, outside, relay, receiver):
        """None named means all."""
        add_endpoint(database, outside, receiver.url, NoticeKind.ARTICLE_RECALLED)
        tell(database, "officer")
        work_off(relay)
        assert receiver.posted == []

    def test_one_that_is_gone_is_stopped(self, database, outside, relay, receiver):
        """A 410: it is sent nothing more, until somebody starts it again."""
        receiver.answer = lambda: (410, {})
        made = add_endpoint(database, outside, receiver.url)
        tell(database, "officer")
        work_off(relay)
        tell(database, "officer", notice=answered(key="another"))
        work_off(relay)
        assert len(receiver.posted) == 1
        with database.reading() as session:
            (shown,) = endpoints.endpoints(session).items
        assert (shown.id, shown.stopped) == (made.id, "gone")

    @pytest.mark.usefixtures("later")
    def test_a_new_secret_takes_over_in_a_day(self, database, outside, relay, receiver):
        """Both sign meanwhile, the new one alone afterwards."""
        first = add_endpoint(database, outside, receiver.url).secret
        with database.writing() as session:
            endpoint_id = endpoints.endpoints(session).items[0].id
            rules = couriers.webhook_rules(outside)
            second = endpoints.rotate(session, "admin-id", endpoint_id, rules).secret
        tell(database, "officer")
        work_off(relay)
        assert first != second
        for secret in (first, second):
            Webhook(secret).verify(receiver.posted[0].body, receiver.posted[0].headers)
        clock.ahead += timedelta(hours=25)
        tell(database, "officer", notice=answered(key="another"))
        work_off(relay)
        assert receiver.posted[1].headers["webhook-signature"].count("v1,") == 1

    def test_one_that_was_stopped_meanwhile_gets_nothing(self, database, outside, relay, receiver):
        """Also what was queued before."""
        made = add_endpoint(database, outside, receiver.url)
        tell(database, "officer")
        with database.writing() as session:
            endpoints.change(session, "admin-id", made.id, EndpointChange(active=False), None)
        work_off(relay)
        assert (receiver.posted, states(database)[0][1]) == ([], "aside")

    def test_a_test_event_says_that_it_is_one(self, database, outside, relay, receiver):
        """To be tried before it is relied on."""
        made = add_endpoint(database, outside, receiver.url)
        with database.writing() as session:
            endpoints.test(session, "admin-id", made.id)
        work_off(relay)
        assert json.loads(receiver.posted[0].body)["type"] == "test"


class TestNothingSetUp:
    """As the project comes."""

    def test_a_notice_stays_in_the_app(self, database, settings):
        """No entry, no error."""
        tell(database, "officer")
        assert states(database) == []

    def test_an_address_without_a_mail_server_is_no_failure(self, database, settings):
        """The force's sign-in may know one already."""
        with database.writing() as session:
            ways.know_address(session, id_of(session, "officer"), "alex@force.example")
        tell(database, "officer")
        work_off(Relay(database, couriers.couriers(settings)))
        assert [state for _, state, _ in states(database)] == ["aside"]

    def test_purging_notices_leaves_what_is_younger(self, database):
        """By age alone."""
        tell(database, "officer")
        with database.writing() as session:
            cut = clock.now() - timedelta(days=1)
            assert service.purge(session, cut, 50) == []
            assert len(service.purge(session, clock.now() + timedelta(1), 50)) == 1
