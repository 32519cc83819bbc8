"""How a long text is cut."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.encoder.windows import MAX_TOKENS, windows


class TestWindows:
    """Every token once, in order, in windows that fit."""

    @given(st.lists(st.integers(3, 30000), max_size=700))
    def test_always(self, ids: list[int]) -> None:
        """Nothing is lost, nothing too long, no scrap at the end."""
        parts = windows(ids, 1, 2)
        assert [token for part in parts for token in part[1:-1]] == ids
        assert all(part[0] == 1 and part[-1] == 2 for part in parts)
        assert all(len(part) <= MAX_TOKENS for part in parts)
        if len(parts) > 1:
            assert min(map(len, parts)) > MAX_TOKENS // 3
