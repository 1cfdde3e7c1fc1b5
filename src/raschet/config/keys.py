"""Secret keys of an installation: from the environment or from files only we can read."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

KEY_BYTES = 48


def secret_key(var_folder: Path) -> str:
    """Django's secret key: RASCHET_SECRET_KEY, or ``keys/django`` made at first use."""
    return os.environ.get("RASCHET_SECRET_KEY") or key_from_file(var_folder / "keys" / "django")


def passport_pepper(var_folder: Path) -> bytes:
    """The key of passport proofs: RASCHET_PASSPORT_PEPPER, or ``keys/passport`` made at first use."""
    given = os.environ.get("RASCHET_PASSPORT_PEPPER")
    return (given or key_from_file(var_folder / "keys" / "passport")).encode()


def receipt_key(var_folder: Path) -> bytes:
    """The Ed25519 seed that signs receipts: of RASCHET_RECEIPT_KEY or ``keys/receipts``.

    The seed is the SHA-256 of the key's text, so that any long text will do.
    """
    given = os.environ.get("RASCHET_RECEIPT_KEY")
    text = given or key_from_file(var_folder / "keys" / "receipts")
    return hashlib.sha256(text.encode()).digest()


def key_from_file(path: Path) -> str:
    """Read a key, making it first if it is not there: mode 0600, whole or not at all."""
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(KEY_BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        # A hard link fails when another process was first; its key then serves everyone.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text(encoding="ascii").strip()
