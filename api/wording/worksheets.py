"""Around what is asked step by step, and the document made of it."""

from typing import Annotated

from api.wording.parts import (
    Part,
    Plain,
    WithCount,
    WithDate,
    WithKinds,
    WithMaxChars,
    WithRef,
    Words,
    exactly,
)

WithName = Annotated[Words, exactly("name")]


class TypedButtons(Part):
    """What may be typed in the place of a button while the dialogue is down: whole, lower case."""

    later: tuple[Plain, ...]
    skip: tuple[Plain, ...]
    back: tuple[Plain, ...]


class DocumentWording(Part):
    """Around a worksheet that is exported as a document, and its CHEERS check on the page."""

    author: Plain
    marking: Plain
    made: WithDate
    draft: Plain
    sent: WithRef
    nothing: Plain
    suggested: Plain
    response: Plain
    evidence: Plain
    why_evidence: Plain
    cheers: Plain
    cheers_intro: Plain
    sign: Plain
    seen: Plain
    to_add: Plain
    clear: Plain
    unclear: Plain


class WorksheetWording(Part):
    """Around what is asked step by step, whatever it is."""

    progress: Annotated[Words, exactly("n", "total")]
    back_to: WithName
    said: Annotated[Words, exactly("answer")]
    instead: Plain
    take_typed: Annotated[Words, exactly("typed")]
    which_one: Annotated[Words, exactly("name", "earlier", "typed")]
    carry_on_earlier: Plain
    start_new: Plain
    skip: Plain
    keep: Plain
    use_typed: Plain
    back: Plain
    later: Plain
    review: Plain
    review_incomplete: Plain
    passed_over: Plain
    not_yet: Plain
    removed: WithKinds
    send: Plain
    change: Annotated[Words, exactly("label")]
    not_now: Plain
    left_open: Annotated[Words, exactly("name", "progress")]
    left_at_review: WithName
    carry_on: Plain
    line: Annotated[Words, exactly("title", "summary")]
    begin_new: Plain
    left: Plain
    several: Plain
    which: Plain
    none_open: Plain
    open_page: Plain
    cheers: Plain
    suggested: Plain
    suggested_line: Annotated[Words, exactly("n", "title", "evidence")]
    read_numbered: Annotated[Words, exactly("n", "title")]
    may_answer: Annotated[Words, exactly("title", "evidence")]
    read_it: Plain
    alike: Annotated[Words, exactly("question")]
    join: Plain
    not_joined: Plain
    joined: WithRef
    kept_alone: Plain
    typed: TypedButtons

    nothing: Plain
    too_long: WithMaxChars
    choose_one: Plain
    needed: Plain
    no_such_step: Plain
    closed: Plain
    too_many: WithCount
    incomplete: Plain
    at_review: Plain
    document: DocumentWording
