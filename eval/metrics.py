"""The figures, one function each, with the publication that defines it.

Every function scores one question and returns a number in [0, 1]; the mean over questions and
its interval are taken in ``eval/summary.py``. What is "a piece of evidence" or "an item" is said
in ``eval/gold.py``.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from importlib import import_module
from types import ModuleType
from typing import Any

from eval.spans import RawSpan, enclosing_clause, overlap, overlaps_any
from rag.errors import RagError
from rag.types import Answer, Citation, Document, Sentence

Evidence = Sequence[Sequence[RawSpan]]
REFUSALS = frozenset({"not_found"})
REFUSALS_OR_QUESTIONS = frozenset({"not_found", "unclear"})

# A point between digits and a percent sign change a value; all other punctuation is layout.
_LAYOUT = re.compile(r"(?<!\d)\.|\.(?!\d)|[^\w.%‰°]|_")


def normalise(text: str) -> str:
    """Return the characters that count when two short answers are compared.

    NFKC, lower case, without white space and punctuation, after the answer normalisation of
    SQuAD (Rajpurkar et al. 2016, arXiv:1606.05250), which CMRC 2018 takes over for Chinese
    (Cui et al. 2019, arXiv:1810.07366).
    """
    return _LAYOUT.sub("", unicodedata.normalize("NFKC", text).casefold())


def status_accuracy(expected: Collection[str], status: str) -> float:
    """Return 1 when the status is one of those that are right (plain accuracy)."""
    return float(status in expected)


def exact_match(answer: str | None, variants: Iterable[str]) -> float:
    """Return 1 when the short answer is one of the variants, both normalised.

    Exact match of SQuAD (Rajpurkar et al. 2016, arXiv:1606.05250, section 6.1). A missing answer
    scores 0.
    """
    given = normalise(answer or "")
    return float(bool(given) and given in {normalise(v) for v in variants})


def character_f1(answer: str | None, variants: Iterable[str]) -> float:
    """Return the F1 of the answer's characters, as a bag, against the variant that fits best.

    Macro-averaged F1 of SQuAD (Rajpurkar et al. 2016, arXiv:1606.05250, section 6.1), on
    characters as usual for Chinese (DRCD, Shao et al. 2018, arXiv:1806.00920). A missing answer
    scores 0.
    """
    given = Counter(normalise(answer or ""))
    return max((_bag_f1(given, Counter(normalise(v))) for v in variants), default=0.0)


def _bag_f1(one: Counter[str], other: Counter[str]) -> float:
    shared = (one & other).total()
    return 2 * shared / (one.total() + other.total()) if shared else 0.0


def list_completeness(items: Sequence[Sequence[str]], sentences: Sequence[Sentence]) -> float:
    """Return the share of the gold items that the answer names: the recall of a set.

    Recall as for list questions in the TREC QA track (Voorhees 2003, NIST SP 500-255). An item
    is named when the normalised text of one sentence holds one of its normalised variants.
    """
    return sum(place is not None for place in _places(items, sentences)) / len(items)


def list_order(items: Sequence[Sequence[str]], sentences: Sequence[Sentence]) -> float | None:
    """Return the share of pairs of named items that stand in the order of the gold list.

    The concordant share of Kendall's tau, (tau + 1) / 2 (Kendall 1938, Biometrika 30). None where
    fewer than two items are named.
    """
    found = [place for place in _places(items, sentences) if place is not None]
    pairs = [(a, b) for i, a in enumerate(found) for b in found[i + 1 :]]
    return sum(a < b for a, b in pairs) / len(pairs) if pairs else None


def list_no_extra(items: Sequence[Sequence[str]], sentences: Sequence[Sentence]) -> float | None:
    """Return the share of the answer's items that name some gold item: the precision of a set.

    Precision as for list questions in the TREC QA track (Voorhees 2003, NIST SP 500-255). None
    where the answer marks no sentence as an item.
    """
    given = [normalise(s.text) for s in sentences if s.item]
    wanted = [normalise(variant) for variants in items for variant in variants]
    return sum(any(w in g for w in wanted) for g in given) / len(given) if given else None


def _places(
    items: Sequence[Sequence[str]], sentences: Sequence[Sentence]
) -> list[tuple[int, int] | None]:
    """Return for each gold item the first place (sentence, offset) that names it, or None."""
    texts = [normalise(sentence.text) for sentence in sentences]
    # An introduction may name things in another order than the list that follows it.
    order = sorted(range(len(texts)), key=lambda i: not sentences[i].item)
    found: list[tuple[int, int] | None] = []
    for variants in items:
        wanted = [normalise(variant) for variant in variants]
        places = ((i, texts[i].find(w)) for i in order for w in wanted if w and w in texts[i])
        found.append(next(places, None))
    return found


def piece_ranks(hits: Sequence[RawSpan], evidence: Evidence) -> list[int | None]:
    """Return for each piece of evidence the rank (from 1) of the first hit that overlaps it."""
    return [
        next((rank for rank, hit in enumerate(hits, 1) if overlaps_any(hit, piece)), None)
        for piece in evidence
    ]


def recall_at(ranks: Sequence[int | None], k: int) -> float:
    """Return the share of the pieces of evidence that the first ``k`` hits overlap.

    Recall at a cutoff (Manning, Raghavan, Schütze 2008, Introduction to Information Retrieval,
    section 8.4), over pieces of evidence, as a passage may hold several of them and a piece may
    run over several passages.
    """
    return sum(rank is not None and rank <= k for rank in ranks) / len(ranks)


def reciprocal_rank(ranks: Sequence[int | None]) -> float:
    """Return 1 / rank of the first relevant hit, 0 without one; its mean is MRR.

    Voorhees 1999, The TREC-8 Question Answering Track Report; computed by ``ir_measures``.
    """
    best = min((rank for rank in ranks if rank is not None), default=None)
    return _measured("RR", {"piece"}, {} if best is None else {"piece": -float(best)}, best or 0)


def ndcg_at_10(ranks: Sequence[int | None]) -> float:
    """Return nDCG@10 where a hit gains one for each piece of evidence that it shows first.

    Järvelin and Kekäläinen 2002, ACM TOIS 20(4), computed by ``ir_measures``; counting a piece
    only once follows Clarke et al. 2008, SIGIR (alpha-nDCG with alpha 1). A hit that shows several
    new pieces takes as many places of the ranking, so that the value stays within [0, 1].
    """
    run = {f"piece {i}": -float(rank) for i, rank in enumerate(ranks) if rank is not None}
    last = max((rank for rank in ranks if rank is not None), default=0)
    return _measured("nDCG@10", {f"piece {i}" for i in range(len(ranks))}, run, last)


def _measured(name: str, relevant: Iterable[str], run: Mapping[str, float], last: int) -> float:
    """Score a ranking in which each rank up to ``last`` without a relevant name is a wrong hit."""
    measures = _extra("ir_measures")
    taken = {-score for score in run.values()}
    wrong = {f"wrong {rank}": -float(rank) for rank in range(1, last + 1) if rank not in taken}
    qrels = {"q": dict.fromkeys(relevant, 1)}
    measure = measures.parse_measure(name)
    scores: dict[Any, float] = measures.calc_aggregate([measure], qrels, {"q": {**run, **wrong}})
    return float(scores[measure])


def citation_recall(cited: Sequence[RawSpan], evidence: Evidence) -> float:
    """Return the share of the pieces of evidence that at least one citation overlaps.

    Citation recall (Gao et al. 2023, ALCE, arXiv:2305.14627; Liu et al. 2023, arXiv:2304.09848),
    with the clauses that a reader named as proof in the place of a model's judgement.
    """
    return sum(any(overlaps_any(c, (a,)) for c in cited for a in p) for p in evidence) / len(
        evidence
    )


def citation_precision(
    cited: Sequence[RawSpan], evidence: Evidence, documents: Mapping[str, Document]
) -> float | None:
    """Return the share of citations that overlap evidence or lie in the clause that holds it.

    Citation precision (Gao et al. 2023, ALCE, arXiv:2305.14627), clause-level. None without a
    citation: nothing was cited wrongly.
    """
    if not cited:
        return None
    spans = [span for piece in evidence for span in piece]
    clauses = [
        clause
        for span in spans
        if span.doc_id in documents and (clause := enclosing_clause(documents[span.doc_id], span))
    ]
    right = sum(
        overlaps_any(citation, spans) or any(_inside(citation, clause) for clause in clauses)
        for citation in cited
    )
    return right / len(cited)


def _inside(span: RawSpan, clause: RawSpan) -> bool:
    return overlap(span, clause) and clause.start <= span.start and span.end <= clause.end


def citation_faults(answer: Answer, documents: Mapping[str, Document]) -> list[str]:
    """Return what is wrong with the proofs of an answer, one line for each fault.

    Each citation quotes a known document verbatim at its offsets, each sentence names a citation
    that is there, and an answer that claims to answer says something.
    """
    faults = [
        f"citation [{citation.n}] of {citation.doc_id}: {fault}"
        for citation in (*answer.citations, *answer.nearest)
        if (fault := _quote_fault(citation, documents))
    ]
    known = {citation.n for citation in answer.citations}
    for number, sentence in enumerate(answer.sentences, 1):
        if not sentence.citations:
            faults.append(f"sentence {number} carries no citation")
        elif not known.issuperset(sentence.citations):
            faults.append(f"sentence {number} names a citation that is not there")
    if answer.status in ("answered", "partial") and not answer.sentences:
        faults.append(f"status {answer.status} without a sentence")
    return faults


def _quote_fault(citation: Citation, documents: Mapping[str, Document]) -> str:
    document = documents.get(citation.doc_id)
    if document is None:
        return "no such document"
    if not 0 <= citation.start < citation.end <= len(document.text):
        return f"{citation.start}:{citation.end} leaves the text"
    if not citation.quote.strip():
        return "the quote is empty"
    if document.text[citation.start : citation.end] != citation.quote:
        return f"the text at {citation.start}:{citation.end} is not the quote"
    return ""


def citation_validity(answer: Answer, documents: Mapping[str, Document]) -> float | None:
    """Return 1 when no proof of an answer has a fault, else 0; must be 1 for every answer.

    A check of our own: verbatim quotation leaves nothing to judge (cf. "verified quotes", Menick
    et al. 2022, arXiv:2203.11147). None for an answer that neither says nor cites anything.
    """
    faults = citation_faults(answer, documents)
    if not (faults or answer.sentences or answer.citations or answer.nearest):
        return None
    return float(not faults)


def refusal_precision(
    expected: Collection[str], status: str, refusals: Collection[str] = REFUSALS
) -> float | None:
    """Return, for a question that was refused, 1 when a refusal is right; else None.

    Precision of the abstentions (SQuAD 2.0's "no answer", Rajpurkar et al. 2018,
    arXiv:1806.03822), as the mean over the refused questions.
    """
    return float(any(s in refusals for s in expected)) if status in refusals else None


def refusal_recall(
    expected: Collection[str], status: str, refusals: Collection[str] = REFUSALS
) -> float | None:
    """Return, for a question that must be refused, 1 when it was; else None.

    Recall of the abstentions (Rajpurkar et al. 2018, arXiv:1806.03822). A question that may be
    refused or answered (a false premise) counts here only through its answers' other figures.
    """
    return float(status in refusals) if all(s in refusals for s in expected) else None


def rouge_l(answer: str, reference: str) -> float:
    """Return the F1 of the longest common subsequence of characters.

    ROUGE-L (Lin 2004, ACL workshop Text Summarization Branches Out), beta 1, computed by
    ``rouge_chinese`` on normalised characters. Nothing said, or nothing to say, scores 0.
    """
    given, wanted = (" ".join(normalise(text)) for text in (answer, reference))
    if not given or not wanted:
        return 0.0
    scorer = _extra("rouge_chinese").Rouge(metrics=["rouge-l"])
    return float(scorer.get_scores(given, wanted)[0]["rouge-l"]["f"])


def _extra(module: str) -> ModuleType:
    try:
        return import_module(module)
    except ImportError as error:
        raise RagError(f"eval needs {module}; install it with: pip install '.[eval]'") from error
