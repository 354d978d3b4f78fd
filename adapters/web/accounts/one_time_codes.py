"""Signing in by two steps: a password, and a code that a telephone makes anew each half minute (TOTP, RFC 6238).

What codes are made from cannot be kept as a hash, so it is sealed with a key of the settings, apart from the database.
"""

import base64
import hmac
import os
from collections.abc import Sequence

from adapters.bootstrap import Office
from adapters.secrecy import Secret
from events.beside.accounts import AccountRow

HALF_MINUTE = 30
_ABOUT = b"thoihan one-time codes"
_NONCE = 12
_AROUND = (0, -1, 1)
"""Half minutes of which a code is taken: clocks differ, and people type slowly."""


def can_be_kept(office: Office) -> bool:
    """True if the settings have a key to seal with."""
    return bool(office.settings.web.link_keys)


def new_code_secret() -> str:
    """A new secret that codes are made from, for a telephone."""
    import pyotp  # noqa: PLC0415 - few ask for it

    return pyotp.random_base32()


def address_for_telephones(secret: str, account: str, issuer: str) -> str:
    """The text of the square picture."""
    import pyotp  # noqa: PLC0415

    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def picture(address: str) -> str:
    """The square picture that a telephone reads, as an address of data for a page."""
    import segno  # noqa: PLC0415

    return str(segno.make(address, micro=False).svg_data_uri(scale=5, border=2, dark="#000", light="#fff"))


def sealed(office: Office, account: str, secret: str) -> str:
    """The secret as it is kept: of use to nobody without the key, or at another account."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - few ask for it

    nonce = os.urandom(_NONCE)
    key = _key(office.settings.web.link_keys[0])
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, secret.encode(), account.encode())).decode()


def right(office: Office, account: AccountRow, code: str) -> bool:
    """True if it is the code of now, or of half a minute ago or ahead; it is used up by that."""
    step = _step(office, opened(office.settings.web.link_keys, account.name, account.totp), code)
    return step is not None and office.accounts.take_code(account.name, step)


def fits_secret(office: Office, secret: str, code: str) -> bool:
    """True if a telephone that was given the secret shows that code."""
    return _step(office, secret, code) is not None


def opened(keys: Sequence[Secret], account: str, sealed: str) -> str:
    """The secret that was sealed for an account; "" where there is none, or the key is not in the settings any more."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    whole = base64.b64decode(sealed)
    for key in keys if whole else ():
        try:
            return AESGCM(_key(key)).decrypt(whole[:_NONCE], whole[_NONCE:], account.encode()).decode()
        except InvalidTag:
            continue
    return ""


def _step(office: Office, secret: str, code: str) -> int | None:
    import pyotp  # noqa: PLC0415

    typed, now = "".join(code.split()), int(office.clock.now().timestamp()) // HALF_MINUTE
    if not secret or not typed.isascii():
        return None
    codes = pyotp.TOTP(secret)
    return next((now + n for n in _AROUND if hmac.compare_digest(codes.generate_otp(now + n), typed)), None)


def _key(secret: Secret) -> bytes:
    return hmac.digest(secret.reveal().encode(), _ABOUT, "sha256")
