"""Files signed in the form of minisign, for tests: by the program itself where it is, else by the same bytes."""

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

NUMBER = bytes.fromhex("0123456789ABCDEF")


@dataclass(frozen=True, slots=True)
class Signer:
    """A pair of keys, and their number."""

    number: bytes = NUMBER
    secret: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def public(self) -> bytes:
        """The .pub file."""
        raw = b"Ed" + self.number[::-1] + self.secret.public_key().public_bytes_raw()
        return b"untrusted comment: minisign public key\n" + base64.b64encode(raw) + b"\n"

    def signature(self, content: bytes, at: datetime, *, hashed: bool = True) -> bytes:
        """The .minisig file of `content`, made `at` that moment."""
        return self.commented(content, f"timestamp:{int(at.timestamp())}\tfile:lich.csv\thashed", hashed=hashed)

    def commented(self, content: bytes, comment: str, *, hashed: bool = True) -> bytes:
        """The same with any trusted comment."""
        made = self.secret.sign(hashlib.blake2b(content).digest() if hashed else content)
        both = self.secret.sign(made + comment.encode())
        head = (b"ED" if hashed else b"Ed") + self.number[::-1]
        lines = [b"untrusted comment: x", base64.b64encode(head + made), f"trusted comment: {comment}".encode()]
        return b"\n".join([*lines, base64.b64encode(both), b""])
