"""Customary abbreviations in the names of agencies, written out."""

import re

from adapters.documents.files.cleaning import fold, one_line
from adapters.documents.layout.vocabulary import is_capitals

ABBREVIATIONS = {
    "ubnd": "uy ban nhan dan",
    "hdnd": "hoi dong nhan dan",
    "mttqvn": "mat tran to quoc",
    "mttq viet nam": "mat tran to quoc",
    "mat tran to quoc viet nam": "mat tran to quoc",
    "mttq": "mat tran to quoc",
    "ubmttq": "uy ban mat tran to quoc",
    "ub mttq viet nam": "uy ban mat tran to quoc",
    "ub mttq": "uy ban mat tran to quoc",
    "ubkt": "uy ban kiem tra",
    "btv": "ban thuong vu",
    "bch": "ban chap hanh",
    "bcd": "ban chi dao",
    "btc": "ban to chuc",
    "btgdv": "ban tuyen giao va dan van",
    "bnc": "ban noi chinh",
    "vp": "van phong",
    "vptu": "van phong tinh uy",
    "tw": "trung uong",
    "tand": "toa an nhan dan",
    "vksnd": "vien kiem sat nhan dan",
    "gd dt": "giao duc va dao tao",
    "gddt": "giao duc va dao tao",
    "khcn": "khoa hoc va cong nghe",
    "kh cn": "khoa hoc va cong nghe",
    "nn mt": "nong nghiep va moi truong",
    "nnmt": "nong nghiep va moi truong",
    "nn va mt": "nong nghiep va moi truong",
    "vhttdl": "van hoa the thao va du lich",
    "vh tt dl": "van hoa the thao va du lich",
    "vh tt va dl": "van hoa the thao va du lich",
    "vhtt va dl": "van hoa the thao va du lich",
    "dttg": "dan toc va ton giao",
    "ldtbxh": "lao dong thuong binh va xa hoi",
    "tttt": "thong tin va truyen thong",
    "bhxh": "bao hiem xa hoi",
    "nhnn": "ngan hang nha nuoc",
    "kbnn": "kho bac nha nuoc",
    "ptth": "phat thanh truyen hinh",
    "pt th": "phat thanh truyen hinh",
    "bdbp": "bo doi bien phong",
    "bchqs": "bo chi huy quan su",
    "bch qs": "bo chi huy quan su",
    "chqs": "chi huy quan su",
    "bch bdbp": "bo chi huy bo doi bien phong",
    "ldld": "lien doan lao dong",
    "lhpn": "lien hiep phu nu",
    "ct xh": "chinh tri xa hoi",
}
"""Abbreviations, folded."""

ABBREVIATED = re.compile(rf"\b({'|'.join(sorted(ABBREVIATIONS, key=len, reverse=True))})\b")
OF_DEPARTMENTS = {
    "tp": "tu phap",
    "tc": "tai chinh",
    "nv": "noi vu",
    "yt": "y te",
    "xd": "xay dung",
    "ct": "cong thuong",
    "ngv": "ngoai vu",
}
"""Letters that are a field's behind `Sở` alone: elsewhere TP is a city."""

DEPARTMENT = re.compile(rf"^((?:cac )?(?:so|phong)) ({'|'.join(OF_DEPARTMENTS)})\b")
PROVINCIAL_PARTY = re.compile(r"(?<![\w.])T\.?U\.?(?![\w])")
CENTRE = re.compile(r"(?<!ĐẦU )(?<!Đầu )\bTƯ\b(?!\s+(?:PHÁP|VẤN|TƯỞNG|LỆNH|NHÂN))")
LETTERS = re.compile(r"(?<![^\W\d_])[A-ZĐ]{2,}(?![^\W\d_])")
"""A word in capitals, which may be an abbreviation."""

INITIALS = re.compile(r"[A-ZĐ]{2,8}")
"""A name that is nothing but such a word: `BTC`."""


def written_out(name: str) -> str:
    """`name` folded, with its abbreviations written out: `BTC TU` -> `ban to chuc tinh uy`; `Sở Tư pháp` has none."""
    text = PROVINCIAL_PARTY.sub(" Tỉnh ủy ", one_line(name))
    if not is_capitals(text):
        text = CENTRE.sub(" Trung ương ", text)
    plain = DEPARTMENT.sub(lambda found: f"{found[1]} {OF_DEPARTMENTS[found[2]]}", fold(text))
    return ABBREVIATED.sub(lambda found: ABBREVIATIONS[found.group(1)], plain)


def is_abbreviated(name: str) -> bool:
    """True if some of the name's words are perhaps initials."""
    return bool(LETTERS.search(name)) and (not is_capitals(name) or bool(INITIALS.fullmatch(name.strip())))
