"""What may hang on a ticket: told by what a file holds, and its name must say the same."""

import io
import zipfile

import pytest

from api.errors import Problem
from api.tickets.sifting import sift

WORD = "wordprocessingml.document"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 20
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 30 + b"\xff\xd9"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF"


def office(kind=WORD, main="document", **parts):
    """Return an Office file with further parts."""
    said = f"application/vnd.openxmlformats-officedocument.{kind}.main+xml"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types><Override ContentType="{said}"/></Types>')
        archive.writestr("_rels/.rels", "<Relationships/>")
        archive.writestr(f"word/{main}.xml", "<document/>")
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


class TestAccepted:
    """The kinds that officers send."""

    @pytest.mark.parametrize(
        ("name", "data", "media_type"),
        [
            ("a.png", PNG, "image/png"),
            ("a.JPG", JPEG, "image/jpeg"),
            ("a.jpeg", JPEG, "image/jpeg"),
            ("a.pdf", PDF, "application/pdf"),
            ("a.txt", "Café, on Fridays".encode(), "text/plain"),
            ("a.csv", b"\xef\xbb\xbfwhen,how many\n1,2\n", "text/csv"),
            ("a.docx", office(), f"application/vnd.openxmlformats-officedocument.{WORD}"),
            (
                "a.xlsx",
                office("spreadsheetml.sheet", **{"xl/printerSettings/printerSettings1.bin": b"x"}),
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ),
        ],
    )
    def test_its_media_type_is_told(self, name, data, media_type):
        """By what it holds."""
        assert sift(name, data) == media_type


class TestRefused:
    """422 with a sentence, at the field."""

    @pytest.mark.parametrize(
        ("name", "data", "code"),
        [
            ("a.png", b"", "document_empty"),
            ("a.exe", b"MZ\x90\0" + b"\0" * 60, "document_type"),
            ("a", PDF, "document_type"),
            ("a.svg", b"<svg/>", "document_type"),
            ("a.docm", office(), "document_type"),
            ("a.png", JPEG, "document_type"),
            ("a.pdf", b"MZ\x90\0" + b"\0" * 60, "document_type"),
            ("a.txt", b"MZ\x90\0" + b"\0" * 60, "document_type"),
            ("a.txt", b"\xff\xfe\x80", "document_type"),
            ("a.txt", b"<html><script>alert(1)</script>", "document_type"),
            ("a.csv", PDF, "document_type"),
            ("a.xlsx", office(), "document_type"),
            ("a.docx", PNG, "document_type"),
            ("a.docx", office()[:-30], "document_damaged"),
            ("a.pdf", PDF.replace(b"/Type", b"/JavaScript"), "document_active"),
            ("a.pdf", PDF.replace(b"/Type", b"/Launch"), "document_active"),
            ("a.docx", office(**{"word/vbaProject.bin": b"x"}), "document_active"),
            ("a.docx", office(**{"word/embeddings/oleObject1.bin": b"x"}), "document_active"),
            (
                "a.docx",
                office(
                    **{
                        "word/_rels/settings.xml.rels": (
                            '<Relationship Type="x/attachedTemplate" Target="https://evil"'
                            ' TargetMode="External"/>'
                        )
                    }
                ),
                "document_active",
            ),
            ("a.docx", office(**{"word/media/a.bmp": b"\0" * 20_000_000}), "document_bomb"),
            ("a.docx", office(**{f"x{n}": b"" for n in range(2001)}), "document_bomb"),
        ],
    )
    def test_what_it_is_refused_for(self, name, data, code):
        """Whatever its name says."""
        with pytest.raises(Problem) as refused:
            sift(name, data)
        assert (refused.value.status, refused.value.code) == (422, code)
        assert refused.value.errors[0]["field"] == "document"
