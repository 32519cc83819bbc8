"""The reliability diagram as an SVG of its own: no plotting library, light and dark, described."""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import escape

from knowledge.evaluation.reliability import Bin, Reliability

_SIDE: Final = 320  # the square of confidence against share right, in px
_LEFT: Final = 64
_TOP: Final = 56
_COUNTS: Final = 56  # the height of the strip of counts below the square
_GAP: Final = 40
_STYLE: Final = """
text { font: 12px system-ui, sans-serif; fill: #1d2433; }
.title { font-weight: 600; font-size: 14px; }
.ground { fill: #ffffff; } .frame { fill: none; stroke: #5b6577; }
.ideal { stroke: #5b6577; stroke-dasharray: 4 4; }
.found { fill: none; stroke: #1f5fa8; stroke-width: 2; } .point { fill: #1f5fa8; }
.count { fill: #8fb4dd; }
@media (prefers-color-scheme: dark) {
text { fill: #e8ecf4; } .ground { fill: #161b26; } .frame, .ideal { stroke: #9aa5b8; }
.found { stroke: #8ab8f0; } .point { fill: #8ab8f0; } .count { fill: #3d6394; }
}"""


def draw_reliability(found: Reliability, name: str) -> str:
    """An SVG document: confidence across, share right up, and the count of each bin below.

    `name` says which set. The description tells every bin, for those who do not see the picture.
    """
    width, height = _LEFT + _SIDE + 24, _TOP + _SIDE + _GAP + _COUNTS + 48
    error = found.calibration_error
    told = "no row has a confidence" if error is None else f"calibration error {error:.3f}"
    title = escape(f"Reliability on {name}")
    held = [part for part in found.bins if part.count]
    points = " ".join(f"{_x(p.confidence or 0.0):.1f},{_y(p.right or 0.0):.1f}" for p in held)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        'aria-labelledby="title description">',
        f'<title id="title">{title}</title>',
        f'<desc id="description">{escape(f"{told}. {_described(found)}")}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="ground" width="{width}" height="{height}"/>',
        f'<text class="title" x="16" y="22">{title}</text>',
        f'<text x="16" y="40">{told}</text>',
        *_axes(),
        f'<polyline class="found" points="{points}"/>',
        *(_point(part) for part in held),
        *_counts(found.bins),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _x(confidence: float) -> float:
    return _LEFT + confidence * _SIDE


def _y(share: float) -> float:
    return _TOP + (1 - share) * _SIDE


def _axes() -> list[str]:
    lines = [
        f'<rect class="frame" x="{_LEFT}" y="{_TOP}" width="{_SIDE}" height="{_SIDE}"/>',
        f'<line class="ideal" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>',
        f'<text x="{_x(0.5)}" y="{_y(0) + 32}" text-anchor="middle">confidence</text>',
        f'<text transform="translate(20 {_y(0.5)}) rotate(-90)" text-anchor="middle">'
        "share whose first article is right</text>",
    ]
    for tenth in range(0, 11, 2):
        at = tenth / 10
        lines.append(f'<text x="{_x(at)}" y="{_y(0) + 16}" text-anchor="middle">{at}</text>')
        lines.append(f'<text x="{_LEFT - 8}" y="{_y(at) + 4}" text-anchor="end">{at}</text>')
    return lines


def _point(part: Bin) -> str:
    return (
        f'<circle class="point" cx="{_x(part.confidence or 0.0):.1f}" '
        f'cy="{_y(part.right or 0.0):.1f}" r="4"/>'
    )


def _counts(bins: tuple[Bin, ...]) -> list[str]:
    most = max((part.count for part in bins), default=0) or 1
    ground, wide = _TOP + _SIDE + _GAP + _COUNTS, _SIDE / len(bins)
    told = f'<text x="{_x(0.5)}" y="{ground + 34}" text-anchor="middle">questions</text>'
    lines = [told]
    for part in bins:
        high = part.count / most * (_COUNTS - 12)
        left, middle = _x(part.low) + 2, _x((part.low + part.high) / 2)
        lines.append(
            f'<rect class="count" x="{left:.1f}" y="{ground - high:.1f}" '
            f'width="{wide - 4:.1f}" height="{high:.1f}"/>'
        )
        lines.append(
            f'<text x="{middle:.1f}" y="{ground + 16}" text-anchor="middle">{part.count}</text>'
        )
    return lines


def _described(found: Reliability) -> str:
    held = [
        f"from {part.low:.1f} to {part.high:.1f}: {part.count} questions, "
        f"mean confidence {part.confidence:.2f}, {part.right:.2f} right"
        for part in found.bins
        if part.count
    ]
    return "Confidence " + "; ".join(held) + "." if held else "There is nothing to show."
