"""How well a trained model tells messages apart: accuracy, macro-F1 and what it confuses.

    PYTHONPATH=. bot/.venv/bin/python -m bot.intent_scores MODEL.tar.gz SET.jsonl [--out FILE]

SET.jsonl has a row {"text", "intent"} a line. Doubt counts as a question for search, because that
is where doubt goes. "Stolen" is the error that hurts: a question for search that a dialogue intent
takes; "missed" is talk that goes to search. No message is printed or kept: rows are named by
their line, so that a set can stay unseen by those who write training data.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rasa.core.agent import Agent
from rasa.utils.log_utils import configure_structlog
from sklearn.metrics import precision_recall_fscore_support

from bot.labelled import BadRow, Labelled, read_labelled

SEARCH = "ask_guidance"
FALLBACK = "nlu_fallback"
MOST_CONFUSIONS = 25
"""How many pairs the table shows; the file has all."""


@dataclass(frozen=True)
class Guess:
    """What a model made of the message on one line."""

    line: int
    true: str
    guessed: str
    confidence: float
    milliseconds: float


def main() -> int:
    """Score the model that is named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("set", type=Path)
    parser.add_argument("--out", type=Path, default=Path("var/eval/intents.json"))
    args = parser.parse_args()
    configure_structlog(logging.WARNING)  # rasa would print every message it reads
    try:
        rows = read_labelled(args.set)
    except BadRow as error:
        print(error, file=sys.stderr)
        return 2
    agent = Agent.load(args.model)
    known, unknown = by_domain(rows, set(agent.domain.intents))
    if not known:
        print(f"{args.set}: no label is an intent of the domain.", file=sys.stderr)
        return 2
    report = {"set": str(args.set), "unknown_labels": unknown, **scores(guess(agent, known))}
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(table(report), f"\nEverything is in {args.out}.")
    return 0


def by_domain(rows: list[Labelled], intents: set[str]) -> tuple[list[Labelled], dict[str, int]]:
    """Return the rows that can be scored, and the labels nobody could be right about."""
    unknown = Counter(row.label for row in rows if row.label not in intents - {FALLBACK})
    return [row for row in rows if row.label not in unknown], dict(unknown.most_common())


def guess(agent: Agent, rows: list[Labelled]) -> list[Guess]:
    """Return what the agent makes of each message."""
    found = []
    for row in rows:
        started = time.perf_counter()
        intent = asyncio.run(agent.parse_message(row.text))["intent"]
        took = (time.perf_counter() - started) * 1000
        name = SEARCH if intent["name"] == FALLBACK else str(intent["name"])
        found.append(Guess(row.line, row.label, name, float(intent["confidence"]), took))
    return found


def scores(guesses: list[Guess]) -> dict[str, Any]:
    """Return all that is reported; macro-F1 is over the intents that the set has."""
    true = [g.true for g in guesses]
    guessed = [g.guessed for g in guesses]
    names = sorted(set(true))
    precision, recall, f1, count = precision_recall_fscore_support(
        true, guessed, labels=names, zero_division=0
    )
    questions = [g for g in guesses if g.true == SEARCH]
    talk = [g for g in guesses if g.true != SEARCH]
    right = sum(g.true == g.guessed for g in guesses)
    return {
        "messages": len(guesses),
        "accuracy": right / len(guesses),
        "accuracy_interval": wilson(right, len(guesses)),
        "macro_f1": float(np.mean(f1)),
        "stolen": _share(sum(g.guessed != SEARCH for g in questions), len(questions)),
        "missed": _share(sum(g.guessed == SEARCH for g in talk), len(talk)),
        "parse_ms_p50": float(np.percentile([g.milliseconds for g in guesses], 50)),
        "parse_ms_p95": float(np.percentile([g.milliseconds for g in guesses], 95)),
        "intents": {
            name: {"messages": int(n), "precision": float(p), "recall": float(r), "f1": float(f)}
            for name, n, p, r, f in zip(names, count, precision, recall, f1, strict=True)
        },
        "confusions": confusions(guesses),
        "wrong": [asdict(g) for g in guesses if g.true != g.guessed],
    }


def confusions(guesses: list[Guess]) -> list[dict[str, Any]]:
    """Return how often which intent was taken for which other, most often first."""
    pairs = Counter((g.true, g.guessed) for g in guesses if g.true != g.guessed)
    return [{"true": t, "guessed": g, "messages": n} for (t, g), n in pairs.most_common()]


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a share."""
    z = 1.96
    share = hits / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * ((share * (1 - share) + z * z / (4 * of)) / of) ** 0.5 / (1 + z * z / of)
    return round(middle - half, 4), round(middle + half, 4)


def table(report: dict[str, Any]) -> str:
    """Return the report as text."""
    low, high = report["accuracy_interval"]
    lines = [
        f"{report['set']}: {report['messages']} messages of {len(report['intents'])} intents",
        f"accuracy {report['accuracy']:.3f} (95 % interval {low:.3f} to {high:.3f}), "
        f"macro-F1 {report['macro_f1']:.3f}",
        f"questions taken for talk {report['stolen']:.3f}, talk sent to search "
        f"{report['missed']:.3f}; a message takes {report['parse_ms_p50']:.1f} ms "
        f"(p95 {report['parse_ms_p95']:.1f})",
    ]
    if report["unknown_labels"]:
        named = ", ".join(f"{label} ({n})" for label, n in report["unknown_labels"].items())
        lines.append(f"NOT SCORED, no such intent in the domain: {named}")
    lines += ["", "| intent | messages | precision | recall | F1 |", "|---|---|---|---|---|"]
    for name, one in report["intents"].items():
        figures = " | ".join(f"{one[k]:.3f}" for k in ("precision", "recall", "f1"))
        lines.append(f"| {name} | {one['messages']} | {figures} |")
    lines += ["", "| is | taken for | messages |", "|---|---|---|"]
    for pair in report["confusions"][:MOST_CONFUSIONS]:
        lines.append(f"| {pair['true']} | {pair['guessed']} | {pair['messages']} |")
    return "\n".join(lines)


def _share(hits: int, of: int) -> float:
    return hits / of if of else 0.0


if __name__ == "__main__":
    sys.exit(main())
