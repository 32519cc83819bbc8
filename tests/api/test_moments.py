"""Days and moments are words, not numbers."""

from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from api.moments import Day, Moment


class TestDay:
    """A day of a request."""

    def test_is_read(self) -> None:
        """As ISO 8601 has it, or as Python has it already."""
        read = TypeAdapter(Day).validate_python
        assert read("2027-04-30") == read(date(2027, 4, 30)) == date(2027, 4, 30)

    @pytest.mark.parametrize("value", [0, 1.5, "0", "-86400", " 12 ", "1e3", "", None, True])
    def test_no_number_is_a_day(self, value: object) -> None:
        """Nor is nothing."""
        for kind in (Day, Moment):
            with pytest.raises(ValidationError):
                TypeAdapter(kind).validate_python(value)
