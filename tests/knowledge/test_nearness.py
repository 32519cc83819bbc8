"""A warning is worth its place: what disagrees is found, what only resembles is let be.

The pairs are constructed: half of the contradictions change a figure or turn a sentence round and
nothing else, half are reworded as a second author would. The figures are in docs/console.md.
"""

from dataclasses import replace

import pytest

from knowledge import Article
from knowledge.encoder import FakeEncoder
from knowledge.index.entry import make_entry, passage_texts
from knowledge.nearness import Disagreement, contradictions, near_passages
from tests.api.conftest import make_article

FIGURES, POLARITY = Disagreement.FIGURES, Disagreement.POLARITY

COPIED = [
    (FIGURES, "Visit the victim within 7 days of the burglary.",
     "Visit the victim within 14 days of the burglary."),
    (FIGURES, "Keep the footage for 28 days before it is deleted.",
     "Keep the footage for three months, 31 days at most, before it is deleted."),
    (FIGURES, "A closure notice lasts up to 48 hours.", "A closure notice lasts up to 24 hours."),
    (FIGURES, "Fit bollards no more than 1.5 metres apart on the path.",
     "Fit bollards no more than 2 metres apart on the path."),
    (FIGURES, "The trial cut thefts from vehicles by 20 per cent.",
     "The trial cut thefts from vehicles by 45%."),
    (FIGURES, "Fixed penalty for littering in the park is £100.",
     "Fixed penalty for littering in the park is £150."),
    (POLARITY, "Share the address with the school before the visit.",
     "Do not share the address with the school before the visit."),
    (POLARITY, "Officers can seize the motorbike without a warning.",
     "Officers cannot seize the motorbike without a warning."),
    (POLARITY, "Publish the names of repeat offenders on the notice board.",
     "Never publish the names of repeat offenders on the notice board."),
    (POLARITY, "Leave lights on in the alley overnight.",
     "Don't leave lights on in the alley overnight."),
    (POLARITY, "Warn the family before the search begins.",
     "Avoid warning the family before the search begins."),
    (POLARITY, "Security patrols should challenge young people at the station.",
     "Security patrols should not challenge young people at the station."),
]  # fmt: skip
REWORDED = [
    (FIGURES, "Visit the victim within 7 days of the burglary.",
     "After a burglary the victim should be visited within fourteen days."),
    (FIGURES, "A closure notice lasts up to 48 hours.",
     "Closure notices can last for up to 24 hours."),
    (FIGURES, "Review the plan every three months with partners.",
     "With your partners, review plans every six months."),
    (FIGURES, "Hot spot patrols work best at 15 minutes each.",
     "The best length for a patrol of a hot spot is 30 minutes."),
    (FIGURES, "Two officers attend every street triage visit.",
     "Every visit of street triage is attended by three officers."),
    (FIGURES, "Keep the footage for 28 days before it is deleted.",
     "Footage is deleted after 90 days."),
    (POLARITY, "Share the address with the school before the visit.",
     "The school must not be given the address ahead of the visit."),
    (POLARITY, "Officers can seize the motorbike without a warning.",
     "A motorbike is seized only after its rider was warned."),
    (POLARITY, "Warn the family before the search begins.",
     "The family is never warned before a search begins."),
    (POLARITY, "Leave lights on in the alley overnight.",
     "Alley lights should not be left on overnight."),
    (POLARITY, "Marking property deters burglars.", "Property marking does not deter burglars."),
    (POLARITY, "Tell residents the date of the operation.",
     "Keep the date of the operation from residents."),
]  # fmt: skip
AGREEING = [
    ("Visit the victim within 7 days of the burglary.",
     "Visit the victim within seven days of the burglary."),
    ("Visit the victim within 7 days of the burglary.",
     "Visit the neighbours of the victim within 2 days."),
    ("Count the calls before and after.", "Count calls for 3 months before and 3 months after."),
    ("Do not share the address with the school.", "Never share the address with the school."),
    ("Share the address with the landlord if the law allows it.",
     "Do not share health records with the school."),
    ("A closure notice lasts up to 48 hours.", "A closure order lasts up to three months."),
    ("Count plans that were assessed, not plans that were opened.",
     "Count plans that were assessed."),
    ("Fit the lock and the light.", "Fit the lock, the light and the chain."),
    ("The 2015 review found 43 studies.", "The 2017 review found less."),
    ("Ask the council for the lighting budget.", "Ask the council for the cleaning budget."),
    ("Hot spot patrols work best at 15 minutes each.",
     "Hot spot patrols work best at 15 minutes each, at random times."),
    ("Talk to the landlord first.", "Talk to the tenant and not only to the landlord first."),
]  # fmt: skip


def saying(slug: str, *sentences: str) -> Article:
    return replace(make_article(slug), summary=" ".join(sentences), sections=())


def found(one: str, other: str) -> list[Disagreement]:
    return [row.kind for row in contradictions(saying("a", one), [saying("b", other)])]


class TestContradictions:
    """What is copied and turned round is found; what only resembles is not."""

    @pytest.mark.parametrize(("kind", "one", "other"), COPIED)
    def test_copied(self, kind: Disagreement, one: str, other: str) -> None:
        assert found(one, other) == [kind]
        assert found(other, one) == [kind]

    def test_of_the_agreeing_one_is_warned_of(self) -> None:
        """The victim's visit and the neighbours': too like to be told apart by words."""
        wrong = [one for one, other in AGREEING if found(one, other)]
        assert wrong == [AGREEING[1][0]]

    def test_of_the_reworded_some_are_found(self) -> None:
        """Words are compared, not meanings: this is what that costs."""
        right = sum(found(one, other) == [kind] for kind, one, other in REWORDED)
        assert right >= 9

    def test_an_article_does_not_contradict_itself(self) -> None:
        _, one, other = COPIED[0]
        both = saying("a", one, other)
        assert contradictions(both, [both]) == ()


class TestNearPassages:
    """The likest passage of each other article, the likest first."""

    def test_a_copy_is_nearest_and_itself_left_out(self) -> None:
        encoder = FakeEncoder()
        ours = saying("a", "Close the gaps they ride through.")
        others = [saying("b", "Ask the council to pay."), replace(ours, slug="c")]
        entries = [make_entry(article, encoder) for article in (ours, *others)]
        own = encoder.encode(passage_texts(ours))
        near = near_passages(ours, own, entries, least=-1.0, limit=5)
        assert [row.slug for row in near] == ["c", "b"]
        assert near[0].likeness == pytest.approx(1.0, abs=1e-3)
        assert near_passages(ours, own, entries, least=0.99, limit=5) == near[:1]
