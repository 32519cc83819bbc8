"""Record classes are data that a force edits, checked before anything is purged by them."""

from datetime import timedelta
from typing import ClassVar

import pytest
import yaml
from pydantic import ValidationError

from api.retention.classes import FILE, RecordClasses, load_record_classes
from api.retention.purging import PURGES
from api.settings import ROOT, Settings


def changed(key, **fields):
    """Return the file's content with some fields of one class changed."""
    content = yaml.safe_load(FILE.read_text())
    content["classes"][key] |= fields
    return content


class TestFile:
    """api/retention/classes.yml."""

    def test_every_class_has_what_purges_it(self):
        """All but the dialogue's memory, which is rasa's."""
        assert set(load_record_classes().classes) - set(PURGES) == {"dialogue"}

    def test_conversations_are_kept_longest_of_what_stands_in_them(self):
        """Or a conversation would be gone before its parts are due."""
        classes = load_record_classes().classes
        longest = classes["conversation"].keep.period(Settings())
        for key in ("dialogue", "search_memory", "idempotency"):
            assert classes[key].keep.period(Settings()) <= longest

    def test_missing_class_is_refused(self):
        """It would be kept for ever, and nobody told."""
        content = yaml.safe_load(FILE.read_text())
        del content["classes"]["feedback"]
        with pytest.raises(ValidationError, match="feedback"):
            RecordClasses.model_validate(content)

    @pytest.mark.parametrize(
        "keep", [{}, {"days": 0}, {"days": 1, "years": 1}, {"setting": "OTHER"}, {"weeks": 2}]
    )
    def test_odd_period_is_refused(self, keep):
        """None, two, or one that would delete at once."""
        with pytest.raises(ValidationError):
            RecordClasses.model_validate(changed("conversation", keep=keep))


class TestKeep:
    """A period as a figure and in words."""

    @pytest.mark.parametrize(
        ("keep", "period", "words"),
        [
            ({"days": 90}, timedelta(days=90), "90 days"),
            ({"days": 1}, timedelta(days=1), "1 day"),
            ({"years": 7}, timedelta(days=2555), "7 years"),
            ({"setting": "IDEMPOTENCY_HOURS"}, timedelta(hours=30), "30 hours"),
        ],
    )
    def test_says_what_it_is(self, keep, period, words):
        """One figure for both."""
        item = RecordClasses.model_validate(changed("feedback", keep=keep)).classes["feedback"]
        settings = Settings(idempotency_hours=30)
        assert item.keep.period(settings) == period
        assert item.keep.words(settings) == words


class TestDocumentation:
    """docs/retention.md."""

    FORGET: ClassVar = {
        "deleted": "deleted",
        "unlinked": "kept without it",
        "stays": "kept",
        "none": "not touched",
    }

    def test_table_says_what_the_file_says(self):
        """Row by row, in its order."""
        expected = [
            f"| {item.name} | {item.keep.words(Settings())} after {item.after} | {item.then} "
            f"| {self.FORGET[item.forget]} |"
            for item in load_record_classes().classes.values()
        ]
        lines = (ROOT / "docs" / "retention.md").read_text().splitlines()
        assert [line for line in lines if line.startswith("| ")][1:] == expected
