"""Sentence features from the project's own MiniLM, through onnxruntime: no torch, no download."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
from onnxruntime import InferenceSession, SessionOptions
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer as RasaTokenizer
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from tokenizers import Tokenizer

MODEL_FILE = "model.int8.onnx"
TOKENIZER_FILE = "tokenizer.json"
EXPORT_FILE = "export.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class OnnxFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds one dense sentence feature, (1, 384) float32 of length `scale`, to every message.

    Sentence features only: pooling and normalisation are inside the exported graph, which has
    no token output. Each text is encoded alone, because dynamic int8 quantisation scales by the
    whole batch and a vector would then depend on its neighbours; at about 1 ms a text the
    training data takes two seconds.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Rasa checks messages for tokens before any featurizer runs."""
        return [RasaTokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        """What must be installed in the Rasa environment."""
        return ["onnxruntime", "tokenizers"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`model_dir` None means $MODELS_DIR/models/intent-encoder, or var/… without it."""
        return {
            **DenseFeaturizer.get_default_config(),
            "model_dir": None,
            # Length of the vector. Beside word counts, which are whole numbers, a unit vector is
            # drowned out in a regularised classifier; the comparison measures this.
            "scale": 1.0,
            "max_tokens": 128,
            "threads": 1,
        }

    def __init__(self, config: dict[str, Any], name: str) -> None:
        """Load the exported encoder; InvalidConfigException if it is not there."""
        super().__init__(name, config)
        folder = encoder_folder(config)
        read_export(folder)
        options = SessionOptions()
        options.intra_op_num_threads = config["threads"]
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = InferenceSession(
            str(folder / MODEL_FILE), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        self._tokenizer.enable_truncation(config["max_tokens"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> OnnxFeaturizer:
        """Return the component; nothing of it is kept in the model storage."""
        return cls(config, execution_context.node_name)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Return the hash of the encoder's source weights, so another encoder means training."""
        return str(read_export(encoder_folder(config))["source_sha256"])

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Raise InvalidConfigException unless lengths and counts are positive."""
        for option in ("scale", "max_tokens", "threads"):
            if config[option] <= 0:
                raise InvalidConfigException(f"{option} must be more than 0.")

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the features to every training example, in place."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the features to every message that has text, in place."""
        for message in messages:
            text = message.get(TEXT)
            if text is not None:
                vector = self.encode(text)[np.newaxis] * np.float32(self._config["scale"])
                message.add_features(
                    Features(vector, FEATURE_TYPE_SENTENCE, TEXT, self._identifier)
                )
        return messages

    def encode(self, text: str) -> np.ndarray:
        """Return the sentence vector, (384,) float32, L2-normalised."""
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        return np.asarray(self._session.run(None, inputs)[0][0], dtype=np.float32)


def encoder_folder(config: dict[str, Any]) -> Path:
    """Return the folder the encoder was exported to."""
    if config.get("model_dir"):
        return Path(config["model_dir"])
    return Path(os.environ.get("MODELS_DIR") or "var") / "models" / "intent-encoder"


def read_export(folder: Path) -> dict[str, Any]:
    """Return what export.json says; InvalidConfigException if a file is missing."""
    for name in (MODEL_FILE, TOKENIZER_FILE, EXPORT_FILE):
        if not (folder / name).is_file():
            raise InvalidConfigException(
                f"{folder / name} is missing: the set-up writes it (make setup)."
            )
    export: dict[str, Any] = json.loads((folder / EXPORT_FILE).read_text(encoding="utf-8"))
    return export
