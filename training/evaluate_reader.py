"""How well a reader reads: ``python -m training.evaluate_reader --reader FILE --held GROUPS...``.

Prints, for each source of groups, with n: how often the right sentence is first, the AUROC of "one of
them answers", and of the short answer exact match and F1. FILE is a ``reader.pt`` or a ``model.onnx``.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer

from eval.metrics import character_f1
from rag.rank import Reading, pair_ids
from training.reader_model import (
    Group,
    ReaderModel,
    half_precision,
    load_start,
    padded,
    read_groups,
    shipped_tokenizer,
)


def main() -> None:
    """Measure a reader on groups that it has not learned from."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reader", type=Path, required=True, help="reader.pt or model.onnx")
    parser.add_argument("--held", type=Path, nargs="+", required=True, help="group files")
    parser.add_argument("--out", type=Path, help="training.json of the run: the figures go into it")
    parser.add_argument("--limit", type=int, default=600, help="groups of each file")
    options = parser.parse_args()
    model = ReaderModel()
    load_start(model, [options.reader])
    groups = [g for path in options.held for g in read_groups(path)[: options.limit]]
    figures = evaluate(model, shipped_tokenizer(), groups)
    print(json.dumps(figures, indent=1))
    if options.out:
        known = json.loads(options.out.read_text("utf-8")) if options.out.is_file() else {}
        options.out.write_text(json.dumps(known | figures, indent=1) + "\n", "utf-8")


def read_group(model: ReaderModel, tokenizer: Tokenizer, group: Group) -> list[Reading]:
    """Return what a model says of the sentences of a group, right ones first."""
    texts = [*group["right"], *group["wrong"]]
    pairs = [pair_ids(tokenizer, group["question"], t) for t in texts]
    ids, mask = padded([p[0] for p in pairs])
    with torch.inference_mode(), half_precision():
        scores, spans = model(ids, mask)
    readings = []
    for i, (_, first, offsets) in enumerate(pairs):
        logs = torch.log_softmax(spans[i, first : first + len(offsets)], 0)
        readings.append(
            Reading(
                float(scores[i]), offsets, tuple(logs[:, 0].tolist()), tuple(logs[:, 1].tolist())
            )
        )
    return readings


def evaluate(
    model: ReaderModel, tokenizer: Tokenizer, groups: Sequence[Group]
) -> dict[str, dict[str, float]]:
    """Return, by source, with n: right sentence @1, AUROC of "one of them answers", and of the
    short answer in the right sentence exact match and the mean share of shared characters (F1)."""
    from sklearn.metrics import roc_auc_score

    model.train(False)
    found: dict[str, list[tuple[bool, bool, float]]] = {}
    short: dict[str, list[tuple[str, str]]] = {}
    for group in groups:
        readings = read_group(model, tokenizer, group)
        scores = [r.score for r in readings]
        right = len(group["right"])
        first = bool(right) and max(scores[:right]) > max(scores[right:], default=-math.inf)
        chance = 1 - 1 / (1 + sum(map(math.exp, scores)))
        found.setdefault(group["source"], []).append((bool(right), first, chance))
        if right and group.get("span") and group["span"] in group["right"][0]:
            text = group["right"][0]
            span = readings[0].span(text.index("：") + 1)
            short.setdefault(group["source"], []).append(
                (text[span[0] : span[1]] if span else "", group["span"])
            )
    figures = {}
    for source, rows in found.items():
        answered = [first for right, first, _ in rows if right]
        row: dict[str, float] = {"n": len(rows)}
        if answered:
            row |= {"sentence@1": sum(answered) / len(answered), "n_answered": len(answered)}
        if 0 < len(answered) < len(rows):
            row["auroc"] = float(roc_auc_score([r for r, _, _ in rows], [c for _, _, c in rows]))
        if pairs := short.get(source):
            row |= {"n_short": len(pairs), "exact": sum(a == b for a, b in pairs) / len(pairs),
                    "f1": sum(character_f1(a, [b]) for a, b in pairs) / len(pairs)}  # fmt: skip
        figures[source] = row
    return figures


if __name__ == "__main__":
    main()
