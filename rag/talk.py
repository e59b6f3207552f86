"""What one visitor has asked, was answered and looks at."""

from __future__ import annotations

from dataclasses import dataclass

from rag.page import Language
from rag.panel import Shown
from rag.types import Answer, Citation

HISTORY = 10  # earlier questions that a follow-up may lean on


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what came of it: an answer, or the line that says why there is none."""

    question: str
    answer: Answer | None = None
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """What one visitor has asked and looks at."""

    language: Language = "zh"
    turns: tuple[Turn, ...] = ()
    shown: Shown | None = None  # None: the list of documents

    @property
    def history(self) -> list[str]:
        """The visitor's answered questions, oldest first."""
        return [turn.question for turn in self.turns if turn.answer][-HISTORY:]

    def cited(self, shown: Shown) -> tuple[Citation, ...]:
        """Return the citations that ``shown.index`` counts."""
        if not 0 <= shown.turn < len(self.turns):
            return ()
        answer = self.turns[shown.turn].answer
        if answer is None:
            return ()
        return answer.nearest if shown.nearest else answer.citations

    def first_place(self) -> Shown | None:
        """Return the first quote of the last answer, or its nearest clause."""
        turn = len(self.turns) - 1
        for nearest in (False, True):
            cited = self.cited(Shown("", turn, 0, nearest))
            if cited:
                return Shown(cited[0].doc_id, turn, 0, nearest)
        return None
