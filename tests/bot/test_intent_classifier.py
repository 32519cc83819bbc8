"""The classifier learns, keeps what it learned as plain data, and knows the same when loaded."""

import json
import os
import subprocess

import pytest

from launch.settings import ROOT
from tests.bot.conftest import BOT_PYTHON, bot_variables

ROUND_TRIP = """
import json, sys, tempfile
from pathlib import Path
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from bot.components.intent_classifier import OfficerIntentClassifier as Classifier

given = json.load(sys.stdin)
storage = LocalModelStorage(Path(tempfile.mkdtemp()))
place = (storage, Resource("classifier"), ExecutionContext(GraphSchema({}), "model"))
config = Classifier.get_default_config()
Classifier.validate_config(config)
first = Classifier.create(config, *place)
first.train(TrainingData([Message.build(text, intent) for text, intent in given["examples"]]))
second = Classifier.load(config, *place)
said = []
for part in (first, second):
    messages = part.process([Message.build(text) for text in given["texts"]])
    said.append([[(r["name"], round(r["confidence"], 4)) for r in m.get("intent_ranking") or []]
                 for m in messages])
with storage.read_from(place[1]) if given["kept"] else tempfile.TemporaryDirectory() as folder:
    files = sorted(file.name for file in Path(folder).iterdir())
print(json.dumps({"said": said, "files": files}))
"""
EXAMPLES = [
    ["cancel that", "cancel"], ["please cancel", "cancel"], ["stop it, cancel", "cancel"],
    ["thanks a lot", "thank"], ["many thanks", "thank"], ["thanks mate", "thank"],
]  # fmt: skip


def round_trip(examples: list[list[str]], texts: list[str]) -> dict[str, list[list[object]]]:
    """Return what a classifier says after training and after loading, and the files it kept."""
    given = {"examples": examples, "texts": texts, "kept": len({i for _, i in examples}) > 1}
    done = subprocess.run(
        [BOT_PYTHON, "-c", ROUND_TRIP],
        input=json.dumps(given),
        cwd=ROOT,
        env=os.environ | bot_variables(),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


@pytest.mark.slow
class TestRoundTrip:
    """bot.components.intent_classifier, in its own environment."""

    def test_loaded_it_says_the_same(self) -> None:
        """Mistyped and unheard-of messages too; the ranking is of all intents, best first."""
        found = round_trip(EXAMPLES, ["cancle", "thankss", "moped theft", "", "👍"])
        trained, loaded = found["said"]
        assert loaded == trained
        assert [ranking[0][0] for ranking in trained[:2]] == ["cancel", "thank"]  # type: ignore[index]
        assert found["files"] == ["learned.json", "weights.npz"]

    def test_one_intent_teaches_nothing(self) -> None:
        """There is nothing to tell apart: the message goes on without an intent."""
        assert round_trip(EXAMPLES[:3], ["cancel"])["said"] == [[[]], [[]]]
