"""The page of deliveries, without script."""

import pytest

from api.db import Database
from api.outbox.models import DeliveryState
from tests.api.deliveries.queueing import PERSONAL, find, queue
from tests.api.portal.visitor import Visitor, text_of

URL = "/console/deliveries"


@pytest.fixture
def database(app, client, settings):
    """The database of a running app whose relay rests."""
    app.state.relay.stop()
    return Database(settings.database)


class TestDeliveriesPage:
    """What could not be delivered is work."""

    def test_officers_have_no_such_page(self, alex: Visitor):
        """403, and so is the form."""
        assert alex.get(URL).status_code == 403
        assert alex.send(URL, ids=["1"]).status_code == 403

    def test_nothing_says_so(self, jo: Visitor, database):
        """And the menu does not speak of it."""
        page = jo.get(URL)
        assert "Everything was delivered" in text_of(page)
        assert URL not in jo.get("/console").text

    def test_the_menu_counts_what_this_person_sees_to(self, jo: Visitor, visit, database):
        """A curator the answers, an administrator all."""
        queue(database)
        queue(database, "notice_mail")
        assert "Deliveries 1 not delivered" in text_of(jo.get("/console"))
        assert "Deliveries 2 not delivered" in text_of(visit("admin").get("/console"))

    def test_chosen_ones_are_tried_again(self, jo: Visitor, database):
        """The others stay."""
        chosen, other = queue(database), queue(database)
        words = text_of(jo.follow(URL, do="again", ids=[str(chosen)]))
        assert "1 tried again." in words
        assert (find(database, chosen).state, find(database, other).state) == ("pending", "dead")

    def test_put_aside_needs_a_reason(self, jo: Visitor, database):
        """What was chosen stays chosen."""
        number = queue(database)
        refused = jo.send(URL, do="aside", ids=[str(number)])
        assert refused.status_code == 422 and "Write why" in text_of(refused)
        assert f'value="{number}" checked' in refused.text
        words = text_of(jo.follow(URL, do="aside", ids=[str(number)], reason="rung instead"))
        assert "1 put aside." in words
        assert "rung instead" in text_of(jo.get(URL, view="aside"))

    def test_nothing_chosen_says_so(self, jo: Visitor, database):
        """And nothing is done."""
        queue(database)
        refused = jo.send(URL, do="again")
        assert refused.status_code == 422 and "Choose at least one" in text_of(refused)

    def test_every_one_of_a_long_list(self, jo: Visitor, database):
        """Also those on further pages."""
        numbers = [queue(database) for _ in range(53)]
        page = jo.get(URL)
        older = page.text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
        assert f'value="{numbers[0]}"' in jo.get(older).text
        assert "53 tried again." in text_of(jo.follow(URL, do="again", every="yes"))

    def test_what_meanwhile_went_on_is_said(self, jo: Visitor, database):
        """Delivered before the click."""
        number = queue(database, state=DeliveryState.DELIVERED)
        words = text_of(jo.follow(URL, do="again", ids=[str(number)]))
        assert "0 tried again. 1 could not be" in words

    def test_a_kind_can_be_chosen_and_nothing_personal_is_shown(self, visit, database):
        """By its name."""
        queue(database)
        queue(database, "notice_mail", error="unknown whether it was sent", payload={"about": "x"})
        admin = visit("admin")
        words = text_of(admin.get(URL, kind="notice_mail"))
        assert "Notice by e-mail: x" in words and "Answer to who asked: PF" not in words
        assert "may send it a second time" in words
        assert PERSONAL not in admin.get(URL).text
