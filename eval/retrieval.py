"""Retrieval on public benchmarks: words, vectors, both as the product fuses them, and as it ranks them.

``python -m eval.retrieval --ncp DIR [--stard FILE --laws DIR] --out DIR [--cache DIR]`` reads the
documents as the product does (load, clean, structure, chunk, encode) and writes
``retrieval.json`` and ``retrieval.md``. With ``--cache`` the vectors are kept in shards, so that
a run that is stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.provenance import commit, corpus_hash
from eval.retrievalquestions import Question, ncp_questions, stard_questions
from eval.summary import estimate
from eval.wordkinds import TOKENIZERS
from rag.chunk import embedding_text, make_passages
from rag.encode import Encoder, load_encoder
from rag.errors import InvalidOption, RagError
from rag.index import Index, Recipe, make_index
from rag.intake import read_corpus
from rag.lexical import LexicalIndex
from rag.pipeline import PolicyAssistant
from rag.retrieve import HybridRetriever
from rag.sentences import SentenceVectors
from rag.settings import Settings
from rag.store import best
from rag.types import Document, Hit, Passage
from rag.units import Unit

DEPTH = 100  # passages ranked; ten documents may need more than ten passages
SHARD = 2048  # passages
NO_ROWS = np.empty((0, 0), np.float16)
Ranking = Sequence[int]  # ids of passages, best first


@dataclass(frozen=True)
class Bench:
    """An indexed corpus, its questions and their vectors."""

    index: Index
    texts: list[str]  # what is encoded and searched for each passage
    questions: list[Question]
    vectors: NDArray[np.float32]  # [questions, dimension]
    encoder: Encoder


def build(
    folder: Path, encoder: Encoder, passage_chars: int, cache: Path | None
) -> tuple[Index, list[str]]:
    """Index a folder of documents in memory, as the product does."""
    documents, _ = read_corpus(Settings(corpus_dir=folder))
    passages = [p for d in documents for p in make_passages(d, passage_chars)]
    titles = {document.doc_id: document.facts.title.value for document in documents}
    texts = [embedding_text(passage, titles[passage.doc_id]) for passage in passages]
    corpus = {document.doc_id: document.sha256 for document in documents}
    recipe = Recipe(encoder.fingerprint, encoder.dimension, passage_chars, corpus)
    vectors = encode(texts, encoder, cache)
    return make_index(recipe, documents, passages, vectors, LexicalIndex.build(texts)), texts


def encode(texts: Sequence[str], encoder: Encoder, cache: Path | None) -> NDArray[np.float32]:
    """Encode passages in shards; with ``cache`` each shard is kept in a file of its own."""
    shards = [np.empty((0, encoder.dimension), np.float32)]
    for start in range(0, len(texts), SHARD):
        part = list(texts[start : start + SHARD])
        key = hashlib.sha256("\0".join([encoder.fingerprint, *part]).encode()).hexdigest()[:24]
        path = cache / f"{key}.npy" if cache else None
        if path and path.is_file():
            shards.append(np.load(path, allow_pickle=False))
            continue
        shards.append(encoder.encode_passages(part))
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
            aside = path.with_suffix(".new.npy")
            np.save(aside, shards[-1], allow_pickle=False)
            aside.replace(path)
        print(f"encoded {start + len(part)} of {len(texts)} passages", file=sys.stderr, flush=True)
    return np.concatenate(shards)


def rankings(bench: Bench) -> Iterator[tuple[str, list[Ranking]]]:
    """Yield each way to search and its ranking for every question."""
    passages, questions = bench.index.passages, bench.questions
    for name, tokenizer in TOKENIZERS.items():
        words = LexicalIndex.build(bench.texts, tokenizer=tokenizer)
        scores = (words.scores(question.text) for question in questions)
        yield f"words: {name}", [best(s, DEPTH).tolist() for s in scores]
    _, nearest = bench.index.vectors.search(bench.vectors, min(DEPTH, len(passages)))
    yield "vectors", [[i for i in row if i >= 0] for row in nearest.tolist()]
    ids = {(passage.doc_id, passage.start): i for i, passage in enumerate(passages)}

    def ranking(hits: Sequence[Hit]) -> Ranking:
        return [ids[hit.passage.doc_id, hit.passage.start] for hit in hits]

    retriever = HybridRetriever(bench.index, bench.encoder)
    yield (
        "both",
        [
            ranking(retriever.hits(vector, question.text, DEPTH))
            for vector, question in zip(bench.vectors, questions, strict=True)
        ],
    )
    assistant = PolicyAssistant()
    read = replace(bench.index, sentences=_EncodedWhenRead(NO_ROWS, {}, bench.encoder))
    assistant.retriever = HybridRetriever(read, bench.encoder)
    yield "ranked", [ranking(assistant.search(question.text, DEPTH)) for question in questions]


def measure(bench: Bench) -> dict[str, dict[str, Any]]:
    """Return the figures of each way to search: of all questions, and of either half.

    Every second question makes the first half: choices are made there, the other half checks.
    """
    rows: dict[str, dict[str, Any]] = {}
    for name, ranked in rankings(bench):
        scores = [
            _scores(q, r, bench.index.passages)
            for q, r in zip(bench.questions, ranked, strict=True)
        ]
        for half, part in (
            (name, scores),
            (f"{name}, first half", scores[::2]),
            (f"{name}, second half", scores[1::2]),
        ):
            if part:
                rows[half] = {key: asdict(estimate([s[key] for s in part])) for key in part[0]}
    return rows


def _scores(question: Question, ranked: Ranking, passages: Sequence[Passage]) -> dict[str, float]:
    documents = list(dict.fromkeys(passages[i].doc_id for i in ranked))
    # stricter than ten distinct documents: the document is among the first ten hits
    first = {passages[i].doc_id for i in ranked[:10]}
    scores = {
        f"document@{k}": float(not question.documents.isdisjoint(documents[:k])) for k in (1, 10)
    }
    scores["document in 10 hits"] = float(not question.documents.isdisjoint(first))
    for k in (1, 5, 10, 20):
        scores[f"passage@{k}"] = float(not question.passages.isdisjoint(ranked[:k]))
    return scores


@dataclass(frozen=True)
class _EncodedWhenRead(SentenceVectors):
    """Encodes a sentence when it is first read: most of those of a large corpus never are."""

    encoder: Encoder
    known: dict[str, NDArray[np.float32]] = field(default_factory=dict)  # by the sentence

    def cosines(self, vector: NDArray[np.float32], units: Sequence[Unit]) -> NDArray[np.float32]:
        new = list(dict.fromkeys(u.quote for u in units if u.quote not in self.known))
        if new:
            self.known.update(zip(new, self.encoder.encode_passages(new), strict=True))
        return np.stack([self.known[unit.quote] for unit in units]) @ vector


def report(results: Mapping[str, Any]) -> str:
    """Return the results as Markdown, each row with n and its 95 % interval."""
    lines = ["# Retrieval", "", f"Commit {results['commit']}, encoder {results['encoder']}.", ""]
    for name, bench in results["benches"].items():
        lines += [
            f"## {name}", "",
            f"{bench['questions']} questions ({bench['left_out']} left out), {bench['documents']} documents, "
            f"{bench['passages']} passages of at most {bench['passage_chars']} characters, "
            f"corpus {bench['corpus'][:12]}. In brackets: 95 % bootstrap interval.", "",
        ]  # fmt: skip
        keys = list(next(iter(bench["rows"].values())))
        lines += ["| search | n | " + " | ".join(keys) + " |", "|---" * (len(keys) + 2) + "|"]
        for row_name, row in bench["rows"].items():
            cells = [f"{c['mean']:.3f} ({c['low']:.3f}-{c['high']:.3f})" for c in row.values()]
            lines.append(f"| {row_name} | {row[keys[0]]['n']} | " + " | ".join(cells) + " |")
        lines.append("")
    return "\n".join(lines)


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Measure on the benchmarks whose folders were given."""
    encoder = load_encoder(arguments.encoder)
    benches = {}
    if arguments.ncp:
        index, texts = build(
            arguments.ncp / "documents", encoder, arguments.passage_chars, arguments.cache
        )
        questions = ncp_questions(arguments.ncp / "questions.dev.jsonl", index.passages)
        benches["ncp"] = _figures(index, texts, questions, 0, encoder)
    if arguments.stard:
        index, texts = build(arguments.laws, encoder, arguments.passage_chars, arguments.cache)
        questions, left_out = stard_questions(arguments.stard, index)
        benches["stard"] = _figures(index, texts, questions, left_out, encoder)
    return {"commit": commit(), "encoder": encoder.fingerprint, "benches": benches}


