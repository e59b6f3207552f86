"""What an editor does with the documents of a corpus: take in, replace, retire, delete, restore, correct.

Each action changes the corpus folder in single steps (``os.replace``) and then brings the index up to
date as ``python -m rag index`` does; readers take the new index over before their next question. One
action at a time: they wait for each other, and for other processes, at the lock of the index.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

from rag.clerk import write_entry
from rag.encode import Encoder
from rag.errors import CorpusError, RagError
from rag.files import CorpusFile, digest_of, file_fault, is_retired, read_manifest
from rag.incoming import Incoming, Upload
from rag.index import locked
from rag.indexing import build_index
from rag.intake import read_files
from rag.progress import Report
from rag.settings import Settings
from rag.trash import Trashed, put_back, throw, trashed
from rag.types import FileReport

State = Literal[
    "taken", "replaced", "same", "exists", "skipped", "dropped", "retired", "in_use", "deleted",
    "restored", "corrected", "checked", "failed",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file."""

    state: State
    name: str  # as the editor knows it
    doc_id: str = ""
    reason: str = ""  # why it was skipped, or the action failed
    warnings: tuple[str, ...] = ()
    passages: int = 0
    upload: str = ""  # of a file that waits to be told whether it replaces another
    trash: str = ""  # of what was taken out


