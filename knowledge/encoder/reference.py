"""The encoder the fast one is held to: sentence-transformers on the same weights, in fp32."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from knowledge.encoder.protocol import Vectors
from knowledge.encoder.source import source_folder
from knowledge.encoder.windows import windows


class ReferenceEncoder:
    """sentence-transformers on the pinned weights, or on those in `model_folder`.

    torch is imported when one is made, not before. Slower than OnnxEncoder by about five times.
    """

    def __init__(self, model_folder: Path | None = None) -> None:
        from sentence_transformers import SentenceTransformer

        folder, self._source_hash = source_folder(model_folder)
        self.model: Any = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        self.model.eval()
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
