"""The training data: one topic a file, what is held out stays out, a fair sample."""

import random
import re
from pathlib import Path

import yaml

from bot import sample_guidance
from launch.settings import ROOT

DATA = ROOT / "bot" / "data"
INTENTS = {
    "ask_guidance", "greet", "goodbye", "thank", "affirm", "deny", "help", "bot_challenge",
    "ask_the_hub", "ticket_status", "answer_helped", "answer_did_not_help", "choose",
    "tell_me_more", "start_over", "cancel", "report_emergency", "small_talk",
    "answer_partly_helped", "say_shorter", "ask_source", "compare", "go_back", "start_plan",
    "make_submission", "resume", "change_answer", "delete_conversation", "ask_privacy",
}  # fmt: skip


def examples(file: Path) -> list[tuple[str, str]]:
    """Return (intent, text) of each example; entities are shown as they are typed."""
    found = []
    for block in yaml.safe_load(file.read_text())["nlu"]:
        for line in block.get("examples", "").splitlines() if "intent" in block else []:
            found.append((block["intent"], re.sub(r"\[(.*?)\]\(.*?\)", r"\1", line[2:])))
    return found


TRAINED = [row for file in sorted((DATA / "nlu").glob("*.yml")) for row in examples(file)]


class TestExamples:
    """bot/data/nlu."""

    def test_every_intent_of_the_domain_has_enough(self) -> None:
        """At least 25 each, and no intent but those agreed."""
        domain = yaml.safe_load((ROOT / "domain.yml").read_text())
        counts = {intent: sum(i == intent for i, _ in TRAINED) for intent in INTENTS}
        assert {name for entry in domain["intents"] for name in entry} == INTENTS
        assert {name for name, count in counts.items() if count < 25} == set()

    def test_no_text_has_two_intents(self) -> None:
        """A contradiction cannot be learned."""
        by_text: dict[str, set[str]] = {}
        for intent, text in TRAINED:
            by_text.setdefault(text.lower(), set()).add(intent)
        assert {text: found for text, found in by_text.items() if len(found) > 1} == {}


class TestTopics:
    """One topic a file, the same name across the folders."""

    def topics(self, folder: str) -> set[str]:
        """Return the topics that have a file in the folder."""
        return {file.stem for file in (DATA / folder).glob("*.yml")} - {"hard_neighbours"}

    def test_each_topic_has_its_rules(self) -> None:
        """And no rule waits for messages that nobody wrote."""
        assert self.topics("rules") == self.topics("nlu")

    def test_wording_belongs_to_a_topic(self) -> None:
        """Not each topic has wording of its own: what api words is not said twice."""
        assert self.topics("responses") <= self.topics("nlu")


class TestResponses:
    """bot/data/responses."""

    def test_what_an_action_says_is_worded(self) -> None:
        """A response that nobody wrote would be silence."""
        written = {
            name
            for file in (DATA / "responses").glob("*.yml")
            for name in yaml.safe_load(file.read_text())["responses"]
        }
        said = {
            name
            for file in (ROOT / "actions").glob("*.py")
            for name in re.findall(r'"(utter_[a-z_]+)"', file.read_text())
        }
        assert said
        assert said - written == set()

    def test_buttons_carry_intents_of_the_domain(self) -> None:
        """A button nobody understands would be a dead end."""
        unknown = []
        for file in sorted((DATA / "responses").glob("*.yml")):
            for payload in re.findall(r"payload: \"?(/?[^\s\"{]*)", file.read_text()):
                if payload and payload.removeprefix("/") not in INTENTS:
                    unknown.append((file.name, payload))
        assert unknown == []


class TestSampleByTopic:
    """The seeded taste of guidance."""

    def draw(self, size: int, seed: int = 1) -> list[dict[str, str]]:
        """Return a sample of seven topics."""
        rows = [
            {"slug": f"t{topic}", "question": f"{topic} {style} {n}", "style": style}
            for topic in range(7)
            for style in ("direct", "fragment", "ramble")
            for n in range(5)
        ]
        return sample_guidance.sample_by_topic(rows, size, random.Random(seed))

    def test_every_topic_comes_as_often(self) -> None:
        """Give or take one."""
        topics = [row["slug"] for row in self.draw(17)]
        assert {topics.count(f"t{n}") for n in range(7)} == {2, 3}

    def test_all_styles_come(self) -> None:
        """Officers ask in all of them."""
        assert {row["style"] for row in self.draw(17)} == {"direct", "fragment", "ramble"}

    def test_nothing_comes_twice(self) -> None:
        """A repeated example teaches nothing."""
        questions = [row["question"] for row in self.draw(60)]
        assert len(set(questions)) == 60

    def test_same_seed_same_sample(self) -> None:
        """And another seed another one."""
        assert self.draw(20) == self.draw(20)
        assert self.draw(20) != self.draw(20, seed=2)


class TestExample:
    """One question as a training example."""

    def test_is_one_line_without_entities(self) -> None:
        """Rasa reads brackets as an annotation."""
        assert sample_guidance.example("what is\n[this](here)") == "what is (this)(here)"
