"""`python -m knowledge …`: build, search, check, evaluate, fit, export-encoder."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.table import Table

from knowledge.documents import load_articles
from knowledge.encoder.adapter import DEFAULT_ADAPTER, read_adapter
from knowledge.encoder.onnx import OnnxEncoder
from knowledge.encoder.source import EncoderName
from knowledge.errors import KnowledgeError
from knowledge.fit_file import DEFAULT_FIT, load_fit, write_fit
from knowledge.models import Article, SearchResult
from knowledge.places import ENCODER, INDEX, SMALL_ENCODER
from knowledge.rules import Weight, check_articles
from knowledge.searcher import Searcher
from knowledge.vectors import VECTORS_FILE, CachedEncoder

ARTICLES: Final = Path(__file__).parent / "articles"

app = typer.Typer(
    help="The knowledge base: build and search the index, check articles, fit, evaluate.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
_out = Console(highlight=False)
_err = Console(stderr=True, highlight=False)

ArticlesOption = Annotated[Path, typer.Option("--articles", help="Folder of articles.")]
EncoderOption = Annotated[Path, typer.Option("--encoder", help="What export-encoder wrote.")]
IndexOption = Annotated[Path, typer.Option("--index", help="Folder of the index.")]
FitOption = Annotated[Path, typer.Option("--fit", help="The committed fit file.")]


@app.command("export-encoder")
def export_encoder_command(
    out: Annotated[Path, typer.Option("--out", help="Where to write the encoder.")] = ENCODER,
    model: Annotated[
        EncoderName, typer.Option("--model", help="Which packaged encoder.")
    ] = EncoderName.mpnet,
    adapter: Annotated[
        Path | None, typer.Option("--adapter", help="Folder of an adapter to merge into it.")
    ] = None,
    plain: Annotated[bool, typer.Option("--plain", help="Without the project's adapter.")] = False,
    model_folder: Annotated[
        Path | None,
        typer.Option("--model-folder", help="Another sentence-transformers folder, as it is."),
    ] = None,
) -> None:
    """Write the int8 ONNX encoder, and refuse it if it differs from its source."""
    with _clear_errors(), _progress("Exporting the encoder") as tell:
        from knowledge.encoder.export import Source, export_encoder  # torch takes seconds

        untouched = plain or model_folder is not None
        ours = None if untouched else read_adapter(adapter or DEFAULT_ADAPTER)
        export = export_encoder(out, Source(model, model_folder, ours), tell)
    _out.print(
        f"Encoder in {out}: cosine to its source at least {export.parity_min_cosine} "
        f"(tolerance {export.tolerance_cosine}), on average {export.parity_mean_cosine}"
    )


@app.command()
def build(
    articles: ArticlesOption = ARTICLES,
    encoder: EncoderOption = ENCODER,
    index: IndexOption = INDEX,
    fit: FitOption = DEFAULT_FIT,
) -> None:
    """Build the index of all articles and make it the current one."""
    with _clear_errors(), _progress("Reading articles") as tell:
        started = perf_counter()
        found = load_articles(articles)
        tell(f"Encoding {len(found)} articles")
        remembering = _remembering(encoder, index)
        searcher = Searcher.build(found, remembering, load_fit(fit))
        remembering.write(index / VECTORS_FILE)
        tell("Writing the index")
        place = searcher.save(index)
    took = perf_counter() - started
    _out.print(f"Index {searcher.index_version} of {len(found)} articles in {place} ({took:.1f} s)")


@app.command()
def search(
    question: Annotated[list[str], typer.Argument(help="The question, quoted or not.")],
    limit: Annotated[int, typer.Option("--limit", min=1, max=20)] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    encoder: EncoderOption = ENCODER,
    index: IndexOption = INDEX,
    fit: FitOption = DEFAULT_FIT,
) -> None:
    """Search the index for one question."""
    with _clear_errors():
        searcher = Searcher.open(index, OnnxEncoder(encoder), fit)
        result = searcher.search(" ".join(question), limit)
    if as_json:
        typer.echo(json.dumps(asdict(result), default=str, ensure_ascii=False, indent=1))
    else:
        _show(result)


@app.command()
def check(articles: ArticlesOption = ARTICLES, fit: FitOption = DEFAULT_FIT) -> None:
    """Refuse articles that break the rules. Exit code 1 if one does."""
    with _clear_errors():
        found = load_articles(articles)
        findings = check_articles(found, datetime.now(UTC).date())
        doubt = _doubt_about_fit(found, fit)
    errors = [finding for finding in findings if finding.weight is Weight.error]
    for finding in sorted(findings, key=lambda f: (f.weight, f.slug)):
        colour = "red" if finding.weight is Weight.error else "yellow"
        _out.print(f"[{colour}]{finding.weight}[/] {finding.slug}: ", end="")
        _out.print(finding.message, markup=False)
    if doubt:
        _out.print("[yellow]warning[/] fit: ", end="")
        _out.print(doubt, markup=False)
    warnings = len(findings) - len(errors)
    _out.print(f"{len(found)} articles, {len(errors)} error(s), {warnings} warning(s)")
    if errors:
        raise typer.Exit(1)


@app.command()
def evaluate(
    set_file: Annotated[
        Path, typer.Option("--set", help="JSON lines: id, question, expect, kind.")
    ],
    out: Annotated[Path | None, typer.Option("--out", help="Where to write JSON.")] = None,
    bins: Annotated[bool, typer.Option("--reliability", help="Print confidence by bin.")] = False,
    diagram: Annotated[
        Path | None, typer.Option("--diagram", help="Where to write a reliability diagram (SVG).")
    ] = None,
    noise: Annotated[
        int | None, typer.Option("--noise", help="A seed: ask the noisy twin of each as well.")
    ] = None,
    fail_below: Annotated[
        Path | None, typer.Option("--fail-below", help="Floors; exit 1 if a figure is short.")
    ] = None,
    encoder: EncoderOption = ENCODER,
    index: IndexOption = INDEX,
    fit: FitOption = DEFAULT_FIT,
) -> None:
    """Ask every question of a set, print the figures, and write them with every row as JSON."""
    from knowledge import evaluation  # sklearn takes a second to import

    wanted = evaluation.Wanted(set_file, out, bins, diagram, noise, fail_below)
    with _clear_errors(), _progress(f"Asking the questions of {set_file}"):
        searcher = Searcher.open(index, OnnxEncoder(encoder), fit)
        held = evaluation.evaluate_search(searcher, wanted, _out)
    if not held:
        raise typer.Exit(1)


@app.command("choose-golden")
def choose_golden_command(
    set_file: Annotated[Path, typer.Option("--set", help="A set as evaluate reads it.")],
    out: Annotated[Path, typer.Option("--out", help="The file to write.")],
    encoder: EncoderOption = ENCODER,
    index: IndexOption = INDEX,
    fit: FitOption = DEFAULT_FIT,
) -> None:
    """Write the questions of a set that search answers rightly, as golden questions."""
    from knowledge.evaluation.cases import read_cases
    from knowledge.golden.choosing import as_lines, choose

    with _clear_errors():
        searcher = Searcher.open(index, OnnxEncoder(encoder), fit)
        cases = read_cases(set_file)
        chosen = [choose(case, searcher.search(case.question)) for case in cases]
        kept = [golden for golden in chosen if golden is not None]
        out.write_text(as_lines(kept), encoding="utf-8")
    _out.print(f"{len(kept)} of {len(cases)} questions written to {out}", markup=False)


@app.command("follow-ups")
def follow_ups_command(
    encoder: EncoderOption = ENCODER, index: IndexOption = INDEX, fit: FitOption = DEFAULT_FIT
) -> None:
    """Figures of follow-ups and new topics on evaluation/follow_ups.jsonl."""
    from knowledge.evaluation.following import load_pairs, report, take

    with _clear_errors():
        searcher = Searcher.open(index, OnnxEncoder(encoder), fit)
        typer.echo(report(take(pair, searcher) for pair in load_pairs()))


@app.command("fit")
def fit_command(
    articles: ArticlesOption = ARTICLES,
    encoder: EncoderOption = ENCODER,
    index: IndexOption = INDEX,
    outside: Annotated[Path | None, typer.Option("--outside", help="Outside questions.")] = None,
    out: Annotated[Path, typer.Option("--out", help="The fit file to write.")] = DEFAULT_FIT,
    precision: Annotated[
        float, typer.Option("--precision", min=0.5, max=0.999, help="Wanted of what is answered.")
    ] = 0.94,
) -> None:
    """Fit fusion, confidence and scope, and write the file that is committed."""
    with _clear_errors(), _progress("Reading articles and negatives") as tell:
        from knowledge.fitting import making

        found = load_articles(articles)
        document = making.make_document(
            found,
            making.read_outside(outside or making.OUTSIDE_FILE),
            making.read_development(),
            remembering := _remembering(encoder, index),
            tell,
            targets=making.Targets(answered=precision),
        )
        remembering.write(index / VECTORS_FILE)
        write_fit(document, out)
    table = Table(title=f"Fit of {len(found)} articles, on held-out rounds", title_justify="left")
    table.add_column("figure")
    table.add_column("value", justify="right")
    for name, value in document.measured.items():
        table.add_row(name, f"{value:.3f}" if value < 1000 else f"{value:.0f}")
    _out.print(table)
    _out.print(f"Written to {out}. The index must be built again: python -m knowledge build")


@app.command("tune-encoder")
def tune_encoder_command(
    articles: ArticlesOption = ARTICLES,
    model: Annotated[
        EncoderName, typer.Option("--model", help="Which packaged encoder.")
    ] = EncoderName.mpnet,
    rank: Annotated[int, typer.Option("--rank", min=1, max=64)] = 16,
    epochs: Annotated[float, typer.Option("--epochs", min=0.001)] = 2.0,
    seed: Annotated[int, typer.Option("--seed")] = 20261123,
    neighbours: Annotated[
        Path, typer.Option("--neighbours", help="Encoder that says which topics are alike.")
    ] = SMALL_ENCODER,
    out: Annotated[Path, typer.Option("--out", help="Folder of the adapter.")] = DEFAULT_ADAPTER,
) -> None:
    """Tune the encoder on the sample questions, and write the adapter that is committed."""
    with _clear_errors(), _progress("Reading articles and negatives") as tell:
        from knowledge.fitting.making import OUTSIDE_FILE, read_outside
        from knowledge.tuning.making import make_adapter
        from knowledge.tuning.training import Recipe

        about = make_adapter(
            out,
            model,
            load_articles(articles),
            read_outside(OUTSIDE_FILE),
            OnnxEncoder(neighbours),
            Recipe(rank, epochs, seed),
            tell,
        )
    _out.print(f"Adapter of {about.questions} questions in {out}, sha256 {about.factors_sha256}")
    _out.print("Then: python -m knowledge export-encoder, fit, build")


@app.command("benchmark")
def benchmark_command(
    corpus: Annotated[Path, typer.Option("--corpus", help="JSON lines: _id, title, text.")],
    queries: Annotated[Path, typer.Option("--queries", help="JSON lines: _id, text.")],
    qrels: Annotated[Path, typer.Option("--qrels", help="JSON lines or .tsv: ids and score.")],
    remove_half: Annotated[
        bool, typer.Option("--remove-half", help="Take half of the answers away, ten times.")
    ] = False,
    out: Annotated[Path | None, typer.Option("--out", help="Where to write JSON.")] = None,
    log: Annotated[Path | None, typer.Option("--log", help="A file of runs to add to.")] = None,
    encoder: Annotated[
        Path, typer.Option("--encoder", help="The large encoder of our way.")
    ] = ENCODER,
    small_encoder: Annotated[
        Path, typer.Option("--small-encoder", help="Our small one, and the dense baseline's.")
    ] = SMALL_ENCODER,
) -> None:
    """Search any BEIR-layout corpus, beside bm25s, MiniLM with FAISS and their plain fusion."""
    with _clear_errors(), _progress("Reading the collection") as tell:
        from knowledge.benchmark.command import Asked, Files, benchmark  # sklearn is slow to import

        files = Files(corpus, queries, qrels)
        asked = Asked(files, remove_half, out, log, encoder, small_encoder)
        benchmark(asked, _out, tell)


@app.command("benchmark-fit")
def benchmark_fit_command(
    articles: ArticlesOption = ARTICLES,
    collections: Annotated[
        list[Path] | None, typer.Option("--collection", help="Folder of a collection to fit on.")
    ] = None,
    checks: Annotated[
        list[Path] | None, typer.Option("--check", help="Folder of one to measure on.")
    ] = None,
    encoder: Annotated[Path, typer.Option("--encoder", help="The large encoder.")] = ENCODER,
    small_encoder: Annotated[
        Path, typer.Option("--small-encoder", help="The small encoder.")
    ] = SMALL_ENCODER,
    out: Annotated[Path | None, typer.Option("--out", help="The file to write.")] = None,
) -> None:
    """Fit the ranking and the confidence that `benchmark` uses."""
    with _clear_errors(), _progress("Reading the collections") as tell:
        from knowledge.benchmark.fitting import fit_plain

        measured = fit_plain(
            articles, collections or [], checks or [], (small_encoder, encoder), out, tell
        )
    for name, figures in measured.items():
        values = ", ".join(f"{figure} {value:.3f}" for figure, value in figures.items())
        _out.print(f"{name}: {values}", markup=False)


@app.command("import")
def import_command(
    document: Annotated[Path, typer.Argument(help="Word, PowerPoint, PDF, HTML, Markdown.")],
    out: Annotated[Path, typer.Option("--out", help="Where to write the draft.")],
) -> None:
    """Write a draft article of a document, and say what was left out and what to check."""
    from knowledge.importing.command import write_draft

    with _clear_errors():
        made = write_draft(document, out, datetime.now(UTC).date())
    for line in (*made.left_out, *made.to_check):
        _out.print(f"- {line}", markup=False)
    _out.print(f"Draft written to {out}", markup=False)


def _remembering(encoder: Path, index: Path) -> CachedEncoder:
    """The encoder, with what earlier builds and fits have encoded: encoding is what takes long."""
    remembering = CachedEncoder(OnnxEncoder(encoder, threads=2))
    remembering.read(index / VECTORS_FILE)
    return remembering


def _show(result: SearchResult) -> None:
    total = result.timings_ms["total"]
    signpost = f", signpost {result.signpost}" if result.signpost else ""
    _out.print(
        f"[bold]{result.outcome}[/]{signpost}, confidence {result.confidence:.2f}, "
        f"{result.served} served, {total:.1f} ms, index {result.index_version}"
    )
    for place, hit in enumerate(result.hits, start=1):
        mark = "*" if place <= result.served else " "
        _out.print(f"{mark}{place}. {hit.title} ({hit.slug}, {hit.evidence.grade})", markup=False)
        _out.print(f"    {hit.section or 'Summary'}: {hit.excerpt}", markup=False)


def _doubt_about_fit(articles: Sequence[Article], fit: Path) -> str | None:
    """What is wrong with the fit for these articles; None if it was made from them."""
    from knowledge.fitting.making import articles_hash

    try:
        if load_fit(fit).articles_hash == articles_hash(articles):
            return None
    except KnowledgeError as error:
        return str(error)
    return "was made from other articles than these: run python -m knowledge fit"


@contextmanager
def _clear_errors() -> Iterator[None]:
    """A KnowledgeError ends the command with its message and exit code 2."""
    try:
        yield
    except KnowledgeError as error:
        _err.print("[red]error[/] ", end="")
        _err.print(str(error), markup=False)
        raise typer.Exit(2) from error


@contextmanager
def _progress(first: str) -> Iterator[Callable[[str], None]]:
    """Says what is being done, on standard error; live on a terminal, a line each elsewhere."""
    if not _err.is_terminal:
        _err.print(first)
        yield _err.print
        return
    with _err.status(first) as status:
        yield status.update
