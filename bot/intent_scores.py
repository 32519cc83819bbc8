"""How well messages are told apart, and what `make test` and the comparison measure it by.

    PYTHONPATH=. bot/.venv/bin/python -m bot.intent_scores MODEL.tar.gz tests/bot/nlu_held_out.yml

prints the scores of a trained model as one line of JSON. "Stolen" is the error that hurts: a
question for search that a dialogue intent takes. "Missed" is talk that goes to search.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from rasa.core.agent import Agent
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.utils.log_utils import configure_structlog
from sklearn.metrics import accuracy_score, f1_score

SEARCH = "ask_guidance"
FALLBACK = "nlu_fallback"


@dataclass(frozen=True)
class Guess:
    """What a model made of one message."""

    text: str
    true: str
    guessed: str
    confidence: float


def main() -> None:
    """Print the scores of the model that is named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("held_out")
    args = parser.parse_args()
    configure_structlog(logging.WARNING)  # rasa would print every message it reads
    guesses, _ = guess(Agent.load(args.model), load_data(args.held_out))
    wrong = [asdict(g) for g in guesses if not routed_right(g)]
    print(
        json.dumps(
            {"messages": len(guesses), **scores(guesses), **routing(guesses), "wrong": wrong}
        )
    )


def guess(agent: Agent, data: TrainingData) -> tuple[list[Guess], list[float]]:
    """Return what the agent makes of each example, and the milliseconds each took."""
    guesses: list[Guess] = []
    took_ms: list[float] = []
    for example in data.intent_examples:
        text = example.get("text")
        started = time.perf_counter()
        parsed = asyncio.run(agent.parse_message(text))["intent"]
        took_ms.append((time.perf_counter() - started) * 1000)
        guesses.append(
            Guess(text, example.get("intent"), parsed["name"], float(parsed["confidence"]))
        )
    return guesses, took_ms


def scores(guesses: list[Guess]) -> dict[str, float]:
    """Return accuracy and macro-F1, doubt counting as a question for search."""
    true = [g.true for g in guesses]
    guessed = [SEARCH if g.guessed == FALLBACK else g.guessed for g in guesses]
    return {
        "accuracy": round(float(accuracy_score(true, guessed)), 3),
        "macro_f1": round(float(f1_score(true, guessed, average="macro")), 3),
    }


def routing(guesses: list[Guess], threshold: float = 0.0) -> dict[str, float]:
    """Return the shares of messages routed right and wrong with this threshold."""
    questions = [_route(g, threshold) for g in guesses if g.true == SEARCH]
    talk = [(g.true, _route(g, threshold)) for g in guesses if g.true != SEARCH]
    return {
        "right": _share(routed_right(g, threshold) for g in guesses),
        "stolen": _share(went != SEARCH for went in questions),
        "missed": _share(went == SEARCH for _, went in talk),
        "confused": _share(went not in (true, SEARCH) for true, went in talk),
    }


def routed_right(guess: Guess, threshold: float = 0.0) -> bool:
    """Say whether the message goes where it should."""
    return _route(guess, threshold) == guess.true


def _route(guess: Guess, threshold: float) -> str:
    doubtful = guess.guessed == FALLBACK or guess.confidence < threshold
    return SEARCH if doubtful else guess.guessed


def _share(hits: Iterable[bool]) -> float:
    values = list(hits)
    return round(sum(values) / len(values), 3) if values else 0.0


if __name__ == "__main__":
    main()
