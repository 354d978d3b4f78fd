"""Forms come from our own pages: the browser says from which site one was sent, and each carries a token of ours."""

from urllib.parse import urlsplit

from fastapi import HTTPException, Request

from adapters.web.accounts.secrets_shown_once import is_form_token
from adapters.web.accounts.signed_in import SignedIn
from adapters.web.rights.asking import office_of

FIELD, HEADER = "csrf", "x-csrf-token"
OLD_FORM = "old form"
"""Our own page sent it, by what the browser says, but it was made for another sign-in: of another day, or account."""

_SAFE = {"GET", "HEAD", "OPTIONS"}
_OURS = {"same-origin", "none"}
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


async def from_our_own_pages(request: Request) -> None:
    """The dependency of every route. Raises HTTPException (403).

    A program with a token needs none of it: no browser shows one by itself.
    """
    if request.method in _SAFE:
        return
    if not _from_here(request):
        raise HTTPException(403)
    sign_in = getattr(request.state, "sign_in", None)
    if isinstance(sign_in, SignedIn) and not is_form_token(await _shown(request), sign_in.cookie):
        raise HTTPException(403, OLD_FORM)


def _from_here(request: Request) -> bool:
    """False where the browser says that another site sent it. What is no browser says nothing."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in _OURS:
        return False
    origin = request.headers.get("origin")
    if origin is None:
        return True
    own = urlsplit(office_of(request).settings.web.address)
    here = {f"{request.url.scheme}://{request.headers.get('host', '')}"}
    return origin in here | ({f"{own.scheme}://{own.netloc}"} if own.netloc else set())


async def _shown(request: Request) -> str:
    header = request.headers.get(HEADER)
    if header is not None:
        return header
    if not request.headers.get("content-type", "").startswith(_FORMS):
        return ""
    value = (await request.form()).get(FIELD, "")
    return value if isinstance(value, str) else ""
