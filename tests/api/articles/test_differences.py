"""What two versions say differently: by parts, by words, and nothing lost."""

from api.articles.differences import Piece, PieceKind, differences, parts_of
from api.articles.schemas import ArticleContent, SectionContent

OLD = ArticleContent(
    title="Bikes?",
    summary="Close the gaps within 7 days. Then enforce.",
    sections=[
        SectionContent(heading="What to do", body_markdown="Walk the rec."),
        SectionContent(heading="Who to involve", body_markdown="The council."),
    ],
    sample_questions=["quads again", "bikes on the rec"],
)


def changed(**changes: object) -> ArticleContent:
    return ArticleContent.model_validate(OLD.model_dump() | changes)


class TestDifferences:
    """Parts that are the same are left out; the pieces give both texts back."""

    def test_nothing(self) -> None:
        assert differences(OLD, OLD) == []

    def test_words(self) -> None:
        (part,) = differences(OLD, changed(summary="Close the gaps within 14 days. Then enforce."))
        assert part.part == "Summary"
        assert part.pieces == [
            Piece(kind=PieceKind.SAME, text="Close the gaps within "),
            Piece(kind=PieceKind.REMOVED, text="7"),
            Piece(kind=PieceKind.ADDED, text="14"),
            Piece(kind=PieceKind.SAME, text=" days. Then enforce."),
        ]

    def test_several_words_in_a_row_are_one_change(self) -> None:
        (part,) = differences(OLD, changed(title="Loud motor cars?"))
        (other,) = differences(changed(title="One two three"), changed(title="Four five six"))
        assert [piece.kind for piece in other.pieces] == [PieceKind.REMOVED, PieceKind.ADDED]
        assert part.pieces[0].text == "Bikes?"

    def test_a_section_that_went_stands_where_it_stood(self) -> None:
        found = differences(OLD, changed(sections=[OLD.sections[1].model_dump()], owner="Hub"))
        assert [part.part for part in found] == ["Section: What to do", "Owner"]
        assert [piece.kind for piece in found[0].pieces] == [PieceKind.REMOVED]

    def test_questions_differ_by_lines(self) -> None:
        (part,) = differences(OLD, changed(sample_questions=["quads again", "bikes on the common"]))
        texts = {piece.kind: piece.text for piece in part.pieces}
        assert texts[PieceKind.REMOVED] == "bikes on the rec\n"
        assert texts[PieceKind.ADDED] == "bikes on the common\n"

    def test_the_pieces_give_both_texts_back(self) -> None:
        new = changed(summary="Then  enforce.\n\nNever within 7 days close a gap.")
        (part,) = differences(OLD, new)
        old = "".join(p.text for p in part.pieces if p.kind is not PieceKind.ADDED)
        assert old == OLD.summary
        assert (
            "".join(p.text for p in part.pieces if p.kind is not PieceKind.REMOVED)
            == (parts_of(new)["Summary"])
        )
