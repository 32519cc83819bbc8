"""What is suggested for a worksheet, its review, and sending it once."""

import re

import pytest

from api.db import Database
from tests.api.hub_only.switching import switch
from tests.api.portal.visitor import Visitor, text_of
from tests.api.portal.writing import IDEA, PLAN, answers, begin, save, sent


class TestSuggestions:
    """Articles at the step that wants some."""

    @pytest.fixture
    def plan(self, alex: Visitor, known_question: str) -> str:
        """A plan about something that articles are about."""
        return begin(alex, "plan", **(PLAN | {"what": known_question}))

    def test_are_ticked_and_become_titles(self, alex: Visitor, plan: str):
        """Beside one's own words; ticked again when the page is opened again."""
        slugs = re.findall(r'name="chosen" type="checkbox" value="([\w-]+)"',
                           alex.get(f"/worksheets/{plan}").text)  # fmt: skip
        assert len(slugs) >= 2
        save(alex, plan, chosen=[slugs[0], "made-up"], responses="And a letter")
        shown = alex.client.get(f"/v1/worksheets/{plan}").json()
        titles = [row["title"] for row in shown["suggestions"]]
        assert answers(alex, plan)["responses"] == f"{titles[0]}\nAnd a letter"
        page = alex.get(f"/worksheets/{plan}").text
        assert [f'value="{slug}" checked' in page for slug in slugs[:2]] == [True, False]
        assert re.search(r'name="answer-responses"[^>]*>\s*And a letter</textarea>', page)

    def test_chosen_in_the_chat_after_own_words_are_not_changed_by_the_page(
        self, alex: Visitor, plan: str
    ):
        """The ticks stand first on the page, wherever the titles stand in the answer."""
        alex.get(f"/worksheets/{plan}")
        rows = alex.client.get(f"/v1/worksheets/{plan}").json()["suggestions"]
        answer = {"responses": f"A letter\n{rows[0]['title']}"}
        headers = {"X-CSRF-Token": alex.token}
        alex.client.patch(f"/v1/worksheets/{plan}", json={"answers": answer}, headers=headers)
        save(alex, plan, chosen=[rows[0]["slug"]], responses="A letter", when="Fridays")
        assert answers(alex, plan)["responses"] == answer["responses"]

    def test_stay_once_they_were_chosen_from(self, alex: Visitor, plan: str):
        """Another problem brings others only while that step is unanswered."""
        alex.get(f"/worksheets/{plan}")
        before = alex.client.get(f"/v1/worksheets/{plan}").json()["suggestions"]
        save(alex, plan, responses="Lights", what="Something else entirely goes on here")
        alex.get(f"/worksheets/{plan}")
        assert alex.client.get(f"/v1/worksheets/{plan}").json()["suggestions"] == before

    def test_without_search_the_step_is_asked_without(self, alex: Visitor, plan: str, searcher):
        """And they come when search is back."""
        searcher.ready = False
        page = alex.get(f"/worksheets/{plan}")
        assert page.status_code == 200 and 'name="chosen"' not in page.text
        searcher.ready = True
        assert 'name="chosen"' in alex.get(f"/worksheets/{plan}").text


