"""Documents written byte by byte, good ones and hostile ones."""

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Sequence
from xml.sax.saxutils import escape

from pptx import Presentation
from pptx.util import Inches

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO_MAIN = "application/vnd.ms-word.document.macroEnabled.main+xml"
PARAGRAPHS = (
    ("Title", "How do we stop shed burglaries?"),
    ("", "Register every bike and tool that is worth taking, and light the way to the shed. "
         "Most thieves walk in from the back."),
    ("Heading1", "Recommended actions"),
    ("", "Walk the alley with the residents."),
    ("Heading1", "Evidence base"),
    ("", "Two before-and-after studies in Kent found fewer burglaries."),
    ("Heading2", "What it cost"),
    ("", "Twelve pounds a household."),
    ("Heading1", "Limitations"),
    ("", "Not where the owner rents the land."),
)  # fmt: skip


def zipped(files: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these files; the same files make the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            archive.writestr(entry, content, compress_type=method)
    return made.getvalue()


def docx(
    paragraphs: Sequence[tuple[str, str]] = PARAGRAPHS,
    *,
    extra: dict[str, bytes | str] | None = None,
    main: str = MAIN,
    body: str = "",
    before: str = "",
) -> bytes:
    """A Word document of (style, text); `body` is XML at its end, `before` at the part's start."""
    written = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{escape(text)}</w:t></w:r></w:p>'
        for style, text in paragraphs
    )
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in (("Title", "Title"), ("Heading1", "heading 1"), ("Heading2", "heading 2"))
    )
    files: dict[str, bytes | str] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{R}/styles" Target="styles.xml"/>'
        f'<Relationship Id="r2" Type="{R}/hyperlink" TargetMode="External" '
        'Target="https://www.college.police.uk/guidance/sheds"/></Relationships>',
        "word/styles.xml": f'<w:styles xmlns:w="{W}">{styles}</w:styles>',
        "word/document.xml": f'{before}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>'
        f'{written}{body}</w:body></w:document>',
        "docProps/core.xml": '<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t">'
        "<dc:title>Shed guide</dc:title><dc:creator>Pat Example</dc:creator>"
        "<dcterms:modified>2025-03-09T10:00:00Z</dcterms:modified></cp:coreProperties>",
    }  # fmt: skip
    return zipped(files | (extra or {}))


LINK = '<w:p><w:hyperlink r:id="r2"><w:r><w:t>Shed guidance</w:t></w:r></w:hyperlink></w:p>'
TABLE = "<w:tbl>{}</w:tbl>".format(
    "".join(
        "<w:tr>{}</w:tr>".format(
            "".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in row)
        )
        for row in (("Measure", "Price"), ("Alarm", "9 pounds"), ("Lock", "12 pounds"))
    )
)


def pptx() -> bytes:
    """Two slides: a title with a text, and a list with a picture, a table and notes."""
    made = Presentation()
    first = made.slides.add_slide(made.slide_layouts[1])
    first.shapes.title.text = "How do we deal with car meets?"
    first.placeholders[1].text = (
        "Agree one lead, one plan and one place to turn them away before the season starts; "
        "then serve the order at the gate."
    )
    second = made.slides.add_slide(made.slide_layouts[1])
    second.shapes.title.text = "Partner agencies"
    second.placeholders[1].text = "The council\nThe retail park"
    second.shapes.add_picture(io.BytesIO(png()), Inches(1), Inches(1))
    table = second.shapes.add_table(2, 2, Inches(1), Inches(3), Inches(4), Inches(1)).table
    for at, text in enumerate(("Who", "What", "Council", "Signs")):
        table.cell(at // 2, at % 2).text = text
    run = second.placeholders[1].text_frame.paragraphs[0].runs[0]
    run.hyperlink.address = "https://www.legislation.gov.uk/ukpga/2014/12"
    second.notes_slide.notes_text_frame.text = "Say who signs the order."
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def png() -> bytes:
    """A picture of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        whole = kind + data
        return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\x00\x00"))
        + chunk(b"IEND", b"")
    )


def pdf(
    lines: Sequence[str], *, content: bytes | None = None, trailer: str = "", extra: str = ""
) -> bytes:
    """A PDF of one page with these lines, "" for a gap; `content` replaces the page's program."""
    shown = "\n".join(
        f"BT /F1 11 Tf 60 {760 - 14 * n} Td ({line}) Tj ET" for n, line in enumerate(lines)
    )
    program = content if content is not None else shown.encode()
    coding = "/Filter /FlateDecode " if content is not None else ""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R "
        b"/Resources << /Font << /F1 4 0 R >> >> /Annots [ << /Type /Annot /Subtype /Link /Rect "
        b"[0 0 9 9] /A << /S /URI /URI (https://popcenter.asu.edu/problems) >> >> ] >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< %s/Length %d >>\nstream\n%s\nendstream" % (coding.encode(), len(program), program),
        b"<< /Title (Car meets: a short guide) /ModDate (D:20240517093000Z) >>",
    ]
    made = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += (
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 6 0 R {trailer} >>\n"
        f"startxref\n{start}\n%%EOF\n{extra}"
    ).encode()
    return bytes(made)


