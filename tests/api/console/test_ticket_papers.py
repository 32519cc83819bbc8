"""What a curator does on a ticket's page beside answering; what is refused stays in its box."""

import pytest

from tests.api.console.test_tickets import version_on
from tests.api.portal.test_chat import conversation_in, say
from tests.api.portal.test_requests import answer, send
from tests.api.portal.visitor import Visitor, text_of

PATHS = ["assign", "answer", "close", "reopen", "notes", "notes/1", "merge", "hand-over",
         "take-back", "deliveries/nobody/again", "deliveries/nobody/by-hand"]  # fmt: skip


class TestDoors:
    """The pages are the Hub's."""

    @pytest.mark.parametrize("path", PATHS)
    def test_officers_strangers_and_tickets_nobody_has(
        self, alex: Visitor, jo: Visitor, visit, path: str
    ):
        """403, to the sign-in page, 404."""
        ref = send(alex)
        assert alex.send(f"/console/tickets/{ref}/{path}").status_code == 403
        assert visit().send(f"/console/tickets/{ref}/{path}").status_code == 303
        fields = {"answer": "x", "text": "x", "said": "x", "how": "x", "message": "x",
                  "partner": "analysts", "into": ref, "reason": "already_done"}  # fmt: skip
        gone = jo.send(f"/console/tickets/PF-2020-000001/{path}", **fields)
        assert gone.status_code == 404


class TestNotes:
    """For the Hub alone."""

    def test_added_and_changed(self, alex: Visitor, jo: Visitor):
        """It stands on the page, says that it was changed, and is not on the officer's."""
        ref = send(alex)
        path = f"/console/tickets/{ref}"
        page = jo.follow(f"{path}/notes", text="Ring estates <b>first</b>")
        assert "Ring estates <b>first</b>" in text_of(page)
        assert "<b>first" not in page.text
        number = page.text.split(f"{path}/notes/")[1].split('"')[0]
        page = jo.follow(f"{path}/notes/{number}", text="Rang estates", version="1")
        assert "Rang estates" in text_of(page) and "changed since" in text_of(page)
        assert "estates" not in text_of(alex.get(f"/requests/{ref}"))
        late = jo.send(f"{path}/notes/{number}", text="kept in the box", version="1")
        assert late.status_code == 412 and "kept in the box" in late.text

    def test_nothing_is_refused(self, alex: Visitor, jo: Visitor):
        """With a summary that leads to the box."""
        page = jo.send(f"/console/tickets/{send(alex)}/notes", text=" ")
        assert page.status_code == 422 and 'href="#text"' in page.text


class TestMerge:
    """Both tickets say where it went, to the officer too."""

    def test_both_pages_lead_to_the_other(self, alex: Visitor, jo: Visitor):
        """And the officer's leads to where the answer will be."""
        first, second = send(alex, "geese"), send(alex, "more geese", nonce="2")
        page = jo.follow(f"/console/tickets/{second}/merge", into=f" {first.lower()} ")
        assert "The ticket is joined." in text_of(page)
        assert f'href="/console/tickets/{first}"' in page.text
        assert f'href="/console/tickets/{second}"' in jo.get(f"/console/tickets/{first}").text
        assert f'href="/requests/{first}"' in alex.get(f"/requests/{second}").text

    @pytest.mark.parametrize("into", ["", "PF-2020-000001", "nonsense that is far too long"])
    def test_what_is_no_other_ticket_stays_in_the_box(self, alex: Visitor, jo: Visitor, into: str):
        """422, its part of the page open."""
        page = jo.send(f"/console/tickets/{send(alex)}/merge", into=into)
        assert page.status_code == 422
        assert 'href="#into"' in page.text and into.upper() in page.text


class TestHandOver:
    """To a partner and back."""

    def test_there_and_back(self, alex: Visitor, jo: Visitor):
        """The page says who has it, what to send, and what came back."""
        path = f"/console/tickets/{send(alex)}"
        page = jo.get(path)
        assert (
            "What about the geese?" in page.text.split('name="message"')[1].split("</textarea")[0]
        )
        page = jo.follow(f"{path}/hand-over", partner="analysts", message="Please look.")
        assert "Analysis team has it" in text_of(page) and "Please look." in text_of(page)
        page = jo.follow(f"{path}/take-back", said="Mostly Fridays.")
        assert "Mostly Fridays." in text_of(page) and "The ticket is back with you." in text_of(
            page
        )

    def test_what_is_refused_stays(self, alex: Visitor, jo: Visitor):
        """Nobody chosen, nothing written."""
        path = f"/console/tickets/{send(alex)}/hand-over"
        page = jo.send(path, partner="nobody", message="My long words")
        assert page.status_code == 422 and "My long words" in page.text
        assert jo.send(path, partner="analysts", message=" ").status_code == 422


class TestClose:
    """Without guidance, with a reason."""

    def test_the_officer_reads_the_reason(self, alex: Visitor, jo: Visitor):
        """As the answer."""
        ref = send(alex)
        jo.follow(f"/console/tickets/{ref}/close", reason="not_for_hub", words="Ask HR.")
        assert "Ask HR." in text_of(alex.get(f"/requests/{ref}"))

    @pytest.mark.parametrize("reason", ["other", "made-up"])
    def test_a_reason_that_says_nothing_is_refused(self, alex: Visitor, jo: Visitor, reason: str):
        """422; the ticket still waits."""
        ref = send(alex)
        page = jo.send(f"/console/tickets/{ref}/close", reason=reason, words="")
        assert page.status_code == 422 and "There is a problem" in text_of(page)
        assert "Waiting for the Hub" in text_of(alex.get(f"/requests/{ref}"))


