"""Questions in traditional characters."""

from rag.characters import simplified


def _none(pair: str) -> bool:
    return False


def test_a_question_in_traditional_characters_is_read_in_simplified_ones() -> None:
    assert simplified("領取失業保險金要什麼條件", _none) == "领取失业保险金要什么条件"


def test_characters_of_both_stay_where_no_other_is_traditional() -> None:
    assert simplified("后面里程干部著作", _none) == "后面里程干部著作"


def test_documents_in_traditional_characters_are_asked_in_theirs() -> None:
    known = {"領取", "失業", "業保", "保險", "險金", "取失", "要什", "什麼", "麼條", "條件"}
    assert simplified("領取失業保險金", known.__contains__) == "領取失業保險金"