PDF_LINES = (
    "Car meets at the retail park",
    "",
    "Agree one lead, one plan and one place to turn them away before the season",
    "starts; then serve the order at the gate and film every number plate.",
    "",
    "Recommendations",
    "",
    "Close the upper deck at eight. See https://www.gov.uk/guidance/pspo.",
)
PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")


def encrypted_pdf(password: bytes = b"") -> bytes:
    """A PDF under the standard handler (RC4, 40 bit), restricted or with a user password."""
    identity, owner, allowed = b"0123456789abcdef", bytes(range(32)), -64
    padded = (password + PADDING)[:32]
    key = hashlib.md5(padded + owner + struct.pack("<i", allowed) + identity).digest()[:5]
    user = _rc4(key, PADDING)
    trailer = (
        f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{owner.hex()}> /U <{user.hex()}> "
        f"/P {allowed} >> /ID [<{identity.hex()}> <{identity.hex()}>]"
    )
    return pdf(PDF_LINES, trailer=trailer)


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    made, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        made.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(made)


def repeated(piece: bytes, times: int) -> bytes:
    """Deflated repetitions, made without ever holding them."""
    made = zlib.compressobj(9)
    at_once = 1_000_000
    parts = [made.compress(piece * at_once) for _ in range(times // at_once)]
    return b"".join([*parts, made.flush()])


def flat_bomb() -> bytes:
    """A Word document whose text inflates a thousandfold to 60 MB."""
    return docx(extra={"word/padding.xml": b"<a>" + b" " * 60_000_000 + b"</a>"})


def nested_bomb() -> bytes:
    """A zip of zips of zips, as 42.zip."""
    inner = zipped({"0.dll": b"\0" * 4_000_000})
    for level in range(4):
        inner = zipped({f"lib {n}.zip": inner for n in range(4)} | {"level": str(level)})
    return inner


def lying_bomb() -> bytes:
    """A Word document whose listing says that a part of 30 MB has ten bytes."""
    part = b"<a>" + b" " * 30_000_000 + b"</a>"
    made = bytearray(docx(extra={"word/padding.xml": part}))
    at = made.rfind(b"PK\x01\x02", 0, made.rfind(b"word/padding.xml"))
    made[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(made)


def old_office(encrypted: bool) -> bytes:
    """The beginning of an OLE2 file, such as a .doc or a protected .docx."""
    entry = "EncryptedPackage" if encrypted else "WordDocument"
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + entry.encode("utf-16-le") + b"\0" * 64
    )


PAGE = """<!doctype html><html><head><title>ASB guide – Site</title>
<meta name="article:modified_time" content="2024-11-02T09:00:00Z">
<script>steal('cookie')</script><style>p { color: red }</style></head><body onload="steal()">
<nav>Home Contact</nav><h1>How do we tackle ASB on estates?</h1>
<p>Walk the estate with the landlord at the times that residents name, and close the gaps that
groups use. It works best with one named lead.</p><h2>Actions for officers</h2>
<ol><li>Walk it.</li><li>Read the <a href="https://www.college.police.uk/asb" onclick="steal()">
College guidance</a>.</li></ol><iframe src="https://evil.example/frame"></iframe>
<img src="https://evil.example/pixel.png" onerror="steal()"><h2>Cost</h2>
<table><tr><th>Item</th><th>Pounds</th></tr><tr><td>Lock</td><td>20</td></tr></table>
<p>As shown before [3], and <a href="javascript:steal()">here</a>.</p>
<form action="https://evil.example/"><input name="who"><button>Send</button></form>
</body></html>"""
