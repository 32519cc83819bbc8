"""The typed replies of one turn: answers, choices, notices, the offer of the Hub."""

from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy.orm import Session

from api.articles import rendering as article_rendering
from api.articles import service as articles
from api.conversations import repository
from api.conversations import service as conversations
from api.conversations.directives import RasaButton
from api.conversations.schemas import (
    AnswerReply,
    AnyReply,
    ArticleRef,
    ChoiceShown,
    ChoicesReply,
    FeedbackReply,
    LinkShown,
    NoticeReply,
    OfferTicketReply,
    ReplyButton,
    TextReply,
)
from api.hub_only import service as hub_only
from api.identity.roles import Principal
from api.search.schemas import SearchHit, SearchResponse
from api.search.service import Search
from api.wording import Notice, wording
from knowledge import Article, Outcome

# what a turn came to, when several things happened in it: the first of these that did
PRECEDENCE = (
    Outcome.urgent,
    Outcome.error,
    Outcome.handed_over,
    Outcome.answered,
    Outcome.choices,
    Outcome.unanswered,
    Outcome.out_of_scope,
    Outcome.degraded,
    Outcome.dialogue,
)


@dataclass
class Rendering:
    """The replies of one turn, and what they make of it.

    `worksheet_id` is the form or plan of which something was asked; `left` says that the officer
    wanted to stop. `search` is None where nothing is to be looked up.
    """

    session: Session
    principal: Principal
    turn_id: str
    conversation_id: str
    replies: list[AnyReply] = field(default_factory=list)
    outcomes: set[Outcome] = field(default_factory=set)
    served: list[ArticleRef] = field(default_factory=list)
    confidence: float | None = None
    ticket_ref: str | None = None
    worksheet_id: str | None = None
    left: bool = False
    search: Search | None = None
    tapped_article: str | None = None
    """The article that the button which began this turn was shown under."""
    deleting: bool = False
    """Whether the conversation goes at the end of this turn, this turn with it."""

    @cached_property
    def only_the_hub(self) -> str | None:
        """What officers are told while no article is served; None while articles are."""
        return hub_only.sentence(self.session)

    @property
    def outcome(self) -> Outcome:
        """The one outcome of the turn."""
        return next((item for item in PRECEDENCE if item in self.outcomes), Outcome.dialogue)

    def add(self, reply: AnyReply, outcome: Outcome) -> None:
        """Add a reply and what it means for the turn."""
        self.replies.append(reply)
        self.outcomes.add(outcome)

    def button(self, label: str, intent_message: str) -> ReplyButton:
        """Return a button issued in this conversation."""
        payload = conversations.issue_button(
            self.session, self.conversation_id, label, intent_message
        )
        return ReplyButton(label=label, payload=payload)

    def buttons(self, given: list[RasaButton]) -> list[ReplyButton]:
        """Return rasa's buttons under opaque ids."""
        return [self.button(item.title, item.payload) for item in given]

    def form_url(self) -> str:
        """Where the ticket form is that works without the dialogue."""
        return f"/requests/new?conversation={self.conversation_id}"

    def notice(
        self,
        code: str,
        text: str,
        outcome: Outcome,
        links: list[LinkShown] | None = None,
        buttons: list[ReplyButton] | None = None,
    ) -> None:
        """Add a notice."""
        reply = NoticeReply(text=text, code=code, links=links or [], buttons=buttons or [])
        self.add(reply, outcome)

    def signpost(self, code: str, notice: Notice, outcome: Outcome, intro: str = "") -> None:
        """Add a notice with its links, from the wording file."""
        links = [LinkShown(label=link.label, url=link.url) for link in notice.links]
        self.notice(code, " ".join(filter(None, (intro, notice.text))), outcome, links)

    def search_result(
        self, found: SearchResponse, *, words: str | None = None, intro: str | None = None
    ) -> None:
        """Render a search's outcome: an answer, choices, a signpost, or the offer of the Hub.

        `words` stand in the place of our own when the Hub is offered, `intro` over choices.
        """
        if self.only_the_hub:
            self.offer_the_hub_only()
            return
        outcome = Outcome(found.outcome)
        self.confidence = found.confidence
        if outcome is Outcome.answered and self._answers(found):
            pass
        elif outcome is Outcome.choices:
            self._choices(found, intro or wording().choices.intro)
        elif outcome is Outcome.out_of_scope:
            self._out_of_scope(found)
        else:
            outcome = Outcome.unanswered
            self.offer_ticket(words or self._unanswered_words())
        self.outcomes.add(outcome)

    def _unanswered_words(self) -> str:
        words = wording().unanswered
        again = conversations.was_unclear(self.session, self.conversation_id)
        return words.again if again else words.first

    def _answers(self, found: SearchResponse) -> bool:
        """Add the article that answers each part of the question; False if none is published.

        Of several, feedback is asked once, after the last; it is kept for the first.
        """
        hits = found.hits[: max(found.served, 1)]
        there = [(articles.find_published(self.session, hit.slug), hit.section) for hit in hits]
        served = [(article, section) for article, section in there if article is not None]
        if len(served) == 1:
            self._answer(*served[0])
        elif served:
            self._several(served)
        return bool(served)

    def _several(self, served: list[tuple[Article, str]]) -> None:
        words = wording()
        for n, (article, section) in enumerate(served):
            if n:
                self.add(TextReply(text=words.answered.another), Outcome.dialogue)
            self._answer(article, section, with_buttons=False)
        first = served[0][0]
        self.be_about(first)
        verdicts = self._verdicts(first)
        if verdicts:
            ask = FeedbackReply(text=words.feedback.question, buttons=verdicts)
            self.add(ask, Outcome.dialogue)

    def _verdicts(self, article: Article) -> list[ReplyButton]:
        """Return the buttons that ask whether it helped; none if that was asked before."""
        if conversations.asked_about(self.session, self.conversation_id, article.slug):
            return []
        words, about = wording().feedback, f'{{"article": "{article.slug}"}}'
        return [
            self.button(words.helped, f"/answer_helped{about}"),
            self.button(words.partly, f"/answer_partly_helped{about}"),
            self.button(words.did_not_help, f"/answer_did_not_help{about}"),
        ]

    def _answer(self, article: Article, section: str = "", *, with_buttons: bool = True) -> None:
        """Add the article; it becomes the one that feedback and "more" are about."""
        parts = article_rendering.answer_sections(article, section)
        more = len(parts) < len(article.sections)
        buttons = self._verdicts(article) if with_buttons else []
        asks = bool(buttons)
        if more and with_buttons:
            label = wording().answered.tell_me_more
            buttons.insert(0, self.button(label, f'/tell_me_more{{"article": "{article.slug}"}}'))
        warning = wording().evidence.grade(article.evidence.grade).warning
        text = " ".join(filter(None, (warning, article_rendering.plain(article.summary))))
        self.serve(article)
        reply = answer_reply(article, parts, text=text, buttons=buttons, more=more)
        reply = reply.model_copy(update={"asks_feedback": asks})
        self.add(reply, Outcome.dialogue)

    def serve(self, article: Article) -> None:
        """Count the article as given; it becomes the one that is talked about."""
        self.be_about(article)
        self.served.append(ArticleRef(slug=article.slug, title=article.title))

    def be_about(self, article: Article) -> None:
        """Have feedback and "more" be about the article."""
        conversation = repository.find_conversation(self.session, self.conversation_id)
        assert conversation is not None
        conversation.last_article = article.slug

    def article(self, slug: str) -> None:
        """Add one article that was picked."""
        if self.only_the_hub:
            self.offer_the_hub_only()
            return
        article = articles.find_published(self.session, slug)
        if article is None:
            self.notice("article_gone", wording().error.stale_button, Outcome.dialogue)
            return
        self.outcomes.add(Outcome.answered)
        self._answer(article)

    def _choices(self, found: SearchResponse, intro: str) -> None:
        options = [self._option(hit) for hit in found.hits[: max(found.served, 1)]]
        hub = self.button(wording().unanswered.ask_the_hub, "/ask_the_hub")
        reply = ChoicesReply(text=intro, options=options, buttons=[hub])
        self.add(reply, Outcome.dialogue)

    def _option(self, hit: SearchHit) -> ChoiceShown:
        words = wording().evidence.grade(hit.evidence.grade)
        return ChoiceShown(
            slug=hit.slug,
            title=hit.title,
            excerpt=hit.excerpt,
            evidence_label=words.label,
            warning=words.warning,
            payload=self.button(hit.title, f'/choose{{"article": "{hit.slug}"}}').payload,
        )

    def _out_of_scope(self, found: SearchResponse) -> None:
        words = wording().out_of_scope
        notice = words.signpost(found.signpost)
        self.signpost("out_of_scope", notice, Outcome.dialogue, words.intro)
        self.offer_ticket(words.not_right)

    def offer_the_hub_only(self) -> None:
        """Say that no article is served just now, once, and offer the Hub."""
        text = f"{self.only_the_hub} {wording().hub_only.offer}"
        if not any(isinstance(reply, OfferTicketReply) for reply in self.replies):
            self.offer_ticket(text)
        self.outcomes.add(Outcome.unanswered)

    def offer_ticket(self, text: str, buttons: list[ReplyButton] | None = None) -> None:
        """Add the offer to ask the Hub."""
        label = wording().unanswered.ask_the_hub
        reply = OfferTicketReply(
            text=text,
            buttons=buttons or [self.button(label, "/ask_the_hub")],
            form_url=self.form_url(),
        )
        self.add(reply, Outcome.dialogue)


def answer_reply(
    article: Article,
    sections: list[article_rendering.SectionSource],
    *,
    text: str,
    buttons: list[ReplyButton],
    more: bool = False,
) -> AnswerReply:
    """Return an article, or some sections of it, as the typed reply."""
    return AnswerReply.model_validate(
        {
            **article_rendering.shown(article),
            "text": text,
            "sections": [article_rendering.section_shown(item) for item in sections],
            "buttons": buttons,
            "url": f"/articles/{article.slug}",
            "more": more,
        }
    )
