"""What a posted form says."""

from pydantic import ValidationError

from api.portal.forms import content_key, field_errors, typed
from api.tickets.schemas import NewTicket


def errors_of(**values: object) -> ValidationError:
    """Return the error that these values of a new ticket raise."""
    try:
        NewTicket.model_validate(values)
    except ValidationError as error:
        return error
    raise AssertionError("was accepted")


class TestContentKey:
    """A second click repeats the first; other words are another request."""

    def test_same_page_and_words_same_key(self):
        """What makes two clicks one ticket."""
        assert content_key("n", "a", "b") == content_key("n", "a", "b")

    def test_other_words_or_another_page_another_key(self):
        """Going back and correcting the text is not refused as a reused key."""
        keys = {content_key("n", "a"), content_key("n", "b"), content_key("m", "a")}
        assert len(keys) == 3


class TestFieldErrors:
    """What is wrong, by field, in words."""

    def test_a_field_with_its_own_sentence(self):
        """The page's words win over the validator's."""
        words = {("question", "value_error"): "Write what you need to know."}
        assert field_errors(errors_of(question="  "), words) == {
            "question": "Write what you need to know."
        }

    def test_too_long_names_the_limit(self):
        """Also inside a nested part."""
        found = field_errors(errors_of(question="q", details={"tried": "x" * 2001}))
        assert found == {"tried": "Keep this to 2,000 characters."}

    def test_the_validators_reason_otherwise(self):
        """A NUL is named."""
        found = field_errors(errors_of(question="a\x00b"))
        assert "NUL" in found["question"]


class TestTyped:
    """A form's line ends are put back to what was typed."""

    def test_crlf(self):
        """They would count double against the limit."""
        assert typed("a\r\nb") == "a\nb"
