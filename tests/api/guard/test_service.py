"""The urgent guard: what is happening now goes to 999; asking about it does not."""

import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.guard.service import FILE, Guard, Urgent, UrgentKind, check
from api.settings import ROOT
from api.wording import wording

MESSAGES: dict[str, Any] = yaml.safe_load(
    Path(__file__).with_name("messages.yml").read_text("utf-8")
)
URGENT = [(kind, text) for kind, texts in MESSAGES["urgent"].items() for text in texts]


class TestCheck:
    """`check` names why a message is urgent, or nothing."""

    @pytest.mark.parametrize(("kind", "text"), URGENT)
    def test_urgent(self, kind: str, text: str) -> None:
        found = check(text)
        assert found is not None
        # a suicidal person who is missing is both; either notice says 999
        assert kind in ("any", found.kind) or {found.kind, kind} == {"suicide", "missing_high_risk"}

    @pytest.mark.parametrize("text", MESSAGES["calm"])
    def test_calm(self, text: str) -> None:
        assert check(text) is None

    @pytest.mark.parametrize(
        "text",
        [
            "OFFICER DOWN",
            "officer  down\n",
            "he\u2019s got a knife to her throat",
            "Officer down!!",
        ],
    )
    def test_case_quotes_and_spacing_make_no_difference(self, text: str) -> None:
        assert check(text) is not None

    @pytest.mark.parametrize("text", ["", " ", "\x00", "\U0001f6a8", "?" * 2000])
    def test_nothing_said_is_not_urgent(self, text: str) -> None:
        assert check(text) is None

    def test_no_sample_question_of_an_article_trips_it(self) -> None:
        files = sorted((ROOT / "knowledge" / "articles").rglob("*.questions.yml"))
        questions = [
            question
            for file in files
            for question in yaml.safe_load(file.read_text("utf-8"))["questions"]
        ]
        assert len(questions) > 1000
        assert [(check(question), question) for question in questions if check(question)] == []

    def test_no_title_of_an_article_trips_it(self) -> None:
        files = sorted((ROOT / "knowledge" / "articles").rglob("*.md"))
        titles = [yaml.safe_load(f.read_text("utf-8").split("---")[1])["title"] for f in files]
        assert [title for title in titles if check(title)] == []

    def test_the_longest_message_takes_no_time(self) -> None:
        for unit in ("he is ", "knife ", "missing child ", "a", "and now ", "need "):
            started = time.perf_counter()
            check((unit * 2000)[:2000])
            assert time.perf_counter() - started < 0.5


class TestGuard:
    """The patterns are data: a bad file is refused at start."""

    def test_every_kind_has_a_notice_with_999(self) -> None:
        for kind in UrgentKind:
            notice = wording().urgent.notice(kind)
            assert notice.text
            assert "tel:999" in [link.url for link in notice.links]

    def test_a_force_can_use_its_own_file(self, tmp_path: Path) -> None:
        data = yaml.safe_load(FILE.read_text("utf-8"))
        data["kinds"]["officer_assistance"]["plain"].append(r"\bcode purple\b")
        file = tmp_path / "urgent.yml"
        file.write_text(yaml.safe_dump(data), encoding="utf-8")
        assert check("code purple") is None
        assert Guard(file).check("Code purple") == Urgent(UrgentKind.OFFICER)

    @pytest.mark.parametrize("spoil", ["kinds", "now", "calm"])
    def test_a_file_that_lacks_something_is_refused(self, tmp_path: Path, spoil: str) -> None:
        data = yaml.safe_load(FILE.read_text("utf-8"))
        del data[spoil]
        file = tmp_path / "urgent.yml"
        file.write_text(yaml.safe_dump(data), encoding="utf-8")
        with pytest.raises(ValueError):
            Guard(file)

    def test_a_file_that_lacks_a_kind_is_refused(self, tmp_path: Path) -> None:
        data = yaml.safe_load(FILE.read_text("utf-8"))
        del data["kinds"]["suicide"]
        file = tmp_path / "urgent.yml"
        file.write_text(yaml.safe_dump(data), encoding="utf-8")
        with pytest.raises(ValueError, match="suicide"):
            Guard(file)
