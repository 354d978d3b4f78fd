"""Another place at which officers sign in (OpenID Connect): what it is asked, and whom it says somebody is.

Where it is to be asked stands in its discovery document. Of what it says the signature is checked against its keys, and
that it was said to us (`aud`), by it (`iss`), now (`exp`), to this very question (`nonce`). The code it gives is worth
something only to whoever has the verifier (PKCE). The program needs its extra `oidc` for this.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from adapters.web_settings import Provider, safe_address

_FOUND_AT = "/.well-known/openid-configuration"
_SECONDS, _LEEWAY, _LARGEST = 5.0, 60, 1_000_000
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures by keys of which the provider alone has the secret half: none without, none by a shared one."""


class NotSignedIn(Exception):  # noqa: N818 - named by what happened
    """Nobody is signed in by it: it does not answer, or says something that cannot be believed."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question to a provider: all of it follows from a secret that one browser keeps."""

    secret: str

    @property
    def state(self) -> str:
        """The word by which the answer is known as that to this question."""
        return self._made("state")

    @property
    def nonce(self) -> str:
        """The word that the provider repeats in what it signs."""
        return self._made("nonce")

    @property
    def verifier(self) -> str:
        """The secret half of the challenge."""
        return self._made("verifier")

    def _made(self, what: str) -> str:
        return hmac.digest(self.secret.encode("utf-8", "replace"), f"thoihan oidc {what}".encode(), "sha256").hex()


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The provider, asked for one program."""

    provider: Provider
    back: str  # where its answer comes to

    def address(self, question: Question) -> str:
        """The address to send a browser to. Raises NotSignedIn."""
        endpoint = self._endpoints()["authorization_endpoint"]
        with self._client() as client:
            made = client.create_authorization_url(
                endpoint, state=question.state, nonce=question.nonce, code_verifier=question.verifier
            )
        return str(made[0])

    def name(self, question: Question, code: str, now: datetime) -> str:
        """The name of the account, as the provider says it of whoever came back with that code. Raises NotSignedIn."""
        there = self._endpoints()
        try:
            with self._client() as client:
                token = client.fetch_token(there["token_endpoint"], code=code, code_verifier=question.verifier)
        except Exception as error:
            raise NotSignedIn from error
        claims = self._claims(str(token.get("id_token") or ""), _json(there["jwks_uri"]), question, now)
        found = claims.get(self.provider.claim)
        if not isinstance(found, str) or (self.provider.claim == "email" and claims.get("email_verified") is not True):
            raise NotSignedIn
        return found

    def _client(self) -> Any:
        try:
            from authlib.integrations.httpx_client import OAuth2Client  # noqa: PLC0415 - an extra
        except ImportError as missing:
            raise NotSignedIn from missing

        return OAuth2Client(
            self.provider.client,
            self.provider.secret.reveal(),
            scope="openid profile email",
            redirect_uri=self.back,
            code_challenge_method="S256",
            timeout=_SECONDS,
        )

    def _endpoints(self) -> Mapping[str, str]:
        found = _json(self.provider.issuer.rstrip("/") + _FOUND_AT)
        there = {name: str(found.get(name) or "") for name in _ENDPOINTS}
        if found.get("issuer") != self.provider.issuer or not all(map(safe_address, there.values())):
            raise NotSignedIn
        return there

    def _claims(self, token: str, keys: Any, question: Question, now: datetime) -> Mapping[str, Any]:
        from joserfc import jwt  # noqa: PLC0415 - an extra
        from joserfc.jwk import KeySet  # noqa: PLC0415

        client = self.provider.client
        must = {"iss": self.provider.issuer, "aud": client, "nonce": question.nonce}
        asked: Any = {name: {"essential": True, "value": value} for name, value in must.items()}
        asked |= {name: {"essential": True} for name in ("sub", "exp", "iat")}
        try:
            read = jwt.decode(token, KeySet.import_key_set(keys), algorithms=[*ALGORITHMS])
            jwt.JWTClaimsRegistry(now=int(now.timestamp()), leeway=_LEEWAY, **asked).validate(read.claims)
        except Exception as error:
            raise NotSignedIn from error
        several = isinstance(read.claims["aud"], list) and len(read.claims["aud"]) > 1
        if read.claims.get("azp", None if several else client) != client:
            raise NotSignedIn
        return dict(read.claims)


def _json(address: str) -> Mapping[str, Any]:
    """The JSON object at an address. Raises NotSignedIn."""
    try:
        answer = httpx.get(address, timeout=_SECONDS, follow_redirects=False)
        found = answer.json() if answer.status_code == 200 and len(answer.content) < _LARGEST else None
    except (httpx.HTTPError, ValueError, UnicodeError) as error:
        raise NotSignedIn from error
    if not isinstance(found, dict):
        raise NotSignedIn
    return found