class TestStale:
    """A second curator's words are refused and kept."""

    def test_whatever_they_were_writing(self, alex: Visitor, jo: Visitor):
        """412 for every form; the new version stands in the page, so that sending again works."""
        path = f"/console/tickets/{send(alex)}"
        old = version_on(jo.get(path).text)
        jo.follow(f"{path}/assign", version=old)
        for form, fields in (
            ("answer", {"answer": "My answer"}),
            ("close", {"reason": "already_done", "words": "My reason"}),
            ("hand-over", {"partner": "analysts", "message": "My message"}),
        ):
            page = jo.send(f"{path}/{form}", version=old, **fields)
            assert page.status_code == 412, form
            assert list(fields.values())[-1] in page.text
        assert version_on(page.text) != old


class TestBegun:
    """An answer that begins with a template or with another answer."""

    def test_another_answer_as_a_start(self, alex: Visitor, jo: Visitor):
        """It is offered, and put under what was typed already."""
        before = send(alex, "What about the geese on the pitch?")
        answer(jo, before, "Leave them be.")
        ref = send(alex, "And the geese on the pitch again?", nonce="2")
        page = jo.get(f"/console/tickets/{ref}")
        assert f'value="start:{before}"' in page.text
        page = jo.send(f"/console/tickets/{ref}/answer", answer="Hello.", action=f"start:{before}")
        assert "Hello.\n\nLeave them be." in page.text.replace("\r", "")
        assert "Waiting for the Hub" in text_of(alex.get(f"/requests/{ref}"))

    def test_an_answer_nobody_gave(self, alex: Visitor, jo: Visitor):
        """404."""
        ref = send(alex)
        gone = jo.send(f"/console/tickets/{ref}/answer", action=f"start:{ref}")
        assert gone.status_code == 404

    def test_a_template(self, alex: Visitor, jo: Visitor, visit):
        """A lead writes it, a curator begins with it; what is left open is not sent."""
        lead = visit("lead")
        page = lead.follow("/console/answer-templates", name="Hello", text="{ref}: {write_here}")
        assert "The template is kept." in text_of(page)
        ref = send(alex)
        page = jo.get(f"/console/tickets/{ref}")
        offered = page.text.split('name="template"')[1]
        number = offered.split('<option value="')[1].split('"')[0]
        path = f"/console/tickets/{ref}/answer"
        page = jo.send(path, action="template", template=number)
        assert f"{ref}: {{write_here}}" in page.text
        refused = jo.send(path, answer=f"{ref}: {{write_here}}", action="send")
        assert refused.status_code == 422 and "still stands in the answer" in text_of(refused)


class TestCandidates:
    """What the assistant found, shown or not."""

    def test_served_and_not_served(self, alex: Visitor, jo: Visitor, known_question: str):
        """With their scores, for the Hub alone."""
        conversation = conversation_in(say(alex, known_question))
        response = alex.send("/requests/new", question="More?", contact="chat", nonce="n",
                             conversation=conversation)  # fmt: skip
        ref = response.headers["location"].split("/")[-1].split("?")[0]
        words = text_of(jo.get(f"/console/tickets/{ref}"))
        assert "What the assistant found" in words and "1.00 sure" in words
        table = words.split("Article Shown Score")[1]
        assert "Yes" in table and "No" in table
        assert "What the assistant found" not in text_of(alex.get(f"/requests/{ref}"))


class TestSearchDown:
    """The ticket can be answered all the same."""

    def test_it_says_so(self, alex: Visitor, jo: Visitor, searcher):
        """Nothing similar is shown."""
        ref = send(alex)
        searcher.ready = False
        page = jo.get(f"/console/tickets/{ref}")
        assert page.status_code == 200 and "Search is not working just now" in text_of(page)


class TestTemplates:
    """/console/answer-templates."""

    def test_kept_by_leads_alone(self, alex: Visitor, jo: Visitor, visit):
        """A curator reads them."""
        path = "/console/answer-templates"
        lead = visit("lead")
        lead.follow(path, name="Hello", text="Dear all")
        assert "Dear all" in text_of(jo.get(path)) and "A new template" not in jo.get(path).text
        assert alex.get(path).status_code == 403 and visit().get(path).status_code == 303
        for person, status in ((jo, 403), (alex, 403), (visit(), 303)):
            assert person.get(f"{path}/1").status_code == status
            for where in (path, f"{path}/1", f"{path}/1/delete"):
                assert person.send(where, name="x", text="y").status_code == status
        assert lead.get(f"{path}/999").status_code == 404

    def test_changed_and_deleted(self, visit):
        """What is refused stays in the form; an older version is 412."""
        path = "/console/answer-templates"
        lead = visit("lead")
        lead.follow(path, name="Hello", text="Dear all")
        refused = lead.send(path, name="Hello", text="{nonsense}")
        assert refused.status_code in (409, 422) and "{nonsense}" in refused.text
        one = lead.get(path).text.split(f'href="{path}/')[1].split('"')[0]
        assert "saved" in text_of(lead.follow(f"{path}/{one}", name="Hi", text="All", version="1"))
        late = lead.send(f"{path}/{one}", name="Hi", text="Mine", version="1")
        assert late.status_code == 412 and "Mine" in late.text
        assert "deleted" in text_of(lead.follow(f"{path}/{one}/delete", version="2"))
        assert "There are none yet." in text_of(lead.get(path))
