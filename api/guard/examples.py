"""The messages the weights are learnt from: ours in `messages/`, framed events, and questions."""

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

MESSAGES = Path(__file__).parent / "messages"
ROOT = Path(__file__).parents[2]
CALM = "calm"
_FRAMED_PER_EVENT = 14  # of either sort
_MIXED = 2000
_SAMPLE_QUESTIONS = 8000
_EMERGENCY = "report_emergency"
_ENTITY = re.compile(r"\[([^\]]*)\][({][^)}]*[)}]")
_SEED = 20261123


@dataclass(frozen=True, slots=True)
class Example:
    """One message; `kind` is a kind of urgency, "any" of them, or "calm"."""

    text: str
    kind: str
    source: str
    weight: float = 1.0

    @property
    def urgent(self) -> bool:
        """Whether the message must trip the guard."""
        return self.kind != CALM


def written() -> Iterator[Example]:
    """Yield the messages written for this, one a line: `messages/<urgent|calm>/<name>.txt`."""
    for file in sorted(MESSAGES.glob("*/*.txt")):
        calm = file.parent.name == CALM
        kind = CALM if calm else file.stem.split(".")[0]
        for line in _lines(file):
            yield Example(line, kind, f"{file.parent.name}/{file.stem}")


def framed() -> Iterator[Example]:
    """Yield events in urgent and in calm frames, as many of either."""
    chance = random.Random(_SEED)
    frames = yaml.safe_load((MESSAGES / "frames.yml").read_text("utf-8"))
    for line in _lines(MESSAGES / "events.txt"):
        who, happening, did, general = line.split("|")
        for name, kind in (("urgent", "any"), (CALM, CALM)):
            for frame in chance.sample(frames[name], _FRAMED_PER_EVENT):
                text = frame.format(who=who, ing=happening, did=did, general=general)
                yield Example(text, kind, "framed", 0.3)


def mixed(rows: Sequence[Example]) -> Iterator[Example]:
    """Yield two of `rows` in one message: urgent if either is; calm with calm is calm."""
    chance = random.Random(_SEED)
    calm = [row for row in rows if not row.urgent]
    for row in chance.sample(rows, min(_MIXED, len(rows))):
        pair = [row.text, chance.choice(calm).text]
        chance.shuffle(pair)
        text = ". ".join(part.strip().rstrip(".") for part in pair)
        yield Example(text, "any" if row.urgent else CALM, "mixed", 0.8)


def questions() -> Iterator[Example]:
    """Yield what officers ask in general: of the fit set, outside questions, sample questions."""
    for row in _rows("knowledge/evaluation/fit.jsonl"):
        yield Example(row["question"], "any" if row["kind"] == "urgent" else CALM, "fit")
    for row in _rows("knowledge/fit/outside_questions.jsonl"):
        yield Example(row["question"], CALM, "outside", 0.3)
    yield from dialogue()
    chance = random.Random(_SEED)
    for text in chance.sample(sample_questions(), _SAMPLE_QUESTIONS):
        yield Example(text, CALM, "sample", 0.3)


def dialogue() -> Iterator[Example]:
    """Yield the examples of the dialogue's intents; one intent is of emergencies."""
    for file in sorted((ROOT / "bot" / "data" / "nlu").rglob("*.yml")):
        for row in yaml.safe_load(file.read_text("utf-8"))["nlu"]:
            kind = "any" if row.get("intent") == _EMERGENCY else CALM
            for line in row["examples"].splitlines() if "intent" in row else ():
                yield Example(_ENTITY.sub(r"\1", line.removeprefix("- ")), kind, "dialogue", 0.5)


def sample_questions() -> list[str]:
    """Return the sample questions of all articles, in the order of their files."""
    files = sorted((ROOT / "knowledge" / "articles").rglob("*.questions.yml"))
    return [q for file in files for q in yaml.safe_load(file.read_text("utf-8"))["questions"]]


def _lines(file: Path) -> list[str]:
    lines = file.read_text("utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def _rows(name: str) -> Iterator[dict[str, str]]:
    for line in (ROOT / name).read_text("utf-8").splitlines():
        yield json.loads(line)
