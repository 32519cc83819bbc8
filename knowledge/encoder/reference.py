"""The encoder the fast one is held to: sentence-transformers on the same weights, in fp32."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from knowledge.encoder.adapter import Adapter, merge_adapter
from knowledge.encoder.protocol import Vectors
from knowledge.encoder.source import weights_sha256
from knowledge.encoder.windows import windows
from knowledge.errors import EncoderError


class ReferenceEncoder:
    """sentence-transformers on the weights in `folder`, with `adapter` merged into them.

    torch is imported when one is made, not before. Slower than OnnxEncoder by about four times.
    Raises EncoderError if the adapter was made for other weights.
    """

    def __init__(self, folder: Path, adapter: Adapter | None = None) -> None:
        from sentence_transformers import SentenceTransformer

        self._source_hash = _source_hash(weights_sha256(folder), adapter)
        self.model: Any = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        self.model.eval()
        if adapter is not None:
            merge_adapter(self.model[0].auto_model, adapter)
        self.tokenizer = Tokenizer.from_str(self.model.tokenizer.backend_tokenizer.to_str())
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()

    @property
    def source_hash(self) -> str:
        return self._source_hash

    @property
    def dim(self) -> int:
        return int(self.model.get_embedding_dimension())

    def encode(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.empty((0, self.dim), dtype=np.float32)
        return np.stack([self._encode_one(text) for text in texts])

    def _encode_one(self, text: str) -> Vectors:
        import torch

        tokenizer = self.model.tokenizer
        ids = tokenizer(text, add_special_tokens=False, truncation=False, verbose=False)[
            "input_ids"
        ]
        start, end = tokenizer.cls_token_id, tokenizer.sep_token_id
        means = []
        with torch.inference_mode():
            for part in windows(ids, start, end):
                tokens = torch.tensor([part])
                features = {"input_ids": tokens, "attention_mask": torch.ones_like(tokens)}
                means.append(self.model(features)["sentence_embedding"][0].numpy())
        mean: Vectors = np.mean(means, axis=0, dtype=np.float32)
        unit: Vectors = mean / max(float(np.linalg.norm(mean)), 1e-9)
        return unit


def _source_hash(weights: str, adapter: Adapter | None) -> str:
    if adapter is None:
        return weights
    if adapter.description.base_sha256 != weights:
        raise EncoderError(
            f"the adapter was made for weights {adapter.description.base_sha256}", accepted=weights
        )
    return hashlib.sha256(f"{weights} {adapter.sha256}".encode()).hexdigest()
