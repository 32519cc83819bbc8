"""A sentence-transformers folder of a few kilobytes: real parts, random weights, no meaning."""

from __future__ import annotations

import string
from pathlib import Path

DIM = 32
LAYERS = 2


def make_tiny_model(folder: Path, seed: int = 1) -> Path:
    """`folder` holds a BERT of two layers that reads letter by letter; the same for one seed."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizer

    letters = [*string.ascii_lowercase, *string.digits]
    marks = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    vocabulary = [*marks, *letters, *(f"##{letter}" for letter in letters)]
    plain = folder / "plain"
    plain.mkdir(parents=True)
    (plain / "vocab.txt").write_text("\n".join(vocabulary))
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=DIM,
        num_hidden_layers=LAYERS,
        num_attention_heads=2,
        intermediate_size=2 * DIM,
        max_position_embeddings=512,
    )
    BertModel(config).save_pretrained(plain)
    BertTokenizer(str(plain / "vocab.txt")).save_pretrained(plain)
    parts = [Transformer(str(plain)), Pooling(DIM)]
    SentenceTransformer(modules=parts, device="cpu").save(str(folder / "model"))
    return folder / "model"
