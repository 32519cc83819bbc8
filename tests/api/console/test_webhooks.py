"""The administrators' page of mail and webhooks."""

import pytest
from fastapi.testclient import TestClient

from api.main import create_app
from tests.api.portal.visitor import Visitor, text_of
from tests.api.whole_app import ADDRESS

URL = "/console/webhooks"
HOOK = "https://hooks.example/a"


@pytest.fixture
def robin(settings, searcher):
    """The administrator, of an app that lists a host."""
    listing = settings.model_copy(update={"webhook_hosts": "hooks.example"})
    app = create_app(listing, searcher)
    with TestClient(app, base_url=ADDRESS):
        app.state.relay.stop()
        yield Visitor(app, "admin")


class TestWebhooksPage:
    """How notices leave the house."""

    def test_only_administrators(self, alex, jo, visit):
        """Nobody below."""
        for visitor in (alex, jo, visit("lead")):
            assert visitor.get(URL).status_code == 403
            assert visitor.send(URL, url=HOOK).status_code == 403

    def test_nothing_set_up_says_what_to_set(self, visit):
        """No form that could not work."""
        words = text_of(visit("admin").get(URL))
        assert "SMTP_HOST" in words and "WEBHOOK_HOSTS" in words
        assert "Add and show its secret" not in words

    def test_from_adding_to_removing(self, robin):
        """Without script; the secret is on the page once."""
        page = robin.send(URL, url=HOOK, kinds=["ticket_answered"])
        assert page.status_code == 200 and "whsec_" in page.text
        page = robin.get(URL)
        assert HOOK in text_of(page) and "whsec_" not in page.text
        number = page.text.split(f'action="{URL}/')[1].split("/")[0]
        assert "A test event is on its way" in text_of(robin.follow(f"{URL}/{number}/test"))
        assert "whsec_" in robin.send(f"{URL}/{number}/secret").text
        assert "Stopped" in text_of(robin.follow(f"{URL}/{number}/stop"))
        assert "In use" in text_of(robin.follow(f"{URL}/{number}/start"))
        version = robin.get(URL).text.split('name="version" value="')[1].split('"')[0]
        saved = robin.follow(f"{URL}/{number}/kinds", version=version)
        assert "Every kind of notice" in text_of(saved)
        assert "no webhook yet" in text_of(robin.follow(f"{URL}/{number}/remove"))

    @pytest.mark.parametrize("url", ["", "http://hooks.example/", "https://elsewhere.example/"])
    def test_what_is_refused_stays_in_the_form(self, robin, url):
        """With the reason."""
        page = robin.send(URL, url=url)
        assert page.status_code == 422 and "There is a problem" in text_of(page)
        assert f'value="{url}"' in page.text


class TestNoticeWaysPage:
    """/notices/ways."""

    def test_without_mail_there_is_nothing_to_choose(self, alex):
        """It says so."""
        assert "E-mail is not set up" in text_of(alex.get("/notices/ways"))

    def test_an_officer_chooses(self, settings, searcher):
        """An address and kinds of theirs; refused ones stay in the form."""
        mailing = settings.model_copy(
            update={
                "smtp_host": "127.0.0.1",
                "mail_from": "a@force.example",
                "mail_domains": "force.example",
            }
        )
        app = create_app(mailing, searcher)
        with TestClient(app, base_url=ADDRESS):
            alex = Visitor(app, "officer")
            refused = alex.send("/notices/ways", address="x@elsewhere.example", version="0")
            assert refused.status_code == 422 and "at force.example" in text_of(refused)
            saved = alex.follow(
                "/notices/ways", address="x@force.example", version="0", mailed=["did_it_work"]
            )
            assert "Saved." in text_of(saved) and 'value="x@force.example"' in saved.text
            assert saved.text.count(" checked") == 1
            assert "gap_growing" not in saved.text
            stale = alex.send("/notices/ways", address="", version="0")
            assert stale.status_code == 412
