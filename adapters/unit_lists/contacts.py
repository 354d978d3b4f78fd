"""Addresses in a list of agencies: held against what mail and text messages can be sent to."""

import re
from dataclasses import replace

from adapters.telling.addresses import AddressError, mail_address, masked, mobile
from engine.contacts import bare_number, landline
from events.beside.ways import EMAIL, MOST, Whose
from rules.document import Scalar
from rules.problem_report import ProblemReport
from rules.problems import N_

BAD_MAIL = N_("This e-mail address cannot be used.")
ONE_ADDRESS = N_("Write one plain address, like ten@tinh.gov.vn.")
BAD_PHONE = N_("No text message can be sent to this number.")
MOBILE = N_("Write a mobile number, like 0912 345 678, or leave it out.")
ZERO_LOST = N_("The number {number} has {digits} digits: the 0 in front is missing. A spreadsheet takes it away.")
ZERO_BACK = N_("Write the 0 again (0912 345 678), and make the column a column of text.")
LANDLINE = N_("The number {number} is a landline: it is kept, and no text message is sent to it.")
MOBILE_TOO = N_("Write a mobile number if this unit is to get text messages.")

TOO_MANY = N_("There are more than {most} addresses of one sort for the same role.")
KEEP_SOME = N_("Keep the most important ones; semicolons stand between them.")

NONE = "-"
"""Written where there is to be none any more: an empty cell says nothing."""

_ZERO_LOST = re.compile(r"[35789]\d{8}|2\d{9}", re.ASCII)


def check_contacts(report: ProblemReport, place: Whose, cell: Scalar | None) -> None:
    """Report addresses or numbers that cannot be used, and warn of those that get no text messages."""
    if cell is None or cell.empty or cell.text == NONE:
        return
    several = [replace(cell, text=one.strip()) for one in cell.text.split(";") if one.strip()]
    if len(several) > MOST:
        report.error("too-many-addresses", cell, TOO_MANY, KEEP_SOME, most=MOST)
    for one in several:
        _check_mail(report, one) if place.sort == EMAIL else _check_phone(report, one)


def _check_mail(report: ProblemReport, mail: Scalar) -> None:
    try:
        mail_address(mail.text)
    except AddressError:
        report.error("bad-email", mail, BAD_MAIL, ONE_ADDRESS)


def _check_phone(report: ProblemReport, phone: Scalar) -> None:
    digits = bare_number(phone.text)
    if landline(phone.text):
        report.warn("landline", phone, LANDLINE, MOBILE_TOO, number=masked(phone.text))
    elif _ZERO_LOST.fullmatch(digits):
        number = masked(phone.text)
        report.error("zero-lost", phone, ZERO_LOST, ZERO_BACK, number=number, digits=len(digits))
    else:
        try:
            mobile(phone.text)
        except AddressError:
            report.error("bad-phone", phone, BAD_PHONE, MOBILE)
