"""Sessions that end, tokens that are narrowed, people who are switched off."""

from datetime import timedelta

import pytest

from api.access import COOKIE, scopes_open_to
from api.db import Database, clock
from api.errors import Problem
from api.identity import people, repository, sessions, tokens
from api.identity import service as identity
from api.identity.roles import Role
from api.identity.schemas import NewToken, PersonChanges


@pytest.fixture
def database(settings):
    return Database(settings.database)


@pytest.fixture(autouse=True)
def time_goes_on():
    """Whatever a test does to the clock, it is undone."""
    yield
    clock.ahead = timedelta()


def named(session, username):
    """Return a demo user as a principal."""
    user = repository.user_by_username(session, username)
    return identity.user_of(session, user.id)


class TestIdle:
    """A session that nobody uses ends; one in use goes on until its hours are over."""

    def test_unused_it_ends(self, client, database):
        """After SESSION_IDLE_MINUTES."""
        with database.writing() as session:
            client.cookies.set(COOKIE, identity.sign_in_demo(session, "officer", 12).cookie)
        clock.ahead = timedelta(minutes=59)
        assert client.get("/portal/status").status_code == 200  # asks by itself: no use
        clock.ahead = timedelta(minutes=61)
        assert client.get("/v1/tickets").status_code == 401

    def test_used_it_lasts_until_its_hours_are_over(self, client, database):
        """And no longer, however busy."""
        with database.writing() as session:
            client.cookies.set(COOKIE, identity.sign_in_demo(session, "officer", 3).cookie)
        for minutes in (50, 100, 150):
            clock.ahead = timedelta(minutes=minutes)
            assert client.get("/v1/tickets").status_code == 200
        clock.ahead = timedelta(minutes=181)
        assert client.get("/v1/tickets").status_code == 401


class TestDevice:
    """One knows one's own browsers by two words."""

    @pytest.mark.parametrize(
        ("agent", "words"),
        [
            ("Mozilla/5.0 (Windows NT 10.0) Chrome/130 Safari/537 Edg/130", "Edge on Windows"),
            ("Mozilla/5.0 (Linux; Android 14) Chrome/130 Mobile Safari/537", "Chrome on Android"),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 17 like Mac OS X) Safari/604", "Safari on iPhone"),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:130) Firefox/130", "Firefox on Linux"),
            ("curl/8", "Unknown browser"),
            ("", "Unknown browser"),
        ],
    )
    def test_browser_and_system(self, agent, words):
        """Nothing else of what a browser says of itself is kept."""
        assert sessions.device_of(agent) == words


class TestEndSessions:
    """A session ends at once."""

    def test_the_others_end_and_this_one_stays(self, database):
        """`but` is the one that asks."""
        with database.writing() as session:
            kept = identity.sign_in_demo(session, "officer", 1)
            gone = identity.sign_in_demo(session, "officer", 1)
            ended = sessions.end_sessions(
                session, kept.principal, kept.principal.user_id, kept.principal.session_id
            )
        assert ended == 1
        with database.reading() as session:
            assert identity.identify(session, cookie=kept.cookie, bearer=None)
            assert identity.identify(session, cookie=gone.cookie, bearer=None) is None

    def test_somebody_elses_is_not_found(self, database):
        """By its id alone nobody ends it."""
        with pytest.raises(Problem), database.writing() as session:
            mine = identity.sign_in_demo(session, "officer", 1).principal
            theirs = identity.sign_in_demo(session, "officer-b", 1).principal
            sessions.end_session(session, mine, mine.user_id, theirs.session_id)


