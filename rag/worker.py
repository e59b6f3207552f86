"""A process of its own that takes files apart, so that none can stop, slow down or fill the program.

The program starts ``python -m rag.worker`` once and sends it one file after the other through a pipe. What
a limit ends, or what crashes a library, ends that process alone; the next file gets a new one.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from types import TracebackType

from rag.document import read_document
from rag.errors import CorpusError
from rag.limits import CLOCK, limit_memory, limit_time
from rag.load import load_file
from rag.types import Document

_OUT_OF_MEMORY = 77  # exit code
_IMPORTS = [
    str(Path(__file__).resolve().parent.parent),
    *filter(None, [os.environ.get("PYTHONPATH")]),
]
Entry = Mapping[str, object]  # what the clerk says of a document


class Worker:
    """Reads documents in a process that the first one starts; ``with`` ends it.

    One file may take ``seconds`` of computing (on a busy machine the clock says more), CLOCK times as
    many by the clock; the process may take ``megabytes`` (10**6 bytes) of memory.
    """

    def __init__(self, seconds: int, megabytes: int) -> None:
        self.seconds = seconds
        self.megabytes = megabytes
        self._opened = contextlib.ExitStack()
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection | None = None

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._opened.close()

    def read(self, path: Path, doc_id: str, entry: Entry | None = None) -> Document:
        """Read one file as ``load_file`` and ``read_document`` do.

        Raises CorpusError with the reason, also when a limit is reached or a library crashes.
        """
        try:
            pipe = self._pipe or self._start()
        except OSError as error:
            raise CorpusError(
                f"{doc_id}: no process to read it can be started ({error.strerror}); make room"
            ) from None
        try:
            pipe.send((os.path.abspath(path), doc_id, entry))
            found = pipe.recv()
        except (EOFError, ConnectionError):
            raise CorpusError(f"{doc_id}: {self._death()}") from None
        if isinstance(found, str):
            raise CorpusError(found)
        assert isinstance(found, Document)
        return found

    def _start(self) -> Connection:
        folder = self._opened.enter_context(tempfile.TemporaryDirectory())
        pipe, other = Pipe()
        self._opened.callback(self._end)
        self._opened.enter_context(pipe)
        with other:
            command = [sys.executable, "-m", "rag.worker"]
            self._process = subprocess.Popen(
                [*command, str(other.fileno()), str(self.seconds), str(self.megabytes)],
                cwd=folder,
                env={**os.environ, "TMPDIR": folder, "PYTHONPATH": os.pathsep.join(_IMPORTS)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[other.fileno()],
                start_new_session=True,  # a group of its own: LibreOffice has to end with it
            )
        self._pipe = pipe
        return pipe

    def _end(self) -> None:
        """End the process and all that it started."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = self._pipe = None

    def _death(self) -> str:
        """Clear up after a process that ended by itself; return why it did."""
        assert self._process is not None
        code = self._process.wait()
        self._opened.close()
        if code in (-signal.SIGPROF, -signal.SIGALRM):
            limit = self.seconds if code == -signal.SIGPROF else CLOCK * self.seconds
            return (f"took more than {limit} s; split it, or raise RAG_FILE_SECONDS "
                    "and index with --rebuild")  # fmt: skip
        if code == _OUT_OF_MEMORY:
            return (f"needs more than {self.megabytes} MB of memory; split it, "
                    "or raise RAG_FILE_MEMORY and index with --rebuild")  # fmt: skip
        if code == -signal.SIGKILL:
            return "its reader was ended from outside, often for lack of memory; split it"
        return f"its reader crashed (exit code {code}); mend it or take it out"


def main(descriptor: int, seconds: int, megabytes: int) -> None:
    """Read files as they are asked for until the program closes the pipe."""
    limit_memory(megabytes)
    with Connection(descriptor) as pipe, contextlib.suppress(EOFError, ConnectionError):
        while True:
            path, doc_id, entry = pipe.recv()
            limit_time(seconds)
            found = _read(Path(path), doc_id, entry)
            limit_time(0)
            pipe.send(found)


def _read(path: Path, doc_id: str, entry: Entry | None) -> Document | str:
    """Return the document, or the line that says why there is none."""
    try:
        return read_document(load_file(path, doc_id), entry)
    except CorpusError as error:
        return str(error)
    except RecursionError:
        return f"{doc_id}: nested too deeply; mend it or take it out"
    except MemoryError:
        raise
    except Exception as error:  # one bad file never stops the rest
        return f"{doc_id}: its reader failed ({type(error).__name__}); mend it or take it out"


if __name__ == "__main__":
    try:
        main(*map(int, sys.argv[1:]))
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)
