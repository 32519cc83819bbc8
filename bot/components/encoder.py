"""Sentence vectors from the project's own MiniLM, through onnxruntime: no torch, no download."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
from onnxruntime import InferenceSession, SessionOptions
from rasa.shared.exceptions import InvalidConfigException
from tokenizers import Tokenizer

MODEL_FILE = "model.int8.onnx"
TOKENIZER_FILE = "tokenizer.json"
EXPORT_FILE = "export.json"


class Encoder:
    """Turns one text at a time into a vector of length 1.

    Each text is encoded alone, because dynamic int8 quantisation scales by the whole batch and a
    vector would then depend on its neighbours; at about 1 ms a text that costs little.
    """

    def __init__(self, folder: Path, max_tokens: int, threads: int) -> None:
        """Load the exported encoder; InvalidConfigException if it is not there."""
        read_export(folder)
        options = SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = InferenceSession(
            str(folder / MODEL_FILE), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        self._tokenizer.enable_truncation(max_tokens)

    def encode(self, text: str) -> np.ndarray:
        """Return the sentence vector, (384,) float32, L2-normalised."""
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        return np.asarray(self._session.run(None, inputs)[0][0], dtype=np.float32)

    def whole_words(self) -> frozenset[str]:
        """Return the words that are read in one piece: some twenty thousand common ones."""
        return frozenset(word for word in self._tokenizer.get_vocab() if word.isalpha())


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
