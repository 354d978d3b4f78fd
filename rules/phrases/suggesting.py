"""Forms of the offset language for phrases that say how often, and not until which day.

They are offered to whoever writes a plan, and never taken: that the last day is the end of each cycle is a guess.
"""

import re

from rules.phrases.normalising import folded

CONTINUOUS = "continuous"
_EACH = r"(?:thuc hien |bao cao |tong hop |dinh ky )*(?:hang |moi |theo |cuoi |dinh ky )*"
_ONCE = r"(?: ?/? ?(?:1|mot)? ?lan)?(?: ?/ ?lan)?"
_TIMES_A_YEAR = r"lan ?(?:/|mot|moi|trong|1)? ?(?:mot )?nam"
_OF_NO_DAY = (
    r"(?:thuc hien |bao cao |trien khai |hoan thanh )*(?:theo (?:dung )?(?:tien do|quy dinh|yeu cau"
    r"|chi dao|nhu cau|thuc te|tinh hinh)\b(?!.*\d).*|theo (?:dung )?(?:ke hoach|chuong trinh|lo trinh"
    r"|huong dan|phan cong)(?: (?:duoc|da) (?:phe )?duyet| de ra| duoc giao)?"
    r"|khi (?:co )?(?:yeu cau|nhu cau|phat sinh|vu viec)\b(?!.*\d).*)"
)
"""Words for a measure of which no day will come: `theo tiến độ`, `theo quy định`, `khi có yêu cầu`."""

_LONGER = r"(?:(?:,|;| va|/)+ ?(?:hang |mot )?(?:quy|(?:6|06|sau) thang|nua nam|(?:1 |mot )?nam))+"
"""Longer cycles beside the first, whose last days are among those of the first: `6 tháng, năm`."""

_FORMS = (
    (rf"{_EACH}(?:1 |01 |mot )?thang{_LONGER}", "every month by last day"),
    (rf"{_EACH}quy{_LONGER}", "every quarter by last day of its last month"),
    (rf"{_EACH}(?:6|06|sau) thang{_LONGER}", "every half-year by last day of its last month"),
    (rf"{_EACH}(?:6|06|sau) thang{_ONCE}|{_EACH}nua nam{_ONCE}", "every half-year by last day of its last month"),
    (rf"(?:2|02|hai) {_TIMES_A_YEAR}|so ket 6 thang.*", "every half-year by last day of its last month"),
    (rf"{_EACH}(?:3|03|ba) thang{_ONCE}|{_EACH}quy{_ONCE}", "every quarter by last day of its last month"),
    (rf"(?:4|04|bon) {_TIMES_A_YEAR}", "every quarter by last day of its last month"),
    (rf"{_EACH}(?:1 |01 |mot )?thang{_ONCE}", "every month by last day"),
    (rf"{_EACH}(?:1 |01 |mot )?tuan{_ONCE}", "every week by friday"),
    (rf"{_EACH}(?:1 |01 |mot )?nam{_ONCE}", "every year by last day of its last month"),
    (rf"(?!ngay$)(?:truoc |tu )?(?:\d{{1,2}} ?(?:gio|h)(?: ?\d{{2}})? )?{_EACH}ngay", CONTINUOUS),
    (r"(?:khi )?dot xuat|khi can(?: thiet)?|thuong xuyen.*|lien tuc.*", CONTINUOUS),
    (_OF_NO_DAY, CONTINUOUS),
)


def suggested(phrase: str) -> str:
    """The form that may be meant by a phrase which is read with no certainty; "": none comes to mind."""
    plain = _plain(phrase)
    return next((form for pattern, form in _FORMS if re.fullmatch(pattern, plain)), "")


def names_no_day(phrase: str) -> bool:
    """True if a phrase names a measure that is no event, so that a milestone of it would never be reached."""
    return re.fullmatch(_OF_NO_DAY, _plain(phrase)) is not None


def _plain(phrase: str) -> str:
    return " ".join(folded(phrase).split()).strip(" .;,")
