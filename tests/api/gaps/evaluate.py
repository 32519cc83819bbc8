"""How well questions are gathered, by the threshold: `python -m tests.api.gaps.evaluate`.

Gatherings whose right answer is known: sample questions of the release that the encoder was never
tuned on, up to eight each of 60 articles drawn by chance, among 30 that belong to other services.
"""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from sklearn.cluster import AgglomerativeClustering

from api.settings import get_settings
from knowledge import OnnxEncoder, Vectors, load_articles
from knowledge.holdout import is_held_out
from knowledge.signposts import load_signposts

ROOT = Path(__file__).resolve().parents[3]
THRESHOLDS: Final = (0.35, 0.4, 0.45, 0.5, 0.55)
DRAWS, ARTICLES, OUTSIDE, MOST = 6, 60, 30, 8


def pairs(labels: Sequence[object]) -> np.ndarray:
    """Return for each pair of places whether they have the same label."""
    numbers = np.unique([str(label) for label in labels], return_inverse=True)[1]
    upper = np.triu_indices(len(numbers), 1)
    return (numbers[:, None] == numbers[None])[upper]


def figures(vectors: Vectors, right: Sequence[object], threshold: float) -> tuple[float, float]:
    """Return precision and recall over pairs."""
    model = AgglomerativeClustering(
        n_clusters=None, metric="cosine", linkage="average", distance_threshold=threshold
    )
    found, wanted = pairs(model.fit_predict(vectors)), pairs(right)
    both = (found & wanted).sum()
    return both / max(found.sum(), 1), both / wanted.sum()


def main() -> None:
    """Print precision, recall and F1 of pairs for each threshold."""
    by_article = {
        article.slug: [q for q in article.sample_questions if is_held_out(q)]
        for article in load_articles(ROOT / "knowledge" / "articles")
    }
    by_article = {slug: found for slug, found in by_article.items() if found}
    elsewhere = [text for texts in load_signposts().values() for text in texts]
    draws = []
    for seed in range(DRAWS):
        chance = random.Random(seed)
        texts: list[str] = []
        right: list[str] = []
        for slug in chance.sample(sorted(by_article), ARTICLES):
            some = by_article[slug]
            picked = chance.sample(some, chance.randint(1, min(MOST, len(some))))
            texts += picked
            right += [slug] * len(picked)
        others = chance.sample(elsewhere, OUTSIDE)
        draws.append((texts + others, right + [f"other {n}" for n in range(OUTSIDE)]))
    encoder = OnnxEncoder(get_settings().encoder_dir)
    sets = [(encoder.encode(texts), right) for texts, right in draws]
    print("threshold  precision  recall  F1")
    for threshold in THRESHOLDS:
        rows = [figures(vectors, right, threshold) for vectors, right in sets]
        precision, recall = np.mean(rows, axis=0)
        f1 = 2 * precision * recall / (precision + recall)
        print(f"{threshold:9.2f}  {precision:9.2f}  {recall:6.2f}  {f1:.2f}")


if __name__ == "__main__":
    main()
