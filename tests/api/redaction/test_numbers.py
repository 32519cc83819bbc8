"""Numbers that identify a person go; counts, dates, times, money and law stay."""

import pytest

from api.redaction.checks import is_iban, is_luhn, is_nhs_number
from api.redaction.service import redact

GONE = {
    "national_insurance": ["AB123456C", "ab 12 34 56 c", "nino AB123456", "QQ 12-34-56 D"],
    "nhs_number": ["943 476 5919", "9434765919", "nhs no 123 456 7890"],
    "passport": ["passport no 123456789", "123456789 is her passport", "ppt AB1234567"],
    "driving_licence": ["MORGA753116SM9IJ", "morga 753116 sm9ij", "driving licence 12345678"],
    "birth_date": [
        "dob 12/05/1990", "d.o.b. 12.5.90", "D/O/B 12 may 90", "born on the 3rd of May 1990",
        "date of birth: 1990-05-12", "dob 120590", "12/05/1990 (dob)", "DOB May 12, 1990",
    ],
    "bank_card": ["4111 1111 1111 1111", "5500-0000-0000-0004", "visa 4111 1111 1111 1112"],
    "bank_account": [
        "sort code 12-34-56", "s/c 12 34 56", "acc 12345678", "account number is 1234 5678",
        "12-34-56 12345678", "GB82 WEST 1234 5698 7654 32",
    ],
    "police_reference": [
        "41/12345/26", "crime ref 41AB/123/26", "crime number 4112345", "CR/012345/26",
        "custody record 41PB/1234/26", "custody no CU 2748/20", "dp 5143/25", "PNC ID 95/12345A",
        "CRO 123456/98A", "incident 345 of 12 May", "log 4567", "CAD 123 of 12/05/26",
        "ISR 20260512-0123", "log 1966 of 8/2/23", "niche 41000123456", "linked to 4200028134",
        "custdoy record 41PB/1234/26",
    ],
    "collar_number": ["PC 1234", "pc4521", "collar number 4521", "DC 77 of CID", "sgt 332"],
    "social_media": [
        "@kayleigh_ob", "insta kay_ob99", "snapchat username: kaykay", "snap name bigkev",
        "facebook.com/dave.smith.9", "handle is daveyboy", "jay_bee99 on snap", "snpachat kay_99",
    ],
    "phone": ["tel 354000", "ring her on 7700 900123"],
    "email": ["dave.smith at gmail dot com", "dave(at)example.org"],
    "registration": [
        "reg ABC 123", "plate 123 ABC", "TIZ 4821", "same car, til 7658", "ZE12PGH", "A B 1 2 C D E"
    ],
}  # fmt: skip
STAYS = [
    "60 jobs since 1 May 2026, 12 burglaries on High Street, up 4.5% on 2023/24",
    "£1,234,567 saved, £12000 spent, 1200 hours, 2,880 calls, 1 in 5",
    "between 2200 and 0400, 10-12 weeks, 3pm to 11.30pm, 24/7",
    "s59, s136 MHA, section 17 CDA 98, Reg 29, PACE Code G 2012, Part 4 Chapter 3",
    "A414 to the M25 junction 23, bus 301, beat D12, WD17, AL10",
    "PF-2026-000123 is our own reference",
    "meet @ the rec, 5 PCs, 24 PCSOs, DS team of 3, PC 2 years in",
    "the 2021 census, in 2019 and 2020, ward 12, 400 homes visited",
    "30 high street shops signed up, 100 Church Street residents were asked",
    "on insta and snap, a facebook group, his tiktok account was hacked",
    "the passport office, 3 bank cards taken, an account of 12 incidents",
    "log 30 incidents a day, crime 12% down, custody 24 hours, call 101 or 999",
]


class TestGone:
    """Each form of each kind is found, and as what it is."""

    @pytest.mark.parametrize(
        ("kind", "text"), [(kind, text) for kind, texts in GONE.items() for text in texts]
    )
    def test_no_digit_and_no_name_is_left(self, kind: str, text: str) -> None:
        redacted = redact(f"he said {text}")
        assert kind in redacted.kinds, redacted.text
        assert redacted.text != text


class TestStays:
    """What officers count, time, pay and cite."""

    @pytest.mark.parametrize("text", STAYS)
    def test_it_is_left_as_it_was(self, text: str) -> None:
        assert redact(text).text == text


class TestAddresses:
    """The number goes; the street and the outward postcode stay."""

    @pytest.mark.parametrize(
        ("text", "left"),
        [
            ("12 Maple Road", "# Maple Road"),
            ("12a maple road", "# maple road"),
            ("flat 3, 22 High Street", "flat #, # High Street"),
            ("lives at 14 The Larches", "lives at # The Larches"),
            ("34 quakers ln", "# quakers ln"),
            ("2, 4 and 6 Maple Road", "#, # and # Maple Road"),
            ("Maple Road, number 12", "Maple Road, number #"),
            ("40 Broadway", "# Broadway"),
            ("36, weavers court AL1 1AA", "#, weavers court AL1 [postcode removed]"),
        ],
    )
    def test_street_and_district_stay(self, text: str, left: str) -> None:
        assert redact(text).text == left.replace("#", "[house number removed]")


class TestChecks:
    """Check digits, by published examples."""

    def test_luhn(self) -> None:
        assert is_luhn("79927398713")
        assert not is_luhn("79927398710")

    def test_nhs_number(self) -> None:
        assert is_nhs_number("9434765919")
        assert not is_nhs_number("9434765918")
        assert not is_nhs_number("0000000000")

    def test_iban(self) -> None:
        assert is_iban("GB82 WEST 1234 5698 7654 32")
        assert not is_iban("GB82 WEST 1234 5698 7654 33")
