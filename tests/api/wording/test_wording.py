"""The wording file is complete, checked at start, and safe to fill in."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from api.wording import FILE, load_wording, wording
from knowledge import EvidenceGrade


def changed(tmp_path: Path, *path: str, to: Any) -> Path:
    data = yaml.safe_load(FILE.read_text("utf-8"))
    place = data
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = to
    file = tmp_path / "wording.yml"
    file.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return file


class TestLoadWording:
    """A force's edit is taken if it still fits, and refused by name if not."""

    def test_an_edit_is_taken(self, tmp_path: Path) -> None:
        file = changed(tmp_path, "degraded", "search", to="Search is off.")
        assert load_wording(file).degraded.search == "Search is off."

    @pytest.mark.parametrize(
        ("path", "to"),
        [
            (("degraded", "search"), ""),
            (("degraded", "search"), "Hello {name}"),
            (("degraded", "search"), "broken {"),
            (("ticket", "opened"), "No reference"),
            (("ticket", "opened"), "{ref.__class__}"),
            (("redaction", "phone"), "[phone 1]"),
            (("redaction", "phone"), "phone removed"),
            (("redaction", "email"), "[an @]"),
            (
                ("urgent", "notices", "suicide", "links"),
                [{"label": "x", "url": "javascript:alert(1)"}],
            ),
            (("urgent", "notices", "suicide", "force_lines"), ["no_such_line"]),
            (("degraded", "extra"), "x"),
            (("notices", "ticket_answered", "title"), "{name} has answered"),
            (("notices", "ticket_answered", "text"), "{ref.__class__}"),
            (("notices", "no_such_kind"), {"title": "x", "text": "x"}),
        ],
    )
    def test_what_does_not_fit_is_refused(
        self, tmp_path: Path, path: tuple[str, ...], to: Any
    ) -> None:
        with pytest.raises(ValidationError, match=path[-1]):
            load_wording(changed(tmp_path, *path, to=to))


class TestWording:
    """What other parts ask for is there."""

    def test_every_grade_has_words(self) -> None:
        labels = [wording().evidence.grade(grade).label for grade in EvidenceGrade]
        assert labels == ["Worked", "Promising", "Untested", "Did not work"]

    def test_a_force_line_stands_under_its_notices_once_it_is_set(self, tmp_path: Path) -> None:
        """No number is made up: what the force has not set is left out."""
        path = ("urgent", "force_lines", "safeguarding")
        line = {"label": "Safeguarding", "url": "tel:0123456789"}
        file = changed(tmp_path, *path, to=line)
        for kind in ("missing_high_risk", "immediate_safeguarding"):
            before = wording().urgent.notice(kind).links
            after = load_wording(file).urgent.notice(kind).links
            assert [link.url for link in after] == [*(link.url for link in before), line["url"]]

    def test_every_signpost_that_search_names_has_a_text(self) -> None:
        file = Path(FILE).parents[2] / "knowledge" / "signposts.yml"
        keys = yaml.safe_load(file.read_text("utf-8"))["signposts"]
        assert sorted(set(keys) - set(wording().out_of_scope.signposts)) == []

    def test_an_unknown_signpost_is_the_general_one(self) -> None:
        words = wording().out_of_scope
        assert words.signpost(None) == words.signpost("no-such") == words.signposts["general"]

    @pytest.mark.parametrize(
        ("kinds", "said"),
        [
            (("phone",), "I removed a phone number from"),
            (("email", "phone"), "I removed an e-mail address and a phone number from"),
            (
                ("email", "phone", "postcode"),
                "I removed an e-mail address, a phone number and part of a postcode from",
            ),
        ],
    )
    def test_the_redaction_notice_lists_the_kinds(self, kinds: tuple[str, ...], said: str) -> None:
        assert wording().redaction.notice_for(kinds).startswith(said)
