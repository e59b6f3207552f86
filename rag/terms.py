"""The words a question is about, and how well a stretch of text holds them.

Chinese words are cut by jieba, whose background idf tells rare words from common ones. A word is
held by a text literally, by a synonym, as the abbreviation it is (营收 for 营业收入), or in part.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

from rag.startup import give_back_memory

LEVELLED = 3  # characters of a body's name with its level in front: 市住建局
SYNONYM_CREDIT = 0.85
ABBREVIATION_CREDIT = 0.8
PART_CREDIT = 0.75
# what a question is about stands in its nouns; verbs and the rest are said in many ways
PART_WEIGHT = {
    "v": 0.6,
    "vn": 0.9,
    "a": 0.5,
    "d": 0.4,
    "t": 0.6,
    "f": 0.4,
    "z": 0.4,
    "i": 0.6,
    "b": 0.7,
}
NAME_FLAGS = ("ns", "nt")
_BODY = re.compile(
    r".{2}(?:厅|(?<![布格全大结时残当])局|(?<!部)署|委员会)$"
)  # 科技厅, 统计局; not 布局
_HAN = re.compile(r"[\u3400-\u9fff]")
_SPOKEN_NUMBER = re.compile(
    "[一二两三四五六七八九十百千零][一二三四五六七八九十百千零万亿多几来个半]+(?:周?岁|元|块钱?|年|人)?"
)


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """Return the word lists of ``words.json``: cues, marks, frames (data, not code)."""
    return dict(json.loads(files("rag").joinpath("words.json").read_text("utf-8")))


@lru_cache(maxsize=1)
def glossary() -> dict[str, list[str]]:
    """Return ``glossary.json``: English policy terms, lower case, and their Chinese forms.

    A question is read without the sign of the genitive, so a term stands there without it too.
    """
    known = dict(json.loads(files("rag").joinpath("glossary.json").read_text("utf-8")))
    plain = {re.sub(r"'s?(?= )", "", term): forms for term, forms in known.items() if "'" in term}
    return plain | known


@dataclass(frozen=True, slots=True)
class Term:
    """One content word of a question.

    ``weight`` is its background idf scaled to 0.2-1.5. ``name`` marks a name of a place, person or
    body: what does not mention it does not answer the question.
    """

    text: str
    weight: float = 1.0
    name: bool = False
    abbreviation: bool = False
    alternatives: tuple[str, ...] = ()
    noun: bool = False
    optional: bool = False  # from the conversation or the background, not what is asked
    slight: bool = False  # one character (靠, 跑, 版): it stands in too many words
    said: str = ""  # the English words of the question that this stands for
    bigrams: tuple[str, ...] = field(default=(), repr=False)

    def credit(self, text: str) -> float:
        """Return how far ``text`` (lower case) holds this word, 0 to 1."""
        if self.text in text:
            return 1.0
        if any(other in text for other in self.alternatives):
            return SYNONYM_CREDIT
        if self.abbreviation and _expansion(self.text).search(text):
            return ABBREVIATION_CREDIT
        if len(self.bigrams) > 1:
            share = sum(pair in text for pair in self.bigrams) / len(self.bigrams)
            return PART_CREDIT * share if share >= 0.5 else 0.0
        return 0.0

    def find(self, text: str) -> int:
        """Return where ``text`` holds this word or a form of it, -1 where it does not."""
        for form in (self.text, *self.alternatives):
            if (at := text.find(form)) >= 0:
                return at
        if self.abbreviation and (match := _expansion(self.text).search(text)):
            return match.start()
        return next((text.find(pair) for pair in self.bigrams if pair in text), -1)


@lru_cache(maxsize=4096)
def _expansion(word: str) -> re.Pattern[str]:
    """工信厅 -> 工业和信息化厅: the characters in order, a few others between them."""
    return re.compile(r"[\u3400-\u9fff]{0,2}".join(map(re.escape, word)))


@lru_cache(maxsize=1)
def idf() -> tuple[dict[str, float], float]:
    """Return jieba's background idf of Chinese words, and its median."""
    import jieba.analyse  # reads its 4 MB table at import: only when a question comes

    table, median = jieba.analyse.default_tfidf.idf_loader.get_idf()
    give_back_memory()
    return table, median


def weight_of(word: str) -> float:
    """Return a word's background idf scaled to 0.2-1.5; unknown words count as fairly rare."""
    table, _ = idf()
    found = table.get(word, 11.0 if len(word) > 1 else 6.0)
    return min(1.5, max(0.2, (found - 2.0) / 6.0))


