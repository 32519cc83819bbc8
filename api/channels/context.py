"""A message taken in context: what it goes on from, what is looked up for it, what is remembered.

The way of a question that stands by itself is not touched: without an earlier turn, or with nothing
in the words that leans on one, what search says of the message alone is the answer.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.articles import service as articles
from api.channels.hub_only import withheld
from api.channels.past import Past
from api.channels.staying import Taken, found_in, nothing, stay
from api.conversations import service as conversations
from api.conversations.context import ContextUsed, EarlierTurn, Rule
from api.conversations.models import Turn
from api.db import Database
from api.search.schemas import MAX_QUESTION_CHARS, SearchRequest, SearchResponse
from api.search.service import Search
from knowledge import Article, Outcome
from knowledge.follow_ups import (
    Choice,
    Correction,
    best_match,
    choice_by_words,
    corrected,
    leaning,
    read_choice,
    read_correction,
    read_message,
    read_return,
    return_to,
    serves_more,
    stays,
)

RANKED = 20  # as many as search gives: the article shown may be far down
MAX_EARLIER_CHARS = 1000
BETWEEN = " … "


def search_in_turn(
    database: Database, searcher: Search
) -> Callable[[str, SearchRequest], SearchResponse]:
    """Return what looks up a message of an open turn, and remembers on the turn what came of it."""

    def search(turn_id: str, asked: SearchRequest) -> SearchResponse:
        with database.reading() as session:
            kept_back = withheld(session, asked.question)
            if kept_back is not None:
                found, used = kept_back, None
            else:
                found, used = _Taking(session, searcher, turn_id, asked).take()
        question = used.topic if used and used.searched is None else found.question
        found = found.model_copy(update={"hits": found.hits[: asked.limit], "question": question})
        with database.writing() as session:
            conversations.remember_search(
                session, turn_id, json.loads(found.model_dump_json()), used
            )
        return found

    return search


def plain_intent(database: Database, turn_id: str, text: str) -> str | None:
    """Return the intent of a text that plainly points at what was said before, else None.

    A pick from the list just shown, a return to an earlier question, a correction of the last one:
    what these mean hangs on the conversation, which the intent model does not see ("neither").
    """
    with database.reading() as session:
        asked = SearchRequest(question=text)
        return _Taking(session, None, turn_id, asked).plain_intent()


@dataclass
class _Taking:
    """One message being taken. At most two searches."""

    session: Session
    searcher: Search | None
    turn_id: str
    asked: SearchRequest

    def plain_intent(self) -> str | None:
        """Return the intent that the words and the conversation name together; no search."""
        text = self.asked.question
        self.past = Past(self.session, self.session.get_one(Turn, self.turn_id))
        if not self.past.turns:
            return None
        if self.past.just_listed and self._choice(text):
            return "/choose"
        if self._correction_of(text):
            return "/ask_guidance"
        return "/go_back" if self._return(text) else None

    def take(self) -> Taken:
        """Return what is found for the message, and what it was taken with."""
        text = self.asked.question
        turn = self.session.get_one(Turn, self.turn_id)
        self.past = Past(self.session, turn)
        if self.asked.typed_in is not None or text != turn.question.strip():
            return self._as_it_stands(self.past.question_of(self.asked.typed_in) or text)
        if not self.past.turns and self.asked.meant != "choice":
            return self._search(text), None
        return (
            self._choice(text) or self._return(text) or self._correction(text) or self._next(text)
        )

    def _search(self, text: str) -> SearchResponse:
        assert self.searcher is not None
        limit = max(RANKED, self.asked.limit)
        return self.searcher.search(text, limit).model_copy(update={"question": text})

    def _as_it_stands(self, text: str) -> Taken:
        """Search what a button stands for, whatever was said since."""
        used = ContextUsed(kind="as_typed", rule="button", topic=text, searched=text)
        return self._search(text), used

    # ---- one of the last list

    def _choice(self, text: str) -> Taken | None:
        meant = self.asked.meant == "choice"
        listed = self.past.listed if meant else self.past.just_listed
        choice = read_choice(text)
        if choice is None and meant:
            choice = choice_by_words(text)
        if choice is not None and choice.none and self.past.listed:
            return self._none_of_them()
        if choice is None or (not listed and not meant):
            return None
        slug = self._picked(choice, listed)
        if slug is not None:
            rule: Rule = "words" if choice.which else "place"
            return self._show("choice", rule, (slug,), self.past.topic_turn)
        if choice.which:
            return None  # it names nothing that was listed: a question like any other
        return nothing(), ContextUsed(kind="nothing", rule="place", topic=self.past.topic or text)

    def _picked(self, choice: Choice, listed: tuple[str, ...]) -> str | None:
        if choice.place is not None:
            place = choice.place - 1 if choice.place > 0 else choice.place
            return listed[place] if -len(listed) <= place < len(listed) else None
        texts = [self._text_of(slug) for slug in listed]
        best = best_match(choice.which, texts)
        return None if best is None else listed[best]

    def _text_of(self, slug: str) -> str:
        article = self._article(slug)
        return f"{slug.replace('-', ' ')} {article.title} {article.summary}" if article else ""

    def _none_of_them(self) -> Taken:
        topic = self.past.topic_turn
        used = ContextUsed(
            kind="none_of_them",
            rule="words",
            topic=self.past.topic,
            earlier=self.past.topic,
            earlier_turn=topic.id if topic else None,
        )
        return nothing(Outcome.unanswered), used

    # ---- back to an earlier question

    def _return(self, text: str) -> Taken | None:
        wanted = read_return(text)
        if wanted is None and self.asked.meant == "return":
            wanted = return_to(text)
        if wanted is None:
            return None
        earlier = self.past.find(wanted, self._text_of)
        if earlier is None:
            return None
        rule: Rule = "words" if wanted.which else "place"
        slugs = self.past.articles_of(earlier)
        if earlier.shown.choices and best_match(wanted.which, [*map(self._text_of, slugs)]) is None:
            slugs = ()  # another one of those was picked: the list again
        return self._show("return", rule, slugs, earlier)

    def _show(
        self, kind: str, rule: Rule, slugs: tuple[str, ...], earlier: EarlierTurn | None
    ) -> Taken:
        """Show articles that the conversation knows; without one, what was said of the question."""
        topic = earlier.topic if earlier else ""
        used = ContextUsed.model_validate(
            {
                "kind": kind,
                "rule": rule,
                "topic": topic,
                "earlier": topic,
                "earlier_turn": earlier.id if earlier else None,
                "again": slugs,
            }
        )
        if slugs:
            return nothing(Outcome.answered), used
        return (self.past.search_of(earlier) if earlier else None) or nothing(
            Outcome.unanswered
        ), used

    # ---- a correction of the last question

    def _correction(self, text: str) -> Taken | None:
        topic, correction = self.past.topic_turn, self._correction_of(text)
        if topic is None or correction is None:
            return None
        title = " ".join(filter(None, (self._title(slug) for slug in self.past.articles)))
        question = corrected(topic.topic, correction, title)
        if question is None:
            question = correction.meant
        used = ContextUsed(
            kind="correction",
            rule="words",
            topic=question,
            searched=question,
            earlier=topic.topic,
            earlier_turn=topic.id,
        )
        return self._search(question), used

    def _correction_of(self, text: str) -> Correction | None:
        return read_correction(text, self.past.topic) if self.past.topic else None

    # ---- a follow-up, or a question of its own

    def _next(self, text: str) -> Taken:
        alone = self._search(text)
        topic = self.past.topic_turn
        if topic is None or not read_message(topic.topic).subject:
            return alone, None
        why = leaning(read_message(text), topic.topic, found_in(alone))
        if why is None:
            return alone, None
        together = self._search(
            f"{topic.topic[:MAX_EARLIER_CHARS]}{BETWEEN}{text}"[:MAX_QUESTION_CHARS]
        )
        if not serves_more(found_in(together), found_in(alone)):
            return alone, None
        used = ContextUsed(
            kind="follow_up",
            rule=why.value,
            # one that is answered is what is talked about now; others do not pile up
            topic=together.question if together.outcome is Outcome.answered else topic.topic,
            searched=together.question,
            earlier=topic.topic,
            earlier_turn=topic.id,
        )
        slug = next((s for s in self.past.articles if stays(s, found_in(together))), None)
        article = self._article(slug) if slug else None
        if article is None:
            return together, used
        return stay(text, used, article, alone, together)

    def _article(self, slug: str) -> Article | None:
        return articles.find_published(self.session, slug)

    def _title(self, slug: str) -> str:
        article = self._article(slug)
        return article.title if article else ""
