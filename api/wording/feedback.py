"""Asking whether an answer helped."""

from api.wording.parts import Part, Plain


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
