"""The urgent guard: what is happening now goes to 999; asking about it does not."""

import json
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml

from api.guard.examples import sample_questions, written
from api.guard.service import FILE, Guard, Urgent, UrgentKind, check
from api.settings import ROOT
from api.wording import wording
from knowledge.encoder import FakeEncoder
from knowledge.encoder.protocol import Vectors

WRITTEN = list(written())
FIT = [
    json.loads(line)
    for line in (ROOT / "knowledge" / "evaluation" / "fit.jsonl").read_text("utf-8").splitlines()
]
OUTSIDE = [
    json.loads(line)["question"]
    for line in (ROOT / "knowledge/fit/outside_questions.jsonl").read_text("utf-8").splitlines()
]
KINDS = [
    (UrgentKind.LIFE_OR_CRIME, "he's got a knife to her throat in the shop"),
    (UrgentKind.LIFE_OR_CRIME, "someone is breaking into next door right now"),
    (UrgentKind.SUICIDE, "there's a lad on the bridge threatening to jump"),
    (UrgentKind.MISSING, "my dad has dementia and he's been missing since this morning"),
    (UrgentKind.OFFICER, "officer needs assistance at the market"),
    (UrgentKind.OFFICER, "my crewmate is being kicked on the ground and my radio is dead"),
    (
        UrgentKind.SAFEGUARDING,
        "a pupil has just told me her stepdad hits her and she goes home at 3",
    ),
    (UrgentKind.OWN_CRISIS, "I can't do this any more, I want to die"),
]
PAIRS = [
    ("he's got a machete outside the school", "he was arrested with a machete outside the school"),
    ("they're breaking into my neighbour's house now", "how do we stop them breaking into houses"),
    ("lad on the railway, train due", "lads on the railway every weekend"),
    ("a man is threatening to jump off the bridge", "what do we do if a man threatens to jump"),
    ("my colleague is being attacked outside the pub", "training on colleagues being attacked"),
    ("I want to kill myself", "this form makes me want to scream, the inbox is killing me"),
    ("a girl of 9 is missing from the park", "figures for children missing from parks last year"),
]
HIDDEN = "a man is stabbing people at the bus stop, please send police"
RAMBLE = "I wanted to ask about the shed burglaries on our estate, we had six of them last month. "


class TestCheck:
    """`check` names why a message is urgent, or nothing."""

    @pytest.mark.parametrize(("kind", "text"), KINDS)
    def test_names_the_kind(self, kind: UrgentKind, text: str) -> None:
        assert check(text) == Urgent(kind)

    @pytest.mark.parametrize(("now", "asked"), PAIRS)
    def test_the_same_danger_is_urgent_only_as_it_happens(self, now: str, asked: str) -> None:
        assert check(now) is not None
        assert check(asked) is None

    def test_hears_what_it_was_taught(self) -> None:
        """Nearly all of it: it weighs signs and does not learn by heart."""
        urgent = [row.text for row in WRITTEN if row.urgent]
        missed = [text for text in urgent if check(text) is None]
        assert len(urgent) >= 800
        assert len(missed) / len(urgent) <= 0.03, missed

    def test_is_calm_about_look_alikes_it_was_taught(self) -> None:
        calm = [row.text for row in WRITTEN if not row.urgent]
        false = [text for text in calm if check(text) is not None]
        assert len(calm) >= 700
        assert len(false) / len(calm) <= 0.02, false

    def test_questions_of_articles_do_not_trip_it(self) -> None:
        """About one in a hundred; two in three are among what the weights are fitted on."""
        questions = sample_questions()[::3]
        false = [question for question in questions if check(question) is not None]
        assert len(questions) > 3500
        assert len(false) / len(questions) <= 0.012, false

    def test_other_questions_do_not_trip_it(self) -> None:
        others = OUTSIDE + [row["question"] for row in FIT if row["kind"] != "urgent"]
        false = [question for question in others if check(question) is not None]
        assert len(others) > 900
        assert len(false) / len(others) <= 0.01, false

    @pytest.mark.parametrize(
        "text",
        [
            "OFFICER DOWN",
            "officer  down\n",
            "he\u2019s got a knife to her throat",
            "Officer down!!",
            "hes got a knife to her throat",
            "HES GOT A KNIFE TO HER THROAT",
            "he's got a knife to her thraot",
            "he\u200b's got a kn\u00adife to her throat",
            "he's got a \uff4b\uff4e\uff49\uff46\uff45 to her throat",
            "he's got a kn\u0456fe to h\u0435r throat",
            "h\u00e9's got a knife to her thr\u00f6at \U0001f6a8",
            "someoneee is breaking in heeelp",
            "\u202eshe isnt breathing pls hurry",
        ],
    )
    def test_how_it_is_typed_makes_no_difference(self, text: str) -> None:
        """Case, quotes, spacing, slips, letters held down, invisible and look-alike letters."""
        assert check(text) is not None

    @pytest.mark.parametrize(
        "text", ["", " ", "\x00", "\U0001f6a8", "?" * 2000, "\n" * 2000, "\ud800", "\u0301" * 2000]
    )
    def test_nothing_said_is_not_urgent(self, text: str) -> None:
        assert check(text) is None

    @pytest.mark.parametrize("before", range(0, 20, 3))
    def test_is_heard_in_the_middle_of_a_long_message(self, before: int) -> None:
        text = (RAMBLE * before + HIDDEN + ". " + RAMBLE * 20)[:2000]
        assert check(text) is not None
        assert check((RAMBLE * 30)[:2000]) is None

    def test_is_heard_in_a_ramble_without_a_full_stop(self) -> None:
        ramble = RAMBLE.replace(". ", " and ").replace(",", "")
        assert check((ramble * 8 + HIDDEN.replace(",", "") + " " + ramble * 12)[:2000]) is not None

    @pytest.mark.parametrize("calm", ["How do we prevent burglary?", "We had a fight last week."])
    def test_a_calm_sentence_does_not_silence_another(self, calm: str) -> None:
        for text in (f"{calm} He is kicking her in the head.", f"He's stabbing her. {calm}"):
            assert check(text) is not None

    @pytest.mark.parametrize(
        "unit",
        ["he is ", "knife ", "missing child ", "a", "and now ", "need ", "a a ", "'", "x'", "i i "],
    )
    @pytest.mark.alone
    def test_the_longest_message_takes_little_time(self, unit: str) -> None:
        text = (unit * 2000)[:2000]
        check(text)
        started = time.perf_counter()
        check(text)
        assert time.perf_counter() - started < 0.25

    @pytest.mark.alone
    def test_an_ordinary_message_takes_next_to_none(self) -> None:
        """A few milliseconds, with room for a busy machine."""
        started = time.perf_counter()
        for row in WRITTEN[:500]:
            check(row.text)
        assert (time.perf_counter() - started) / 500 < 0.02