def _figures(
    index: Index, texts: list[str], questions: list[Question], left_out: int, encoder: Encoder
) -> dict[str, Any]:
    if not questions:
        raise InvalidOption("no question has an answer in these documents: check the folders")
    vectors = encoder.encode_queries([question.text for question in questions])
    documents: dict[str, Document] = index.documents
    return {
        "questions": len(questions), "left_out": left_out, "documents": len(documents),
        "passages": len(index.passages), "passage_chars": index.recipe.passage_chars,
        "corpus": corpus_hash(documents),
        "rows": measure(Bench(index, texts, questions, vectors, encoder)),
    }  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns 0, or 2 with one line on stderr when the user can mend it."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.retrieval", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--ncp", type=Path, help="folder of the ncp benchmark")
    parser.add_argument("--stard", type=Path, help="file of STARD questions; needs --laws")
    parser.add_argument("--laws", type=Path, help="folder of laws")
    parser.add_argument(
        "--out", type=Path, required=True, help="folder for retrieval.json and retrieval.md"
    )
    parser.add_argument("--cache", type=Path, help="folder where vectors are kept between runs")
    parser.add_argument(
        "--encoder", default="", help="local path or hub name; default: the one shipped"
    )
    parser.add_argument("--passage-chars", type=int, default=400, help="longest passage")
    given = parser.parse_args(arguments)
    if not given.ncp and not (given.stard and given.laws):
        parser.error("give --ncp DIR, or --stard FILE with --laws DIR")
    try:
        results = run(given)
        given.out.mkdir(parents=True, exist_ok=True)
    except (RagError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    text = json.dumps(results, ensure_ascii=False, indent=1)
    (given.out / "retrieval.json").write_text(text + "\n", encoding="utf-8")
    (given.out / "retrieval.md").write_text(report(results), encoding="utf-8")
    print(report(results))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
