"""The page templates: escaping, dates by the clock of the United Kingdom, undefined names."""

from datetime import UTC, date, datetime, timedelta

import pytest
from jinja2 import UndefinedError

from api.portal.templating import (
    ENVIRONMENT,
    LOCAL_ZONE,
    as_at,
    clock,
    day,
    is_past,
    moment,
    paragraphs,
)


class TestParagraphs:
    """Plain text becomes paragraphs; nothing in it becomes markup."""

    def test_markup_is_shown_and_not_run(self):
        """A tag that somebody typed is text."""
        html = str(paragraphs("<script>alert(1)</script> & more"))
        assert "<script>" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in html

    def test_blank_lines_part_paragraphs_and_line_ends_stay(self):
        """Whichever line ends the browser sends."""
        html = str(paragraphs("one\r\ntwo\r\n\r\nthree"))
        assert html.count("<p ") == 2
        assert "one<br>two" in html

    def test_nothing_is_nothing(self):
        """White space makes no empty paragraph."""
        assert paragraphs(" \n\n ") == ""


class TestDay:
    """Dates read as 23 November 2026."""

    def test_a_timestamp_is_shown_by_the_local_clock(self):
        """Half past eleven at night UTC in summer is the next day in London."""
        late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
        assert day(late) == "2 July 2026"
        assert clock(late) == "12:30am"

    def test_a_date_is_shown_as_it_is(self):
        """A date has no clock."""
        assert day(date(2027, 5, 31)) == "31 May 2027"


class TestAsAt:
    """What a source stands for, as fine as it is known."""

    @pytest.mark.parametrize(
        ("value", "shown"),
        [
            ("2015", "2015"),
            ("2015-03", "March 2015"),
            ("2015-03-01", "1 March 2015"),
            ("2015-13", "2015-13"),
            ("spring", "spring"),
        ],
    )
    def test_in_words(self, value: str, shown: str):
        assert as_at(value) == shown


class TestMoment:
    """Near days are named."""

    def test_today_yesterday_and_before(self):
        """Only two days have names."""
        noon = datetime.now(LOCAL_ZONE).replace(hour=12, minute=5)
        assert moment(noon) == "today at 12:05pm"
        assert moment(noon - timedelta(days=1)) == "yesterday at 12:05pm"
        assert moment(datetime(2026, 1, 2, 9, 7, tzinfo=UTC)) == "2 January 2026 at 9:07am"


class TestIsPast:
    """A review date is over on the day after it."""

    def test_the_day_itself_is_not_past(self):
        """An article is current to the end of its review date."""
        today = datetime.now(LOCAL_ZONE).date()
        assert not is_past(today)
        assert is_past(today - timedelta(days=1))


class TestEnvironment:
    """The environment is strict and escapes."""

    def test_an_undefined_name_is_an_error(self):
        """A template with a misspelt name must fail in a test, not show a blank."""
        with pytest.raises(UndefinedError):
            ENVIRONMENT.from_string("{{ nobody_knows }}").render()

    def test_every_template_compiles(self):
        """No template of Portal or console has a syntax error."""
        names = ENVIRONMENT.list_templates(extensions=["html"])
        assert "portal/chat.html" in names and "console/ticket.html" in names
        for name in names:
            ENVIRONMENT.get_template(name)

    def test_no_template_has_inline_script_or_style_or_loads_from_elsewhere(self):
        """The Content-Security-Policy would block them, and pages must work air-gapped."""
        for name in ENVIRONMENT.list_templates(extensions=["html"]):
            assert ENVIRONMENT.loader is not None
            source = ENVIRONMENT.loader.get_source(ENVIRONMENT, name)[0]
            assert " style=" not in source, name
            assert "<style" not in source, name
            assert " onclick=" not in source, name
            assert 'src="http' not in source and 'href="http' not in source, name
            assert "<script>" not in source, name
