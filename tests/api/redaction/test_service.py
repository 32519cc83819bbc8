"""Personal data never gets past `redact`, and what officers talk about does."""

import string
import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from api.redaction.kinds import Kind
from api.redaction.service import Redacted, as_searched, read_lists, redact, redact_guidance
from api.redaction.vehicles import plain_words
from api.settings import ROOT
from api.wording import wording

AROUND = st.sampled_from(["", "ring ", "he said: ", "(", "bike "])
AFTER = st.sampled_from(["", ".", ", thanks", ")", " 2 males", " pls"])
NAMED = ("Mr Patel", "Mrs Patel", "Mrs Whatsit", "Mrs Next-Door-To-The-Park", "called Big Man")
WORDS = [
    *("mr", "PC", "victim", "called", "aka", "spoke", "to", "Dave", "dave", "SMITH", "smith"),
    *("Rose", "will", "mark", "Nowak", "O'Brien", "de", "la", "al", "and", "said", "was", "J."),
    *("arrested", "Road", "high", "street", "12", "flat", "3", "AL10", "0AB", "dob", "12/05/1990"),
    *("1234", "ref", "CR/1234/26", "@kay", "insta", "name:", "'", "'s", "(", "Zdravko"),
    *("[name", "removed]", "[name removed]"),
]
UNITS = [
    *("a", "0 ", "a.", "07-", "ab12 ", "a@", "1/", "12 a ", "Mr A ", "dave ", "A. ", "insta a_"),
    *("crime ref ", "dob 1", "flat 1, ", "AB 12 ", "12 High ", "4111 ", "snap name a", "de la "),
    *("A-", "o'", "no. ", "1-1-", "PC 1", "log no ", "s/c 12 ", "a b c d ", "jan van "),
]
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


read_lists()  # once, or hypothesis takes the first example for a slow one


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
        questions = [
            q for file in files for q in yaml.safe_load(file.read_text("utf-8"))["questions"]
        ]
        assert len(questions) > 5000
        taken = [question for question in questions if redact(question).kinds]
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

    @pytest.mark.alone
    def test_the_longest_message_takes_no_time(self) -> None:
        for unit in ("a", "0 ", "a.", "07-", "ab12 ", "a@"):
            start = time.perf_counter()
            redact((unit * 2000)[:2000])
            assert time.perf_counter() - start < 0.5

    def test_names_are_counted_with_the_rest(self) -> None:
        redacted = redact("spoke to Dave Smith and Ewa Nowak, 07700 900123")
        assert redacted.removed == (("name", 2), ("phone", 1))
        assert redacted.counts["name"] == 2
        assert redacted.text == "spoke to [name removed] and [name removed], [phone number removed]"

    def test_a_whole_message_of_every_kind(self) -> None:
        text = (
            "IP Kayleigh O'Brien dob 12/05/1990, NI QQ 12 34 56 C, NHS 943 476 5919, passport "
            "123456789, licence MORGA753116SM9IJ, card 4111 1111 1111 1111, sort code 12-34-56 "
            "account 12345678, lives at flat 3, 22 High Street AL10 0AB, drives AB12 CDE, "
            "07700 900123, kay@example.org, insta kay_ob99, crime ref 41/12345/26, PC 1234"
        )
        redacted = redact(text)
        assert set(redacted.kinds) == set(Kind)
        assert "High Street AL10" in redacted.text
        left = redacted.text.replace("AL10", "")
        assert not any(character.isdigit() for character in left), redacted.text

    @given(st.text(max_size=200))
    def test_any_text_twice_is_the_same_as_once(self, text: str) -> None:
        once = redact(text)
        assert redact(once.text) == Redacted(once.text, ())

    @given(st.lists(st.sampled_from(WORDS), max_size=14), st.sampled_from([" ", ", ", ". ", "-"]))
    def test_any_order_of_cues_and_names_twice_is_the_same_as_once(
        self, words: list[str], between: str
    ) -> None:
        once = redact(between.join(words))
        assert redact(once.text) == Redacted(once.text, ())

    @pytest.mark.parametrize("kind", list(Kind))
    def test_no_notice_is_taken_for_personal_data(self, kind: Kind) -> None:
        for around in ("{}", "mr {}", "PC {} Jones", "spoke to {} at {} High Street {}", "dob {}"):
            text = around.replace("{}", kind.notice)
            again = redact(redact(text).text)
            assert again.kinds == ()
            assert kind.notice in again.text

    @pytest.mark.parametrize("unit", UNITS)
    def test_no_pattern_takes_long_for_any_repetition(self, unit: str) -> None:
        text = (unit * 2000)[:2000]
        redact(text)
        start = time.process_time()
        redact(text)
        assert time.process_time() - start < 0.5


class TestRedactGuidance:
    """What is published names its authors; numbers of persons go all the same."""

    def test_names_and_handles_stay_and_numbers_go(self) -> None:
        text = "Jo Bloggs (@jobloggs) says: ring 07700 900123 or jo@example.org about AB12 CDE."
        redacted = redact_guidance(text)
        assert redacted.kinds == ("email", "phone", "registration")
        assert redacted.text.startswith("Jo Bloggs (@jobloggs) says: ring [phone number removed]")

    def test_our_own_articles_keep_all_but_public_telephone_and_mail_addresses(self) -> None:
        for file in (ROOT / "knowledge" / "articles").rglob("*.md"):
            body = file.read_text("utf-8").split("---", 2)[2]
            assert set(redact_guidance(body).kinds) <= {"phone", "email"}, file.name


class TestAsSearched:
    """What is searched has none of a notice's own words."""

    def test_somebody_stands_for_a_name(self) -> None:
        """The rest of the sentence keeps its meaning."""
        clean = redact("victim Mrs Jane Barlow on 07700 900123 keeps getting burgled").text
        assert as_searched(clean) == "victim Mrs someone on keeps getting burgled"

    def test_a_text_without_notices_stays(self) -> None:
        """Square brackets of one's own are no notice."""
        assert as_searched("theft of [quad] bikes") == "theft of [quad] bikes"
