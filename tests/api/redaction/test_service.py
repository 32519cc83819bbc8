"""Personal data never gets past `redact`, and what officers talk about does."""

import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.redaction.service import Redacted, redact
from api.redaction.vehicles import plain_words
from api.settings import ROOT
from api.wording import wording

AROUND = st.sampled_from(["", "ring ", "he said: ", "(", "bike "])
AFTER = st.sampled_from(["", ".", ", thanks", ")", " 2 males", " pls"])
NAMED = ("Mr Patel", "Mrs Patel", "Mrs Whatsit", "Mrs Next-Door-To-The-Park", "called Big Man")
GAP = st.sampled_from(["", " ", "-", "  "])
DIGIT = st.sampled_from(string.digits)


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text(alphabet=string.digits, min_size=count, max_size=count)


def in_text(middle: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, str]]:
    """The secret, and a text that holds it."""
    return st.tuples(AROUND, middle, AFTER).map(lambda parts: (parts[1], "".join(parts)))


mobiles = st.builds(
    lambda start, a, gap, b, gap2, c: f"{start}{a}{gap}{b}{gap2}{c}",
    st.sampled_from(["07", "+447", "+44 7", "+44 (0)7", "00447"]),
    digits(3),
    GAP,
    digits(3),
    GAP,
    digits(3),
)
landlines = st.builds(
    lambda code, gap, rest: f"{code}{gap}{rest}",
    st.sampled_from(["01707", "(01707)", "01992", "01438", "+44 1707", "+44 (0)1707"]),
    GAP,
    digits(6),
)
LETTER = st.sampled_from("BCDFGHJKLNPRSTVWXY")  # no vowels: no words by chance
plates = st.one_of(
    st.builds("{}{}{}{}{}{}{}{}".format, *[LETTER] * 2, DIGIT, DIGIT, GAP, *[LETTER] * 3),
    st.builds(
        "{}{}{}{}{}{}".format, st.sampled_from("CDEFGHJKLNPRTVWXY"), digits(3), GAP, *[LETTER] * 3
    ),
).filter(lambda plate: "  " not in plate and plate[-3:].lower() not in plain_words())
postcodes = st.builds(
    lambda out, gap, digit, a, b: f"{out}{gap}{digit}{a}{b}",
    st.sampled_from(["AL10", "WD17", "SG1", "EN8", "SW1A", "M1", "al10", "wd17", "E2"]),
    st.sampled_from(["", " ", "  "]),
    DIGIT,
    st.sampled_from("ABDEFGHJLN"),
    st.sampled_from("ABDEFGJLNP"),
)
emails = st.builds(
    "{}@{}.{}".format,
    st.text(string.ascii_letters + string.digits, min_size=1, max_size=12),
    st.text(string.ascii_lowercase, min_size=1, max_size=10),
    st.sampled_from(["com", "co.uk", "police.uk", "pnn.police.uk"]),
)


class TestRedact:
    """`redact` removes phones, e-mail addresses, inward codes and registrations."""

    @given(in_text(st.one_of(mobiles, landlines)))
    def test_no_phone_number_survives(self, case: tuple[str, str]) -> None:
        secret, text = case
        redacted = redact(text)
        assert redacted.kinds == ("phone",)
        assert secret[-6:] not in redacted.text

    @given(in_text(emails))
    def test_no_email_address_survives(self, case: tuple[str, str]) -> None:
        redacted = redact(case[1])
        assert "email" in redacted.kinds
        assert "@" not in redacted.text

    @given(in_text(postcodes))
    def test_the_outward_half_of_a_postcode_stays_and_the_inward_half_goes(
        self, case: tuple[str, str]
    ) -> None:
        secret, text = case
        redacted = redact(text)
        assert redacted.kinds == ("postcode",)
        assert secret[-3:] not in redacted.text
        assert secret[:-3].strip() + " " + wording().redaction.postcode in redacted.text

    @given(in_text(plates), st.booleans())
    def test_no_current_or_prefix_registration_survives(
        self, case: tuple[str, str], lower: bool
    ) -> None:
        text = case[1] if not lower else f"reg {case[1].lower()}"
        assert redact(text).kinds == ("registration",), text

    @pytest.mark.parametrize(
        "text",
        [
            "ABC 123D",
            "abc123d",
            "vrm abc 123d",
            "A123 BCD",
            "reg a123 bcd",
            "p123bcd",
            "AB12 CDE",
            "ab12cde",
            "ab12 cde",
            "AB12THE",
        ],
    )
    def test_forms_of_registration_that_officers_type(self, text: str) -> None:
        assert redact(text).kinds == ("registration",)

    @pytest.mark.parametrize(
        "text",
        [
            "s136 mha and S136 MHA, s59 2nd warning, CBO 12m, A414 RTC, M25 the, A10 and B197",
            "999 or 101, op 24, 136000 fewer offences, £1,234,567, 2,267 cops",
            "between 0700 1900 0300, 0200-0400 12 incidents, 0200 0400 12 jobs, 24/7",
            "01/02/2024 10:30, 01-02-2024 10, 2024-03-01, the 1960s, PAS24, SMDA 2013",
            "in AL10 and the rec, WD17 has lads out, PF-2026-000123, sec 17A, s34 EPA",
            "the M1 3pm, S1 10am, EN8 5km away, vehicle on a414 rtc",
        ],
    )
    def test_figures_dates_roads_and_sections_stay(self, text: str) -> None:
        assert redact(text) == Redacted(text, ())

    def test_nothing_in_our_own_sample_questions_is_taken_for_personal_data(self) -> None:
        files = (ROOT / "knowledge" / "articles").rglob("*.questions.yml")
        lines = [line for file in files for line in file.read_text("utf-8").splitlines()]
        assert len(lines) > 500
        taken = [line for line in lines if redact(line).kinds]
        assert [line for line in taken if not any(name in line for name in NAMED)] == []

    def test_kinds_are_sorted_and_named_once(self) -> None:
        text = "AB12 CDE at AL10 0AB, 07700 900123 or 07700 900456, jo@example.org"
        redacted = redact(text)
        assert redacted.kinds == ("email", "phone", "postcode", "registration")
        assert not any(character.isdigit() for character in redacted.text.replace("AL10", ""))

    @given(
        st.lists(
            st.one_of(mobiles, landlines, emails, postcodes, plates, st.text(max_size=12)),
            max_size=6,
        ),
        st.sampled_from(["", " ", ",", "-"]),
    )
    def test_redacting_twice_changes_nothing(self, parts: list[str], between: str) -> None:
        once = redact(between.join(parts))
        assert redact(once.text) == Redacted(once.text, ())

    def test_the_longest_message_takes_no_time(self) -> None:
        for unit in ("a", "0 ", "a.", "07-", "ab12 ", "a@"):
            start = time.perf_counter()
            redact((unit * 2000)[:2000])
            assert time.perf_counter() - start < 0.5
