"""The macros that render a conversation, for page and fragment alike."""

import re
from datetime import date, timedelta
from typing import Any, get_args

import pytest
from markupsafe import Markup

from api.conversations.schemas import (
    AnswerReply,
    AnyReply,
    ChoiceShown,
    ChoicesReply,
    ComparedArticle,
    ComparisonReply,
    EvidenceShown,
    FeedbackReply,
    FormStepReply,
    LinkShown,
    MessageShown,
    NoticeReply,
    OfferTicketReply,
    ReplyButton,
    ReviewRow,
    SectionShown,
    SourceShown,
    TextReply,
    TicketReply,
    WorksheetReviewReply,
)
from api.db import utc_now
from api.portal.forms import SendForm
from api.portal.templating import ENVIRONMENT

REPLIES: Any = ENVIRONMENT.get_template("replies.html").module
FORM = SendForm("/conversations/c1/messages", "token", "nonce")
YES = ReplyButton(label="Yes, that helped", payload="id-1")
ROW = ReviewRow(
    label="Where",
    text="the [postcode removed] rec",
    removed=["postcode"],
    change=ReplyButton(label="Change: Where", payload="id-2"),
)


def answer(**changes: Any) -> AnswerReply:
    """Return an answer as the gateway makes it."""
    return AnswerReply.model_validate(
        {
            "text": "Close the gaps.",
            "slug": "nuisance-motorbikes",
            "title": "How do we stop off-road bikes?",
            "summary_html": "<p>Close the gaps [1].</p>",
            "sections": [SectionShown(heading="What to do", html="<ol><li>List gaps</li></ol>")],
            "evidence": EvidenceShown(grade="promising", label="Promising", reason="One force."),
            "sources": [
                SourceShown(
                    n=1,
                    publisher="College",
                    title="Guide",
                    url="https://example.org/g",
                    as_of="2015-03-01",
                    checked=True,
                ),
                SourceShown(n=2, publisher="Home Office", title="Powers"),
            ],
            "review_date": date.today() + timedelta(days=30),
            "url": "/articles/nuisance-motorbikes",
            "buttons": [YES],
            **changes,
        }
    )


ONE_OF_EACH: list[AnyReply] = [
    TextReply(text="Hello <there>"),
    answer(),
    ChoicesReply(
        text="Which of these?",
        options=[
            ChoiceShown(
                slug="a",
                title="CCTV <b>",
                excerpt="It helps.",
                evidence_label="Worked",
                payload="p",
            )
        ],
    ),
    OfferTicketReply(text="Shall I ask the Hub?", form_url="/requests/new?conversation=c1"),
    FormStepReply(text="What?", step="tried", title="A plan", progress="Question 2 of 4"),
    WorksheetReviewReply(text="This goes to the Hub.", title="An idea", rows=[ROW]),
    ComparisonReply(
        text="By evidence.",
        intro="By evidence.",
        rows=[
            ComparedArticle(
                slug="bikes",
                title="How do we stop <bikes>?",
                evidence=EvidenceShown(grade="worked", label="Worked", reason="Two trials."),
                silent="It does not say what it costs.",
                payload="id-9",
            )
        ],
    ),
    TicketReply(text="It is with the Hub.", ref="PF-2026-000001", state="new", url="/requests/x"),
    NoticeReply(text="Call now.", code="urgent", links=[LinkShown(label="999", url="tel:999")]),
    FeedbackReply(text="Did that help?", buttons=[YES]),
]


def message(*replies: AnyReply, author: str = "assistant", text: str = "") -> MessageShown:
    """Return a stored message."""
    return MessageShown.model_validate(
        {
            "id": 7,
            "author": author,
            "text": text,
            "replies": list(replies),
            "outcome": None,
            "created_at": utc_now(),
        }
    )


def html(*replies: AnyReply, form: SendForm | None = FORM, **more: Any) -> str:
    """Return the rendered message."""
    return str(REPLIES.message(message(*replies, **more), form))


