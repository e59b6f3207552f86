"""Choose the pieces that Chinese and English need, and write the tokenizer that uses them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

import sentencepiece
from sentencepiece import sentencepiece_model_pb2
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from training.wheel_weights import Vocabulary

SPACE = "▁"  # how SentencePiece writes a space inside a piece
_LIKELY = 15_000  # 240 bytes each in the word table


def build_tokenizer(vocabulary: Vocabulary, keep: Iterable[int] | None = None) -> Tokenizer:
    """Return the tokenizer over the kept pieces, in their order; all of them without ``keep``.

    The steps are those of XLM-R: character replacements (nmt_nfkc), runs of spaces become one,
    a leading space, the best path over unigram pieces, ``<s> … </s>`` around the result.
    """
    ids = list(range(len(vocabulary.pieces)) if keep is None else keep)
    table = [(vocabulary.pieces[i], vocabulary.scores[i]) for i in ids]
    place = {old: new for new, old in enumerate(ids)}
    tokenizer = Tokenizer(models.Unigram(table, unk_id=place[vocabulary.unk]))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Precompiled(_compile_replacements(vocabulary.replacements)),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(SPACE, prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(SPACE, prepend_scheme="always")
    bos, eos = vocabulary.pieces[vocabulary.bos], vocabulary.pieces[vocabulary.eos]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        special_tokens=[(bos, place[vocabulary.bos]), (eos, place[vocabulary.eos])],
    )
    return tokenizer


def _compile_replacements(replacements: dict[str, str]) -> bytes:
    """Return the replacements as SentencePiece's own binary table."""
    proto = sentencepiece_model_pb2.ModelProto()  # type: ignore[attr-defined]
    normalizer = sentencepiece.SentencePieceNormalizer(norm_map=sorted(replacements.items()))
    proto.ParseFromString(normalizer.serialized_model_proto())
    return bytes(proto.normalizer_spec.precompiled_charsmap)


def choose_pieces(vocabulary: Vocabulary, english: Iterable[str]) -> list[int]:
    """Return the ids to keep, in rising order, so that the special pieces keep their ids.

    Kept are: pieces with a Han character, pieces of one character in any script, pieces without
    letters (digits, punctuation), the Latin pieces that the ``english`` texts use, and what
    ``widen`` adds.
    """
    keep = {
        i
        for i, piece in enumerate(vocabulary.pieces)
        if i in (vocabulary.bos, vocabulary.eos, vocabulary.pad, vocabulary.unk)
        or _needed_always(piece.replace(SPACE, ""))
    }
    whole = build_tokenizer(vocabulary)
    for encoding in whole.encode_batch(list(english), add_special_tokens=False):
        keep.update(i for i in encoding.ids if _is_latin(vocabulary.pieces[i]))
    return widen(vocabulary, keep)


def widen(vocabulary: Vocabulary, keep: set[int]) -> list[int]:
    """Return ``keep`` and the plain Latin pieces that other English texts are likely to use.

    These are the kept pieces in other case or after a space (``Tie`` beside ``▁tie``), then the
    ``_LIKELY`` most probable of the rest: names and pinyin are cut into such pieces.
    """
    stems = {_stem(vocabulary.pieces[i]) for i in keep}
    plain = [
        i
        for i, piece in enumerate(vocabulary.pieces)
        if i not in keep and _is_latin(piece) and piece.replace(SPACE, "").isascii()
    ]
    variants = {i for i in plain if _stem(vocabulary.pieces[i]) in stems}
    rest = sorted((i for i in plain if i not in variants), key=lambda i: -vocabulary.scores[i])
    return sorted(keep | variants | set(rest[:_LIKELY]))


def _stem(piece: str) -> str:
    return piece.replace(SPACE, "").lower()


def _needed_always(text: str) -> bool:
    if len(text) <= 1:
        return True
    names = [unicodedata.name(character, "") for character in text]
    return any(name.startswith("CJK") for name in names) or not any(map(str.isalpha, text))


def _is_latin(piece: str) -> bool:
    return all("LATIN" in unicodedata.name(c, "") for c in piece if c.isalpha())
