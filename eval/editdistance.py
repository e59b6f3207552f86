"""The edit distance of two texts."""

from __future__ import annotations


def edit_distance(a: str, b: str) -> int:
    """Return the edit distance of two texts, in len(b) steps on integers of len(a) bits.

    The bit-parallel algorithm of Myers (1999) in the form of Hyyrö (2003).
    """
    if not a:
        return len(b)
    where: dict[str, int] = {}
    for k, sign in enumerate(a):
        where[sign] = where.get(sign, 0) | 1 << k
    every, last = (1 << len(a)) - 1, 1 << (len(a) - 1)
    up, down, count = every, 0, len(a)
    for sign in b:
        same = where.get(sign, 0)
        across = (((same & up) + up) ^ up) | same | down
        rise, fall = down | ~(across | up) & every, up & across
        count += bool(rise & last) - bool(fall & last)
        rise = (rise << 1 | 1) & every
        up = (fall << 1) & every | ~(same | down | rise) & every
        down = rise & (same | down)
    return count
