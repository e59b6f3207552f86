"""The share of each document in an index, taken over from an earlier index or made anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from rag.chunk import embedding_text, make_passages
from rag.digests import Digests, digests_of
from rag.index import Index
from rag.sentences import sentence_texts
from rag.types import Document, Passage


@dataclass(frozen=True, slots=True)
class Part:
    """One document, its passages, and which texts the vectors of both are made from."""

    document: Document
    passages: tuple[Passage, ...]
    passage_digests: Digests
    sentence_digests: Digests
    texts: Mapping[bytes, str]  # by digest; empty where all vectors are known
    first: int = -1  # place of its first passage in the earlier index; -1: not from there

    @property
    def words(self) -> list[str]:
        """The text of each passage as it is encoded and searched."""
        return _texts(self.document, self.passages)


def new_part(document: Document, passage_chars: int) -> Part:
    """Return the part of a document that has just been read."""
    passages = make_passages(document, passage_chars)
    texts = _texts(document, passages)
    told, _ = sentence_texts([document])
    digests = digests_of([*texts, *told])
    by_digest = dict(zip(digests.tolist(), [*texts, *told], strict=True))
    return Part(
        document, tuple(passages), digests[: len(texts)], digests[len(texts) :], by_digest
    )  # fmt: skip


def earlier_parts(index: Index, doc_ids: Iterable[str]) -> dict[str, Part]:
    """Return the parts of these documents as an index has them."""
    wanted = set(doc_ids)
    passages = {
        doc_id: tuple(group) for doc_id, group in groupby(index.passages, lambda p: p.doc_id)
    }
    of_sentences = index.digests[len(index.passages) :]
    first = index.sentences.first
    ends = dict(zip(first, [*list(first.values())[1:], len(of_sentences)], strict=True))
    parts, at = {}, 0
    for doc_id, document in index.documents.items():
        own = passages.get(doc_id, ())
        if doc_id in wanted:
            parts[doc_id] = Part(
                document, own, index.digests[at : at + len(own)],
                of_sentences[first[doc_id] : ends[doc_id]], {}, at,
            )  # fmt: skip
        at += len(own)
    return parts


def _texts(document: Document, passages: Sequence[Passage]) -> list[str]:
    return [embedding_text(passage, document.facts.title.value) for passage in passages]
