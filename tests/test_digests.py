"""Which text a vector was made from."""

from __future__ import annotations

import hashlib

import numpy as np

from rag.digests import TYPE, digests_of, no_digests, rows_of


def test_a_digest_is_that_of_the_text_alone() -> None:
    one, other, again = digests_of(["第一条", "第二条", "第一条"]).tolist()
    assert one == again != other
    assert one == hashlib.blake2b("第一条".encode(), digest_size=16).digest()


def test_rows_are_found_by_digest_and_nothing_else_is() -> None:
    texts = [f"第{n}条" for n in range(1000)]
    have = digests_of(texts)
    wanted = digests_of(["没有", *reversed(texts), "也没有"])
    assert rows_of(wanted, have).tolist() == [-1, *reversed(range(1000)), -1]
    assert rows_of(no_digests(), have).tolist() == []
    assert rows_of(wanted[:2], no_digests()).tolist() == [-1, -1]


def test_of_two_equal_texts_the_first_is_found() -> None:
    assert rows_of(digests_of(["乙"]), digests_of(["甲", "乙", "乙"])).tolist() == [1]


def test_a_digest_that_ends_in_zeros_is_found() -> None:
    ends = np.array([b"a" * 15 + b"\0", b"a" * 14 + b"\0\0", b"a" * 16], TYPE)
    assert rows_of(ends[::-1], ends).tolist() == [2, 1, 0]
