"""What fitting is tried on: articles about as many subjects, all asked after in the same forms."""

from __future__ import annotations

from itertools import product

import pytest

from knowledge import Article
from knowledge.evaluation.cases import Case, Kind
from knowledge.fitting.making import Development, OutsideQuestions
from knowledge.fitting.simulation import OutsideQuestion
from knowledge.holdout import is_held_out

from ..conftest import ArticleFactory

# Unlike each other, so that none is taken for a slip of the thumb at another.
SUBJECTS = ("motorbikes", "streetlights", "coursing", "shoplifting", "carjacking", "doorsteps",
            "playgrounds", "dealing", "handbags", "nightclubs", "narrowboats",
            "railways")  # fmt: skip
FORMS = ("how to stop {0}", "{0} again", "what works on {0}", "trouble with {0}", "{0} at night",
         "residents fed up with {0}", "{0} near the school", "who deals with {0}", "{0} advice",
         "is there evidence on {0}", "plan for {0}", "repeat {0} problem", "{0} every weekend",
         "complaints of {0}", "any ideas for {0}", "{0} in the park", "reduce {0}", "help with {0}",
         "first steps on {0}", "how others dealt with {0}", "gangs and {0}", "measure {0}",
         "does it help with {0}", "{0} hot spot")  # fmt: skip
ENDINGS = ("", " this week", " again and again", " in town")
ELSEWHERE = ("pay", "leave", "weather", "football", "printer", "pension", "boots", "radio")


def questions_on(subject: str) -> tuple[str, ...]:
    """Twenty questions or so, every other of them held out: enough to ask some and keep some."""
    every = [f"{form.format(subject)}{end}" for form, end in product(FORMS, ENDINGS)]
    held_out = [question for question in every if is_held_out(question)]
    others = [question for question in every if not is_held_out(question)]
    return (*held_out, *others[: len(held_out)])


@pytest.fixture
def many(article: ArticleFactory) -> tuple[Article, ...]:
    """Twelve articles of one form."""
    return tuple(article(f"about-{s}", sample_questions=questions_on(s)) for s in SUBJECTS)


@pytest.fixture
def outside() -> OutsideQuestions:
    """Twenty-four questions that nothing answers."""
    kinds = ("near_miss", "out_of_scope", "small_talk")
    forms = ("what about {0}", "{0} please", "my {0} is late")
    texts = [form.format(word) for form, word in product(forms, ELSEWHERE)]
    made = [OutsideQuestion(t, kinds[n % 3]) for n, t in enumerate(texts)]
    return OutsideQuestions(tuple(made), "hash")


@pytest.fixture
def development() -> Development:
    """Two questions a subject, one with two right articles, and some that nothing answers."""
    cases = [
        Case(f"{form} {s}", form.format(s), (f"about-{s}",), Kind.answerable)
        for form, s in product(("kids and {0} down our street", "sick of {0} here"), SUBJECTS)
    ]
    both = ("about-motorbikes", "about-coursing")
    cases.append(Case("both", "motorbikes and coursing", both, Kind.answerable, two_part=True))
    kinds = (Kind.near_miss, Kind.out_of_scope, Kind.small_talk, Kind.organisational, Kind.urgent)
    cases += [
        Case(f"{kind} {n}", f"{word} for the {kind}", (), kind)
        for n, (kind, word) in enumerate(product(kinds, ELSEWHERE[:4]))
    ]
    return Development(tuple(cases), "development hash")
