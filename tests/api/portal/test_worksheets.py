"""Forms and plans as pages: the list of one's own, and the whole of one on one page."""

import re

import pytest

from tests.api.portal.visitor import Visitor, text_of
from tests.api.portal.writing import IDEA, PLAN, PROBLEM, answers, begin, boxes, save, sent


class TestList:
    """GET /worksheets."""

    def test_nothing_yet(self, alex: Visitor):
        """What can be begun, and from every page there is a way to it."""
        words = text_of(alex.get("/worksheets"))
        assert "Start a plan" in words and "An organisational inefficiency" in words
        assert "Not finished" not in words
        assert 'href="/worksheets"' in alex.get("/requests").text

    def test_ones_own_to_carry_on_with_and_sent(self, alex: Visitor, sam: Visitor):
        """Never another officer's."""
        begin(alex, happening="Thefts at the racks")
        sent(alex)
        begin(sam, happening="of Sam's")
        words = text_of(alex.get("/worksheets"))
        assert "An idea: Thefts at the racks" in words and "1 of 5 questions" in words
        assert "PF-20" in words and "of Sam's" not in words

    def test_start_a_plan_once(self, alex: Visitor):
        """A second click opens the same empty one."""
        first = alex.send("/worksheets")
        assert first.status_code == 303
        assert first.headers["location"] == alex.send("/worksheets").headers["location"]
        assert "What happens, exactly?" in text_of(alex.get(first.headers["location"]))

    def test_anonymous_and_forged(self, visit, alex: Visitor):
        """Sign in first; and only from our own page."""
        assert visit().get("/worksheets").status_code == 303
        assert alex.client.post("/worksheets").status_code == 403


