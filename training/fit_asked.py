"""Learn what type of value a question asks for: ``python -m training.fit_asked``; writes rag/asked.json.

Learns from the questions written over clauses (``training/written.jsonl``) and on invented pages
(``training/pages``): the type is that of the right answer. Reported in five folds, documents apart,
beside what the cue words alone say.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from eval.gold import load_gold
from rag.asked import TYPES, VECTOR_SCALE, cues
from rag.encode import load_encoder
from rag.question import understand
from rag.settings import PROJECT
from rag.values import find_values

LEAST_SHARE = {"org": 0.6}  # of the answer that the value must make up
SHARE = 0.3
LONGEST = 26  # characters; a longer answer is a sentence
SURE = 0.7


def main() -> None:
    """Gather, fit, report, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=PROJECT / "rag" / "asked.json")
    parser.add_argument("--strength", type=float, default=1.0, help="C of the logistic")
    options = parser.parse_args()
    rows = list(_questions())
    encoder = load_encoder()
    vectors = encoder.encode_queries([question for question, _, _ in rows])
    queries = [understand(question) for question, _, _ in rows]
    x = np.c_[vectors * VECTOR_SCALE, np.array([cues(q) for q in queries], np.float32)]
    y = np.array([TYPES.index(kind) for _, kind, _ in rows])
    documents = np.array([document for *_, document in rows])
    chances = np.zeros((len(y), len(TYPES)))
    for seen, held in GroupKFold(5).split(x, y, documents):
        chances[held] = _fit(x[seen], y[seen], options.strength).predict_proba(x[held])
    by_cue = np.array([TYPES.index(q.value) if q.value in TYPES else 0 for q in queries])
    used = np.where(chances.max(1) >= SURE, chances.argmax(1), by_cue)
    for name, found in (("cue words", by_cue), ("learned", chances.argmax(1)), ("as used", used)):
        print(f"{name}: n {len(y)}, right {(found == y).mean():.3f}")
        for i, kind in enumerate(TYPES):
            precision = (y[found == i] == i).mean() if (found == i).any() else 0.0
            print(
                f"  {kind or 'none'}: precision {precision:.2f}, recall {(found[y == i] == i).mean():.2f}"
            )
    model = _fit(x, y, options.strength)
    options.out.write_text(json.dumps({
        "n": len(y), "right_cues": round(float((by_cue == y).mean()), 4),
        "right_used": round(float((used == y).mean()), 4), "sure": SURE,
        "encoder": encoder.fingerprint, "types": TYPES,
        "bias": [round(float(b), 4) for b in model.intercept_],
        "weights": [[round(float(w), 4) for w in row] for row in model.coef_],
    }) + "\n", encoding="utf-8")  # fmt: skip


def _fit(x: NDArray[np.float32], y: NDArray[np.int64], strength: float) -> LogisticRegression:
    return LogisticRegression(C=strength, max_iter=400).fit(x, y)


def _questions() -> Iterator[tuple[str, str, str]]:
    """Yield (question, type of its answer, document)."""
    for line in (PROJECT / "training" / "written.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["kind"] == "a":
            yield row["question"], type_of(row["answer"]), row["doc"]
    for folder in sorted((PROJECT / "training" / "pages").iterdir()):
        for asked in load_gold(folder / "questions.jsonl"):
            if asked.history or asked.kind in ("outside", "vague"):
                continue
            kind = type_of(asked.short_answers[0]) if asked.short_answers else ""
            yield asked.question, kind, folder.name


def type_of(answer: str) -> str:
    """Return the type of an answer, "" for one that is no value."""
    if len(answer) > LONGEST:
        return ""
    for kind in ("money", "percent", "duration", "date", "count", "org"):
        least = LEAST_SHARE.get(kind, SHARE) * len(answer)
        if any(v.kind == kind and len(v.text) >= least for v in find_values(answer, kind)):
            return kind
    return ""


if __name__ == "__main__":
    main()
