"""The urgent guard: what is happening now goes to 999; asking about it does not."""

import json
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
HURRIED: list[str] = MESSAGES["hurried"]
FIT = [
    json.loads(line)
    for line in (ROOT / "knowledge" / "evaluation" / "fit.jsonl").read_text("utf-8").splitlines()
]
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

    @pytest.mark.parametrize(("now", "asked"), MESSAGES["pairs"])
    def test_the_same_danger_is_urgent_only_as_it_happens(self, now: str, asked: str) -> None:
        assert check(now) is not None
        assert check(asked) is None

    def test_nineteen_of_twenty_hurried_messages_are_urgent(self) -> None:
        missed = [text for text in HURRIED if check(text) is None]
        assert len(HURRIED) >= 200
        assert len(missed) / len(HURRIED) <= 0.05, missed

    def test_the_urgent_questions_of_the_fit_set_are_urgent(self) -> None:
        urgent = [row["question"] for row in FIT if row["kind"] == "urgent"]
        missed = [question for question in urgent if check(question) is None]
        assert len(urgent) >= 30
        assert len(missed) / len(urgent) <= 0.05, missed

    def test_no_other_question_of_the_fit_set_is(self) -> None:
        others = [row["question"] for row in FIT if row["kind"] != "urgent"]
        assert len(others) >= 400
        assert [question for question in others if check(question)] == []

    @pytest.mark.parametrize(
        "text",
        [
            "OFFICER DOWN",
            "officer  down\n",
            "he\u2019s got a knife to her throat",
            "Officer down!!",
            "hes got a knife to her throat",
            "she isnt breathing pls hurry",
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

    def test_every_row_of_patterns_is_shown_by_a_message(self, tmp_path: Path) -> None:
        """Each sign of urgency by an urgent message, each sign of calm by a calm one."""
        data = yaml.safe_load(FILE.read_text("utf-8"))
        kinds = [row for kind in data["kinds"].values() for rows in kind.values() for row in rows]
        urgent = [text for _, text in URGENT] + HURRIED + [now for now, _ in MESSAGES["pairs"]]
        calm = MESSAGES["calm"] + [asked for _, asked in MESSAGES["pairs"]]
        shown = [(row, urgent) for row in data["now"] + data["here"] + kinds]
        shown += [(row, calm) for rows in data["calm"].values() for row in rows]
        file = tmp_path / "urgent.yml"
        unused = [row for row, texts in shown if not any(map(_alone(row, file).check, texts))]
        assert unused == []

    def test_a_force_can_use_its_own_file(self, tmp_path: Path) -> None:
        data = yaml.safe_load(FILE.read_text("utf-8"))
        data["kinds"]["officer_assistance"]["plain"].append(r"\bcode purple\b")
        file = tmp_path / "urgent.yml"
        file.write_text(yaml.safe_dump(data), encoding="utf-8")
        assert check("code purple") is None
        assert Guard(file).check("Code purple") == Urgent(UrgentKind.OFFICER)

    @pytest.mark.parametrize("spoil", ["kinds", "now", "calm", "spelling"])
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


def _alone(row: str, file: Path) -> Guard:
    """A guard that knows this one pattern, and the words and spelling of the real one."""
    data = yaml.safe_load(FILE.read_text("utf-8"))
    data |= {"now": [], "here": [], "calm": {"always": [], "unless_now": []}}
    data["kinds"] = {kind.value: {"plain": ["(?!)"]} for kind in UrgentKind}
    data["kinds"]["life_or_crime_in_progress"]["plain"] = [row]
    file.write_text(yaml.safe_dump(data), encoding="utf-8")
    return Guard(file)