class TestReview:
    """GET /worksheets/{id}/review, and sending."""

    def test_nothing_is_sent_without_what_is_needed(self, alex: Visitor):
        """The page names it; what was written is saved."""
        sheet = begin(alex)
        page = save(alex, sheet, "review", happening="Thefts")
        assert page.status_code == 422
        words = text_of(page)
        assert "Whom it affects" in words or "This one is needed" in words
        assert answers(alex, sheet)["happening"] == "Thefts"
        assert alex.get(f"/worksheets/{sheet}/review").status_code == 303
        assert alex.send(f"/worksheets/{sheet}/send").status_code == 303
        assert alex.client.get("/v1/tickets").json()["items"] == []

    def test_all_of_it_is_shown_then_sent_once(self, alex: Visitor):
        """A second click leads to the same reference."""
        sheet = begin(alex)
        answered = {key: text for key, text in IDEA.items() if text}
        done = save(alex, sheet, "review", **answered)
        assert done.headers["location"] == f"/worksheets/{sheet}/review"
        page = alex.get(done.headers["location"])
        assert all(text in text_of(page) for text in answered.values())
        version = re.search(r'name="version" value="(\d+)"', page.text).group(1)
        first = alex.send(f"/worksheets/{sheet}/send", version=version)
        again = alex.send(f"/worksheets/{sheet}/send", version=version)
        assert first.headers["location"] == again.headers["location"]
        assert "Your reference is PF-" in text_of(alex.get(first.headers["location"]))
        assert len(alex.client.get("/v1/tickets").json()["items"]) == 1

    def test_what_was_changed_after_the_review_is_reviewed_again(self, alex: Visitor):
        """Nobody sends what they did not see."""
        sheet = begin(alex, **IDEA)
        response = alex.send(f"/worksheets/{sheet}/send", version="0")
        assert response.headers["location"].endswith("/review?done=changed")
        assert "changed meanwhile" in text_of(alex.get(response.headers["location"]))

    def test_an_article_that_may_answer_is_offered_and_blocks_nothing(
        self, alex: Visitor, known_question: str
    ):
        """Sending stands on the same page."""
        sheet = begin(alex, **(IDEA | {"happening": known_question}))
        words = text_of(alex.get(f"/worksheets/{sheet}/review"))
        assert "This may already answer you" in words and "Send to the Hub" in words

    def test_no_article_is_offered_while_only_the_hub_answers(
        self, alex: Visitor, known_question: str, settings
    ):
        """The review is the same without."""
        switch(Database(settings.database))
        sheet = begin(alex, **(IDEA | {"happening": known_question}))
        words = text_of(alex.get(f"/worksheets/{sheet}/review"))
        assert "may already answer" not in words and "Send to the Hub" in words

    def test_nothing_is_offered_for_what_nobody_asked_or_while_search_is_down(
        self, alex: Visitor, known_question: str, searcher
    ):
        """The review is the same without."""
        words = text_of(alex.get(f"/worksheets/{begin(alex, **IDEA)}/review"))
        assert "may already answer" not in words and "asks the same" not in words
        searcher.ready = False
        sheet = begin(alex, **(IDEA | {"happening": known_question}))
        assert "may already answer" not in text_of(alex.get(f"/worksheets/{sheet}/review"))

    def test_an_open_request_like_it_can_be_joined_instead(self, alex: Visitor, sam: Visitor):
        """The answer then goes to both, and nothing of this one is kept; a second click too."""
        sent(alex)
        sheet = begin(sam, **IDEA)
        page = sam.get(f"/worksheets/{sheet}/review")
        words = text_of(page)
        assert "An open request asks the same" in words and "Alex" not in words
        ref = re.search(r'name="ref" value="([\w-]+)"', page.text).group(1)
        for _ in range(2):
            done = sam.send(f"/worksheets/{sheet}/join", ref=ref)
            assert done.headers["location"] == f"/requests/{ref}?done=joined"
        assert "You will be told the answer" in text_of(sam.get(done.headers["location"]))
        assert not any(answers(sam, sheet).values())
        assert "was not kept" in text_of(sam.get(f"/worksheets/{sheet}"))
        assert sam.send(f"/worksheets/{sheet}/send").status_code == 409

    def test_only_a_request_that_asks_the_same_can_be_joined(self, alex: Visitor, sam: Visitor):
        """To others it does not exist."""
        done = sent(alex)
        ref = alex.client.get(f"/v1/worksheets/{done}").json()["ticket_ref"]
        sheet = begin(sam, **(IDEA | {"happening": "Fly tipping behind the allotments"}))
        assert sam.send(f"/worksheets/{sheet}/join", ref=ref).status_code == 404
        assert sam.send(f"/worksheets/{sheet}/join", ref="PF-2026-999999").status_code == 404

    def test_another_officers_and_anonymous(self, visit, alex: Visitor, sam: Visitor):
        """Not found, and sign in first."""
        url = f"/worksheets/{begin(alex, **IDEA)}"
        for path in ("review", "discard"):
            assert sam.get(f"{url}/{path}").status_code == 404
            assert visit().get(f"{url}/{path}").status_code == 303
        for path in ("send", "join", "discard"):
            assert sam.send(f"{url}/{path}", ref="PF-2026-000001").status_code == 404
            assert visit().client.post(f"{url}/{path}").status_code == 303
            assert alex.client.post(f"{url}/{path}").status_code == 403
