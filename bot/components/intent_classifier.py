"""Tells what a message is: spelling put right, three kinds of features, logistic regression."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.linear_model import LogisticRegression

from bot.components.encoder import Encoder, encoder_folder, read_export
from bot.components.text_features import TextFeatures

LEARNED_FILE = "learned.json"
WEIGHTS_FILE = "weights.npz"
RANKING_LENGTH = 10


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class OfficerIntentClassifier(IntentClassifier, GraphComponent):
    """Needs the text alone: no tokenizer and no featurizer before it.

    What it has learned is kept as JSON and plain arrays, so that loading it runs no code.
    """

    @staticmethod
    def required_packages() -> list[str]:
        """What must be installed in the Rasa environment."""
        return ["onnxruntime", "tokenizers", "sklearn"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`model_dir` None means $MODELS_DIR/models/intent-encoder, or var/… without it."""
        return {
            "model_dir": None,
            "max_tokens": 128,
            "threads": 1,
            # Length of the sentence vector beside words (1) and pieces of words (1).
            "meaning": 2.0,
            # How far the weights may go to fit the examples.
            "c": 10.0,
            # When to stop looking for better weights.
            "tolerance": 0.01,
            # 0: an intent counts as much as it has examples; 1: all intents count the same.
            "balance": 0.5,
        }

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        """Load the encoder; InvalidConfigException if it is not there."""
        self._config = config
        self._storage = model_storage
        self._resource = resource
        encoder = Encoder(encoder_folder(config), config["max_tokens"], config["threads"])
        self._features = TextFeatures(encoder, config["meaning"])
        self._model: LogisticRegression | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> OfficerIntentClassifier:
        """Return a component that has learned nothing yet."""
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Return the hash of the encoder's source weights, so another encoder means training."""
        return str(read_export(encoder_folder(config))["source_sha256"])

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Raise InvalidConfigException unless lengths and counts are positive."""
        for option in ("max_tokens", "threads", "meaning", "c", "tolerance"):
            if config[option] <= 0:
                raise InvalidConfigException(f"{option} must be more than 0.")
        if not 0 <= config["balance"] <= 1:
            raise InvalidConfigException("balance must be from 0 to 1.")

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from every example of an intent, and keep what was learned.

        With fewer than two intents there is nothing to tell apart, and nothing is learned.
        """
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        intents = [example.get(INTENT) for example in examples]
        if len(set(intents)) > 1:
            features = self._features.learn([example.get(TEXT) for example in examples])
            self._model = LogisticRegression(
                C=self._config["c"],
                tol=self._config["tolerance"],
                max_iter=1000,
                class_weight=class_weights(intents, self._config["balance"]),
            ).fit(features, intents)
            self._keep()
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Give each message that has text its intent and the ranking of intents, in place."""
        for message in messages:
            text = message.get(TEXT)
            if text is not None and self._model is not None:
                ranking = self._ranking(text)
                message.set(INTENT, ranking[0], add_to_output=True)
                message.set("intent_ranking", ranking[:RANKING_LENGTH], add_to_output=True)
        return messages

    def _ranking(self, text: str) -> list[dict[str, Any]]:
        assert self._model is not None
        chances = self._model.predict_proba(self._features.of([text]))[0]
        return [
            {"name": str(self._model.classes_[place]), "confidence": float(chances[place])}
            for place in np.argsort(-chances)
        ]

    def _keep(self) -> None:
        assert self._model is not None
        learned, weights = self._features.state()
        learned["intents"] = [str(intent) for intent in self._model.classes_]
        kept: dict[str, Any] = weights | {
            "coefficients": self._model.coef_.astype(np.float32),
            "intercepts": self._model.intercept_,
        }
        with self._storage.write_to(self._resource) as folder:
            (folder / LEARNED_FILE).write_text(json.dumps(learned), encoding="utf-8")
            np.savez_compressed(folder / WEIGHTS_FILE, **kept)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> OfficerIntentClassifier:
        """Return the component with what it had learned, if it had learned anything."""
        component = cls(config, model_storage, resource)
        try:
            with model_storage.read_from(resource) as folder:
                learned = json.loads((folder / LEARNED_FILE).read_text(encoding="utf-8"))
                with np.load(folder / WEIGHTS_FILE, allow_pickle=False) as arrays:
                    component._restore(learned, dict(arrays))
        except ValueError:
            pass  # rasa's word for "nothing was kept"
        return component

    def _restore(self, learned: dict[str, Any], weights: dict[str, np.ndarray]) -> None:
        self._features.restore(learned, weights)
        model = LogisticRegression()
        model.classes_ = np.array(learned["intents"])
        model.coef_ = weights["coefficients"]
        model.intercept_ = weights["intercepts"]
        self._model = model


def class_weights(intents: list[str], balance: float) -> dict[str, float]:
    """Return how much an example of each intent counts, 1 on the mean of the intents' sizes."""
    counts = Counter(intents)
    mean = len(intents) / len(counts)
    return {intent: (mean / count) ** balance for intent, count in counts.items()}
