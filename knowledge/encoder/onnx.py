"""The fast encoder: quantised ONNX on one CPU thread. torch is not imported."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import onnxruntime
from pydantic import BaseModel, ValidationError
from tokenizers import Tokenizer

from knowledge.encoder.protocol import Vectors
from knowledge.encoder.source import file_sha256
from knowledge.encoder.windows import windows
from knowledge.errors import EncoderError

MODEL_FILE: Final = "model.int8.onnx"
TOKENIZER_FILE: Final = "tokenizer.json"
EXPORT_FILE: Final = "export.json"


class Export(BaseModel):
    """What `export.json` says of the files beside it."""

    source_sha256: str
    model_sha256: str
    tokenizer_sha256: str
    dim: int
    start_token_id: int
    end_token_id: int
    tolerance_cosine: float
    parity_min_cosine: float
    parity_mean_cosine: float
    parity_sentences: int
    versions: dict[str, str]


class OnnxEncoder:
    """Reads what `python -m knowledge export-encoder` wrote to `folder`.

    Each text is encoded alone: dynamic quantisation scales by the whole batch, so in a batch the
    vector of a text would depend on its neighbours. One thread is the measured best on two cores
    that other processes share; a text longer than a window is the mean of its windows.
    Raises EncoderError if a file is missing or is not the one the export wrote.
    """

    def __init__(self, folder: Path, threads: int = 1) -> None:
        self._export = read_export(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            str(folder / MODEL_FILE), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))

    @property
    def source_hash(self) -> str:
        return self._export.source_sha256

    @property
    def dim(self) -> int:
        return self._export.dim

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.empty((len(texts), self.dim), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self._encode_one(text)
        return vectors

    def _encode_one(self, text: str) -> Vectors:
        token_ids = self._tokenizer.encode(text, add_special_tokens=False).ids
        parts = windows(token_ids, self._export.start_token_id, self._export.end_token_id)
        if len(parts) == 1:
            return self._run(parts[0])
        mean: Vectors = np.mean([self._run(part) for part in parts], axis=0, dtype=np.float32)
        unit: Vectors = mean / max(float(np.linalg.norm(mean)), 1e-9)
        return unit

    def _run(self, token_ids: list[int]) -> Vectors:
        ids = np.array([token_ids], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        vector: Vectors = self._session.run(None, inputs)[0][0]
        return vector


def read_export(folder: Path) -> Export:
    """What was exported to `folder`. Raises EncoderError if a file is missing or altered."""
    accepted = "what `python -m knowledge export-encoder` writes"
    file = folder / EXPORT_FILE
    if not file.is_file():
        raise EncoderError("no encoder was exported here", file=str(folder), accepted=accepted)
    try:
        export = Export.model_validate(json.loads(file.read_text(encoding="utf-8")))
    except (ValidationError, ValueError) as error:
        raise EncoderError(str(error), file=str(file), accepted=accepted) from error
    for name, expected in (
        (MODEL_FILE, export.model_sha256),
        (TOKENIZER_FILE, export.tokenizer_sha256),
    ):
        found = file_sha256(folder / name) if (folder / name).is_file() else "missing"
        if found != expected:
            raise EncoderError(f"sha256 is {found}", file=str(folder / name), accepted=expected)
    return export
