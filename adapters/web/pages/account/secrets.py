"""One's own password and one-time codes, changed by whoever knows the password that holds."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from adapters.web.accounts import one_time_codes
from adapters.web.accounts.making import give_password
from adapters.web.accounts.passwords import fits
from adapters.web.pages.account.own import ACCOUNT, own, refused, shown
from adapters.web.rendering import page
from adapters.web.rights.asking import May, office_of
from adapters.web.rights.roles import Act
from adapters.web.signing_in.pages import address
from adapters.words.catalogue import Said
from adapters.words.refused.refusal import Refused
from events.beside.accounts import AccountRow
from rules.problems import N_

router = APIRouter(dependencies=[Depends(May(Act.READ))])

Text = Annotated[str, Form()]

_ISSUER = "Thời hạn"
_NOT_IT = Said(N_("That is not the password that holds. Nothing was changed."), {})
_WAITS = Said(N_("Too many wrong attempts: wait for some minutes. Nothing was changed."), {})
_OTHER = Said(N_("The two new ones are not the same. Nothing was changed."), {})
_CHANGED = Said(N_("The password is changed. All other sign-ins are ended."), {})
_CODES_ON = Said(N_("From now on a code of the telephone is asked for after the password."), {})
_CODES_OFF = Said(N_("No code is asked for any more."), {})
_NO_KEY = Said(N_("The program is not set up for it yet: whoever administers it can do that."), {})
_NOT_BEGUN = Said(N_("No telephone is being set up in this browser: begin again."), {})
_NOT_NOW = Said(N_("That is not the code of now. Type the one that the telephone shows."), {})


@router.post(f"{ACCOUNT}/mat-khau")
def change_password(request: Request, password: Text = "", new: Text = "", again: Text = "") -> Response:
    """Have another password."""
    sign_in, office = own(request), office_of(request)
    if wrong := _not_known(request, password):
        return refused(request, wrong)
    if new != again:
        return refused(request, _OTHER)
    try:
        row = give_password(office, _now(request), new)
    except Refused as refusal:
        return refused(request, refusal.said)
    office.accounts.end_sign_ins(row.name, row.changed_at, but=sign_in.row.hash)
    return shown(request, done=_CHANGED)


@router.post(f"{ACCOUNT}/ma-mot-lan")
def begin_codes(request: Request, password: Text = "") -> Response:
    """Show what the telephone is to read."""
    office = office_of(request)
    if not one_time_codes.can_be_kept(office):
        return refused(request, _NO_KEY)
    if wrong := _not_known(request, password):
        return refused(request, wrong)
    secret, sign_in = one_time_codes.new_code_secret(), own(request)
    office.accounts.begin_codes(sign_in.row.hash, one_time_codes.sealed(office, sign_in.account.name, secret))
    return _to_read(request, secret)


@router.post(f"{ACCOUNT}/ma-mot-lan/xac-nhan")
def confirm_codes(request: Request, code: Text = "") -> Response:
    """Have codes asked for, once the telephone showed a right one of those that were begun in this browser."""
    office, row, sign_in = office_of(request), _now(request), own(request).row
    secret = one_time_codes.opened(office.settings.web.link_keys, row.name, sign_in.code_secret)
    if row.totp or not secret:
        return refused(request, _NOT_BEGUN)
    if not one_time_codes.fits_secret(office, secret, code):
        return _to_read(request, secret, _NOT_NOW)
    office.accounts.change(row.name, totp=sign_in.code_secret, totp_step=0)
    office.accounts.begin_codes(sign_in.hash, "")
    return shown(request, done=_CODES_ON)


@router.post(f"{ACCOUNT}/ma-mot-lan/bo")
def end_codes(request: Request, password: Text = "") -> Response:
    """Have no codes asked for."""
    if wrong := _not_known(request, password):
        return refused(request, wrong)
    office_of(request).accounts.change(own(request).account.name, totp="", totp_step=0)
    return shown(request, done=_CODES_OFF)


def _to_read(request: Request, secret: str, wrong: Said | None = None) -> HTMLResponse:
    said = one_time_codes.address_for_telephones(secret, own(request).account.name, _ISSUER)
    picture = one_time_codes.picture(said)
    status = 422 if wrong else 200
    return page(request, "account/codes.html", status, secret=secret, picture=picture, wrong=wrong)


def _now(request: Request) -> AccountRow:
    return office_of(request).accounts.accounts(name=own(request).account.name)[0]


def _not_known(request: Request, password: str) -> Said | None:
    """Why a change is not made; None: the password is the one that holds."""
    row, throttle = own(request).account, request.app.state.throttle
    attempt = throttle.begin(row.name, address(request))
    if attempt is None:
        return _WAITS
    if not fits(password, row.password):
        return _NOT_IT
    throttle.right(attempt)
    return None
