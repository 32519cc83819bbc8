"""The shape of the wording file; an unknown, missing or wrongly filled entry is refused."""

import string
from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from knowledge import EvidenceGrade

GENERAL = "general"
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]


def fields_of(template: str) -> frozenset[str]:
    """Return the {names} that `template` wants filled; ValueError if its braces are broken."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)


def _exactly(*names: str) -> AfterValidator:
    def check(template: str) -> str:
        unknown = fields_of(template) - frozenset(names)
        if unknown or (names and not fields_of(template)):
            wanted = ", ".join(f"{{{name}}}" for name in names) or "no {names}"
            raise ValueError(f"must use {wanted}, and no other name in braces")
        return template

    return AfterValidator(check)


def _harmless_placeholder(words: str) -> str:
    inside = words[1:-1]
    if not (words.startswith("[") and words.endswith("]")) or "[" in inside or "]" in inside:
        raise ValueError("must stand in one pair of square brackets")
    if any(character.isdigit() or character == "@" for character in words):
        raise ValueError("must hold no digit and no @, or redacting twice would redact it again")
    return words


Plain = Annotated[Words, _exactly()]
Placeholder = Annotated[Plain, AfterValidator(_harmless_placeholder)]
WithKinds = Annotated[Words, _exactly("kinds")]
WithTitle = Annotated[Words, _exactly("title")]
WithEarlier = Annotated[Words, _exactly("earlier")]
WithQuestion = Annotated[Words, _exactly("question")]
WithWords = Annotated[Words, _exactly("words")]
WithTitleAndWords = Annotated[Words, _exactly("title", "words")]
WithTitleAndWhat = Annotated[Words, _exactly("title", "what")]
WithTextAndGrade = Annotated[Words, _exactly("text", "grade")]
WithTitleAndCounts = Annotated[Words, _exactly("title", "checked", "total")]
WithTitleAndLabel = Annotated[Words, _exactly("title", "label")]
WithLabel = Annotated[Words, _exactly("label")]
WithWhat = Annotated[Words, _exactly("what")]
WithDate = Annotated[Words, _exactly("date")]
WithMaxChars = Annotated[Words, _exactly("max_chars")]
WithName = Annotated[Words, _exactly("name")]
WithCount = Annotated[Words, _exactly("count")]
WithRef = Annotated[Words, _exactly("ref")]
WithRefAndState = Annotated[Words, _exactly("ref", "state")]
Url = Annotated[str, StringConstraints(pattern=r"^(https://\S+|tel:\+?[0-9]+|mailto:\S+|/\S*)$")]


class Part(BaseModel):
    """A part of the wording file."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Link(Part):
    """A link under a notice: a page (https or ours), a phone number or an e-mail address."""

    label: Plain
    url: Url


class Notice(Part):
    """A text and the links under it."""

    text: Plain
    links: tuple[Link, ...] = ()


class RedactedKind(Part):
    """What a kind of personal data is called in a sentence, once and several times."""

    one: Plain
    many: WithCount


class RedactedKinds(Part):
    """What each kind of personal data is called."""

    name: RedactedKind
    phone: RedactedKind
    email: RedactedKind
    registration: RedactedKind
    postcode: RedactedKind
    address: RedactedKind
    birth_date: RedactedKind
    national_insurance: RedactedKind
    nhs_number: RedactedKind
    passport: RedactedKind
    driving_licence: RedactedKind
    bank_card: RedactedKind
    bank_account: RedactedKind
    police_reference: RedactedKind
    collar_number: RedactedKind
    social_media: RedactedKind


class Redaction(Part):
    """What stands in the place of personal data, and how the officer is told."""

    name: Placeholder
    phone: Placeholder
    email: Placeholder
    registration: Placeholder
    postcode: Placeholder
    address: Placeholder
    birth_date: Placeholder
    national_insurance: Placeholder
    nhs_number: Placeholder
    passport: Placeholder
    driving_licence: Placeholder
    bank_card: Placeholder
    bank_account: Placeholder
    police_reference: Placeholder
    collar_number: Placeholder
    social_media: Placeholder
    notice: WithKinds
    kinds: RedactedKinds

    def notice_for(self, kinds: Sequence[str]) -> str:
        """Return the sentence that names what was removed, `kinds` as `redact` gives them."""
        names = [self.named(kind) for kind in kinds]
        listed = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
        return self.notice.format(kinds=listed)

    def named(self, kind: str, count: int = 1) -> str:
        """Return what was removed in words: "a name", "3 names"."""
        words: RedactedKind = getattr(self.kinds, kind)
        return words.one if count == 1 else words.many.format(count=count)


class Answered(Part):
    """Around an article that was served; `another` stands before that of a second question."""

    intro: Plain
    another: Plain
    part_heading: WithTitle
    sources_heading: Plain
    as_of: WithDate
    not_opened: Plain
    review: WithDate
    read_more: Plain
    tell_me_more: Plain
    no_more: Plain


class Choices(Part):
    """Over two or three candidates."""

    intro: Plain


class AboutShown(Part):
    """What is asked of the guidance shown last."""

    nothing_shown: Plain
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


class Unanswered(Part):
    """Nothing good enough was found: first time, and after that."""

    first: Plain
    again: Plain
    ask_the_hub: Plain
    use_the_form: Plain


def _with_general(signposts: dict[str, Notice]) -> dict[str, Notice]:
    if GENERAL not in signposts:
        raise ValueError(f"must have the key {GENERAL}, which stands for any other")
    return signposts


