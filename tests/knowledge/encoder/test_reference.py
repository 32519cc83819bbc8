"""The reference: sentence-transformers' own vectors, with the adapter where there is one."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from knowledge import KnowledgeError
from knowledge.encoder import ReferenceEncoder
from knowledge.encoder.source import weights_sha256
from knowledge.encoder.windows import MAX_TOKENS

from ..tiny_model import DIM
from .adapters import make_adapter

TEXTS = ["", "bikes", "dogs 7", "a" * (MAX_TOKENS * 2)]


class TestReferenceEncoder:
    """On the small model."""

    def test_has_the_vectors_of_sentence_transformers(self, tiny_model: Path) -> None:
        """For what fits one window: the same as the library gives, made to length one."""
        encoder = ReferenceEncoder(tiny_model)
        wanted = encoder.model.encode(TEXTS[1:3], normalize_embeddings=True)
        assert np.allclose(encoder.encode(TEXTS[1:3]), wanted, atol=1e-5)

    def test_unit_vectors_whatever_the_text(self, tiny_model: Path) -> None:
        """Empty and long ones too; none for none."""
        encoder = ReferenceEncoder(tiny_model)
        vectors = encoder.encode(TEXTS)
        assert vectors.shape == (len(TEXTS), DIM)
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-4)
        assert encoder.encode([]).shape == (0, DIM)

    def test_is_named_for_its_weights(self, tiny_model: Path) -> None:
        """Without an adapter, by their own hash."""
        assert ReferenceEncoder(tiny_model).source_hash == weights_sha256(tiny_model)

    def test_an_adapter_makes_it_another(self, tiny_model: Path, tmp_path: Path) -> None:
        """Other vectors, under a name made of both hashes."""
        plain = ReferenceEncoder(tiny_model)
        weights = weights_sha256(tiny_model)
        adapter = make_adapter(tmp_path, plain.model[0].auto_model, weights)
        tuned = ReferenceEncoder(tiny_model, adapter)
        assert tuned.source_hash == sha256(f"{weights} {adapter.sha256}".encode()).hexdigest()
        assert np.sum(tuned.encode(TEXTS) * plain.encode(TEXTS), axis=1).min() < 0.99

    def test_refuses_an_adapter_of_other_weights(self, tiny_model: Path, tmp_path: Path) -> None:
        """Even if every shape fits; both hashes are said."""
        model = ReferenceEncoder(tiny_model).model[0].auto_model
        adapter = make_adapter(tmp_path, model, "of another base")
        with pytest.raises(KnowledgeError, match="of another base") as refused:
            ReferenceEncoder(tiny_model, adapter)
        assert weights_sha256(tiny_model) in str(refused.value)