class TestWithoutEncoder:
    """Signs alone decide where there is no encoder, less well, and nothing fails."""

    @pytest.fixture
    def bare(self) -> Guard:
        """A guard that knows no vectors."""
        return Guard()

    def test_most_is_heard(self, bare: Guard) -> None:
        urgent = [row.text for row in WRITTEN if row.urgent]
        heard = sum(bare.check(text) is not None for text in urgent)
        assert heard / len(urgent) >= 0.9

    def test_look_alikes_are_let_pass(self, bare: Guard) -> None:
        calm = [row.text for row in WRITTEN if not row.urgent]
        false = sum(bare.check(text) is not None for text in calm)
        assert false / len(calm) <= 0.03

    def test_the_meaning_is_asked_in_doubt_alone(self) -> None:
        """A plain question costs no vector."""

        class NoEncoder(FakeEncoder):
            def encode(self, texts: Sequence[str]) -> Vectors:
                pytest.fail(f"encoded {texts}")

        guard = Guard(encoder=NoEncoder())
        assert guard.check("what works against shed burglary on allotments") is None
        assert guard.check("OFFICER DOWN") == Urgent(UrgentKind.OFFICER)


class TestGuard:
    """What a force may edit, and what it is told with."""

    @pytest.mark.parametrize("kind", UrgentKind)
    def test_every_kind_has_a_notice_with_999(self, kind: UrgentKind) -> None:
        notice = wording().urgent.notice(kind)
        assert notice.text
        assert "tel:999" in [link.url for link in notice.links]

    def test_who_is_in_a_crisis_is_told_who_listens(self) -> None:
        urls = [link.url for link in wording().urgent.notice(UrgentKind.OWN_CRISIS).links]
        assert "tel:116123" in urls

    def test_a_force_adds_its_own_code_words(self, tmp_path: Path) -> None:
        data = yaml.safe_load(FILE.read_text("utf-8"))
        data["officer_assistance"].append("Code Purple")
        file = tmp_path / "always.yml"
        file.write_text(yaml.safe_dump(data), encoding="utf-8")
        assert check("code purple") is None
        for text in ("code purple", "CODE PURPLE!! high street", "control, code purple please"):
            assert Guard(file).check(text) == Urgent(UrgentKind.OFFICER)
        assert Guard(file).check("what does code purple mean") is None
        assert Guard(file).check("is there a policy for code purple") is None

    @pytest.mark.parametrize("spoil", ["no_such_kind: [x]", "suicide: x", "suicide: [[x]]"])
    def test_a_file_that_does_not_fit_is_refused(self, tmp_path: Path, spoil: str) -> None:
        file = tmp_path / "always.yml"
        file.write_text(spoil, encoding="utf-8")
        with pytest.raises(ValueError):
            Guard(file)
