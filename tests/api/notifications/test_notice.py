"""A notice that could not be told is refused where it is made."""

import pytest

from api.notifications.notice import Notice, NoticeKind, is_local, text_of
from api.wording import wording
from api.wording.notices import NoticesWording


def make(**changes) -> Notice:
    values = {
        "kind": NoticeKind.ARTICLE_RECALLED,
        "about": "off-road-bikes",
        "link": "/articles/off-road-bikes",
        "words": {"title": "Off-road bikes"},
        "key": "article_recalled:off-road-bikes:3",
    }
    return Notice(**(values | changes))


class TestNotice:
    """Faults of the code that tells are found where it tells."""

    def test_words_that_the_texts_do_not_use_may_be_given(self):
        """So that a force can change a text without the code."""
        assert make(words={"title": "A", "date": "tomorrow"}).words["title"] == "A"

    @pytest.mark.parametrize(
        "changes",
        [
            {"words": {}},
            {"words": {"ref": "PF-2026-000001"}},
            {"link": "https://elsewhere.example/"},
            {"link": "//elsewhere.example/"},
            {"link": "/\\elsewhere.example/"},
            {"link": "/a\r\nSet-Cookie: x"},
            {"link": ""},
            {"link": "/" + "x" * 300},
            {"key": ""},
            {"key": "k" * 161},
        ],
    )
    def test_what_could_not_be_told_is_refused(self, changes):
        """Words missing, a link that leads away, no key."""
        with pytest.raises(ValueError):
            make(**changes)


class TestIsLocal:
    """A path of ours, nothing that a browser takes for another host."""

    def test_a_path_is(self):
        """With a query and a fragment too."""
        assert is_local("/requests/PF-2026-000001?done=1#answer")

    def test_a_scheme_is_not(self):
        """Whatever it is."""
        assert not is_local("javascript:alert(1)")


class TestTextOf:
    """Each kind has its texts."""

    def test_every_kind_has_texts_and_every_text_a_kind(self):
        """A kind added in one place only fails here."""
        assert {str(kind) for kind in NoticeKind} == set(NoticesWording.model_fields)

    @pytest.mark.parametrize("kind", NoticeKind)
    def test_nothing_is_left_unfilled(self, kind):
        """With the words that the kind's texts want."""
        names = wording().notices.of(kind).names
        title, text = text_of(make(kind=kind, words={name: f"<{name}>" for name in names}))
        assert "{" not in title + text
        assert all(f"<{name}>" in title + text for name in names)
