"""Around what is answered: articles, lists of them, and their evidence."""

from api.wording.parts import Part, Plain, WithDate, WithTitle
from knowledge import EvidenceGrade


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
