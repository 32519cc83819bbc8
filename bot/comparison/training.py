"""Training a Rasa pipeline on some messages and asking it about others."""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import tempfile
from pathlib import Path
from typing import Any

import rasa
import yaml
from rasa.core.agent import Agent
from rasa.model_training import train_nlu
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.labelled import Labelled

Pipeline = list[dict[str, Any]]
FALLBACK = "nlu_fallback"
DEFAULT = Path(rasa.__file__).parent / "engine" / "recipes" / "config_files" / "default_config.yml"
"""What Rasa takes for a project whose config.yml names no pipeline, as that of `rasa init`."""


def pipelines(ours: Path) -> dict[str, Pipeline]:
    """Return our pipeline and Rasa's default one, as they stand in their files."""
    files = {"ours": ours, "rasa default": DEFAULT}
    return {
        name: yaml.safe_load(file.read_text(encoding="utf-8"))["pipeline"]
        for name, file in files.items()
    }


def guesses(
    pipeline: Pipeline, learn: list[Labelled], ask: list[Labelled]
) -> list[tuple[str, float]]:
    """Return the best intent for each message asked about, and how sure the pipeline is.

    The best is that before a fallback: where to stop believing it is another question.
    """
    labels = sorted({row.label for row in learn})
    names = {label: f"intent_{n}" for n, label in enumerate(labels)}
    agent = _trained(pipeline, [(row.text, names[row.label]) for row in learn])
    found = []
    for row in ask:
        ranking = asyncio.run(agent.parse_message(row.text))["intent_ranking"]
        best = next(entry for entry in ranking if entry["name"] != FALLBACK)
        label = labels[int(str(best["name"]).removeprefix("intent_"))]
        found.append((label, float(best["confidence"])))
    return found


def _trained(pipeline: Pipeline, examples: list[tuple[str, str]]) -> Agent:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["RASA_CACHE_DIRECTORY"] = str(folder / "cache")  # or rasa would not train again
        config = {
            "recipe": "default.v1",
            "language": "en",
            "assistant_id": "comparison",
            "pipeline": pipeline,
        }
        (folder / "config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
        messages = [Message.build(_plain(text), intent) for text, intent in examples]
        text = TrainingData(messages).nlu_as_yaml()
        (folder / "nlu.yml").write_text(text, encoding="utf-8")
        with contextlib.redirect_stdout(io.StringIO()):  # a line about each model file
            model = train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder))
        return Agent.load(model)


def _plain(text: str) -> str:
    """Return the text on one line, with brackets that Rasa would read as an entity undone."""
    return " ".join(text.replace("[", "(").replace("]", ")").split())