@lru_cache(maxsize=1)
def synonyms() -> dict[str, tuple[str, ...]]:
    """Return the words that mean the same as a word (``synonyms.json``), lower case."""
    found: dict[str, list[str]] = {}
    for group in json.loads(files("rag").joinpath("synonyms.json").read_text("utf-8")):
        for word in group:
            found.setdefault(word, []).extend(w.lower() for w in group if w != word)
    return {word: tuple(dict.fromkeys(others)) for word, others in found.items()}


def cut(text: str) -> Iterator[tuple[str, str]]:
    """Yield the words of a Chinese text with their part of speech (jieba's tags)."""
    import jieba.posseg

    _prepare()
    for pair in jieba.posseg.cut(
        text, HMM=False
    ):  # no guessed words: they swallow their neighbours
        yield pair.word, pair.flag


@lru_cache(maxsize=1)
def _prepare() -> None:
    """Teach the dictionary the words of ``words.json`` that it does not know."""
    import jieba

    jieba.setLogLevel(60)
    for word in words()["lexicon"]:
        jieba.add_word(word, tag="n")
    give_back_memory()


def chinese_terms(text: str) -> tuple[Term, ...]:
    """Return the content words of what is left of a question when its cue words are gone."""
    stop = set(words()["stop"]["zh"])
    found: list[Term] = []
    loose, kind = (
        "",
        "",
    )  # single characters in a row: a word the dictionary does not know (营收, 链主)
    for word, flag in [*cut(text), ("", "x")]:
        word = word.removesuffix("给") if len(word) > 2 else word  # 转租|给别人
        if _coined(word, flag, stop):
            loose, kind = loose + word, flag if not loose else ""
            continue
        if loose:
            found.append(make_term(loose, kind, not is_known(loose)))
            loose = ""
        if _content(word, flag, stop):
            found.append(make_term(word, flag, not is_known(word)))
    return unique(found)


def _coined(word: str, flag: str, stop: set[str]) -> bool:
    """Whether a piece belongs to a word that the dictionary does not know (省工信厅, 营收)."""
    if not _HAN.match(word) or word in stop or flag[:1] in "xpcueymrtd":
        return False
    return flag[:1] in "nvagjb" if len(word) == 1 else flag not in NAME_FLAGS and not is_known(word)


def _content(word: str, flag: str, stop: set[str]) -> bool:
    if not word.strip() or word in stop or (flag[:1] in "xucpyeo" and flag != "eng"):
        return False
    if _SPOKEN_NUMBER.fullmatch(word):
        return False  # 八十多岁, 一个多亿
    return not (flag.startswith("r") or (flag in ("m", "d", "q", "f") and len(word) < 3))


def is_known(word: str) -> bool:
    import jieba

    return bool(jieba.dt.FREQ.get(word))


def make_term(word: str, flag: str = "", abbreviation: bool = False) -> Term:
    """Build a term with its synonyms, its weight and, for longer words, its character pairs."""
    word = word.lower()
    pairs = tuple(word[i : i + 2] for i in range(len(word) - 1)) if len(word) > 2 else ()
    return Term(
        text=word,
        weight=weight_of(word) * PART_WEIGHT.get(flag, PART_WEIGHT.get(flag[:1], 1.0)),
        name=_is_name(word, flag),
        noun=flag[:1] in ("n", "j", "l", "e", "") or flag == "vn",
        slight=len(word) == 1 and bool(_HAN.match(word)),
        abbreviation=abbreviation and len(word) > 1 and bool(_HAN.match(word)),
        alternatives=_alternatives(word),
        bigrams=pairs if _HAN.match(word) else (),
    )


def chinese_nouns(text: str) -> tuple[Term, ...]:
    """Return the nouns of a text, common ones too."""
    return unique(make_term(w, flag) for w, flag in cut(text) if flag[:1] == "n" and len(w) > 1)


_NO_PLACES = frozenset(("城市", "大城市", "都市", "地市", "省市", "县市", "区县", "城乡"))


def _is_name(word: str, flag: str) -> bool:
    # jieba guesses names of persons among words it does not know: they are no evidence
    if word in _NO_PLACES:
        return False
    return len(word) > 1 and (flag in NAME_FLAGS or bool(_BODY.search(word)))


def _alternatives(word: str) -> tuple[str, ...]:
    """Return the synonyms of a word, of its stem (动画片 as 动画), or its Chinese form (VR)."""
    known = synonyms()
    found = known.get(word) or (known.get(word[:2], ()) if len(word) == 3 else ())
    if not found and len(word) > LEVELLED and word[0] in "省市县区":  # 市|住建局
        return tuple(word[0] + other for other in _alternatives(word[1:]))
    return found or tuple(glossary().get(word, ()))


def unique(terms: Iterable[Term]) -> tuple[Term, ...]:
    """Return each term once, in order."""
    return tuple({term.text: term for term in terms}.values())
