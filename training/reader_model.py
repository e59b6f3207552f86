"""The reader as a torch model, and the files of groups that it learns from."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn

from rag.encode import SHIPPED
from training.agreement import kept_ids
from training.reference import load_bert
from training.wheel_weights import read_wheel_weights, wheel_file

FROZEN = 4  # the lowest layers stay as they are, which saves a fifth of the time
PAD = 1
Group = dict[str, Any]


class ReaderModel(nn.Module):
    """BERT, one linear layer over its first state and the mean of all, one over every state."""

    def __init__(self) -> None:
        super().__init__()
        weights = read_wheel_weights(wheel_file())
        keep = kept_ids(weights.vocabulary, shipped_tokenizer())
        words = weights.words.rows(np.array(keep))
        self.bert = load_bert(dataclasses.replace(weights, words=words))
        self.head = nn.Linear(2 * weights.hidden, 1)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)
        self.span = nn.Linear(weights.hidden, 2)
        self.bert.embeddings.requires_grad_(False)
        for layer in self.bert.encoder.layer[:FROZEN]:
            layer.requires_grad_(False)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return a number for each row of ``ids`` [rows, length], and two for each token."""
        states = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        mean = (states * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
        scores: torch.Tensor = self.head(torch.cat([states[:, 0], mean], 1).float())[:, 0]
        spans: torch.Tensor = self.span(states.float())
        return scores, spans


def shipped_tokenizer() -> Tokenizer:
    """Return the trimmed tokenizer of the encoder, which the reader shares."""
    return Tokenizer.from_file(str(SHIPPED / "tokenizer.json"))


def half_precision() -> torch.autocast:
    """Return bfloat16 autocast, off where the processor has no instructions for it: there it is 25 times slower."""
    fast = torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
    return torch.autocast("cpu", torch.bfloat16, enabled=fast)


def padded(rows: Sequence[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return ids and mask [rows, longest]."""
    ids = torch.full((len(rows), max(map(len, rows))), PAD, dtype=torch.int64)
    mask = torch.zeros_like(ids)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = torch.tensor(row)
        mask[i, : len(row)] = 1
    return ids, mask


def mean_state(runs: Sequence[Path]) -> dict[str, torch.Tensor]:
    """Return the mean of the weights of several ``reader.pt`` or shipped ``model.onnx``; one named twice counts double.

    What one of them does not hold (the embeddings, which are never trained) is left out.
    """
    states = [_state(run) for run in runs]
    names = [n for n in states[0] if all(n in s for s in states)]
    return {n: torch.stack([s[n].float() for s in states]).mean(0) for n in names}


def _state(run: Path) -> dict[str, torch.Tensor]:
    if run.suffix == ".onnx":
        from training.shipped_reader import shipped_state  # onnx is slow to import

        return shipped_state(run)
    return dict(torch.load(run, weights_only=True)["model"])


def load_start(model: ReaderModel, start: Sequence[Path]) -> None:
    """Put the mean of several ``reader.pt`` or shipped ``model.onnx`` into a model."""
    state = mean_state(start)
    missing = model.load_state_dict(state, strict=False).missing_keys
    print("new:", sorted({".".join(m.split(".")[:2]) for m in missing}), flush=True)


def read_groups(path: Path) -> list[Group]:
    """Return the groups of a file of ``training.reader_data``."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
