"""CHEERS: the six signs are looked for in what was written, and nothing depends on them."""

import pytest

from api.worksheets.cheers import Sign, check, signs
from api.worksheets.kinds import kind

PROBLEM = {
    "what": "Youths climb on the shop roofs at the precinct and throw stones at passing cars.",
    "whom": "Shop staff and drivers",
    "where": "Roofs of the parade, number 3 to 9",
    "when": "Fridays after school until dark",
    "how_often": "About 14 calls a month since September",
    "known_from": "101 calls and complaints to the councillor",
}


def seen(answers):
    """Return the keys of the signs that are seen in the answers."""
    return {sign.key for sign in check(answers) if sign.seen}


class TestCheck:
    """The six signs, in their order."""

    def test_a_problem_shows_all_six(self):
        """And nothing is left to add."""
        found = check(PROBLEM)
        assert [sign.label[0] for sign in found] == list("CHEERS")
        assert all(sign.seen and sign.advice is None for sign in found)

    def test_a_label_shows_none_and_says_what_to_add(self):
        """ "ASB" alone is no event, and names nobody."""
        found = check({"what": "ASB", "whom": "", "where": "town"})
        assert {sign.key for sign in found if sign.seen} == {"expectation"}
        assert all(sign.advice for sign in found if not sign.seen)

    def test_an_empty_plan_shows_none(self):
        """It is checked before anything was answered too."""
        assert seen({}) == set()

    @pytest.mark.parametrize(
        ("step", "text", "sign"),
        [
            ("how_often", "every weekend", "recurring"),
            ("how_often", "twelve times", "recurring"),
            ("how_often", "20 thefts since May", "recurring"),
            ("whom", "elderly residents", "community"),
            ("what", "catalytic converters are stolen", "harm"),
            ("known_from", "survey of tenants", "expectation"),
        ],
    )
    def test_seen(self, step, text, sign):
        """In officers' words."""
        assert sign in seen({step: text})

    @pytest.mark.parametrize(
        ("answers", "sign"),
        [
            ({"how_often": "once, at 10 pm on 3 May"}, "recurring"),
            ({"whom": "officers' time"}, "community"),
            ({"where": "the park"}, "similarity"),
            ({"what": "youths on roofs"}, "events"),
        ],
    )
    def test_not_seen(self, answers, sign):
        """One incident, one detail, or a few words are not enough."""
        assert sign not in seen(answers)


class TestSigns:
    """The file."""

    def test_they_look_where_the_plan_asks(self):
        """A step that was renamed would never show a sign."""
        asked = {step.key for step in kind("plan").steps}
        assert {step for sign in signs() for step in sign.steps} <= asked
        assert kind("plan").cheers and not kind("idea").cheers

    def test_a_sign_that_nothing_would_show_is_refused(self):
        """It must say by what it is seen."""
        given = {"key": "x", "label": "X", "means": "x", "steps": ["what"], "unclear": "x"}
        with pytest.raises(ValueError, match="by what it is seen"):
            Sign.model_validate(given)
