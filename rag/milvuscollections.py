"""The collections of one corpus in Milvus: how they are made, opened and told apart.

```
<name>_passages    id, document, vector, words (rag.sparse), length in terms, passage as JSON, and what
                   filters compare (rag.filters), one field each
<name>_counts      id, words, note: row n holds how many passages have each term whose number is n
                   modulo BUCKETS; row -1 says in ``note`` what the passages were made with
<name>_documents   doc_id, key: the documents whose passages are all there
```
A path as address runs Milvus Lite in this process (one process at a time), a URI names a cluster:
``https://user:password@host:19530/database``. Needs the extra ``[milvus]``.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rag.errors import InvalidOption, StoreUnavailable
from rag.filters import FILTERS

FORMAT = 1  # raise it when fields or weights change
BUCKETS = 2**14
ABOUT = -1
LONGEST = 65_535  # bytes of a text field
MOST_ROWS = 16_384  # that one call returns
ANSWERED = 1024  # passages fetched at once: 4 MB
CONNECTING = 10.0  # seconds


@dataclass(frozen=True, slots=True)
class About:
    """What the passages were made with, and their counts; not ``settled`` while they are written."""

    encoder: str  # Encoder.fingerprint
    dimension: int
    passages: int = 0
    terms: int = 0
    settled: bool = True
    format: int = FORMAT


class Collections:
    """An open connection and the names of a corpus's three collections."""

    def __init__(self, uri: str, name: str, encoder: str, dimension: int) -> None:
        """Connect, and make the collections where there are none.

        Raises StoreUnavailable when nothing answers, or what is there was made with another
        encoder or format; InvalidOption without the extra or for an address that is none.
        """
        self.passages, self.counts, self.documents = (
            f"{name}_passages", f"{name}_counts", f"{name}_documents",
        )  # fmt: skip
        self.dimension = dimension
        self.place = place(name, uri)
        self.client = _connect(uri)
        with told(self.place):
            if not self.client.has_collection(self.counts):
                self._make(About(encoder, dimension))
            for collection in (self.passages, self.counts, self.documents):
                self.client.load_collection(collection)
        about = self.about()
        if about.format != FORMAT:
            raise self._foreign(f"format {about.format}, this program reads {FORMAT}")
        if (about.encoder, about.dimension) != (encoder, dimension):
            raise self._foreign(f"passages of another encoder ({about.encoder})")

    def about(self) -> About:
        """Return what the collections say of themselves. Raises StoreUnavailable."""
        with told(self.place):
            rows = self.client.query(self.counts, ids=[ABOUT], output_fields=["note"])
        try:
            return About(**json.loads(rows[0]["note"]))
        except (IndexError, ValueError, TypeError):
            raise self._foreign("nothing that this program wrote") from None

    def write_about(self, about: About) -> None:
        """Replace what the collections say of themselves."""
        row = {"id": ABOUT, "words": {0: 1.0}, "note": json.dumps(asdict(about))}
        self.client.upsert(self.counts, [row])

    def close(self) -> None:
        """Let go of the connection."""
        self.client.close()

    def _make(self, about: About) -> None:
        from pymilvus import DataType, MilvusClient

        text = {"datatype": DataType.VARCHAR, "max_length": LONGEST}
        passages = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
        passages.add_field("id", DataType.INT64, is_primary=True)
        passages.add_field("vector", DataType.FLOAT_VECTOR, dim=about.dimension)
        passages.add_field("length", DataType.INT64)
        for name in ("document", "passage", *FILTERS):
            passages.add_field(name, **text)
        counts = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
        counts.add_field("id", DataType.INT64, is_primary=True)
        counts.add_field("note", **text)
        documents = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
        documents.add_field("doc_id", DataType.VARCHAR, max_length=LONGEST, is_primary=True)
        documents.add_field("key", **text)
        made = {self.passages: passages, self.documents: documents, self.counts: counts}
        for name, schema in made.items():  # counts last: it says that the others are there
            # Milvus wants a vector in each collection
            schema.add_field("words", DataType.SPARSE_FLOAT_VECTOR)
            indexes = self.client.prepare_index_params()
            indexes.add_index("words", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
            if name == self.passages:
                indexes.add_index("vector", index_type="FLAT", metric_type="IP")
            self.client.create_collection(
                name, schema=schema, index_params=indexes, consistency_level="Strong"
            )
        self.write_about(about)

    def _foreign(self, what: str) -> StoreUnavailable:
        return StoreUnavailable(
            f"{self.place} holds {what}: give another RAG_STORE_NAME, or drop its collections"
        )


@contextmanager
def told(place: str) -> Iterator[None]:
    """Turn what Milvus raises into one line. Raises StoreUnavailable."""
    from grpc import RpcError
    from pymilvus.exceptions import MilvusException

    try:
        yield
    except (MilvusException, RpcError) as error:
        raise StoreUnavailable(
            f"the store {place} failed ({getattr(error, 'message', error)}): see to the server, "
            "then run the command again"
        ) from error


def _connect(uri: str) -> Any:
    try:
        from pymilvus import MilvusClient
        from pymilvus.exceptions import MilvusException
    except ModuleNotFoundError as error:
        raise InvalidOption(
            f'store "milvus" needs {error.name}: pip install "policy-rag[milvus]"'
        ) from error
    for logger in ("pymilvus", "milvus_lite", "grpc"):  # they log what they raise, with a traceback
        logging.getLogger(logger).setLevel(logging.CRITICAL + 1)
    local = "://" not in uri
    options: dict[str, Any] = {"timeout": CONNECTING}
    if local:
        uri = _local(uri)
        options["grpc_options"] = {"grpc.keepalive_time_ms": 2**31 - 1}  # Lite takes pings amiss
    try:
        return MilvusClient(uri, **options)
    except (MilvusException, ValueError) as error:
        mend = (
            "it may be open in another process (Milvus Lite serves one at a time) or not writable"
            if local
            else "start the server or mend RAG_STORE_URI (http://host:19530)"
        )
        raise StoreUnavailable(f"no Milvus at {_without_password(uri)}: {mend}") from error


def _local(path: str) -> str:
    """Return the path as Milvus Lite is given it; its folder is made."""
    if not path.endswith(".db"):
        raise InvalidOption(
            f"RAG_STORE_URI {path}: give an address (http://host:19530) or a path that ends in .db"
        )
    try:
        import milvus_lite  # noqa: F401  # only whether it is there: pymilvus starts it
    except ModuleNotFoundError as error:
        raise InvalidOption(
            f'a path as store needs milvus-lite: pip install "policy-rag[milvus]" ({path})'
        ) from error
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidOption(
            f"the folder of {path} cannot be made ({error.strerror}): give another RAG_STORE_URI"
        ) from error
    return path


def place(name: str, uri: str) -> str:
    """Return what the store of a name is called in lines for the user and in recipes."""
    return f"{name} in {_without_password(uri)}"


def _without_password(uri: str) -> str:
    scheme, found, rest = uri.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}" if found else uri
