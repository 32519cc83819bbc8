"""The service levels as data: what is wrong in the file is named by its field."""

from datetime import UTC, datetime

import pytest
import yaml
from pydantic import ValidationError

from api.tickets.levels import FILE, ServiceLevels, load_service_levels, service_levels
from api.tickets.urgency import Urgency

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


def changed(path, value):
    """Return the file's content with one entry changed."""
    whole = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    *parents, last = path.split(".")
    part = whole
    for name in parents:
        part = part[name]
    part[last] = value
    return whole


class TestFile:
    """The one that is committed, and what a force may write into it."""

    def test_the_committed_one_is_sound(self):
        """Read at start."""
        assert load_service_levels() == service_levels()

    @pytest.mark.parametrize(
        ("path", "value", "words"),
        [
            ("hours.monday", "8-18", "monday: '8-18' is not like 08:00-18:00"),
            ("hours.monday", "18:00-08:00", "does not end after it begins"),
            ("hours.funday", "08:00-18:00", "hours.funday"),
            ("hours", {}, "hours"),
            ("urgencies.normal.answer_h", 0, "urgencies.normal.answer_h"),
            ("urgencies.normal.colour", "red", "urgencies.normal.colour"),
            ("urgencies", {}, "urgencies missing: critical, high, normal, low"),
            ("opens_as.gossip", "low", "opens_as.gossip"),
            ("need.person_h", -1, "need.person_h"),
            ("closed", ["Christmas"], "closed.0"),
        ],
    )
    def test_what_is_wrong_is_named(self, path, value, words):
        """By the field, in words."""
        with pytest.raises(ValidationError) as caught:
            ServiceLevels.model_validate(changed(path, value))
        assert words in str(caught.value)

    def test_a_day_may_end_at_midnight(self):
        """24:00."""
        levels = ServiceLevels.model_validate(changed("hours.monday", "00:00-24:00"))
        opens, closes = levels.service.span(MONDAY.date())
        assert (closes - opens).total_seconds() == 24 * 3600


class TestDue:
    """The more urgent, the sooner."""

    def test_in_the_order_of_the_urgencies(self):
        """Both the answer and the start."""
        levels = service_levels()
        for due in (levels.due_at, levels.start_by):
            moments = [due(MONDAY, urgency) for urgency in Urgency]
            assert moments == sorted(moments)
            assert len(set(moments)) == len(moments)

    def test_work_has_to_begin_before_the_answer_is_due(self):
        """For every urgency."""
        levels = service_levels()
        for urgency in Urgency:
            assert levels.start_by(MONDAY, urgency) < levels.due_at(MONDAY, urgency)
