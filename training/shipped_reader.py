"""The shipped reader's weights as a state of ``ReaderModel``, so that a run can go on from them.

Matrices come back from 7 bits: a further run starts half a rounding step from where the last ended.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from training.reference import PLACES

LAYERS = 12


def shipped_state(model: Path) -> dict[str, torch.Tensor]:
    """Return the layers and heads of ``model.onnx`` under the names of ``ReaderModel``.

    What the file does not hold (the embeddings, which are never trained) is left out.
    """
    graph = onnx.load(str(model)).graph
    held = {t.name: numpy_helper.to_array(t) for t in graph.initializer if t.name != "words"}
    state: dict[str, NDArray[np.float32]] = {}
    for layer in range(LAYERS):
        at = f"l{layer}"
        joined, bias = _floats(held, f"{at}.qkv"), held[f"{at}.qkv.b"]
        for i, part in enumerate("qkv"):
            size = len(bias) // 3
            state[f"{at}.{part}.w"] = joined[i * size : (i + 1) * size]
            state[f"{at}.{part}.b"] = bias[i * size : (i + 1) * size]
        for part in ("ao", "fi", "fo"):
            state[f"{at}.{part}.w"] = _floats(held, f"{at}.{part}")
            state[f"{at}.{part}.b"] = held[f"{at}.{part}.b"]
        state[f"{at}.fi.w"] *= held[f"{at}.even"]  # see training.graph
        for part in ("aln", "oln"):
            state |= {f"{at}.{part}.{x}": held[f"{at}.{part}.{x}"] for x in "wb"}
    named = {_place(name): values for name, values in state.items()}
    for head in ("head", "span"):
        if f"{head}.w" in held:
            named |= {f"{head}.weight": held[f"{head}.w"].T, f"{head}.bias": held[f"{head}.b"]}
    return {name: torch.from_numpy(np.array(values)) for name, values in named.items()}


def _floats(held: dict[str, NDArray[np.generic]], name: str) -> NDArray[np.float32]:
    """A matrix [out, in] out of 7 bits and one scale for each output."""
    whole = held[f"{name}.w"].astype(np.float32)
    return np.asarray((whole * held[f"{name}.scale"].astype(np.float32)).T, np.float32)


def _place(name: str) -> str:
    layer, part, kind = name.split(".")
    ending = "weight" if kind == "w" else "bias"
    return f"bert.encoder.layer.{layer[1:]}.{PLACES[part]}.{ending}"
