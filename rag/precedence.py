"""From which documents a question is answered: from what is in force, else from what is not."""

from __future__ import annotations

import re
from collections.abc import Callable

from rag.evidence import HELD, chance
from rag.force import Force, Search
from rag.groups import says_out
from rag.matching import Found, candidates, match
from rag.query import Query
from rag.terms import words
from rag.types import Answer
from rag.wording import LEADING_LABEL

OF_THE_TEXT = (
    "money",
    "percent",
    "count",
    "duration",
    "org",
)  # values that a text itself lays down
RULES = frozenset(("condition", "support", "how"))
LIKELY = 0.6  # from which a text does in place of what explains it
TELLING = 0.75  # weight of a word without which a text does not tell what is asked for
NAMED_HEADING = 4  # characters of a heading that is named on purpose
NO_DOUBT = 0.85  # chance that documents answer, from which they do in place of one out of force


def in_force_first(
    query: Query,
    force: Force,
    search: Callable[[Search], Found],
    answer: Callable[[Found], Answer],
) -> Answer:
    """Answer from what is in force; from what is not, where it is asked for or nothing else answers."""
    first, *further = force.searches(query)
    given = answer(search(first))
    for following in further if given.status == "not_found" else ():
        if (other := answer(search(following))).status != "not_found":
            given = other
            break
    cited = given.citations[0].doc_id if given.citations else ""
    if cited not in force.ends or force.is_asked(query, cited):
        return _from_text(given, query, force, search, answer)
    return _instead(given, Search(query, first.without | force.ends.keys()), search, answer)


def _from_text(
    given: Answer, query: Query, force: Force,
    search: Callable[[Search], Found], answer: Callable[[Found], Answer],
) -> Answer:  # fmt: skip
    """The answer of the text itself instead of that of what explains or reports it, where a value or conditions are asked for."""
    cited = given.citations[0].doc_id if given.citations else ""
    texts = frozenset(force.relations.about.get(cited, ())) - force.ends.keys() - force.reposts
    laid_down = query.value in OF_THE_TEXT or query.kinds & RULES or query.asker
    of_reading = "confirm" in query.kinds and query.figures  # 由15%提高到20%: what changed
    if not texts or cited in force.ends or not laid_down or of_reading or says_out(given):
        return given
    only = Search(query, frozenset(force.documents.keys() - texts))
    other = _instead(given, only, search, answer, LIKELY)
    from_text = bool(other.citations) and other.citations[0].doc_id in texts
    if not from_text or (given.short_answer and not other.short_answer):
        return given
    return given if _says_more(query, given, other) else other


def _says_more(query: Query, given: Answer, other: Answer) -> bool:
    """Whether of two answers with another value only the first says a word of the question: |第二年|发放9万元."""
    if other.short_answer == given.short_answer:
        return False
    first, second = (" ".join(c.quote.lower() for c in a.citations) for a in (given, other))
    own = (t for t in query.terms if not t.optional and t.weight >= TELLING)
    return any(t.text in first and t.credit(second) < HELD for t in own)


def _instead(
    given: Answer,
    in_force: Search,
    search: Callable[[Search], Found],
    answer: Callable[[Found], Answer],
    least: float = NO_DOUBT,
) -> Answer:
    """The answer of these documents instead of another one, where it is as likely as that that they have it."""
    found = search(in_force)
    if not found.documents:
        return given
    ranked, hits = candidates(found.query, found.hits, found.documents)
    matched = match(found.query, ranked, hits, found.documents, found.similar, found.read)
    if matched.best is None or chance(matched.evidence) < least:
        return given
    if "confirm" in found.query.kinds and (matched.best.reader or 0.0) < 0.0:
        return given  # that a sentence speaks of the same does not tell whether it is so
    other = answer(found)
    kept = other.status in ("not_found", "unclear") or _only_it_is_named(found.query, given, other)
    return given if kept else other


def _only_it_is_named(query: Query, given: Answer, other: Answer) -> bool:
    """Whether a question names what is cited first, by its title or by its clause, and not what would be instead.

    云川若干措施|什么时候到期 is asked of the measures of 云川, not of the guide to applying for them;
    低空物流|任务由谁牵头 of the task called so, though the plan is over.
    """
    if not given.citations or not other.citations:
        return False
    first, instead = given.citations[0], other.citations[0]
    if query.value == "validity" and _is_title(query, first.title):
        return not _is_title(query, instead.title)
    asked = query.plain.lower()
    heading = re.sub(LEADING_LABEL, "", first.clause_path[-1]).lower() if first.clause_path else ""
    named = len(heading) >= NAMED_HEADING and heading in asked
    return named and heading not in " ".join((*instead.clause_path, instead.quote)).lower()


def _is_title(query: Query, title: str) -> bool:
    """Whether a title says all words of a question, the kind of document among them: 云川|措施."""
    own = [t for t in query.terms if t.noun and not t.slight]
    kinds = (*words()["document_words"], "措施")
    kind = any(t.text.endswith(k) for t in own for k in kinds if len(k) > 1)
    return kind and all(t.credit(title.lower()) >= HELD for t in own)
