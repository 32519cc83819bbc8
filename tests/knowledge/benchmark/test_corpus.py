"""Reading a collection: what is taken, and what is said of what cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.benchmark.corpus import BenchmarkError, Files, read_collection

from .conftest import WriteFiles


class TestGood:
    """Both spellings of the ids, both layouts of the judgements."""

    def test_json_lines(self, write_files: WriteFiles) -> None:
        """As BEIR writes a corpus; a hash of each file comes with it."""
        found = read_collection(write_files())
        assert [d.id for d in found.documents] == ["lighting", "coursing", "shops", "keys"]
        assert found.relevant["q2"] == {"coursing"}
        assert set(found.hashes) == {"corpus", "queries", "qrels"}

    def test_tsv(self, write_files: WriteFiles) -> None:
        """With a header, in BEIR's own spelling."""
        qrels = "query-id\tcorpus-id\tscore\nq1\tlighting\t1\nq1\tkeys\t2\n"
        found = read_collection(write_files(qrels=qrels, qrels_name="qrels.tsv"))
        assert found.relevant == {"q1": {"lighting", "keys"}}

    def test_title_is_searched(self, write_files: WriteFiles) -> None:
        """A title stands before the text."""
        corpus = [{"_id": "a", "title": "Lamps", "text": "Bright."}]
        qrels = [{"qid": "q1", "docid": "a", "score": 1}]
        found = read_collection(write_files(corpus=corpus, qrels=qrels))
        assert found.documents[0].text == "Lamps\nBright."

    def test_numbers_as_ids(self, write_files: WriteFiles) -> None:
        """An id may be a number in one file and text in another."""
        corpus = [{"_id": 7, "text": "Lamps."}]
        qrels = [{"query-id": "q1", "corpus-id": "7", "score": 1}]
        assert read_collection(write_files(corpus=corpus, qrels=qrels)).relevant == {"q1": {"7"}}

    def test_score_zero_is_not_relevant(self, write_files: WriteFiles) -> None:
        """A question that nothing answers is not asked."""
        qrels = [
            {"qid": "q1", "docid": "lighting", "score": 1},
            {"qid": "q2", "docid": "shops", "score": 0},
        ]
        found = read_collection(write_files(qrels=qrels))
        assert [question.id for question in found.questions] == ["q1"]


BAD = [
    ("corpus", "", "corpus.jsonl: is empty"),
    ("corpus", "lamps\n", "corpus.jsonl:1: is not JSON"),
    ("corpus", "[1]\n", "corpus.jsonl:1: is no JSON object"),
    ("corpus", '{"text": "a"}\n', "corpus.jsonl:1: _id: is missing"),
    ("corpus", '{"_id": "a"}\n', "corpus.jsonl:1: text: is missing"),
    ("corpus", '{"_id": "a", "text": 3}\n', "corpus.jsonl:1: text: is not text"),
    ("corpus", '{"_id": "a", "text": "b", "title": 3}\n', "title: is not text"),
    ("corpus", '{"_id":"a","text":"b"}\n\n{"_id":"a","text":"c"}\n', ":3: _id: 'a' is there twice"),
    ("queries", '{"_id": "q1", "text": " "}\n', "queries.jsonl:1: text: is empty"),
    ("qrels", '{"qid": "q1", "score": 1}\n', "qrels.jsonl:1: docid/corpus-id: is missing"),
    ("qrels", '{"qid": "x", "docid": "keys", "score": 1}\n', "qid/query-id: 'x' is unknown"),
    ("qrels", '{"qid": "q1", "docid": "x", "score": 1}\n', "docid/corpus-id: 'x' is unknown"),
    ("qrels", '{"qid": "q1", "docid": "keys"}\n', "qrels.jsonl:1: score: is missing"),
    ("qrels", '{"qid": "q1", "docid": "keys", "score": "high"}\n', "score: 'high' is no number"),
    ("qrels", '{"qid": "q1", "docid": "keys", "score": 0}\n', "no question has a relevant"),
]


class TestBad:
    """Every error names the file, the line and the field, and what is accepted."""

    @pytest.mark.parametrize(("part", "text", "said"), BAD)
    def test_says_where(self, write_files: WriteFiles, part: str, text: str, said: str) -> None:
        """One thing wrong at a time."""
        with pytest.raises(BenchmarkError) as raised:
            read_collection(write_files(**{part: text}))
        assert said in str(raised.value)
        assert "accepted:" in str(raised.value)

    def test_tsv_without_header(self, write_files: WriteFiles) -> None:
        """Its first row would be taken for names."""
        files = write_files(qrels="q1\tkeys\t1\n", qrels_name="qrels.tsv")
        with pytest.raises(BenchmarkError, match="qid/query-id: is not in the header"):
            read_collection(files)

    def test_tsv_with_a_column_missing(self, write_files: WriteFiles) -> None:
        """The line is named."""
        files = write_files(qrels="qid\tdocid\tscore\nq1\tkeys\n", qrels_name="qrels.tsv")
        with pytest.raises(BenchmarkError, match=r"qrels.tsv:2: has 2 columns"):
            read_collection(files)

    def test_no_file(self, write_files: WriteFiles, tmp_path: Path) -> None:
        """A file that is not there, or is not text."""
        files = write_files()
        with pytest.raises(BenchmarkError, match="cannot be read"):
            read_collection(Files(tmp_path / "none.jsonl", files.queries, files.qrels))
        files.corpus.write_bytes(b"\xff\xfe\x00")
        with pytest.raises(BenchmarkError, match="cannot be read"):
            read_collection(files)
