"""The held-out messages: enough of them, of every intent, noisy ones too, and none trained on.

`nlu_held_out.jsonl` is written apart from bot/data/nlu, and neither author reads the other's. So
nothing here prints a message: a row is named by its line.
"""

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel, ConfigDict, Field

from launch.settings import ROOT

FILE = ROOT / "tests" / "bot" / "nlu_held_out.jsonl"
INTENTS = {
    "ask_guidance", "greet", "goodbye", "thank", "affirm", "deny", "help", "bot_challenge",
    "ask_the_hub", "ticket_status", "answer_helped", "answer_partly_helped",
    "answer_did_not_help", "choose", "tell_me_more", "say_shorter", "ask_source", "compare",
    "go_back", "start_over", "cancel", "report_emergency", "small_talk", "start_plan",
    "make_submission", "resume", "change_answer", "delete_conversation", "ask_privacy",
}  # fmt: skip
LEAST_MESSAGES = 800
LEAST_OF_AN_INTENT = 15


class Row(BaseModel):
    """One message, what it means, and whether it is typed badly on purpose."""

    model_config = ConfigDict(extra="forbid", strict=True)

    text: str = Field(repr=False)  # nor does a failed assertion print it
    intent: str
    noise: bool


def plain(text: str) -> str:
    """Return the words alone: small letters, no accents, punctuation or emojis."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(
        re.findall(r"[^\W_]+", "".join(c for c in bare if not unicodedata.combining(c)))
    )


def trained_texts(folder: Path) -> set[str]:
    """Return every example under a folder of Rasa's training data, plain."""
    found = set()
    for file in folder.glob("**/*.yml"):
        for block in yaml.safe_load(file.read_text(encoding="utf-8")).get("nlu") or []:
            for line in str(block.get("examples", "")).splitlines():
                text = re.sub(r"\[(.*?)\](\(.*?\)|\{.*?\})", r"\1", line.strip().removeprefix("-"))
                found.add(plain(text))
    return found


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    """The held-out messages in the order of their lines."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return [Row.model_validate(json.loads(line)) for line in lines]


class TestRows:
    """tests/bot/nlu_held_out.jsonl."""

    def test_there_are_enough(self, rows: list[Row]) -> None:
        """A figure on a handful would say nothing."""
        assert len(rows) >= LEAST_MESSAGES

    def test_every_intent_has_enough(self, rows: list[Row]) -> None:
        """Macro-F1 weighs a small intent like a large one."""
        counts = Counter(row.intent for row in rows)
        assert set(counts) == INTENTS
        assert {intent for intent, count in counts.items() if count < LEAST_OF_AN_INTENT} == set()

    def test_about_a_third_are_questions(self, rows: list[Row]) -> None:
        """What officers come for, and what must not be taken for talk."""
        share = sum(row.intent == "ask_guidance" for row in rows) / len(rows)
        assert 0.25 <= share <= 0.4

    def test_about_a_fifth_are_noisy(self, rows: list[Row]) -> None:
        """Thumbs, gloves and autocorrect."""
        assert 0.15 <= sum(row.noise for row in rows) / len(rows) <= 0.25

    def test_no_message_stands_twice(self, rows: list[Row]) -> None:
        """It would count twice, or contradict itself."""
        texts = [plain(row.text) for row in rows]
        assert [n for n, text in enumerate(texts, 1) if texts.index(text) < n - 1] == []

    def test_every_message_has_words(self, rows: list[Row]) -> None:
        """An emoji alone has no plain form to compare."""
        assert [n for n, row in enumerate(rows, 1) if not plain(row.text)] == []

    def test_none_is_trained_on(self, rows: list[Row]) -> None:
        """What training needs too leaves this file: training data keeps what is natural."""
        trained = trained_texts(ROOT / "bot" / "data" / "nlu")
        assert len(trained) > len(INTENTS)
        known = [n for n, row in enumerate(rows, 1) if plain(row.text) in trained]
        sed = f"sed -i '{';'.join(f'{n}d' for n in known)}' {FILE.relative_to(ROOT)}"
        assert known == [], f"drop these lines unread: {sed}"


class TestPlain:
    """The form in which messages are compared."""

    @pytest.mark.parametrize(
        "text", ["Thanks, MATE!!", "thanks mate 👍", "  thanks  mate", "thänks mate"]
    )
    def test_looks_through_dress(self, text: str) -> None:
        """Capitals, punctuation, emojis, spaces and accents do not make another message."""
        assert plain(text) == "thanks mate"

    def test_keeps_a_typo(self) -> None:
        """A misspelt message is another one: reading it is what is tested."""
        assert plain("thnaks mate") != "thanks mate"
