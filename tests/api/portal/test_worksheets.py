"""Forms and plans as pages: the whole on one page, reviewed, sent once, and as files."""

import json
import re
from io import BytesIO

import pytest
from docx import Document
from sqlalchemy import select

from api.audit.models import AuditEntry
from api.db import Database
from tests.api.portal.visitor import Visitor, text_of

IDEA = {
    "happening": "Bikes are stolen at the station every day.",
    "where": "The station racks, commuters, ten a month",
    "tried": "",
    "better": "Half as many by summer, from crime reports",
    "help": "Advice on racks by May, with the rail company",
}


PROBLEM = "Youths climb on the shop roofs at the precinct and throw stones at cars."
PLAN = {"what": PROBLEM, "whom": "Shop staff", "where": "The precinct"}


def begin(visitor: Visitor, kind: str = "idea", **answers: str) -> str:
    """Begin a worksheet over HTTP and return its id."""
    headers = {"X-CSRF-Token": visitor.token}
    body = {"kind": kind, "answers": answers}
    response = visitor.client.post("/v1/worksheets", json=body, headers=headers)
    assert response.status_code == 201, response.text
    return str(response.json()["id"])


def sent(visitor: Visitor) -> str:
    """Return the id of an idea that was sent."""
    sheet = begin(visitor, **IDEA)
    headers = {"X-CSRF-Token": visitor.token}
    done = visitor.client.post(f"/v1/worksheets/{sheet}/send", headers=headers)
    assert done.status_code == 200, done.text
    return sheet


@pytest.mark.parametrize("path", ["document.docx", ".json"])
class TestFiles:
    """GET /worksheets/{id}/document.docx and /worksheets/{id}.json."""

    def url(self, sheet: str, path: str) -> str:
        """Where the file is."""
        return f"/worksheets/{sheet}{path if path.startswith('.') else '/' + path}"

    def test_ones_own_draft(self, alex: Visitor, path: str):
        """A file with a safe name, that no cache keeps."""
        sheet = begin(alex, **(IDEA | {"happening": "Thefts\r\nX-Evil: 1"}))
        response = alex.get(self.url(sheet, path))
        assert response.status_code == 200
        assert response.headers["cache-control"] == "no-store"
        name = response.headers["content-disposition"]
        assert name.startswith('attachment; filename="idea-20')
        if path == ".json":
            assert json.loads(response.content)["steps"][1]["answer"] == IDEA["where"]
        else:
            words = [p.text for p in Document(BytesIO(response.content)).paragraphs]
            assert IDEA["where"] in words

    def test_a_draft_is_nobody_elses(self, alex: Visitor, sam: Visitor, jo: Visitor, path: str):
        """Not the Hub's either."""
        url = self.url(begin(alex, **IDEA), path)
        assert sam.get(url).status_code == 404
        assert jo.get(url).status_code == 404

    def test_a_sent_one_is_the_hubs_too(
        self, alex: Visitor, sam: Visitor, jo: Visitor, path: str, settings
    ):
        """And that they read it is audited."""
        sheet = sent(alex)
        url = self.url(sheet, path)
        assert jo.get(url).status_code == 200
        assert sam.get(url).status_code == 404
        with Database(settings.database).reading() as session:
            query = select(AuditEntry.object_id).where(AuditEntry.action == "worksheet_read")
            assert list(session.scalars(query)) == [sheet]

    def test_missing_and_anonymous(self, alex: Visitor, visit, path: str):
        """404, and sign in first."""
        assert alex.get(self.url("none", path)).status_code == 404
        assert visit().get(self.url("none", path)).status_code == 303


def boxes(visitor: Visitor, sheet: str) -> dict[str, str]:
    """Return the marks that the page of a worksheet carries, to send with its form."""
    page = visitor.get(f"/worksheets/{sheet}").text
    return dict(re.findall(r'name="(base-\w+)" value="(\w+)"', page))


def save(visitor: Visitor, sheet: str, action: str = "save", **fields: str | list[str]):
    """Send the form of a worksheet, as opened just now."""
    named = {f"answer-{key}": text for key, text in fields.items() if key != "chosen"}
    more = {"chosen": fields["chosen"]} if "chosen" in fields else {}
    return visitor.send(
        f"/worksheets/{sheet}", action=action, **boxes(visitor, sheet), **named, **more
    )


def answers(visitor: Visitor, sheet: str) -> dict[str, str | None]:
    """Return what is kept."""
    shown = visitor.client.get(f"/v1/worksheets/{sheet}").json()
    return {step["key"]: step["answer"] for step in shown["steps"]}


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