class TestMessage:
    """A message is one landmark with its author, time and replies."""

    def test_every_kind_of_reply_has_a_macro(self):
        """A kind added to the schemas without a macro fails here."""
        kinds = {
            get_args(member.model_fields["kind"].annotation)[0]
            for member in get_args(get_args(AnyReply)[0])
        }
        assert set(REPLIES.KINDS) == kinds
        assert {reply.kind for reply in ONE_OF_EACH} == kinds

    @pytest.mark.parametrize("reply", ONE_OF_EACH, ids=lambda reply: reply.kind)
    def test_each_kind_shows_its_words(self, reply: AnyReply):
        """An answer shows its parts, every other kind its text; escaped."""
        shown = html(reply)
        expected = "How do we stop off-road bikes?" if reply.kind == "answer" else reply.text
        assert str(Markup.escape(expected)) in shown
        assert "<there>" not in shown and "CCTV <b>" not in shown

    def test_what_an_officer_typed_is_never_markup(self):
        """HTML in a message is shown as it was typed."""
        shown = html(author="officer", text="<img src=x onerror=alert(1)>")
        assert "<img" not in shown
        assert "&lt;img src=x onerror=alert(1)&gt;" in shown

    def test_it_says_who_spoke(self):
        """The Hub's word is told apart from the assistant's."""
        assert ">The Hub<" in html(TextReply(text="x"), author="hub")
        assert ">You<" in html(author="officer", text="x")


class TestAnswer:
    """An answer shows what to do, how sure we are and on whose word."""

    def test_all_its_parts(self):
        """Summary, sections, evidence with reason, sources, review date, link."""
        shown = html(answer())
        for part in (
            "<p>Close the gaps [1].</p>",
            "What to do",
            "<ol><li>List gaps</li></ol>",
            "Promising",
            "One force.",
            'href="https://example.org/g"',
            "Home Office",
            "Due for review on",
            'href="/articles/nuisance-motorbikes"',
        ):
            assert part in shown

    def test_a_source_that_nobody_opened_says_so(self):
        """In words, at that source alone; the date stands after the title."""
        first, second = re.findall(r"<li value.*?</li>", html(answer()), re.S)
        assert "</a>, as at 1 March 2015" in " ".join(first.split())
        assert "Not opened by us" not in first
        assert "Not opened by us: check before you rely on it" in second
        assert "as at" not in second

    def test_a_warning_comes_before_the_summary(self):
        """What did not work is said first."""
        shown = html(answer(warning="It did not work."))
        assert shown.index("It did not work.") < shown.index("<p>Close the gaps [1].</p>")
        assert "app-warning" not in html(answer())

    def test_an_overdue_review_is_said(self):
        """A stale article is not served as current."""
        shown = html(answer(review_date=date.today() - timedelta(days=2)))
        assert "Review overdue" in shown


class TestChoices:
    """Options say how strong their evidence is."""

    def test_one_that_did_not_work_says_so_first(self):
        """Before its excerpt, with its label."""
        option = ChoiceShown(
            slug="a",
            title="Scared straight",
            excerpt="Prison visits.",
            evidence_label="Did not work",
            payload="p",
            warning="It did not work.",
        )
        shown = html(ChoicesReply(text="Which?", options=[option]))
        assert shown.index("<strong>It did not work.</strong>") < shown.index("Prison visits.")
        assert "Evidence: Did not work." in shown


class TestButtons:
    """Buttons carry opaque ids."""

    def test_a_button_sends_its_id(self):
        """With a script by data-payload, without one by the form."""
        shown = html(FeedbackReply(text="Did that help?", buttons=[YES]))
        assert 'data-payload="id-1"' in shown
        assert 'name="payload" value="id-1"' in shown
        assert 'name="csrf_token" value="token"' in shown
        assert 'action="/conversations/c1/messages"' in shown

    @pytest.mark.parametrize("reply", ONE_OF_EACH, ids=lambda reply: reply.kind)
    def test_the_hub_reads_without_buttons(self, reply: AnyReply):
        """In the console a conversation cannot be clicked on."""
        assert "<button" not in html(reply, form=None)
        assert "<form" not in html(reply, form=None)


class TestWorksheetReview:
    """What will be sent, what was taken out of it, and a way to change each answer."""

    def test_each_row_says_it_all(self):
        """In words; not answered is said too."""
        empty = ROW.model_copy(update={"text": "", "removed": []})
        shown = html(WorksheetReviewReply(text="Look.", title="An idea", rows=[ROW, empty]))
        assert "Taken out before it was stored: postcode." in shown
        assert "(not answered yet)" in shown
        assert shown.count('data-payload="id-2"') == 2


class TestTicket:
    """The Hub's answer is shown as formatted text, once."""

    def test_the_answer_is_not_shown_twice(self):
        """`text` is readable alone and holds the answer too; the page shows the formatted one."""
        shown = html(
            TicketReply(
                text="The Hub has answered PF-1.\n\nUse **gates**.",
                ref="PF-1",
                state="answered",
                url="/requests/PF-1",
                answer_html="<p>Use <strong>gates</strong>.</p>",
            ),
            author="hub",
        )
        assert "The Hub has answered PF-1." in shown
        assert "<strong>gates</strong>" in shown
        assert "**gates**" not in shown
