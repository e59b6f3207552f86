"""A passage as a row of Milvus, and filters as an expression over such rows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.filters import FILTERS, plain_filters
from rag.lexical import tokenize
from rag.milvuscollections import LONGEST
from rag.sparse import NO_TERMS, Counts, counts_of, passage_vector
from rag.store import Entry, Filters
from rag.stored import passage_from_json, passage_to_json
from rag.types import Passage

# What an expression or a LIKE pattern reads as more than a character; Milvus Lite knows no escapes
# in patterns. What filters compare is written with these characters, on both sides.
_PLAIN = str.maketrans('%_\\"', "\ue000\ue001\ue002\ue003")


@dataclass(frozen=True, slots=True)
class Row:
    """What is kept of a passage."""

    passage: Passage
    vector: NDArray[np.float32]
    terms: Mapping[int, int]  # how often each comes
    length: int


def counted(rows: Iterable[Any]) -> Counts:
    """Return what passages add to the counts; ``rows`` have their ``words`` and ``length``."""
    passages, terms, holding = 0, 0, Counter[int]()
    for row in rows:
        passages += 1
        terms += row["length"]
        holding.update(map(int, row["words"]))
    del holding[NO_TERMS]
    return Counts(passages, terms, holding)


def fields_of(entry: Entry, vector: NDArray[np.float32]) -> dict[str, Any]:
    """Return the row of a passage."""
    terms = tokenize(entry.words)
    filtered = {key: _compared(entry.metadata[key]) for key in FILTERS}
    return {
        "id": entry.id,
        "document": entry.passage.doc_id,
        "vector": vector.tolist(),
        "words": passage_vector(terms),
        "length": len(terms),
        "passage": passage_to_json(entry.passage),
        **filtered,
    }


def row_of(row: Mapping[str, Any]) -> Row:
    """Return a passage out of its row."""
    return Row(
        passage_from_json(row["passage"]),
        np.array(row["vector"], np.float32),
        counts_of(row["words"], row["length"]),
        row["length"],
    )


def expression_of(filters: Filters, without: Collection[str] = ()) -> str:
    """Return filters, and documents to leave out, as Milvus compares them; what is unknown never passes."""
    parts = [f"document not in {quoted(sorted(without))}"] if without else []
    for key, value in plain_filters(filters).items():
        same = FILTERS[key] == "equals"
        plain = value.translate(_PLAIN)
        parts.append(f'{key} != "" and {key} ' + (f'== "{plain}"' if same else f'like "%{plain}%"'))
    return " and ".join(parts)


def quoted(value: str | list[str]) -> str:
    """Return a text, or texts, as they stand in an expression."""
    return json.dumps(value, ensure_ascii=False)


def _compared(text: str) -> str:
    return text.translate(_PLAIN).encode("utf-8", "replace")[:LONGEST].decode("utf-8", "ignore")
