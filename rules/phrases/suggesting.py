"""Forms of the offset language for phrases that say how often, and not until which day.

They are offered to whoever writes a plan, and never taken: that the last day is the end of each cycle is a guess.
"""

import re

from rules.phrases.normalising import folded

CONTINUOUS = "continuous"
_EACH = r"(?:thuc hien |bao cao |tong hop |dinh ky )*(?:hang |moi |theo |cuoi |dinh ky )*"
_ONCE = r"(?: ?/? ?(?:1|mot)? ?lan)?(?: ?/ ?lan)?"
_TIMES_A_YEAR = r"lan ?(?:/|mot|moi|trong|1)? ?(?:mot )?nam"
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
    (r"(?:khi )?dot xuat|khi can(?: thiet)?|theo yeu cau|thuong xuyen.*|lien tuc.*|theo ke hoach", CONTINUOUS),
)


def suggested(phrase: str) -> str:
    """The form that may be meant by a phrase which is read with no certainty; "": none comes to mind."""
    plain = " ".join(folded(phrase).split()).strip(" .;,")
    return next((form for pattern, form in _FORMS if re.fullmatch(pattern, plain)), "")
