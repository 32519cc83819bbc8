"""What is said of guidance shown before, and of a message taken with what was before it."""

from typing import Annotated

from pydantic import ConfigDict, Field

from api.wording.parts import Part, Plain, WithTitle, Words, exactly

WithEarlier = Annotated[Words, exactly("earlier")]
WithQuestion = Annotated[Words, exactly("question")]
WithWords = Annotated[Words, exactly("words")]
WithTitleAndWords = Annotated[Words, exactly("title", "words")]
WithTitleAndWhat = Annotated[Words, exactly("title", "what")]
WithTextAndGrade = Annotated[Words, exactly("text", "grade")]
WithTitleAndCounts = Annotated[Words, exactly("title", "checked", "total")]
WithTitleAndLabel = Annotated[Words, exactly("title", "label")]
WithLabel = Annotated[Words, exactly("label")]
WithWhat = Annotated[Words, exactly("what")]


class AboutShown(Part):
    """What is asked of the guidance shown last."""

    nothing_shown: Plain
    pick_first: Plain
    in_short: WithTextAndGrade
    sources: WithTitleAndCounts
    no_sources: WithTitle
    strongest: WithTitleAndLabel
    none_ahead: WithLabel
    only_one: Plain
    not_ranked: WithWhat
    silent: WithWhat


class Aspects(Part):
    """What an article may not say, to follow "does not say"."""

    evidence: Plain
    cost: Plain
    time: Plain
    effort: Plain
    people: Plain
    measure: Plain
    limits: Plain
    steps: Plain


class ContextRules(Part):
    """Why a message was taken as it was, by the rule's key."""

    opening: Plain
    pronoun: Plain
    no_subject: Plain
    maybe: Plain
    words: Plain
    place: Plain
    button: Plain
    intent: Plain


class ContextForStaff(Part):
    """How a message was taken, for the Hub's staff; the kinds by their keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    heading: Plain
    follow_up: Plain
    correction: Plain
    back: Annotated[Plain, Field(alias="return")]
    choice: Plain
    none_of_them: Plain
    as_typed: Plain
    nothing: Plain
    started_over: Plain
    rules: ContextRules
    searched: WithQuestion
    not_searched: Plain
    earlier: WithEarlier


class ContextWording(Part):
    """A message taken with what was said before it."""

    follow_up: WithEarlier
    correction: WithQuestion
    back_to: WithEarlier
    back_unanswered: Plain
    only_what_i_typed: Plain
    part: WithTitle
    nearest: WithTitle
    nearest_without: WithTitleAndWords
    part_without: WithWords
    passages: WithTitleAndWhat
    does_not_mention: WithTitleAndWords
    does_not_say: WithTitleAndWhat
    does_not_cover: WithTitle
    others: Plain
    none_of_them: WithEarlier
    no_list: Plain
    aspects: Aspects
    staff: ContextForStaff