class OutOfScope(Part):
    """Not prevention: who to ask instead, by the key that search names."""

    intro: Plain
    not_right: Plain
    signposts: Annotated[dict[str, Notice], AfterValidator(_with_general)]

    def signpost(self, key: str | None) -> Notice:
        """Return the signpost of `key`, or the general one."""
        return self.signposts.get(key or GENERAL, self.signposts[GENERAL])


class ForceLine(Part):
    """A line of the force itself; `url` is None until the force has put its own there."""

    label: Plain
    url: Url | None


class UrgentNotice(Notice):
    """A notice with the names of the force's own lines that belong under it."""

    force_lines: tuple[str, ...] = ()


class UrgentNotices(Part):
    """One notice for each kind that the guard names."""

    life_or_crime_in_progress: UrgentNotice
    suicide: UrgentNotice
    missing_high_risk: UrgentNotice
    officer_assistance: UrgentNotice
    immediate_safeguarding: UrgentNotice
    own_crisis: UrgentNotice


class UrgentWording(Part):
    """What is said when somebody is in danger now, by kind, and who to call."""

    force_lines: dict[str, ForceLine]
    notices: UrgentNotices
    follow_up: Plain
    not_now: Plain
    not_kept: Plain
    no_longer_held: Plain

    @model_validator(mode="after")
    def _lines_are_known(self) -> Self:
        for kind in UrgentNotices.model_fields:
            unknown = set(getattr(self.notices, kind).force_lines) - set(self.force_lines)
            if unknown:
                raise ValueError(f"{kind} names unknown force_lines: {', '.join(sorted(unknown))}")
        return self

    def notice(self, kind: str) -> Notice:
        """Return the notice of a kind that the guard named, the force's own lines last."""
        found: UrgentNotice = getattr(self.notices, kind)
        lines = [self.force_lines[name] for name in found.force_lines]
        own = tuple(Link(label=line.label, url=line.url) for line in lines if line.url is not None)
        return Notice(text=found.text, links=found.links + own)


class Degraded(Part):
    """A part is down; what still works was done."""

    dialogue: Plain
    search: Plain
    nothing_found: Plain
    button: Plain
    open_the_form: Plain
    search_slow: Plain


class Failed(Part):
    """Something was not accepted, or went wrong."""

    general: Plain
    stale_button: Plain
    empty: Plain
    too_long: WithMaxChars
    turn_limit: Plain


class Grade(Part):
    """The label of an evidence grade, what it means, and what to say before such an answer."""

    label: Plain
    explanation: Plain
    warning: Plain | None = None


class EvidenceWording(Part):
    """The Practice Bank's four grades in words."""

    heading: Plain
    worked: Grade
    promising: Grade
    untested: Grade
    did_not_work: Grade

    def grade(self, grade: EvidenceGrade | str) -> Grade:
        """Return the words for a grade."""
        found: Grade = getattr(self, str(grade))
        return found


class FeedbackReasons(Part):
    """Why an answer did not help, or only in part."""

    wrong: Plain
    outdated: Plain
    incomplete: Plain
    not_my_situation: Plain
    unclear: Plain


class FeedbackWording(Part):
    """Asking whether an answer helped."""

    question: Plain
    helped: Plain
    partly: Plain
    did_not_help: Plain
    thanks_helped: Plain
    thanks_partly: Plain
    thanks_did_not_help: Plain
    thanks_reason: Plain
    already: Plain
    glad: Plain
    nothing_to_rate: Plain
    why: Plain
    reasons: FeedbackReasons


class TicketStates(Part):
    """Each state of a ticket, as the officer reads it."""

    new: Plain
    assigned: Plain
    in_progress: Plain
    answered: Plain
    closed: Plain
    reopened: Plain
    withdrawn: Plain
    merged: Plain


class TicketWording(Part):
    """Around a ticket."""

    opened: WithRef
    answered: WithRef
    closed: WithRef
    state_line: WithRefAndState
    none: Plain
    undelivered: WithRef
    states: TicketStates

    def state(self, state: str) -> str:
        """Return a state in words."""
        return str(getattr(self.states, state))


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

    progress: Annotated[Words, _exactly("n", "total")]
    back_to: WithName
    said: Annotated[Words, _exactly("answer")]
    instead: Plain
    take_typed: Annotated[Words, _exactly("typed")]
    which_one: Annotated[Words, _exactly("name", "earlier", "typed")]
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
    change: Annotated[Words, _exactly("label")]
    not_now: Plain
    left_open: Annotated[Words, _exactly("name", "progress")]
    left_at_review: WithName
    carry_on: Plain
    line: Annotated[Words, _exactly("title", "summary")]
    begin_new: Plain
    left: Plain
    several: Plain
    which: Plain
    none_open: Plain
    open_page: Plain
    cheers: Plain
    suggested: Plain
    suggested_line: Annotated[Words, _exactly("n", "title", "evidence")]
    read_numbered: Annotated[Words, _exactly("n", "title")]
    may_answer: Annotated[Words, _exactly("title", "evidence")]
    read_it: Plain
    alike: Annotated[Words, _exactly("question")]
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


class RetentionWording(Part):
    """What is kept and who can see it, in short; and what is said around deleting."""

    privacy: Annotated[Words, _exactly("conversation", "ticket")]
    privacy_link: Plain
    no_longer_kept: Plain
    delete_ask: Plain
    deleted: Plain


class Wording(Part):
    """The whole file."""

    redaction: Redaction
    answered: Answered
    choices: Choices
    about_shown: AboutShown
    context: ContextWording
    unanswered: Unanswered
    out_of_scope: OutOfScope
    urgent: UrgentWording
    degraded: Degraded
    error: Failed
    evidence: EvidenceWording
    feedback: FeedbackWording
    ticket: TicketWording
    worksheet: WorksheetWording
    retention: RetentionWording
