"""Reading a text with an encoder: one vector for the whole, and one for each token."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import numpy as np
import onnx
import onnxruntime
from tokenizers import Tokenizer

from knowledge.encoder.onnx import MODEL_FILE, TOKENIZER_FILE, read_export
from knowledge.encoder.protocol import Vectors
from knowledge.encoder.windows import windows
from knowledge.errors import EncoderError

_LAST_LAYER: Final = "LayerNormalization"


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What an encoder makes of a text.

    `whole (dim,)` is the unit mean of `parts (windows, dim)`, which are unit vectors; `tokens
    (tokens, dim)` are as the last layer leaves them, without the marks of start and end, and
    may be none.
    """

    whole: Vectors
    parts: Vectors
    tokens: Vectors


class Reader(Protocol):
    """Reads texts. The same text has the same reading in whatever company."""

    @property
    def source_hash(self) -> str:
        """sha256 in hex of the weights it was made from."""
        ...

    def read(self, text: str) -> Reading:
        """The reading of any text, an empty one too."""
        ...


class OnnxReader:
    """Reads with what `python -m knowledge export-encoder` wrote to `folder`, on one thread.

    The exported graph gives the vector of a whole text; this asks it for the output of its last
    layer as well, so a reading costs one call. Raises EncoderError if a file is missing, altered,
    or has no such layer.
    """

    def __init__(self, folder: Path) -> None:
        self._export = read_export(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        model, self._outputs = _with_token_vectors(folder / MODEL_FILE)
        self._session = onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))

    @property
    def source_hash(self) -> str:
        return self._export.source_sha256

    def read(self, text: str) -> Reading:
        token_ids = self._tokenizer.encode(text, add_special_tokens=False).ids
        vectors, tokens = [], []
        for part in windows(token_ids, self._export.start_token_id, self._export.end_token_id):
            ids = np.array([part], dtype=np.int64)
            inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
            vector, layer = self._session.run(self._outputs, inputs)
            vectors.append(vector[0])
            tokens.append(layer[0, 1:-1])
        parts: Vectors = np.stack(vectors).astype(np.float32)
        return Reading(_unit(parts.mean(axis=0)), parts, np.concatenate(tokens))


class KeepingReader:
    """A reader that keeps every reading: for texts that are read again and again."""

    def __init__(self, inner: Reader) -> None:
        self._inner = inner
        self._kept: dict[str, Reading] = {}

    @property
    def source_hash(self) -> str:
        return self._inner.source_hash

    def read(self, text: str) -> Reading:
        if text not in self._kept:
            self._kept[text] = self._inner.read(text)
        return self._kept[text]

    def read_all(self, texts: Iterable[str]) -> list[Reading]:
        """The readings of `texts`, in their order."""
        return [self.read(text) for text in texts]


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoder in use: readings of documents are kept, those of questions only if so made."""

    documents: KeepingReader
    questions: Reader


def _with_token_vectors(file: Path) -> tuple[bytes, list[str]]:
    """The model with its last layer as a second output, and the names of both."""
    model = onnx.load(str(file))
    layers = [node for node in model.graph.node if node.op_type == _LAST_LAYER]
    if not layers:
        raise EncoderError("has no layer to read tokens from", file=str(file))
    name = layers[-1].output[0]
    model.graph.output.append(
        onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None)
    )
    return model.SerializeToString(), [model.graph.output[0].name, name]


def _unit(vector: Vectors) -> Vectors:
    unit: Vectors = (vector / max(float(np.linalg.norm(vector)), 1e-9)).astype(np.float32)
    return unit
