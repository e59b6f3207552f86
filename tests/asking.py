"""What the tests of answers share: the quotes that prove an answer, and the items of its list."""

from rag import Answer


def proof(answer: Answer) -> str:
    return "\n".join(c.quote for c in answer.citations)


def items(answer: Answer) -> list[str]:
    return [s.text for s in answer.sentences if s.item]
