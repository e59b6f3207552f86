"""Which sentences and lists are read: vectors of sentences, and what the first look weighs."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from building import PairEncoder, build_document

from rag import PolicyAssistant, Settings
from rag.firstlook import look_evidence
from rag.listrank import list_candidates
from rag.order import READ_CHARS
from rag.places import CLOSE_READ
from rag.reading import as_read
from rag.sentences import SentenceVectors, sentence_texts
from rag.units import units_of


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> PolicyAssistant:
    folder: Path = tmp_path_factory.mktemp("index")
    return PolicyAssistant(Settings(index_dir=folder))


def test_cosines_are_those_of_each_sentence(tmp_path: Path) -> None:
    documents = [
        build_document("a.txt", ["办法", "第一条 补贴五十万元。第二年减半。"]),
        build_document("b.txt", ["通知", "咨询电话见附件。"]),
    ]
    texts, first = sentence_texts(documents)
    encoder = PairEncoder()
    made = SentenceVectors(encoder.encode_passages(texts).astype(np.float16), first)
    made.save(tmp_path)
    found = SentenceVectors.load(tmp_path)
    assert first == {"a.txt": 0, "b.txt": len(units_of(documents[0]))}
    units = [*units_of(documents[1]), *units_of(documents[0])]
    vector = encoder.encode_queries(["第二年减半。"])[0]
    expected = encoder.encode_passages([u.quote for u in units]) @ vector
    np.testing.assert_allclose(found.cosines(vector, units), expected, atol=2e-3)
    assert units[int(found.cosines(vector, units).argmax())].quote == "第二年减半。"


def test_the_index_holds_the_vector_of_every_sentence(assistant: PolicyAssistant) -> None:
    sentences = assistant.retriever.index.sentences
    for document in assistant.documents.values():
        units = units_of(document)
        row = sentences.first[document.doc_id]
        encoded = assistant.encoder.encode_passages([u.quote for u in units])
        np.testing.assert_allclose(sentences.rows[row : row + len(units)], encoded, atol=2e-3)
        assert [u.number for u in units] == list(range(len(units)))


def test_all_sentences_of_the_page_are_looked_at_in_order_of_their_odds(
    assistant: PolicyAssistant,
) -> None:
    _, places = assistant.seen("哪些地方发展得慢，打算怎么帮")
    (document,) = assistant.documents.values()
    assert len(places) == len(units_of(document))
    looks = [place.look for place in places]
    assert looks[0] == 0
    assert looks == sorted(looks, reverse=True)
    assert sum(place.near for place in places) == pytest.approx(0, abs=1e-3 * len(places))


def test_what_the_first_look_chooses_is_read_and_comes_first(assistant: PolicyAssistant) -> None:
    question = "哪些地方发展得慢，打算怎么帮"
    seen = [p.unit for p in assistant.seen(question)[1][:CLOSE_READ]]
    places = assistant.match(question).places
    read = [p for p in places if p.reading is not None]
    assert {p.unit.start for p in read} == {u.start for u in seen[: len(read)]}
    assert sum(len(as_read(p.unit)) for p in read) <= READ_CHARS
    assert (
        len(read) == CLOSE_READ or sum(map(len, map(as_read, seen[: len(read) + 1]))) > READ_CHARS
    )
    assert places[: len(read)] == read
    assert [p.odds for p in read] == sorted((p.odds for p in read), reverse=True)


def test_every_feature_has_a_weight_in_both_languages(assistant: PolicyAssistant) -> None:
    weights = json.loads(files("rag").joinpath("firstlook.json").read_text("utf-8"))["weights"]
    query, places = assistant.seen("六大重点工程是什么")
    for one in look_evidence(query, places):
        assert set(one) == set(weights["sentences"]["zh"]) == set(weights["sentences"]["en"])
    for one in list_candidates(query, places):
        assert set(one.evidence) >= set(weights["lists"]["zh"]) == set(weights["lists"]["en"])
