"""A plan made through the API, exported, and opened in LibreOffice: the picture in docs/plans.md.

`python -m tests.api.worksheets.picture` makes it anew. It needs soffice and pdftoppm.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from fastapi.testclient import TestClient

from api.articles import service as articles
from api.cli import migrate
from api.db import Database
from api.identity import service as identity
from api.main import create_app
from api.search.service import Search, SearchService
from api.settings import ROOT, Settings, get_settings
from knowledge import load_articles

PICTURE: Final = ROOT / "docs" / "images" / "plan.png"
ADDRESS: Final = "http://127.0.0.1:8000"
LIMIT_S: Final = 120
DOTS_PER_INCH: Final = 80
PLAN: Final = {
    "what": "Youths climb on the roofs of the parade and throw eggs and gravel at shoppers below.",
    "whom": "Shop staff and drivers; three shops have been hit four times or more.",
    "where": "The parade on Mill Lane, mostly the flat roof behind the takeaway.",
    "when": "Fridays and Saturdays, from the end of school until about 10 pm.",
    "how_often": "About 14 calls a month since September; 5 a month in the spring.",
    "known_from": "Calls to 101, two crime reports for damage, and the shops' own log.",
    "offenders": "A group of about ten from two schools. Parents and the youth club know most.",
    "place": "Bins and a low wall make an easy climb. The landlord's agent manages the building.",
    "tried": "Extra patrols in October. It stopped for a week and came back.",
    "why": "The climb is easy and nobody is about after the shops close. If the wall were fenced "
    "and the club open late, calls on Fridays should fall first.",
    "partners": "Landlord's agent: fence and bins. Council: lighting. Youth club: open on Fridays.",
    "aim": "Fewer calls about the parade, counted by month.",
    "baseline": "14 a month, from September to November.",
}
OWN_WORDS: Final = "Fence the low wall, move the bins, open the youth club on Fridays."


def exported_plan(folder: Path, search: Search) -> bytes:
    """Return the Word document of a plan made over HTTP, with an assistant kept in `folder`.

    The first of the articles that are suggested is chosen, beside words of one's own.
    """
    url = f"sqlite:///{folder / 'plan.db'}"
    migrate(url)
    settings = Settings.model_validate(
        {"var_dir": folder, "database_url": url, "log_level": "ERROR"}
    )
    with Database(url).writing() as session:
        identity.seed_demo_users(session)
        articles.seed(session, load_articles(ROOT / "knowledge" / "articles"))
        token = identity.issue_token(session, "officer")
    with TestClient(create_app(settings, search), base_url=ADDRESS) as client:
        client.headers["Authorization"] = f"Bearer {token}"
        body = {"kind": "plan", "answers": PLAN}
        sheet = client.post("/v1/worksheets", json=body).raise_for_status().json()
        page, url = f"/worksheets/{sheet['id']}", f"/v1/worksheets/{sheet['id']}"
        client.get(page).raise_for_status()  # finds what to suggest
        found = client.get(url).raise_for_status().json()["suggestions"]
        answer = f"{found[0]['title']}\n{OWN_WORDS}"
        changes = {"answers": {"responses": answer, "assess_on": "in 6 months"}}
        client.patch(url, json=changes).raise_for_status()
        return client.get(f"{page}/document.docx").raise_for_status().content


def opened_in_libreoffice(document: bytes, folder: Path) -> Path:
    """Return the PDF that LibreOffice makes of a document when it opens it."""
    file = folder / "plan.docx"
    file.write_bytes(document)
    profile = (folder / "profile").as_uri()
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf",
         "--outdir", str(folder), str(file)],
        check=True, capture_output=True, timeout=LIMIT_S,
    )  # fmt: skip
    return file.with_suffix(".pdf")


def words_of(pdf: Path) -> str:
    """Return the words of a PDF, white space folded."""
    printed = subprocess.run(
        ["pdftotext", str(pdf), "-"], check=True, capture_output=True, text=True, timeout=LIMIT_S
    )
    return " ".join(printed.stdout.split())


def first_page(pdf: Path) -> Path:
    """Return a picture of the first page of a PDF."""
    picture = pdf.with_suffix("")
    subprocess.run(
        ["pdftoppm", "-png", "-singlefile", "-r", str(DOTS_PER_INCH), str(pdf), str(picture)],
        check=True, capture_output=True, timeout=LIMIT_S,
    )  # fmt: skip
    return picture.with_suffix(".png")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        there, search = Path(name), SearchService(get_settings())
        made = first_page(opened_in_libreoffice(exported_plan(there, search), there))
        shutil.copyfile(made, PICTURE)
    print(f"wrote {PICTURE.relative_to(ROOT)}")
