"""Signing in by the force's service, through the whole app: who gets in, and who does not."""

import base64
import hashlib
import hmac
import json
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jws, jwt
from joserfc.jwk import OctKey, RSAKey
from oidc_provider_mock import User, run_server_in_thread
from pydantic import SecretStr
from sqlalchemy import select

from api.access import COOKIE
from api.audit.models import AuditEntry
from api.db import Database
from api.identity import service as identity
from api.identity import tokens
from api.identity.models import ApiToken, BrowserSession
from api.identity.models import User as Person
from api.identity.roles import Role
from api.main import create_app
from tests.api.identity.oidc.forger import CLIENT, TENANT
from tests.api.whole_app import ADDRESS


@pytest.fixture
def person(settings):
    """Return the one whom the provider brought, None if there is none."""

    def found():
        with Database(settings.database).reading() as session:
            user = session.scalar(select(Person).where(Person.subject.is_not(None)))
            session.expunge_all()
            return user

    return found


class TestRealProvider:
    """A provider that others wrote (oidc-provider-mock), on loopback."""

    def test_a_curator_signs_in(self, settings_of, searcher, browser_of):
        """Discovery, keys, code, PKCE, token: as it comes."""
        claims = {"tid": TENANT, "oid": "o-1", "name": "Jo Real", "roles": ["Hub.Curator"]}
        with run_server_in_thread(user_claims=[User(sub="jo", claims=claims)]) as server:
            issuer = f"http://localhost:{server.server_port}"
            secret = SecretStr("a-secret")
            app = create_app(settings_of(issuer, oidc_client_secret=secret), searcher)
            with browser_of(app) as browser:
                away = browser.get("/sign-in/begin?back=/console").headers["location"]
                back = browser_of.consent(away, "jo")
                landed = browser.get(back)
                assert (landed.status_code, landed.headers["location"]) == (303, "/console")
                assert "Jo Real" in browser.get("/console").text


