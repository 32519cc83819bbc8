"""Writes bot/data/nlu/ask_guidance.yml: a seeded taste of what officers ask, in all styles.

    bot/.venv/bin/python -m bot.sample_guidance QUESTIONS.jsonl OUTSIDE.jsonl

QUESTIONS.jsonl has rows {"slug", "question", "style"}, OUTSIDE.jsonl rows {"question", "kind"}.
The same files and seed give the same output, byte for byte. Articles that come and go do not
retrain Rasa: the intent only has to tell a question for search from the talk around it.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable
from pathlib import Path

OUT = Path(__file__).parent / "data" / "nlu" / "ask_guidance.yml"
MORE_OF = ("fragment", "direct", "fragment", "fragment")
HEAD = """\
# Written by `python -m bot.sample_guidance` (seed {seed}): {topics} topics, {questions} sample
# questions, {near} near misses and {outside} questions for other departments. All of them go to
# search, which alone decides whether a question is answered, unanswered or out of scope.
version: "3.1"
nlu:
- intent: ask_guidance
  examples: |
"""


def main() -> None:
    """Read the two files named on the command line and write the training file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=Path)
    parser.add_argument("outside", type=Path)
    parser.add_argument("--size", type=int, default=700, help="sample questions to take")
    parser.add_argument("--near", type=int, default=80, help="near misses to take")
    parser.add_argument("--other", type=int, default=120, help="out-of-scope questions to take")
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    draw = random.Random(args.seed)
    questions = sample_by_topic(read_rows(args.questions), args.size, draw)
    near = sample_by_kind(read_rows(args.outside), "near_miss", args.near, draw)
    outside = sample_by_kind(read_rows(args.outside), "out_of_scope", args.other, draw)
    head = HEAD.format(
        seed=args.seed,
        topics=len({row["slug"] for row in questions}),
        questions=len(questions),
        near=len(near),
        outside=len(outside),
    )
    texts = [example(row["question"]) for row in (*questions, *near, *outside)]
    unique = list(dict.fromkeys(texts))
    args.out.write_text(head + "".join(f"    - {text}\n" for text in unique), encoding="utf-8")


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a JSON-lines file, in its order."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def sample_by_topic(
    rows: list[dict[str, str]], size: int, draw: random.Random
) -> list[dict[str, str]]:
    """Return `size` rows: every topic as evenly as can be, the styles taking turns.

    Most turns go to the short ones: those are what a classifier takes for talk.
    """
    by_topic: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        by_topic.setdefault(row["slug"], []).append(row)
    topics = sorted(by_topic)
    draw.shuffle(topics)
    styles = [*sorted({row["style"] for row in rows}), *MORE_OF]
    taken: list[dict[str, str]] = []
    for turn in range(size):
        topic = by_topic[topics[turn % len(topics)]]
        lap = turn // len(topics)
        style = styles[(turn + lap) % len(styles)]
        choices = [row for row in topic if row["style"] == style] or topic
        row = draw.choice(choices)
        topic.remove(row)
        taken.append(row)
    return taken


def sample_by_kind(
    rows: Iterable[dict[str, str]], kind: str, size: int, draw: random.Random
) -> list[dict[str, str]]:
    """Return `size` rows of the kind."""
    return draw.sample([row for row in rows if row["kind"] == kind], size)


def example(question: str) -> str:
    """Return the question on one line, with brackets that Rasa would read as an entity undone."""
    return " ".join(question.replace("[", "(").replace("]", ")").split())


if __name__ == "__main__":
    main()
