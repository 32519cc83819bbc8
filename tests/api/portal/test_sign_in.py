"""Signing in and out in a browser."""

import pytest

from api.portal.sign_in import local_path
from tests.api.portal.visitor import Visitor, text_of


class TestLocalPath:
    """After signing in one goes to a page of ours, never to another site."""

    @pytest.mark.parametrize("back", ["/", "/requests", "/requests/new?conversation=a-b", "/a#b"])
    def test_our_own_paths_are_kept(self, back: str):
        """With their query."""
        assert local_path(back) == back

    @pytest.mark.parametrize(
        "back",
        ["", "requests", "//evil.example", "/\\evil.example", "https://evil.example",
         "javascript:alert(1)", "/a b", "/a\nSet-Cookie: x", "\\\\evil.example"],
    )  # fmt: skip
    def test_anything_else_is_the_first_page(self, back: str):
        """A browser reads two slashes, or a backslash, as another host."""
        assert local_path(back) == "/"


class TestSignIn:
    """A session in a cookie that no script can read."""

    def test_demo_users_are_offered_and_nobody_else(self, visit):
        """One button each; the actions process is no person."""
        page = text_of(visit().get("/sign-in"))
        assert "PC Alex Morgan (demo officer)" in page
        assert "Jo Reyes (demo Hub curator)" in page

    def test_the_cookie_is_guarded(self, visit):
        """HttpOnly and SameSite=Lax."""
        response = visit().client.post("/sign-in", data={"username": "officer"})
        cookie = response.headers["set-cookie"]
        assert cookie.startswith("prevention_session=")
        assert "HttpOnly" in cookie and "SameSite=lax" in cookie

    def test_one_comes_back_to_where_one_was_going(self, visit):
        """A page asks to sign in and names itself."""
        someone = visit()
        response = someone.get("/requests/new", conversation="abc")
        assert response.status_code == 303
        assert response.headers["location"] == (
            "/sign-in?back=%2Frequests%2Fnew%3Fconversation%3Dabc"
        )
        response = someone.client.post(
            "/sign-in", data={"username": "officer", "back": "//evil.example"}
        )
        assert response.headers["location"] == "/"

    def test_an_unknown_name_is_refused_in_words(self, visit):
        """On the same page."""
        response = visit().client.post("/sign-in", data={"username": "nobody"})
        assert response.status_code == 422
        assert "There is a problem" in text_of(response)
        assert "set-cookie" not in response.headers

    def test_another_site_cannot_sign_anyone_in(self, visit):
        """A form on another site is refused."""
        response = visit().client.post(
            "/sign-in", data={"username": "officer"}, headers={"Origin": "https://evil.example"}
        )
        assert response.status_code == 403

    def test_who_is_signed_in_is_not_asked_again(self, alex: Visitor):
        """The page leads on."""
        assert alex.get("/sign-in", back="/requests").headers["location"] == "/requests"


class TestSignOut:
    """A session ends for good."""

    def test_the_cookie_is_worth_nothing_afterwards(self, alex: Visitor):
        """Even to somebody who kept it."""
        kept = alex.client.cookies["prevention_session"]
        assert alex.send("/sign-out").headers["location"] == "/sign-in"
        alex.client.cookies.set("prevention_session", kept)
        assert alex.get("/").headers["location"].startswith("/sign-in")

    def test_another_site_cannot_sign_anyone_out(self, alex: Visitor):
        """Without the token nothing happens."""
        assert alex.client.post("/sign-out", data={}).status_code == 403
        assert alex.get("/").status_code == 200
