"""Who is named goes, whatever the spelling; what only looks like a name stays."""

import pytest

from api.redaction.service import redact

N = "[name removed]"


def without_names(text: str) -> str:
    """Return the text redacted, which must have removed nothing but names."""
    redacted = redact(text)
    assert set(redacted.kinds) <= {"name"}, redacted
    return redacted.text


class TestNames:
    """Names after a title, a role or a verb, before one, or by first name and surname."""

    @pytest.mark.parametrize(
        ("text", "left"),
        [
            ("Mrs Patel rang again", f"Mrs {N} rang again"),
            ("mr black and miss rose", f"mr {N} and miss {N}"),
            ("pc brown saw it, Sgt O'Neill did not", f"pc {N} saw it, Sgt {N} did not"),
            ("victim is Kayleigh O'Brien", f"victim is {N}"),
            ("the suspect, Zdravko, ran off", f"the suspect, {N}, ran off"),
            ("male called dave smith nicks bikes", f"male called {N} nicks bikes"),
            ("a lad known as Smiler", f"a lad known as {N}"),
            ('his mate aka "Gaz"', f'his mate aka "{N}"'),
            ("spoke to Will Hussain", f"spoke to {N}"),
            ("thanks, Mark", f"thanks, {N}"),
            ("mum of Jayden wants help", f"mum of {N} wants help"),
            ("Kowalski said it was his brother", f"{N} said it was his brother"),
            ("Hussain has since been arrested", f"{N} has since been arrested"),
            ("v1 Kai, s2: Ewa", f"v1 {N}, s2: {N}"),
            ("statement from SMITH, John", f"statement from {N}"),
            ("kayleigh jones is missing again", f"{N} is missing again"),
            ("Dave's flat and dave's dog", f"{N}'s flat and {N}'s dog"),
            ("J. Smith and D W Khan live there", f"{N} and {N} live there"),
            ("thistlewood dob unknown", f"{N} dob unknown"),
        ],
    )
    def test_a_cue_or_a_first_name_gives_it_away(self, text: str, left: str) -> None:
        assert without_names(text).replace(f"{N}, {N}", N) == left

    @pytest.mark.parametrize(
        "name",
        [
            "Dafydd ap Gwilym", "Siobhán Ní Bhriain", "Agnieszka Kowalska-Nowak", "Mihai Popescu",
            "Oluwaseun Adeyemi", "Chukwuemeka Okonkwo", "Muhammad Iqbal", "Rezaul Karim Chowdhury",
            "Harpreet Kaur", "Chen Xiaoming", "Fatima al-Hassan", "Mohammed bin Salman",
            "Abdirahman Warsame", "José García López", "João da Silva", "Jan van der Berg",
            "Sean McAllister", "Anne-Marie Jones-Price", "Oleksandr Shevchenko", "Mehmet Yılmaz",
        ],
    )  # fmt: skip
    @pytest.mark.parametrize("typed", [str, str.lower, str.upper])
    def test_of_all_who_live_here_in_any_case(self, name: str, typed: type[str]) -> None:
        text = typed(f"spoke to {name} about the noise")
        assert redact(text).text in (typed("spoke to ") + N + typed(" about the noise"),)

    def test_a_surname_goes_again_where_it_stands_alone(self) -> None:
        text = "Dave Wojtczak lives there. No trace of Wojtczak."
        assert without_names(text) == f"{N} lives there. No trace of {N}."

    def test_a_cue_with_two_letters_swapped_still_speaks(self) -> None:
        assert without_names("susepct Zdravko ran") == f"susepct {N} ran"

    @pytest.mark.parametrize(
        "text",
        [
            "Will the grant cover April? Mark the bikes and rose beds",
            "Herman Goldstein's problem-oriented policing, Clarke and Eck 2003",
            "Prof Jerry Ratcliffe and Dr Ken Pease on repeat victimisation",
            "Clare's Law, Sarah's Law, Martyn's Law and the Herbert Protocol",
            "Operation Martha and Op Sceptre, Storm Eunice",
            "on Victoria Road near St Albans, in Stevenage and Hatfield",
            "the Stephen Lawrence Inquiry and the Suzy Lamplugh Trust",
            "the Lucy Faithfull Foundation, Barnardo's, Crimestoppers, Victim Support",
            "PACE 1984 s17, Section 136, s59 Police Reform Act",
            "police called to Tesco, a scheme called Checkpoint",
            "in May and June, Mon to Fri, since Christmas",
            "suspect vehicle, IP address, victim code, driver training",
            "the male is Polish, victim speaks Romanian",
            "CID and the SID sign, CESAR plates, MARAC",
        ],
    )
    def test_places_laws_scholars_charities_and_words_stay(self, text: str) -> None:
        assert without_names(text) == text
