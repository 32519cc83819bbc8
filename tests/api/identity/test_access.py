"""Who may call what: default deny, CSRF for browsers, nothing undeclared."""

import pytest
from fastapi import APIRouter, FastAPI

from api.access import COOKIE, Requires, api_routes, calls, public, refuse_undeclared_routes
from api.db import Database
from api.errors import Problem
from api.identity import service as identity
from tests.api.whole_app import ADDRESS, bearer_of

JSON_ROUTES = "/v1/"


@pytest.fixture
def signed_in(client, settings):
    """A browser signed in as the demo officer: the client holds the cookie; returns the CSRF."""
    with Database(settings.database).writing() as session:
        opened = identity.sign_in_demo(session, "officer", hours=1)
    client.cookies.set(COOKIE, opened.cookie)
    return opened.principal.csrf_token


class TestEveryRoute:
    """The app's own list of routes, not one written by hand."""

    def test_each_states_a_role_or_is_public(self, app):
        """The app would not start otherwise; here it is shown to be looked at."""
        assert len(api_routes(app)) > 30
        refuse_undeclared_routes(app)

    def test_a_bare_route_is_refused(self):
        """Forgetting the role is an error at start, not an open door."""
        bare = FastAPI()
        inner = APIRouter()
        inner.get("/open")(lambda: None)
        bare.include_router(inner)
        with pytest.raises(RuntimeError, match="/open"):
            refuse_undeclared_routes(bare)

    def test_only_these_are_public(self, app):
        """Health and the way in, nothing else."""
        open_paths = {
            route.path for route in api_routes(app) if any(call is public for call in calls(route))
        }
        assert open_paths == {
            "/healthz",
            "/readyz",
            "/openapi.json",
            "/sign-in",
            "/sign-in/begin",
            "/sign-in/callback",
        }

    def test_anonymous_gets_401_everywhere(self, client, app):
        """Every JSON route refuses somebody unknown before it looks at the request."""
        for route in api_routes(app):
            if not route.path.startswith(JSON_ROUTES):
                continue
            path = route.path.replace("{", "").replace("}", "")
            for method in route.methods - {"HEAD", "OPTIONS"}:
                answer = client.request(method, path)
                assert answer.status_code == 401, (method, path, answer.status_code)
                assert answer.json()["code"] == "not_signed_in"

    def test_a_page_sends_somebody_unknown_to_the_sign_in(self, client):
        """And back afterwards, to our own pages only."""
        answer = client.get("/requests", headers={"accept": "text/html"}, follow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["location"] == "/sign-in?back=%2Frequests"


class TestCsrf:
    """A browser's write needs the token of its own session and our own origin."""

    URL = "/v1/tickets"
    BODY = {"question": "Why?"}  # noqa: RUF012

    def test_without_it_is_403(self, client, signed_in):
        """A form on another site cannot know it."""
        refused = client.post(self.URL, json=self.BODY)
        assert (refused.status_code, refused.json()["code"]) == (403, "csrf")

    def test_a_wrong_one_is_403(self, client, signed_in):
        """Nor guess it."""
        refused = client.post(self.URL, json=self.BODY, headers={"X-CSRF-Token": "guess"})
        assert refused.status_code == 403

    def test_another_origin_is_403_even_with_it(self, client, signed_in):
        """Belt and braces."""
        headers = {"X-CSRF-Token": signed_in, "Origin": "https://elsewhere.example"}
        refused = client.post(self.URL, json=self.BODY, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "cross_origin")

    @pytest.mark.parametrize("origin", ["http://[", "null", "http://[::1"])
    def test_an_origin_that_is_none_is_403(self, client, signed_in, origin):
        """Not a fault of ours."""
        headers = {"X-CSRF-Token": signed_in, "Origin": origin}
        assert client.post(self.URL, json=self.BODY, headers=headers).status_code == 403
        assert client.post("/sign-in", headers={"Origin": origin}).status_code == 403

    def test_a_token_of_no_characters_is_403(self, client, signed_in):
        """A lone surrogate through an odd charset is just a wrong token."""
        answer = client.post(
            "/requests/new",
            content=b'--X\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n'
            b"\\ud800\r\n--X--\r\n",
            headers={"Content-Type": "multipart/form-data; boundary=X; charset=unicode_escape"},
        )
        assert answer.status_code == 403

    def test_with_it_is_taken(self, client, signed_in):
        """From our own page."""
        headers = {"X-CSRF-Token": signed_in, "Origin": ADDRESS}
        assert client.post(self.URL, json=self.BODY, headers=headers).status_code == 201

    def test_reads_need_none(self, client, signed_in):
        """GET changes nothing."""
        assert client.get(self.URL).status_code == 200


class TestTokens:
    """Bearer tokens and sessions."""

    @pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer ", "Basic YTpi", "nonsense"])
    def test_a_wrong_one_is_401(self, client, header):
        """Whatever its form."""
        answer = client.get("/v1/tickets", headers={"Authorization": header})
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"

    def test_a_wrong_token_is_not_helped_by_a_cookie(self, client, signed_in):
        """A caller that says who it is is taken at its word."""
        answer = client.get("/v1/tickets", headers={"Authorization": "Bearer nonsense"})
        assert answer.status_code == 401

    def test_sign_in_is_for_demo_users_only(self, settings):
        """No other name opens a session."""
        database = Database(settings.database)
        with pytest.raises(Problem), database.writing() as session:
            identity.sign_in_demo(session, "chief.constable", hours=1)

    def test_signing_out_ends_the_session(self, client, settings, signed_in):
        """The cookie is worth nothing afterwards."""
        with Database(settings.database).writing() as session:
            identity.sign_out(session, client.cookies[COOKIE])
        assert client.get("/v1/tickets").status_code == 401


class TestRequires:
    """Roles include those below them; service includes nothing."""

    def test_a_lead_may_what_a_curator_may(self, client, settings):
        """And a curator what an officer may."""
        for username in ("curator", "lead", "admin"):
            headers = bearer_of(settings, username)
            assert client.get("/v1/tickets?queue=true", headers=headers).status_code == 200

    def test_roles_are_kept(self):
        """What a dependency was made with is what it checks."""
        from api.identity.roles import Role

        assert Requires(Role.LEAD).roles == (Role.LEAD,)


class TestLocalMode:
    """Demo sign-in is for this machine's own browser."""

    @pytest.mark.parametrize("host", ["evil.example:8000", "127.0.0.1.evil.example", "prevention"])
    def test_another_name_for_this_machine_is_refused(self, client, host):
        """A site cannot have its own name resolve to loopback and sign in through it."""
        assert client.get("/sign-in", headers={"Host": host}).status_code == 400

    @pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000"])
    def test_its_own_names_are_taken(self, client, host):
        """Whichever of them was typed."""
        assert client.get("/sign-in", headers={"Host": host}).status_code == 200


class TestHeaders:
    """Security headers stand on every response."""

    @pytest.mark.parametrize("path", ["/healthz", "/v1/tickets", "/nothing-here", "/sign-in"])
    def test_they_are_there(self, client, path):
        """Errors included."""
        headers = client.get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert headers["x-request-id"]

    def test_a_request_id_is_taken_over_only_if_it_is_plain(self, client):
        """A log cannot be written into."""
        kept = client.get("/healthz", headers={"X-Request-Id": "abc-123"})
        assert kept.headers["x-request-id"] == "abc-123"
        forged = client.get("/healthz", headers={"X-Request-Id": "a b{}"})
        assert forged.headers["x-request-id"] != "a b{}"
