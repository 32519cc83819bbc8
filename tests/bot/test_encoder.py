"""The encoder of the Rasa side gives the vectors of knowledge's, and says what is missing."""

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
from bot.components.encoder import Encoder, encoder_folder, read_export
folder = encoder_folder({})
encoder = Encoder(folder, 128, 1)
vectors = [encoder.encode(text) for text in json.load(sys.stdin)]
print(json.dumps({
    "vectors": [v.tolist() for v in vectors], "type": str(vectors[0].dtype),
    "hash": read_export(folder)["source_sha256"],
    "words": [word in encoder.whole_words() for word in ("kitchen", "cancle")],
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
class TestEncoder:
    """bot.components.encoder, in its own environment."""

    def test_vectors_are_those_of_knowledge(self) -> None:
        """Same weights, same tokens; two versions of onnxruntime may round."""
        done = run(VECTORS, json.dumps(TEXTS))
        assert done.returncode == 0, done.stderr[-2000:]
        found = json.loads(done.stdout.strip().splitlines()[-1])
        encoder = OnnxEncoder(Settings.read(os.environ).intent_encoder)
        ours = np.array(found["vectors"], dtype=np.float32)
        assert found["type"] == "float32"
        assert found["hash"] == encoder.source_hash
        assert np.allclose(np.linalg.norm(ours, axis=1), 1.0, atol=1e-4)
        assert np.sum(ours * encoder.encode(TEXTS), axis=1).min() > 0.99

    def test_knows_whole_words(self) -> None:
        """What is read in one piece is a word; a slip of the thumb is not."""
        done = run(VECTORS, json.dumps(TEXTS))
        assert json.loads(done.stdout.strip().splitlines()[-1])["words"] == [True, False]

    def test_missing_encoder_is_named(self, tmp_path: Path) -> None:
        """With the command that writes it."""
        done = run(VECTORS, json.dumps(TEXTS), MODELS_DIR=str(tmp_path))
        assert done.returncode != 0
        assert "make setup" in done.stderr
