"""Notices: what people are told of, in a line and in a sentence."""

from typing import Annotated

from pydantic import AfterValidator

from api.wording.parts import Part, Plain, Words, exactly, fields_of


class NoticeWords(Part):
    """One kind of notice: its line in a list (and a mail's subject), and what it means."""

    title: Words
    text: Words

    @property
    def names(self) -> frozenset[str]:
        """The {names} to be filled in."""
        return fields_of(self.title) | fields_of(self.text)


def says(*names: str) -> AfterValidator:
    """Return the check that a kind's texts use only these {names}."""

    def check(words: NoticeWords) -> NoticeWords:
        for field, value in (("title", words.title), ("text", words.text)):
            if fields_of(value) - frozenset(names):
                wanted = ", ".join(f"{{{name}}}" for name in names) or "no {names}"
                raise ValueError(f"{field} may use {wanted}, and no other name in braces")
        return words

    return AfterValidator(check)


WithRef = Annotated[NoticeWords, says("ref")]
WithTitle = Annotated[NoticeWords, says("title")]
WithTitleAndDate = Annotated[NoticeWords, says("title", "date")]
WithCount = Annotated[NoticeWords, says("count")]
WithDate = Annotated[NoticeWords, says("date")]


class NoticesWording(Part):
    """Every kind of notice. Nothing personal may stand in one: they leave the force's machines."""

    ticket_assigned: WithRef
    ticket_overdue: WithRef
    ticket_answered: WithRef
    ticket_reopened: WithRef
    delivery_failed: WithRef
    did_it_work: WithRef
    review_due: WithTitleAndDate
    review_overdue: WithTitleAndDate
    publish_failed: WithTitle
    sent_back: WithTitle
    in_review: WithTitle
    article_recalled: WithTitle
    gap_growing: WithCount
    token_expiring: WithDate

    def of(self, kind: str) -> NoticeWords:
        """Return the texts of a kind."""
        found: NoticeWords = getattr(self, kind)
        return found


WithLink = Annotated[Words, exactly("link")]
WithWays = Annotated[Words, exactly("ways")]


class MailWording(Part):
    """What stands around a notice that is mailed."""

    sender: Plain
    open: WithLink
    why: WithWays
