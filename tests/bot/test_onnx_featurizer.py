"""The featurizer of the Rasa side gives its encoder's vectors, and says what is missing."""

import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest

from knowledge import OnnxEncoder
from launch.settings import ROOT, Settings
from tests.bot.conftest import BOT_PYTHON, bot_variables

TEXTS = ["What works against nuisance motorbikes?", "ta", "Section 136: 6 hours in A&E " * 9]
VECTORS = """
import json, sys
from bot.components.onnx_featurizer import OnnxFeaturizer
from rasa.shared.nlu.training_data.message import Message
config = OnnxFeaturizer.get_default_config() | {"scale": 2.0}
part = OnnxFeaturizer(config, "name")
messages = part.process([Message.build(text) for text in json.load(sys.stdin)])
dense = [m.get_dense_features("text")[1].features for m in messages]
print(json.dumps({
    "vectors": [d.tolist()[0] for d in dense], "type": str(dense[0].dtype),
    "hash": OnnxFeaturizer.fingerprint_addon(config),
}))
"""


def run(code: str, given: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run code in the Rasa environment."""
    return subprocess.run(
        [BOT_PYTHON, "-c", code],
        input=given,
        cwd=ROOT,
        env=bot_variables() | variables,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.slow
class TestOnnxFeaturizer:
    """bot.components.onnx_featurizer, in its own environment."""

    def test_vectors_are_those_of_knowledge(self) -> None:
        """Same weights, same tokens, length `scale`; two versions of onnxruntime may round."""
        done = run(VECTORS, json.dumps(TEXTS))
        assert done.returncode == 0, done.stderr[-2000:]
        found = json.loads(done.stdout.strip().splitlines()[-1])
        encoder = OnnxEncoder(Settings.read(os.environ).intent_encoder)
        ours = np.array(found["vectors"], dtype=np.float32) / 2.0
        assert found["type"] == "float32"
        assert found["hash"] == encoder.source_hash
        assert np.allclose(np.linalg.norm(ours, axis=1), 1.0, atol=1e-4)
        assert np.sum(ours * encoder.encode(TEXTS), axis=1).min() > 0.99

    def test_missing_encoder_is_named(self, tmp_path: Path) -> None:
        """With the command that writes it."""
        done = run(VECTORS, json.dumps(TEXTS), MODELS_DIR=str(tmp_path))
        assert done.returncode != 0
        assert "make setup" in done.stderr