class Desk:
    """The editors' actions on one corpus. Each returns what became of the files and raises nothing."""

    def __init__(
        self, settings: Settings, encoder: Encoder, title_of: Callable[[str], str]
    ) -> None:
        self.settings = settings
        self.corpus = settings.corpus_dir
        self.title_of = title_of  # a document's title by its doc_id; the doc_id where there is none
        self.incoming = Incoming(self.corpus, settings.file_megabytes)
        self._encoder = encoder
        self._asked: dict[str, Outcome] = {}  # of files whose name is in use, by upload

    def add(self, uploads: Iterable[str], report: Report) -> list[Outcome]:
        """Take files in; one whose name is in use waits for ``replace`` or ``discard``."""

        def work() -> list[Outcome]:
            found = [upload for name in uploads if (upload := self.incoming.get(name))]
            outcomes = [
                self._one(upload, fault, self._admit) for upload, fault in self._read(found, report)
            ]
            taken = any(outcome.state == "taken" for outcome in outcomes)
            return self._indexed(outcomes, report) if taken else outcomes

        return self._run(work, report)

    def replace(
        self, uploads: Sequence[str], doc_id: str, editor: str, report: Report
    ) -> list[Outcome]:
        """Put files that wait in the place of those of their names, or one in that of ``doc_id``.

        What stood there goes to the trash.
        """

        def work() -> list[Outcome]:
            found = [self._waiting(name) for name in uploads]
            if doc_id and len(found) != 1:
                raise CorpusError("one file replaces one; send it alone")
            outcomes = [
                self._one(upload, fault, lambda one: self._exchange(one, doc_id, editor))
                for upload, fault in self._read(found, report)
            ]
            return self._indexed(outcomes, report)

        return self._run(work, report, doc_id)

    def discard(self, upload_id: str) -> list[Outcome]:
        """Drop a file that waits: the one in the corpus stays."""
        upload = self.incoming.get(upload_id)
        if upload is None:
            return []
        self.incoming.drop(upload)
        return [Outcome("dropped", upload.name)]

    def retire(self, doc_id: str, report: Report, *, retired: bool = True) -> list[Outcome]:
        """Have a document answer nothing while its file stays; or have it answer again."""

        def work() -> list[Outcome]:
            self._path(doc_id)
            before = read_manifest(self.corpus).get(doc_id)
            entry = {key: said for key, said in (before or {}).items() if key != "retired"}
            now = {**entry, "retired": True} if retired else entry
            write_entry(self.corpus, doc_id, now if now.keys() - {"doc_id"} else None)
            state: State = "retired" if retired else "in_use"
            return self._indexed(
                [Outcome(state, doc_id, doc_id)], report,
                undo=lambda: write_entry(self.corpus, doc_id, before),
            )  # fmt: skip

        return self._run(work, report, doc_id)

    def delete(self, doc_id: str, editor: str, report: Report) -> list[Outcome]:
        """Take a file out of the corpus, into the trash."""

        def work() -> list[Outcome]:
            self._path(doc_id)
            thrown = throw(self.corpus, doc_id, editor, "deleted", self.title_of(doc_id))
            return self._indexed(
                [Outcome("deleted", doc_id, doc_id, trash=thrown.id)], report,
                undo=lambda: put_back(self.corpus, thrown.id),
            )  # fmt: skip

        return self._run(work, report, doc_id)

    def restore(self, trash_id: str, editor: str, report: Report) -> list[Outcome]:
        """Bring a file back; one that has its name now goes to the trash in its place."""

        def work() -> list[Outcome]:
            found = next((one for one in self.trash() if one.id == trash_id), None)
            if found is None:
                raise CorpusError("the file is no longer in the trash")
            thrown = ""
            if (self.corpus / found.doc_id).exists():
                put = partial(put_back, self.corpus, trash_id)
                thrown = self._instead(found.doc_id, editor, put)
            else:
                put_back(self.corpus, trash_id)
            outcome = Outcome("restored", found.doc_id, found.doc_id, trash=thrown)
            return self._indexed([outcome], report)

        return self._run(work, report)

    def correct(self, doc_id: str, said: Mapping[str, Any], report: Report) -> list[Outcome]:
        """Write facts into the clerk's line, as corrections.py reads them; None takes one out again."""

        def work() -> list[Outcome]:
            file = CorpusFile(doc_id, self._path(doc_id))
            entry = {**read_manifest(self.corpus).get(doc_id, {}), **said}
            entry = {key: value for key, value in entry.items() if value is not None}
            ((read, _),) = read_files([file], {doc_id: entry}, self.settings)
            if read.reason:
                raise CorpusError(read.reason)
            write_entry(self.corpus, doc_id, entry if entry.keys() - {"doc_id"} else None)
            return self._indexed([Outcome("corrected", doc_id, doc_id)], report)

        return self._run(work, report, doc_id)

    def check(self, report: Report) -> list[Outcome]:
        """Bring the index up to date with what was put into the folder by hand."""
        return self._run(lambda: self._indexed([], report) or [Outcome("checked", "")], report)

    def undecided(self) -> list[Outcome]:
        """Return the files that wait to be told whether they replace another."""
        asked = list(self._asked.values())  # another thread may take files in meanwhile
        return [outcome for outcome in asked if self.incoming.get(outcome.upload)]

    def trash(self) -> list[Trashed]:
        """Return what may be restored, the latest first."""
        return trashed(self.corpus)

    def entries(self) -> dict[str, dict[str, Any]]:
        """Return the clerk's lines by ``doc_id``; empty where they cannot be read."""
        try:
            return read_manifest(self.corpus)
        except CorpusError:
            return {}

    def retired(self) -> list[str]:
        """Return the ``doc_id`` of the files that stay but answer nothing."""
        return sorted(
            doc_id for doc_id, entry in self.entries().items()
            if is_retired(entry) and (self.corpus / doc_id).is_file()
        )  # fmt: skip

    def _run(
        self, work: Callable[[], list[Outcome]], report: Report, name: str = ""
    ) -> list[Outcome]:
        try:
            with locked(self.settings.index_dir, report):
                return work()
        except RagError as error:
            return [Outcome("failed", name, name, str(error))]

    def _indexed(
        self, outcomes: Sequence[Outcome], report: Report, undo: Callable[[], object] | None = None
    ) -> list[Outcome]:
        """Bring the index up to date and say of each file what the index says of it.

        ``undo`` is called when nothing would be left to answer from. Raises RagError.
        """
        try:
            built = build_index(self.settings, self._encoder, report)
        except CorpusError:
            if undo:
                undo()
            raise
        files = {file.doc_id: file for file in built.index.files}
        return [_told(outcome, files.get(outcome.doc_id)) for outcome in outcomes]

    def _read(self, uploads: Sequence[Upload], report: Report) -> Iterator[tuple[Upload, str]]:
        """Yield each upload and why the loaders cannot read it; they do so in a process of their own."""
        root = self.corpus.resolve()
        files = [
            CorpusFile(
                u.doc_id, u.path,
                u.fault or file_fault(u.path, root, self.settings.file_megabytes), u.digest,
            )
            for u in uploads
        ]  # fmt: skip
        with closing(read_files(files, {}, self.settings)) as reading:
            for number, upload in enumerate(uploads, 1):
                report(f"reading {number}/{len(uploads)} {upload.name}")
                yield upload, next(reading)[0].reason

    def _one(self, upload: Upload, fault: str, take: Callable[[Upload], Outcome]) -> Outcome:
        """Take one file of several in: what is wrong with it stops none of the others."""
        if fault:
            self.incoming.drop(upload)
            return Outcome("skipped", upload.name, reason=fault)
        try:
            return take(upload)
        except CorpusError as error:
            return Outcome("failed", upload.name, reason=str(error))

    def _admit(self, upload: Upload) -> Outcome:
        target = self.corpus / upload.doc_id
        if target.is_symlink() or target.exists():
            if target.is_file() and digest_of(target) == upload.digest:
                self.incoming.drop(upload)
                return Outcome("same", upload.name, upload.doc_id)
            asked = Outcome("exists", upload.name, upload.doc_id, upload=upload.id)
            self._asked[upload.id] = asked
            return asked
        self.incoming.place(upload)
        return Outcome("taken", upload.name, upload.doc_id)

    def _exchange(self, upload: Upload, old: str, editor: str) -> Outcome:
        old = old or upload.doc_id
        self._path(old)
        if Path(old).name == upload.doc_id:
            upload = replace(upload, doc_id=old)  # also in a folder of the corpus
        if upload.doc_id != old and (self.corpus / upload.doc_id).exists():
            raise CorpusError(f"{upload.doc_id}: another file has the name; replace that one")
        thrown = self._instead(old, editor, partial(self.incoming.place, upload))
        return Outcome("replaced", upload.name, upload.doc_id, trash=thrown)

    def _instead(self, doc_id: str, editor: str, put: Callable[[], object]) -> str:
        """Throw a file away and put another; where that fails it is back. Return its place in the trash."""
        thrown = throw(self.corpus, doc_id, editor, "replaced", self.title_of(doc_id)).id
        try:
            put()
        except CorpusError:
            put_back(self.corpus, thrown)
            raise
        return thrown

    def _waiting(self, upload_id: str) -> Upload:
        upload = self.incoming.get(upload_id)
        if upload is None:
            raise CorpusError("the file no longer waits; send it again")
        return upload

    def _path(self, doc_id: str) -> Path:
        """Return the path of a file of the corpus. Raises CorpusError for anything else."""
        path = self.corpus / doc_id
        hidden = any(part.startswith(".") for part in Path(doc_id).parts)
        inside = path.is_file() and path.parent.resolve().is_relative_to(self.corpus.resolve())
        if hidden or not inside:
            raise CorpusError(f"there is no file {doc_id!r} any more; look at the list again")
        return path


def _told(outcome: Outcome, file: FileReport | None) -> Outcome:
    if file is None or outcome.state in ("deleted", "retired"):
        return outcome
    if file.reason:
        return replace(outcome, state="skipped", reason=file.reason)
    return replace(outcome, passages=file.passages, warnings=file.warnings)