class TestPage:
    """GET and POST /worksheets/{id}."""

    def test_every_question_by_stage_with_its_hint_and_answer(self, alex: Visitor):
        """On one page; what is a problem is checked, not asked."""
        page = alex.get(f"/worksheets/{begin(alex, 'plan', **PLAN)}")
        words = text_of(page)
        assert "Scanning: What is the problem?" in words
        assert "Assessment: How will we know?" in words
        assert PROBLEM in page.text
        assert "The CHEERS check" in words and "Say how often it has happened" in words

    def test_what_was_changed_is_saved_and_the_rest_stays(self, alex: Visitor):
        """A box left empty is not passed over yet."""
        sheet = begin(alex, "plan", **PLAN)
        assert save(alex, sheet, when="Fridays", why="").status_code == 303
        kept = answers(alex, sheet)
        assert (kept["when"], kept["why"], kept["what"]) == ("Fridays", None, PROBLEM)
        assert "Saved." in text_of(alex.get(f"/worksheets/{sheet}?done=saved"))

    def test_personal_data_is_taken_out_and_named_at_its_box(self, alex: Visitor):
        """So that the officer can put it in other words."""
        sheet = begin(alex)
        save(alex, sheet, happening="ring 07700 900123 about the racks")
        page = alex.get(f"/worksheets/{sheet}")
        assert "900123" not in page.text
        assert "Removed: phone number. Check that it still says what you mean." in text_of(page)

    def test_changed_in_the_chat_meanwhile_both_texts_are_there(self, alex: Visitor):
        """What is sent again wins; other boxes take what the chat has kept."""
        sheet = begin(alex, "plan", **PLAN)
        opened = boxes(alex, sheet)
        chat = {"answers": {"what": "The chat's words on it", "whom": "The chat's people"}}
        headers = {"X-CSRF-Token": alex.token}
        alex.client.patch(f"/v1/worksheets/{sheet}", json=chat, headers=headers)
        mine = {"answer-what": "My words on it", "answer-whom": "Shop staff"}
        page = alex.send(f"/worksheets/{sheet}", **opened, **mine)
        assert page.status_code == 412
        words = text_of(page)
        assert "The chat's words on it" in words and "My words on it" in words
        assert "The chat's people" in words and "Shop staff" not in words
        assert answers(alex, sheet)["what"] == "The chat's words on it"
        assert save(alex, sheet, what="My words on it").status_code == 303
        kept = answers(alex, sheet)
        assert (kept["what"], kept["whom"]) == ("My words on it", "The chat's people")

    def test_changes_in_different_boxes_are_both_kept(self, alex: Visitor):
        """No conflict where nobody wrote over anybody."""
        sheet = begin(alex, "plan", **PLAN)
        opened = boxes(alex, sheet)
        save(alex, sheet, when="Fridays")
        typed = {"answer-where": "The roof", "answer-when": ""}
        assert alex.send(f"/worksheets/{sheet}", **opened, **typed).status_code == 303
        kept = answers(alex, sheet)
        assert (kept["where"], kept["when"]) == ("The roof", "Fridays")

    def test_what_was_not_touched_is_not_changed_whatever_its_line_ends(self, alex: Visitor):
        """A browser sends CR LF; that is no other text, and no conflict with the chat."""
        sheet = begin(alex, "plan", **(PLAN | {"when": "Fridays\r\nand Saturdays"}))
        before = alex.client.get(f"/v1/worksheets/{sheet}").json()["version"]
        save(alex, sheet, what=PROBLEM, when="Fridays\r\nand Saturdays")
        assert alex.client.get(f"/v1/worksheets/{sheet}").json()["version"] == before

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"what": "x" * 2001}, "keep it under 2,000 characters"),
            ({"assess_on": "soon"}, "I could not read that as a date"),
            ({"what": ""}, "This one is needed"),
            ({"what": "a\x00b"}, "nothing in that answer"),
        ],
    )
    def test_what_is_refused_stays_typed(self, alex: Visitor, fields: dict[str, str], words: str):
        """With a message at its box, and nothing else of the form is stored."""
        sheet = begin(alex, "plan", **PLAN)
        page = save(alex, sheet, partners="The school", **fields)
        assert page.status_code == 422
        assert words in text_of(page) and "The school" in page.text
        (typed,) = fields.values()
        assert typed in page.text
        assert answers(alex, sheet)["partners"] is None

    def test_what_sounds_urgent_is_not_stored_before_it_is_said_not_to_be(self, alex: Visitor):
        """The notice stands on top; one click saves it all the same."""
        sheet = begin(alex, "plan")
        text = "He is stabbing someone outside the shop right now"
        page = save(alex, sheet, what=text)
        words = text_of(page)
        assert page.status_code == 422
        assert "call 999" in words and "This is not happening now: save it" in words
        assert text in page.text and answers(alex, sheet)["what"] is None
        assert save(alex, sheet, "calm-save", what=text).status_code == 303
        assert answers(alex, sheet)["what"] == text

    def test_another_officers_missing_anonymous_forged(
        self, visit, alex: Visitor, sam: Visitor, jo
    ):
        """None is found by others, the Hub included; sign in first; only from our own page."""
        url = f"/worksheets/{begin(alex)}"
        assert sam.get(url).status_code == jo.get(url).status_code == 404
        assert sam.send(url, action="save").status_code == 404
        assert alex.get("/worksheets/none").status_code == 404
        assert visit().get(url).status_code == 303
        assert alex.client.post(url, data={"action": "save"}).status_code == 403

    def test_a_sent_one_is_read_only_and_the_hubs_too(
        self, alex: Visitor, sam: Visitor, jo: Visitor
    ):
        """With a link from the ticket."""
        sheet = sent(alex)
        url = f"/worksheets/{sheet}"
        mine = alex.get(url)
        assert IDEA["where"] in text_of(mine) and "<textarea" not in mine.text
        assert alex.send(url, action="save").status_code == 409
        ref = re.search(r"PF-\d+-\d+", mine.text).group()
        assert f'href="{url}"' in jo.get(f"/console/tickets/{ref}").text
        assert "Hub console" in text_of(jo.get(url)) and sam.get(url).status_code == 404


class TestDiscard:
    """GET and POST /worksheets/{id}/discard."""

    def test_is_asked_first_and_leaves_nothing(self, alex: Visitor):
        """A second click changes nothing; a sent one cannot be thrown away."""
        sheet = begin(alex, happening="Thefts")
        assert "cannot be brought back" in text_of(alex.get(f"/worksheets/{sheet}/discard"))
        for _ in range(2):
            page = alex.follow(f"/worksheets/{sheet}/discard")
        assert "thrown away" in text_of(page) and "Thefts" not in text_of(page)
        assert "Nothing of it is left" in text_of(alex.get(f"/worksheets/{sheet}"))
        assert alex.send(f"/worksheets/{sent(alex)}/discard").status_code == 409
