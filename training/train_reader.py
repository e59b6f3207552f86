"""Train the reader: ``python -m training.train_reader --out FOLDER --train GROUPS.jsonl...``.

A cross-encoder of 12 layers that starts from the weights of multilingual-e5-small. It gives one
number s for a question and a sentence. In a group of sentences, "none of them" has the number 0,
and the loss is the cross entropy of the right ones (or of "none") among all: so the numbers order
sentences, and 1 / (1 + sum of exp(s)) is the chance that the answer is not among them. Where a group
says which words of its right sentence are the short answer, two more numbers a token learn where
it begins and ends (cross entropy over the tokens of the text).

Word vectors stay as they are. A checkpoint is written every ten minutes (``--every``), and a run
that finds one goes on from it.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import nn

from rag.rank import Offsets, pair_ids
from training.evaluate_reader import evaluate
from training.reader_model import (
    FROZEN,
    Group,
    ReaderModel,
    half_precision,
    load_start,
    padded,
    read_groups,
    shipped_tokenizer,
)

TOKENS = 3000  # tokens in one step, padding counted
SPAN_WEIGHT = 0.5  # of each end of a short answer in the loss


def main() -> None:
    """Train, with checkpoints; write ``reader.pt`` and ``training.json``."""
    options = _arguments()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    tokenizer = shipped_tokenizer()
    chance = random.Random(options.seed)
    groups: list[Group] = []
    shares = [*options.take, *[1.0] * len(options.train)]
    for path, share in zip(options.train, shares, strict=False):
        found = read_groups(path)
        groups += chance.sample(found, int(len(found) * share))
    held = [g for path in options.held for g in read_groups(path)][: options.held_limit]
    model = ReaderModel()
    if options.start:
        load_start(model, options.start)
    run = _Run(model, tokenizer, groups, options)
    run.resume()
    run.train(held)


class _Run:
    def __init__(
        self, model: ReaderModel, tokenizer: Tokenizer, groups: list[Group], options: Any
    ) -> None:
        self.model, self.tokenizer, self.groups, self.options = model, tokenizer, groups, options
        self.step, self.seconds = 0, 0.0
        self.order = [
            batch
            for epoch in range(options.epochs)
            for batch in self._batches(options.seed + epoch)
        ]
        depth = len(model.bert.encoder.layer)
        rates = [
            {"params": layer.parameters(), "lr": options.rate * options.decay ** (depth - 1 - i)}
            for i, layer in enumerate(model.bert.encoder.layer)
            if i >= FROZEN
        ]
        heads = [*model.head.parameters(), *model.span.parameters()]
        rates.append({"params": heads, "lr": options.rate * 3})
        self.optimizer = torch.optim.AdamW(rates, weight_decay=0.01)
        total = max(1, len(self.order))
        warm = max(1, total // 20)
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimizer,
            lambda s: min(1.0, (s + 1) / warm) * max(0.05, 1 - s / total),
        )

    def _batches(self, seed: int) -> list[list[int]]:
        """Cut the groups, of one epoch, into steps of about TOKENS tokens, long ones together."""
        chance = random.Random(seed)
        sizes = [
            max(map(len, [*g["right"], *g["wrong"]])) + len(g["question"]) for g in self.groups
        ]
        order = sorted(range(len(sizes)), key=lambda i: sizes[i] + chance.random() * 30)
        batches: list[list[int]] = []
        tokens = TOKENS + 1
        for i in order:
            cost = int(sizes[i] * 0.75 + 8) * (
                len(self.groups[i]["right"][:1]) + len(self.groups[i]["wrong"])
            )
            if tokens + cost > TOKENS:
                batches.append([])
                tokens = 0
            batches[-1].append(i)
            tokens += cost
        chance.shuffle(batches)
        return batches

    def train(self, held: list[Group]) -> None:
        started, saved, losses = time.time(), time.time(), []
        self.model.train()
        while self.step < len(self.order):
            losses.append(self._one_step(self.order[self.step]))
            self.step += 1
            if self.step % 50 == 0:
                recent = sum(losses[-50:]) / len(losses[-50:])
                spent = self.seconds + time.time() - started
                print(
                    f"step {self.step}/{len(self.order)} loss {recent:.3f} {spent:.0f} s",
                    flush=True,
                )
            if time.time() - saved > self.options.every:
                self.save(self.seconds + time.time() - started)
                saved = time.time()
        self.seconds += time.time() - started
        self.save(self.seconds)
        figures: dict[str, Any] = {
            "steps": self.step,
            "groups": len(self.groups),
            "seconds": round(self.seconds),
        }
        if held:
            figures |= evaluate(self.model, self.tokenizer, held)
        print(json.dumps(figures, indent=1))
        (self.options.out / "training.json").write_text(json.dumps(figures, indent=1) + "\n")

    def _one_step(self, batch: list[int]) -> float:
        rows: list[list[int]] = []
        sizes: list[int] = []
        rights: list[int] = []
        marks: list[tuple[int, int, int, int, int]] = []  # row, text from, to, answer from, to
        chance = random.Random(self.step)
        for i in batch:
            group = self.groups[i]
            one = [chance.choice(group["right"])] if group["right"] else []
            texts = [*one, *group["wrong"]]
            pairs = [pair_ids(self.tokenizer, group["question"], t) for t in texts]
            if one and (span := answer_tokens(one[0], group.get("span", ""), pairs[0][2])):
                first = pairs[0][1]
                marks.append((len(rows), first, first + len(pairs[0][2]), *span))
            rows += [ids for ids, *_ in pairs]
            sizes.append(len(texts))
            rights.append(len(one))
        ids, mask = padded(rows)
        with half_precision():
            scores, spans = self.model(ids, mask)
        loss = torch.zeros(())
        for part, right in zip(scores.split(sizes), rights, strict=True):
            all_of = torch.cat([part, torch.zeros(1)])
            goal = part[:right] if right else all_of[-1:]
            loss = loss + torch.logsumexp(all_of, 0) - torch.logsumexp(goal, 0)
        for row, first, end, *answer in marks:
            for side, at in enumerate(answer):
                of = spans[row, first:end, side]
                loss = loss + SPAN_WEIGHT * (torch.logsumexp(of, 0) - of[at])
        loss = loss / len(batch)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.schedule.step()
        self.optimizer.zero_grad(set_to_none=True)
        return float(loss.detach())

    def save(self, seconds: float) -> None:
        state = {"model": self.model.state_dict(), "optimizer": self.optimizer.state_dict(),
                 "schedule": self.schedule.state_dict(), "step": self.step, "seconds": seconds}  # fmt: skip
        aside = self.options.out / "reader.pt.new"
        torch.save(state, aside)
        aside.replace(self.options.out / "reader.pt")

    def resume(self) -> None:
        path = self.options.out / "reader.pt"
        if not path.is_file():
            return
        state = torch.load(path, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.schedule.load_state_dict(state["schedule"])
        self.step, self.seconds = state["step"], state["seconds"]
        print(f"going on from step {self.step}", flush=True)


def answer_tokens(text: str, answer: str, offsets: Offsets) -> tuple[int, int] | None:
    """Return the first and last token of an answer in the sentence of a text; None if it has none."""
    at = text.rfind(answer) if answer else -1
    if at < 0:
        return None
    held = [i for i, (a, b) in enumerate(offsets) if a < at + len(answer) and at < b]
    return (held[0], held[-1]) if held and offsets[held[-1]][1] >= at + len(answer) else None


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder of the run")
    parser.add_argument("--train", type=Path, nargs="+", required=True, help="group files")
    parser.add_argument(
        "--take", type=float, nargs="*", default=[], help="share of each file that is used"
    )
    parser.add_argument("--held", type=Path, nargs="*", default=[], help="group files to report on")
    parser.add_argument("--held-limit", type=int, default=600)
    parser.add_argument(
        "--start",
        type=Path,
        nargs="+",
        help="reader.pt or a shipped model.onnx, of several their mean",
    )
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--decay", type=float, default=0.9, help="of the rate, layer by layer down")
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--every", type=float, default=600, help="seconds between checkpoints")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


if __name__ == "__main__":
    main()