class TestIssue:
    """A token is never wider than its user."""

    def test_it_is_narrowed_to_its_scopes(self, client, app, database):
        """And its use is noted."""
        with database.writing() as session:
            actor = named(session, "officer")
            new = NewToken(name="export", scopes=["tickets:read"], days=7)
            issued = tokens.issue(session, actor, new, scopes_open_to(app, Role.OFFICER))
        headers = {"Authorization": f"Bearer {issued.token}"}
        assert client.get("/v1/tickets", headers=headers).status_code == 200
        refused = client.post("/v1/tickets", json={"question": "Why?"}, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "outside_scope")
        with database.reading() as session:
            assert tokens.list_tokens(session, actor.user_id).items[0].used_at is not None

    @pytest.mark.parametrize(
        ("scopes", "days"), [(["retention:read"], 7), (["all"], 7), (["tickets:read"], 91)]
    )
    def test_an_officer_cannot_ask_for_more(self, app, database, scopes, days):
        """No scope of another role, no invented one, no longer than 90 days."""
        with pytest.raises(Problem) as refused, database.writing() as session:
            new = NewToken(name="export", scopes=scopes, days=days)
            tokens.issue(session, named(session, "officer"), new, scopes_open_to(app, Role.OFFICER))
        assert refused.value.status == 422

    def test_revoked_it_is_worth_nothing(self, client, app, database):
        """At once."""
        with database.writing() as session:
            actor = named(session, "officer")
            new = NewToken(name="export", scopes=["tickets:read"])
            issued = tokens.issue(session, actor, new, scopes_open_to(app, Role.OFFICER))
            tokens.revoke(session, actor, actor.user_id, issued.id)
        headers = {"Authorization": f"Bearer {issued.token}"}
        assert client.get("/v1/tickets", headers=headers).status_code == 401


class TestChangePeople:
    """Role and access, with an administrator always left."""

    def test_who_is_switched_off_is_out_at_once(self, database):
        """Sessions and tokens end."""
        with database.writing() as session:
            signed_in = identity.sign_in_demo(session, "officer", 1)
            token = identity.issue_token(session, "officer")
            off, admin = PersonChanges(active=False), named(session, "admin")
            people.change(session, admin, signed_in.principal.user_id, off, None, demo=True)
        with database.reading() as session:
            assert identity.identify(session, cookie=signed_in.cookie, bearer=None) is None
            assert identity.identify(session, cookie=None, bearer=token) is None

    @pytest.mark.parametrize("changes", [{"active": False}, {"role": "lead"}])
    def test_the_last_administrator_stays(self, database, changes):
        """However it is tried; a second administrator may go."""
        with pytest.raises(Problem) as refused, database.writing() as session:
            admin = named(session, "admin")
            people.change(session, admin, admin.user_id, PersonChanges(**changes), None, demo=True)
        assert (refused.value.status, refused.value.code) == (409, "last_admin")

    def test_nobody_becomes_the_actions_process(self, database):
        """`service` is no person's role."""
        with pytest.raises(Problem) as refused, database.writing() as session:
            officer = named(session, "officer")
            changes = PersonChanges(role=Role.SERVICE)
            people.change(session, named(session, "admin"), officer.user_id, changes, None, True)
        assert refused.value.status == 422

    def test_people_are_found_by_name_and_area(self, database):
        """Every word counts; a percent sign is a percent sign."""
        with database.writing() as session:
            admin = named(session, "admin")
            found = people.find(session, admin, "morgan watford")
            assert [person.username for person in found.items] == ["officer"]
            assert people.find(session, admin, "%").items == []
            first = people.find(session, admin, limit=2)
            rest = people.find(session, admin, limit=50, cursor=first.next)
            assert len(first.items) + len(rest.items) == len(identity.DEMO_USERS)


class TestForceMode:
    """Demo users are nobody outside local mode."""

    def test_what_they_held_opens_nothing(self, database):
        """A database that was tried out in local mode is no way in."""
        with database.writing() as session:
            token = identity.issue_token(session, "admin")
            cookie = identity.sign_in_demo(session, "admin", 1).cookie
        with database.reading() as session:
            assert identity.identify(session, cookie=None, bearer=token, demo=False) is None
            assert identity.identify(session, cookie=cookie, bearer=None, demo=False) is None
