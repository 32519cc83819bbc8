"""Learn the urgent guard's weights: `python -m api.guard fit`, or see how well they would do.

`try` gives figures for messages left out of the fitting, a fifth at a time.
"""

import random
import sys
from collections.abc import Sequence

from rich.progress import track

from api.guard.examples import CALM, Example, framed, mixed, questions, sample_questions, written
from api.guard.fitting import Read, fit, read
from api.guard.reading import words_of
from api.guard.vocabulary import FILE as WORDS
from api.guard.vocabulary import Vocabulary, vocabulary
from api.guard.weights import FILE, Weights, fingerprint
from api.settings import get_settings
from knowledge.encoder import Encoder, OnnxEncoder

MARGIN = 0.1  # a missed emergency costs more than a tap; chosen on the first half of the list
PART_MARGIN = 0.2
_FOLDS = 5
_KNOWN_AT_LEAST = 2


def main(arguments: Sequence[str] = tuple(sys.argv[1:])) -> None:
    """Write `weights.json`, or print what is heard and what trips when left out."""
    if list(arguments) == ["fit"]:
        _write_known()
        encoder = _encoder()
        examples = _read(_all(), encoder)
        weights = fit(examples, fingerprint(), encoder.source_hash, MARGIN, PART_MARGIN)
        FILE.write_text(weights.model_dump_json(indent=0) + "\n", encoding="utf-8")
        print(f"{len(weights.urgent)} signs of urgency, {FILE.stat().st_size // 1024} KB")
    elif list(arguments[:1]) == ["try"]:
        _try(show="-v" in arguments)
    else:
        sys.exit("usage: python -m api.guard fit | try [-v]")


def _encoder() -> Encoder:
    return OnnxEncoder(get_settings().small_encoder_dir)


def _read(rows: Sequence[Example], encoder: Encoder) -> list[Read]:
    return [read(row, vocabulary(), encoder) for row in track(rows, "reading messages")]


def _all() -> list[Example]:
    rows = [*written(), *questions()]
    return [*rows, *framed(), *mixed([row for row in rows if row.weight == 1])]


def _write_known() -> None:
    """Write the words that are spelt right, so that none is taken for a slip."""
    texts = [example.text for example in _all()] + sample_questions()
    count: dict[str, int] = {}
    for text in texts:
        for word in words_of(text):
            count[word] = count.get(word, 0) + 1
    inside = Vocabulary(WORDS)
    known = [
        word
        for word, times in sorted(count.items())
        if times >= _KNOWN_AT_LEAST
        and word.isalpha()
        and len(word) > 4
        and not inside.classes(word)
    ]
    WORDS.with_name("known.txt").write_text("\n".join(known) + "\n", encoding="utf-8")


def _try(*, show: bool) -> None:
    encoder = _encoder()
    rows = _read([*written(), *questions()], encoder)
    always = _read(list(framed()), encoder)
    random.Random(1).shuffle(rows)
    scored: list[tuple[float, Read]] = []
    for fold in range(_FOLDS):
        left_out = rows[fold::_FOLDS]
        seen = [row for at, row in enumerate(rows) if at % _FOLDS != fold] + always
        pairs = mixed([row.example for row in seen if row.example.weight == 1])
        weights = fit([*seen, *_read(list(pairs), encoder)], "", "", MARGIN, PART_MARGIN)
        scored += [(score(weights, row), row) for row in left_out]
    _print(scored)
    if show:
        for value, row in sorted(scored, key=lambda pair: pair[0]):
            if row.example.urgent != (value > 0) and row.example.source != "sample":
                what = "missed" if row.example.urgent else "FALSE"
                print(f"{value:6.1f} {what} {row.example.source}: {row.example.text}")


def score(weights: Weights, row: Read) -> float:
    """Return the score of the most urgent part; above 0 is urgent."""
    scores = [
        weights.score(set(part), weights.meant(vector), part=not (row.whole and at == 0))
        for at, (part, vector) in enumerate(zip(row.parts, row.vectors, strict=True))
    ]
    return max(scores, default=-9.0)


def _print(scored: list[tuple[float, Read]]) -> None:
    sources = sorted({row.example.source for _, row in scored})
    for source in sources:
        values = [value for value, row in scored if row.example.source == source]
        hit = sum(value > 0 for value in values)
        print(f"{source:45} {hit:5} of {len(values):5} urgent ({hit / len(values):.3f})")
    urgent = [value for value, row in scored if row.example.urgent]
    near = sorted(
        value
        for value, row in scored
        if not row.example.urgent and row.example.source.startswith(CALM)
    )
    for rate in (0.01, 0.02, 0.03, 0.05, 0.1):
        at = near[int(len(near) * (1 - rate))]
        recall = sum(value > at for value in urgent) / len(urgent)
        print(f"recall {recall:.3f} with {rate:.0%} of look-alikes (above {at:.2f})")


if __name__ == "__main__":
    main()
