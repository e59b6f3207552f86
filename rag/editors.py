"""Who may change the documents on the page: names and salted hashes of passwords in one file.

The file is a JSON object, name -> ``scrypt$N$R$P$SALT$HASH`` (salt and hash in base64), made by
``hashlib.scrypt`` (RFC 7914) with the cost that OWASP's password storage cheat sheet names for it.
Without the file, or with an empty one, nobody may change anything.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from rag.errors import InvalidOption

SHORTEST_PASSWORD = 8  # characters
LONGEST_NAME = 64  # characters
_N, _R, _P = 2**15, 8, 3  # memory 128 * N * R bytes = 32 MB
_LONGEST_PASSWORD = 1000  # characters; what is longer is not hashed


def read_editors(file: Path) -> dict[str, str]:
    """Return the hash of each editor's password by name; empty where there is no file.

    Raises InvalidOption when the file is there and cannot be read.
    """
    try:
        found = json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not JSON"
        raise InvalidOption(
            f"the editors' file {file} cannot be read ({why}); mend it, or remove it and add them again"
        ) from None
    if not isinstance(found, dict) or not all(isinstance(said, str) for said in found.values()):
        raise InvalidOption(f"the editors' file {file} is no list of editors; add them again")
    return found


def add_editor(file: Path, name: str, password: str) -> None:
    """Add an editor, or give one another password. Raises InvalidOption."""
    if not name.strip() or name != name.strip() or len(name) > LONGEST_NAME:
        raise InvalidOption(f"an editor's name has 1 to {LONGEST_NAME} characters, none of them "
                            "a space at an end; choose another")  # fmt: skip
    if not name.isprintable():
        raise InvalidOption("an editor's name holds a control character; choose another")
    if len(password) < SHORTEST_PASSWORD or len(password) > _LONGEST_PASSWORD:
        raise InvalidOption(f"a password has {SHORTEST_PASSWORD} to {_LONGEST_PASSWORD} characters;"
                            " choose another")  # fmt: skip
    _write(file, {**read_editors(file), name: _hash(password, secrets.token_bytes(16))})


def remove_editor(file: Path, name: str) -> None:
    """Take an editor off the list; who is signed in is signed out. Raises InvalidOption."""
    editors = read_editors(file)
    if name not in editors:
        known = ", ".join(sorted(editors)) or "nobody"
        raise InvalidOption(f"no editor {name!r}; set up: {known}")
    _write(file, {known: said for known, said in editors.items() if known != name})


def password_fits(editors: Mapping[str, str], name: str, password: str) -> bool:
    """Tell whether an editor of this name has this password; a name that is not there takes as long."""
    stored = editors.get(name, _NOBODY)
    if len(password) > _LONGEST_PASSWORD:
        return False
    try:
        salt = base64.b64decode(stored.split("$")[4])
    except (IndexError, binascii.Error):
        return False
    return hmac.compare_digest(_hash(password, salt).encode(), stored.encode())


def _hash(password: str, salt: bytes) -> str:
    told = password.encode(
        "utf-8", "surrogatepass"
    )  # JSON and terminals let halves of pairs through
    made = hashlib.scrypt(told, salt=salt, n=_N, r=_R, p=_P, maxmem=2 * 128 * _N * _R, dklen=32)
    return "$".join(
        ["scrypt", str(_N), str(_R), str(_P), base64.b64encode(salt).decode(), base64.b64encode(made).decode()]
    )  # fmt: skip


_NOBODY = f"scrypt${_N}${_R}${_P}${base64.b64encode(bytes(16)).decode()}$"


def _write(file: Path, editors: Mapping[str, str]) -> None:
    aside = file.with_name(file.name + ".new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        aside.unlink(missing_ok=True)
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "w", encoding="utf-8") as out:
            json.dump(dict(editors), out, ensure_ascii=False, indent=1)
        os.replace(aside, file)
    except OSError as error:
        raise InvalidOption(f"cannot write {file} ({error.strerror}): name another file with "
                            "RAG_EDITORS") from error  # fmt: skip
