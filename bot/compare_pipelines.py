"""Compares ways to tell intents apart, on the training data and on messages held out.

    PYTHONPATH=. bot/.venv/bin/python -m bot.compare_pipelines [--only NAME …] [--folds 3]

For each pipeline: stratified cross-validation on bot/data/nlu, training on all of it, then
tests/bot/nlu_held_out.yml. Prints a Markdown table, then for each pipeline what a threshold of
FallbackClassifier would do (held out in brackets), and keeps everything in
var/bot/pipelines.json, where later runs add to it (delete it after a change of the data).
docs/decisions/0007-telling-intents-apart.md quotes the figures.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from rasa.core.agent import Agent
from rasa.model_training import train_nlu
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.utils.log_utils import configure_structlog
from sklearn.model_selection import StratifiedKFold

from bot.intent_scores import Guess, guess, routed_right, routing, scores

THRESHOLDS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
WORDS = {"name": "CountVectorsFeaturizer"}
CHARACTERS = {
    "name": "CountVectorsFeaturizer",
    "analyzer": "char_wb",
    "min_ngram": 1,
    "max_ngram": 4,
}
LOGISTIC = {"name": "LogisticRegressionClassifier", "max_iter": 1000}
DIET = {
    "name": "DIETClassifier",
    "epochs": 30,
    "entity_recognition": False,
    "constrain_similarities": True,
    "random_seed": 20,
}


def dense(scale: float) -> dict[str, Any]:
    """Return our featurizer with vectors of the length `scale`."""
    return {"name": "bot.components.onnx_featurizer.OnnxFeaturizer", "scale": scale}


PIPELINES: dict[str, list[dict[str, Any]]] = {
    "words + characters, logistic regression": [WORDS, CHARACTERS, LOGISTIC],
    "MiniLM x10, logistic regression": [dense(10.0), LOGISTIC],
    "words + characters + MiniLM x1, logistic regression": [
        WORDS,
        CHARACTERS,
        dense(1.0),
        LOGISTIC,
    ],
    "words + characters + MiniLM x5, logistic regression": [
        WORDS,
        CHARACTERS,
        dense(5.0),
        LOGISTIC,
    ],
    "words + characters + MiniLM x10, logistic regression": [
        WORDS,
        CHARACTERS,
        dense(10.0),
        LOGISTIC,
    ],
    "words + characters + MiniLM x20, logistic regression": [
        WORDS,
        CHARACTERS,
        dense(20.0),
        LOGISTIC,
    ],
    "words + characters + MiniLM x1, DIET": [WORDS, CHARACTERS, dense(1.0), DIET],
}


def main() -> None:
    """Run the comparison named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("bot/data/nlu"))
    parser.add_argument("--held-out", type=Path, default=Path("tests/bot/nlu_held_out.yml"))
    parser.add_argument("--out", type=Path, default=Path("var/bot/pipelines.json"))
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--only", nargs="*", default=list(PIPELINES))
    args = parser.parse_args()
    configure_structlog(logging.WARNING)  # rasa would print every message it reads
    data, held_out = load_data(str(args.data)), load_data(str(args.held_out))
    results = json.loads(args.out.read_text(encoding="utf-8")) if args.out.exists() else {}
    args.out.parent.mkdir(parents=True, exist_ok=True)
    for name in args.only:
        results[name] = measure(name, data, held_out, args.folds)
        args.out.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    print(table(results))


def measure(name: str, data: TrainingData, held_out: TrainingData, folds: int) -> dict[str, Any]:
    """Return the scores of one pipeline: cross-validated, held out, and per threshold."""
    crossed: list[Guess] = []
    labels = [example.get("intent") for example in data.intent_examples]
    split = StratifiedKFold(folds, shuffle=True, random_state=20)
    for train_rows, test_rows in split.split(np.zeros(len(labels)), labels):
        agent, _ = train(PIPELINES[name], subset(data, train_rows))
        crossed += guess(agent, subset(data, test_rows))[0]
    agent, train_s = train(PIPELINES[name], data)
    unseen, parse_ms = guess(agent, held_out)
    return {
        "cross_validated": scores(crossed),
        "held_out": scores(unseen),
        "train_s": round(train_s, 1),
        "parse_p50_ms": round(float(np.median(parse_ms)), 1),
        "thresholds": {
            str(t): {"cross_validated": routing(crossed, t), "held_out": routing(unseen, t)}
            for t in THRESHOLDS
        },
        "cross_validated_errors": [vars(g) for g in crossed if not routed_right(g)],
        "held_out_errors": [vars(g) for g in unseen if not routed_right(g)],
    }


def subset(data: TrainingData, rows: Iterable[int]) -> TrainingData:
    """Return the training data with only these of its examples."""
    examples = data.intent_examples
    return TrainingData([examples[row] for row in rows])


def train(pipeline: list[dict[str, Any]], data: TrainingData) -> tuple[Agent, float]:
    """Return an agent trained on the data with the pipeline, and the seconds that took."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["RASA_CACHE_DIRECTORY"] = str(folder / "cache")  # or rasa would not train again
        config = {
            "recipe": "default.v1",
            "language": "en",
            "assistant_id": "comparison",
            "pipeline": [{"name": "WhitespaceTokenizer"}, *pipeline],
        }
        (folder / "config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
        (folder / "nlu.yml").write_text(data.nlu_as_yaml(), encoding="utf-8")
        started = time.perf_counter()
        model = train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder))
        train_s = time.perf_counter() - started
        return Agent.load(model), train_s


def table(results: dict[str, dict[str, Any]]) -> str:
    """Return the results as two Markdown tables."""
    lines = [
        "| pipeline | cross-validated accuracy / macro-F1 | held out accuracy / macro-F1 "
        "| training s | parse p50 ms |",
        "|---|---|---|---|---|",
    ]
    for name, result in results.items():
        crossed, unseen = result["cross_validated"], result["held_out"]
        lines.append(
            f"| {name} | {crossed['accuracy']:.3f} / {crossed['macro_f1']:.3f} "
            f"| {unseen['accuracy']:.3f} / {unseen['macro_f1']:.3f} "
            f"| {result['train_s']} | {result['parse_p50_ms']} |"
        )
    for name, result in results.items():
        lines += ["", name, "", "| threshold | right | stolen | missed | confused |"]
        lines.append("|---|---|---|---|---|")
        for threshold, both in result["thresholds"].items():
            lines.append(
                f"| {threshold} | "
                + " | ".join(
                    f"{both['cross_validated'][k]:.3f} ({both['held_out'][k]:.3f})"
                    for k in ("right", "stolen", "missed", "confused")
                )
                + " |"
            )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
