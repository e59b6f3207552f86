"""What can go wrong, as a tree. Each message is one line that says what to do.

RagError
├── CorpusError        a corpus folder or file cannot be read or holds nothing
├── IndexMismatch      the index on disk is missing, stale, foreign or damaged
├── StoreUnavailable   the database of passages does not answer or holds something else
├── ModelUnavailable   the encoder's files are missing or do not load
├── InvalidQuestion    the question is empty, too long, or not text
└── InvalidOption      a filter key, a setting or a file given by the user is wrong

"Not in the documents" is a status of an answer, never an error.
"""


class RagError(Exception):
    """Base of every error that a user can mend; its message is one line."""

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))


class CorpusError(RagError):
    """A corpus folder or file cannot be read, or holds nothing to index."""


class IndexMismatch(RagError):
    """The index on disk is missing, stale, made by another model or version, or damaged."""


class StoreUnavailable(RagError):
    """The database of passages does not answer, or holds what another encoder or format made."""


class ModelUnavailable(RagError):
    """The encoder's files are missing or do not load."""


class InvalidQuestion(RagError):
    """The question is empty, too long, or holds no readable text."""


class InvalidOption(RagError):
    """A filter, setting or file that the user gave is wrong."""
