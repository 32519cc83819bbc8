"""The kinds of worksheet: what they ask is data, and the data fits together."""

import pytest
from pydantic import ValidationError

from api.tickets.schemas import MAX_QUESTION_CHARS
from api.worksheets.kinds import MAX_CHARS, SUBMISSIONS, Kind, kind, kinds


class TestKinds:
    """The files as they are."""

    def test_the_portal_asks_the_same_five_questions_for_each_of_its_forms(self):
        """And opens a ticket of the form's own kind."""
        forms = [kind(name) for name in SUBMISSIONS]
        assert {form.steps for form in forms} == {forms[0].steps}
        assert len(forms[0].steps) == 5
        assert [form.ticket.kind for form in forms] == list(SUBMISSIONS)

    def test_a_plan_goes_through_scanning_analysis_response_and_assessment(self):
        """In this order, each step in one of them."""
        plan = kind("plan")
        seen = list(dict.fromkeys(step.stage for step in plan.steps))
        assert seen == ["scanning", "analysis", "response", "assessment"] == list(plan.stages)
        assert plan.find("assess_on").type == "date"

    @pytest.mark.parametrize("name", list(kinds()))
    def test_every_question_is_short_and_its_answer_fits_a_ticket(self, name):
        """One sentence to ask, one to say why."""
        assert MAX_CHARS <= MAX_QUESTION_CHARS
        for step in kind(name).steps:
            assert len(step.question) < 120
            assert step.hint is None or len(step.hint) < 140


class TestKind:
    """A file that does not fit is refused."""

    def given(self, **changes):
        """Return a kind as read from a file."""
        step = {"key": "what", "label": "What", "question": "What?"}
        ticket = {"kind": "idea", "question": "{what}", "details": {}}
        whole = {"key": "idea", "title": "T", "name": "n", "intro": "i", "review": "always"}
        return whole | {"ticket": ticket, "steps": [step]} | changes

    def test_this_one_fits(self):
        """So that the next test can fail."""
        assert Kind.model_validate(self.given()).place("what") == 1

    @pytest.mark.parametrize(
        "changes",
        [
            {"steps": []},
            {"steps": [{"key": "what", "label": "W", "question": "?"}] * 2},
            {"steps": [{"key": "what", "label": "W", "question": "?", "stage": "none"}]},
            {"steps": [{"key": "what", "label": "W", "question": "?", "type": "date"}]},
            {"ticket": {"kind": "idea", "question": "{where}"}},
            {"ticket": {"kind": "idea", "question": "{what}", "details": {"tried": "tried"}}},
            {"colour": "blue"},
        ],
    )
    def test_refused(self, changes):
        """No steps, two of a name, unknown stages, refusals without words, unknown entries."""
        with pytest.raises(ValidationError):
            Kind.model_validate(self.given(**changes))