class TestGettingIn:
    """An honest token."""

    def test_who_has_a_role_gets_in_with_it(self, sign_in, browser, person):
        """Name, area and the highest role are those of the token."""
        landed = sign_in("/console")
        assert (landed.status_code, landed.headers["location"]) == (303, "/console")
        assert browser.get("/console").status_code == 200
        user = person()
        assert (user.name, user.role, user.area) == ("Pat Curator", "curator", "Watford")
        assert user.subject == f"{TENANT}/object-1"

    def test_the_way_out_asks_for_what_it_must(self, browser, forger):
        """Code flow, PKCE with S256, a state, a nonce, and our own address to come back to."""
        away = browser.get("/sign-in/begin").headers["location"]
        asked = {key: value[0] for key, value in parse_qs(urlsplit(away).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert asked["redirect_uri"] == f"{ADDRESS}/sign-in/callback"
        assert len(asked["state"]) > 40 and len(asked["nonce"]) > 40
        assert asked["state"] != asked["nonce"]

    def test_the_same_person_comes_back_as_the_same(self, sign_in, person, forger):
        """Known by tenant and object id, not by name; the new role holds."""
        sign_in()
        before = person()
        forger.changes = {"name": "Pat Married", "roles": ["Hub.Officer"], "sub": "other"}
        sign_in()
        after = person()
        assert (after.id, after.name, after.role) == (before.id, "Pat Married", "officer")

    def test_of_several_roles_the_highest_counts(self, sign_in, person, forger):
        """Roles of other applications count for nothing."""
        forger.changes = {"roles": ["Hub.Officer", "Hub.Admin", "lead", "Payroll.Admin"]}
        sign_in()
        assert person().role == "admin"

    def test_it_is_audited(self, sign_in, settings):
        """By ids alone."""
        sign_in()
        with Database(settings.database).reading() as session:
            actions = set(session.scalars(select(AuditEntry.action)))
        assert {"person_added", "signed_in"} <= actions

    @pytest.mark.parametrize(
        "back", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:x"]
    )
    def test_nobody_is_led_elsewhere(self, sign_in, back):
        """Whatever was asked for, one lands on a page of ours."""
        assert sign_in(back).headers["location"] == "/"

    def test_a_new_key_of_the_provider_is_found(self, sign_in, forger, app):
        """Keys are asked for again when a token names one that is not known."""
        sign_in()
        app.state.provider._keys_at -= 120  # the last time was two minutes ago
        forger.key = RSAKey.generate_key(2048, {"kid": "second", "use": "sig"}, auto_kid=False)
        forger.published.append(forger.key)
        assert sign_in().status_code == 303


def unsigned(forger):
    """A token with the algorithm none."""
    return lambda claims: jws.serialize_compact(
        {"alg": "none"}, json.dumps(claims), OctKey.generate_key(256),
        algorithms=["none"],
    )  # fmt: skip


def signed_with_the_public_key(forger):
    """A token whose shared secret is the provider's public key."""
    secret = forger.key.as_pem(private=False)

    def sign(claims):
        parts = [{"alg": "HS256", "typ": "JWT", "kid": "first"}, claims]
        text = b".".join(encoded(json.dumps(part).encode()) for part in parts)
        mac = hmac.new(secret, text, hashlib.sha256).digest()
        return b".".join([text, encoded(mac)]).decode()

    return sign


def encoded(text):
    """Return bytes as a token holds them."""
    return base64.urlsafe_b64encode(text).rstrip(b"=")


def signed_by_somebody_else(forger):
    """A token with the right key's name and another key's signature."""
    other = RSAKey.generate_key(2048, {"kid": "first"}, auto_kid=False)
    return lambda claims: jwt.encode({"alg": "RS256", "kid": "first"}, claims, other)


def signed_with_an_unknown_key(forger):
    """A token that names a key which the provider does not publish."""
    other = RSAKey.generate_key(2048, {"kid": "unknown"}, auto_kid=False)
    return lambda claims: jwt.encode({"alg": "RS256", "kid": "unknown"}, claims, other)


class TestRefusals:
    """A token that does not prove who somebody is opens nothing."""

    @pytest.mark.parametrize(
        "changes",
        [
            {"iss": "https://evil.example"}, {"iss": None},
            {"aud": "another-client"}, {"aud": None}, {"aud": [CLIENT, "another"]},
            {"aud": [CLIENT, "another"], "azp": "another"},
            {"nonce": "another"}, {"nonce": None},
            {"tid": "another-tenant"}, {"tid": None},
            {"exp": int(time.time()) - 120}, {"exp": None}, {"exp": "later"}, {"exp": True},
            {"nbf": int(time.time()) + 600}, {"iat": int(time.time()) + 600},
            {"oid": None}, {"oid": ""}, {"oid": 7},
        ],
        ids=str,
    )  # fmt: skip
    def test_a_wrong_claim(self, sign_in, browser, forger, person, changes):
        """Issuer, audience, nonce, tenant, time, subject: each by itself."""
        forger.changes = changes
        answer = sign_in()
        assert answer.status_code == 403
        assert "could not be accepted" in answer.text
        assert COOKIE not in browser.cookies
        assert person() is None

    @pytest.mark.parametrize(
        "forged",
        [unsigned, signed_with_the_public_key, signed_by_somebody_else, signed_with_an_unknown_key],
    )
    def test_a_wrong_signature(self, sign_in, browser, forger, person, forged):
        """None, a shared secret, another's key, an unknown key."""
        forger.sign = forged(forger)
        assert sign_in().status_code == 403
        assert COOKIE not in browser.cookies
        assert person() is None

    @pytest.mark.parametrize("token", ["", "x", "a.b.c", "é.é.é"])
    def test_no_token_at_all(self, sign_in, forger, token):
        """Whatever came instead."""
        forger.sign = lambda _: token
        assert sign_in().status_code == 403

    def test_a_state_that_was_not_given(self, browser, forger):
        """Nobody is signed in by an address that somebody else made."""
        browser.get("/sign-in/begin")
        assert browser.get("/sign-in/callback?code=the-code&state=guess").status_code == 400
        assert forger.requests.count("/token") == 0

    def test_a_state_is_used_once(self, browser, forger):
        """A second time it is worth nothing."""
        back = forger.authorise(browser.get("/sign-in/begin").headers["location"])
        assert browser.get(back).status_code == 303
        assert browser.get(back).status_code == 400

    def test_another_browser_cannot_finish_it(self, browser, forger, app, browser_of):
        """A way back that was sent to somebody signs them in as nobody."""
        back = forger.authorise(browser.get("/sign-in/begin").headers["location"])
        victim = browser_of.another(app)
        assert victim.get(back).status_code == 400
        assert COOKIE not in victim.cookies

    def test_the_provider_says_no(self, browser, forger):
        """Somebody pressed cancel there."""
        browser.get("/sign-in/begin")
        state = parse_qs(urlsplit(browser.get("/sign-in/begin").headers["location"]).query)["state"]
        answer = browser.get(f"/sign-in/callback?error=access_denied&state={state[0]}")
        assert answer.status_code == 403
        assert "You were not signed in" in answer.text


class TestAccess:
    """The provider knows somebody, but gives no role."""

    @pytest.mark.parametrize("roles", [None, [], ["Payroll"], "Hub.Admin", [7]])
    def test_without_a_role_there_is_an_honest_page(self, sign_in, forger, person, roles):
        """And no account."""
        forger.changes = {"roles": roles}
        answer = sign_in()
        assert answer.status_code == 403
        assert "You have no access yet" in answer.text
        assert person() is None

    def test_a_lost_role_ends_what_there_was(self, sign_in, forger, person, settings):
        """Sessions and tokens, as soon as the provider says so."""
        sign_in()
        database = Database(settings.database)
        with database.writing() as session:
            user = session.get_one(Person, person().id)
            secret, _ = tokens.add(session, user, identity.CONFIRMED, "mine", None, user.id)
        forger.changes = {"roles": []}
        assert sign_in().status_code == 403
        with database.reading() as session:
            assert identity.identify(session, cookie=None, bearer=secret) is None
            assert session.scalars(select(BrowserSession)).all() == []
            assert session.scalars(select(ApiToken)).all() == []

    def test_an_account_that_was_switched_off_stays_off(self, sign_in, person, settings):
        """The provider does not overrule an administrator here."""
        sign_in()
        with Database(settings.database).writing() as session:
            session.get_one(Person, person().id).active = False
        assert sign_in().status_code == 403

    def test_the_default_role_is_officer_if_the_force_says_so(
        self, settings_of, forger, searcher, browser_of
    ):
        """And never more."""
        forger.changes = {"roles": None}
        app = create_app(settings_of(forger.issuer, oidc_default_role="officer"), searcher)
        with browser_of(app) as browser:
            away = browser.get("/sign-in/begin").headers["location"]
            assert browser.get(forger.authorise(away)).status_code == 303
            assert browser.get("/console").status_code == 403

    def test_a_token_does_not_outlive_who_is_not_seen_any_more(self, sign_in, person, settings):
        """Whoever left signs in no more; their tokens end with that."""
        sign_in()
        database = Database(settings.database)
        with database.writing() as session:
            user = session.get_one(Person, person().id)
            secret, _ = tokens.add(session, user, 3 * identity.CONFIRMED, "mine", None, user.id)
            assert user.confirmed_at is not None
            user.confirmed_at -= identity.CONFIRMED
        with database.reading() as session:
            assert identity.identify(session, cookie=None, bearer=secret) is None


class TestProviderDown:
    """A sentence that one can act on."""

    def test_nothing_answers(self, settings_of, searcher, browser_of):
        """503, and the other ways to sign in stay."""
        with browser_of(create_app(settings_of("http://127.0.0.1:9"), searcher)) as browser:
            answer = browser.get("/sign-in/begin")
        assert answer.status_code == 503
        assert "does not answer. Try again in a minute" in answer.text

    @pytest.mark.parametrize(
        "described",
        [
            {"jwks_uri": "https://evil.example/keys"}, {"token_endpoint": "http://127.0.0.1:1/t"},
            {"authorization_endpoint": "https://evil.example/a"}, {"issuer": "https://evil.example"},
            {"end_session_endpoint": "https://evil.example/out"}, {"jwks_uri": None},
        ],
        ids=str,
    )  # fmt: skip
    def test_an_address_elsewhere_is_never_asked(self, browser, forger, described):
        """Everything is at the issuer's host, or there is no sign-in."""
        forger.described = described
        assert browser.get("/sign-in/begin").status_code == 503


class TestSignOut:
    """Out here, and on to the provider."""

    def test_the_session_ends_and_the_provider_is_told(self, sign_in, browser, forger, settings):
        """By its own address, with the way back to ours."""
        sign_in()
        with Database(settings.database).reading() as session:
            csrf = session.scalars(select(BrowserSession.csrf_token)).one()
        answer = browser.post("/sign-out", data={"csrf_token": csrf})
        assert answer.headers["location"].startswith(f"{forger.issuer}/logout?client_id={CLIENT}")
        assert forger.issuer in answer.headers["content-security-policy"]
        with Database(settings.database).reading() as session:
            assert session.scalars(select(BrowserSession)).all() == []

    def test_roles_are_those_of_people(self):
        """The mapping cannot name the actions process."""
        from pydantic import ValidationError

        from api.settings import Settings

        with pytest.raises(ValidationError):
            Settings.model_validate({"oidc_roles": {"x": Role.SERVICE.value}})
