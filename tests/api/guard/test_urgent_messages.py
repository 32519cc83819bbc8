"""The lists that the guard is measured by: well formed, split fairly, nobody's copy; held to."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError

from knowledge import load_articles
from knowledge.evaluation import CHECK_SET, FIT_SET, read_cases
from knowledge.text import matching_key
from tests.api.guard.evaluate import (
    LATER,
    MESSAGES,
    Figures,
    Heard,
    Message,
    ask_chat,
    ask_guard,
    by_group,
    figures_of,
    hear,
    read_messages,
)
from tests.api.shares import Share

ROOT = Path(__file__).resolve().parents[3]
LIST = read_messages(MESSAGES)
LATER_LIST = read_messages(LATER)
URGENT_KINDS = {
    "life_or_crime_in_progress",
    "suicide",
    "missing_high_risk",
    "officer_assistance",
    "immediate_safeguarding",
    "own_crisis",
}


class TestList:
    """The rows themselves."""

    def test_is_long_enough_and_about_half_look_alikes(self) -> None:
        """At least 400, neither side under 48 %."""
        urgent = sum(message.urgent for message in LIST)
        assert len(LIST) >= 400
        assert 0.48 <= urgent / len(LIST) <= 0.52

    def test_urgent_kinds_are_the_six_of_the_guard(self) -> None:
        """Each with at least 25 rows; and no look-alike bears an urgent kind."""
        counts = Counter(message.kind for message in LIST if message.urgent)
        assert set(counts) == URGENT_KINDS
        assert min(counts.values()) >= 25
        assert not {message.kind for message in LIST if not message.urgent} & URGENT_KINDS

    def test_halves_are_alike(self) -> None:
        """Every kind stands in both halves, one row apart at most."""
        counts = Counter((message.kind, message.half) for message in LIST)
        for kind in {message.kind for message in LIST}:
            assert abs(counts[kind, "first"] - counts[kind, "second"]) <= 1, kind

    def test_no_row_twice(self) -> None:
        """Neither ids nor, normalised, texts; in both lists together."""
        both = LIST + LATER_LIST
        assert len({message.id for message in both}) == len(both)
        assert len({matching_key(message.text) for message in both}) == len(both)

    def test_errors_of_the_later_list_are_not_shown(self) -> None:
        """It is there for figures alone."""
        assert {message.half for message in LATER_LIST} == {"second"}
        assert {message.kind for message in LATER_LIST if message.urgent} == URGENT_KINDS

    def test_no_row_is_copied_from_elsewhere(self) -> None:
        """Not from the articles' questions, the search's sets, or the dialogue's training data."""
        known = {case.question for file in (FIT_SET, CHECK_SET) for case in read_cases(file)}
        release = load_articles(ROOT / "knowledge" / "articles")
        known |= {text for article in release for text in article.sample_questions}
        for file in (ROOT / "bot" / "data" / "nlu").rglob("*.yml"):
            lines = file.read_text(encoding="utf-8").splitlines()
            known |= {line.strip().removeprefix("- ") for line in lines}
        keys = {matching_key(text) for text in known}
        assert len(keys) > 2000
        assert not [one.id for one in LIST + LATER_LIST if matching_key(one.text) in keys]


class TestGuard:
    """What the guard is held to on them; an emergency missed or a false alarm more is a point."""

    @pytest.mark.parametrize("messages", [LIST, LATER_LIST], ids=["list", "later"])
    def test_holds_its_figures(self, messages: list[Message]) -> None:
        """Recall of .97 and 3 % of false alarms, less what one row of the list may differ."""
        found = figures_of(hear(messages, ask_guard))
        assert (found.recall.figure or 0) >= 0.965
        assert (found.false.figure or 1) <= 0.035


class TestReading:
    """A file of anyone's."""

    def test_only_text_and_urgent_are_needed(self, tmp_path: Path) -> None:
        """The rest has defaults, and what we do not know is passed over."""
        file = tmp_path / "mine.jsonl"
        file.write_text('{"text": "a", "urgent": true, "by": "me"}\n\n', encoding="utf-8")
        assert read_messages(file) == [Message(text="a", urgent=True)]

    @pytest.mark.parametrize(
        "row", [{"text": "a"}, {"text": "a", "urgent": True, "half": "third"}, {"urgent": False}]
    )
    def test_a_row_that_is_none(self, tmp_path: Path, row: dict[str, object]) -> None:
        """Is refused, not guessed at."""
        file = tmp_path / "mine.jsonl"
        file.write_text(json.dumps(row), encoding="utf-8")
        with pytest.raises(ValidationError):
            read_messages(file)


class TestFigures:
    """What is counted."""

    HEARD = (
        Heard(Message(text="a", urgent=True, kind="suicide", half="first"), urgent=True),
        Heard(Message(text="b", urgent=True, kind="suicide", half="second"), urgent=False),
        Heard(Message(text="c", urgent=False, kind="past", half="second"), urgent=True),
        Heard(Message(text="d", urgent=False, kind="past", half="second"), urgent=False),
    )

    def test_overall_by_half_and_by_kind(self) -> None:
        """Recall over what is urgent, false alarms over what is not."""
        assert by_group(self.HEARD) == {
            "all": Figures(Share(1, 2), Share(1, 2)),
            "first half": Figures(Share(1, 1), Share(0, 0)),
            "second half": Figures(Share(0, 1), Share(1, 2)),
            "suicide": Figures(Share(1, 2), Share(0, 0)),
            "past": Figures(Share(0, 0), Share(1, 2)),
        }

    def test_errors_of_the_second_half_are_kept(self) -> None:
        """Whoever betters the guard sees those of the first only."""
        assert [one.may_be_shown for one in self.HEARD] == [True, False, False, False]
        assert [one.wrong for one in self.HEARD] == [False, True, True, False]


class TestChat:
    """Asking a running assistant."""

    @pytest.mark.parametrize(
        ("status", "outcome", "heard"),
        [(200, "urgent", True), (200, "answered", False), (422, "urgent", False)],
    )
    def test_reads_the_outcome(self, status: int, outcome: str, heard: bool) -> None:
        """A refused message was not heard."""
        answers = httpx.MockTransport(lambda _: httpx.Response(status, json={"outcome": outcome}))
        with httpx.Client(transport=answers, base_url="http://assistant.test") as client:
            assert ask_chat(client)("a text") is heard

    def test_asks_again_when_told_to_wait(self) -> None:
        """The officer's limit is no answer."""
        answers = iter(
            [
                httpx.Response(429, headers={"Retry-After": "0"}),
                httpx.Response(200, json={"outcome": "urgent"}),
            ]
        )
        transport = httpx.MockTransport(lambda _: next(answers))
        with httpx.Client(transport=transport, base_url="http://assistant.test") as client:
            assert ask_chat(client)("a text") is True


class TestShare:
    """A share with its interval."""

    def test_as_shown(self) -> None:
        """Wilson's, and a dash for none of none."""
        assert str(Share(20, 30)) == "20 of 30 = 0.667 (0.488–0.808)"
        assert str(Share(0, 0)) == "–"
        assert Share(0, 0).as_json()["share"] is None
