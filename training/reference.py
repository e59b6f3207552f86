"""The same weights in torch float32: what the shipped encoder is compared with."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

from training.wheel_weights import WheelWeights

PLACES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


class FloatModel:
    """BertModel in float32 with mean pooling and vectors of length 1."""

    def __init__(self, weights: WheelWeights, tokenizer: Tokenizer) -> None:
        self._bert = load_bert(weights)
        self._tokenizer = tokenizer
        self._tokenizer.enable_truncation(weights.positions)

    def encode(self, texts: Sequence[str], batch_size: int = 16) -> NDArray[np.float32]:
        """Return the vectors of texts that carry their prefix already, [len(texts), hidden]."""
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(ids)), key=lambda i: -len(ids[i]))
        means = np.empty((len(ids), self._bert.config.hidden_size), np.float32)
        with torch.inference_mode():
            for start in range(0, len(order), batch_size):
                batch = order[start : start + batch_size]
                means[batch] = self._mean([ids[i] for i in batch]).numpy()
        means /= np.linalg.norm(means, axis=1, keepdims=True)
        return means

    def tokens(self, text: str) -> int:
        """Return how many tokens a text has, at most as many as the model takes."""
        return len(self._tokenizer.encode(text).ids)

    def _mean(self, rows: list[list[int]]) -> torch.Tensor:
        padded = torch.ones((len(rows), max(map(len, rows))), dtype=torch.int64)
        mask = torch.zeros_like(padded)
        for i, row in enumerate(rows):
            padded[i, : len(row)] = torch.tensor(row)
            mask[i, : len(row)] = 1
        hidden = self._bert(input_ids=padded, attention_mask=mask).last_hidden_state
        total = (hidden * mask[:, :, None]).sum(1)
        return torch.Tensor(total / mask.sum(1, keepdim=True))


def load_bert(weights: WheelWeights) -> BertModel:
    """Return the weights as a BertModel; raises ValueError when a tensor has no place."""
    config = BertConfig(
        vocab_size=len(weights.words.nibbles),
        hidden_size=weights.hidden,
        num_hidden_layers=weights.layers,
        num_attention_heads=weights.heads,
        intermediate_size=weights.feed_forward,
        max_position_embeddings=weights.positions,
        layer_norm_eps=weights.epsilon,
    )
    bert = BertModel(config, add_pooling_layer=False)
    result = bert.load_state_dict(_state(weights), strict=False)
    missing = [name for name in result.missing_keys if not name.endswith("_ids")]
    if missing or result.unexpected_keys:
        raise ValueError(f"tensors do not fit: {missing} {result.unexpected_keys}")
    bert.train(False)
    return bert


def _state(weights: WheelWeights) -> dict[str, torch.Tensor]:
    vectors, width = weights.vectors, weights.hidden
    arrays = {
        "embeddings.word_embeddings.weight": weights.words.floats(),
        "embeddings.position_embeddings.weight": vectors["emb.pos"].reshape(-1, width),
        "embeddings.token_type_embeddings.weight": vectors["emb.type"].reshape(-1, width),
        "embeddings.LayerNorm.weight": vectors["emb.ln.w"],
        "embeddings.LayerNorm.bias": vectors["emb.ln.b"],
    }
    for layer in range(weights.layers):
        for short, place in PLACES.items():
            name = f"l{layer}.{short}"
            matrix = weights.matrices.get(f"{name}.w")
            at = f"encoder.layer.{layer}.{place}"
            arrays[f"{at}.weight"] = vectors[f"{name}.w"] if matrix is None else matrix.floats()
            arrays[f"{at}.bias"] = vectors[f"{name}.b"]
    return {name: torch.from_numpy(np.array(values)) for name, values in arrays.items()}
