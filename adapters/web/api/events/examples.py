"""An example of each type of event, as the description of the API shows it."""

from collections.abc import Mapping
from typing import Any

from events.catalogue import TYPES

_PLAN, _TASK, _AT = "376-kh-tu", "376-kh-tu/II.2/12", "2025-09-24"
_DOCUMENT = "Biên bản số 05-BB/ĐH ngày 24/9/2025"
_EVENT = "api/3c1f0a6d5b7e9f2048a1c6d3e5f708192a3b4c5d"
_FILE = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_SOURCE = "plan:\n  id: 15-kh-tu\n  title: Kế hoạch …\n"

Sent = tuple[str | None, Mapping[str, Any]]
"""The subject, and the data."""

_MILESTONES: Mapping[str, Sent] = {
    "milestone.planned": ("provincial_congress", {"plan": _PLAN, "unit": "12", "occurred_on": _AT, "at": "08:00"}),
    "milestone.held": (
        "provincial_congress",
        {"plan": _PLAN, "unit": "12", "occurred_on": _AT, "document": _DOCUMENT},
    ),
    "milestone.postponed": (
        "provincial_congress",
        {"plan": _PLAN, "unit": "12", "occurred_on": _AT, "new_day": "2025-10-02", "reason": "Chờ ý kiến cấp trên"},
    ),
    "milestone.not_held": (
        "provincial_congress",
        {"plan": _PLAN, "unit": "12", "occurred_on": _AT, "only": True, "reason": "Không thuộc kế hoạch này"},
    ),
    "happening.joined": (None, {"occurred_on": _AT, "members": [f"{_PLAN}/provincial_congress", "331-kh-tu/congress"]}),
    "happening.parted": (None, {"occurred_on": _AT, "members": [f"{_PLAN}/provincial_congress", "331-kh-tu/congress"]}),
}
_TASKS: Mapping[str, Sent] = {
    "task.done": (_TASK, {"plan": _PLAN, "occurred_on": _AT, "document": "15-BC/BTCTU", "product": "Báo cáo"}),
    "task.date_set": (_TASK, {"plan": _PLAN, "occurred_on": _AT, "due": "2025-10-10"}),
    "task.acknowledged": (_TASK, {"plan": _PLAN, "occurred_on": _AT}),
    "task.progress": (
        _TASK,
        {"plan": _PLAN, "occurred_on": _AT, "progress": "Đã có dự thảo", "difficulty": "Thiếu số liệu của hai xã"},
    ),
    "task.assigned": (_TASK, {"plan": _PLAN, "unit": "12", "occurred_on": _AT, "person": "Phó Trưởng phòng"}),
    "part.asked": (
        _TASK,
        {"plan": _PLAN, "occurred_on": _AT, "of": "03388", "content": "Gửi số liệu", "due": "2025-09-30"},
    ),
    "part.answered": (_EVENT, {"unit": "03388", "occurred_on": _AT, "answer": "Đã gửi số liệu"}),
    "task.accepted": (_EVENT, {"unit": "12", "occurred_on": _AT}),
    "task.returned": (_EVENT, {"unit": "12", "occurred_on": _AT, "reason": "Thiếu phụ lục", "due": "2025-10-01"}),
    "extension.requested": (
        _TASK,
        {"plan": _PLAN, "occurred_on": _AT, "due": "2025-10-20", "reason": "Chờ hướng dẫn của Trung ương"},
    ),
    "extension.granted": (_TASK, {"plan": _PLAN, "occurred_on": _AT, "due": "2025-10-20", "document": "20-CV/TU"}),
    "extension.refused": (_TASK, {"plan": _PLAN, "occurred_on": _AT, "reason": "Đã quá số lần được gia hạn"}),
}
_WHOLE: Mapping[str, Sent] = {
    "plan.adopted": (None, {"plan": "15-kh-tu", "occurred_on": _AT, "source": _SOURCE, "document": "15-KH/TU"}),
    "plan.amended": (None, {"plan": "15-kh-tu", "occurred_on": _AT, "source": _SOURCE, "document": "16-KH/TU"}),
    "plan.closed": (None, {"plan": "15-kh-tu", "occurred_on": _AT, "not_required": ["II.2"], "reason": "Đã tổng kết"}),
    "plan.replaced": (None, {"plan": "15-kh-tu", "occurred_on": _AT, "by": _PLAN, "passed": {"II.2": "III.1"}}),
    "suspension.began": (
        None,
        {"plan": _PLAN, "unit": "03388", "occurred_on": _AT, "all": True, "reason": "Thiên tai"},
    ),
    "suspension.ended": (_EVENT, {"occurred_on": _AT}),
    "event.corrected": (_EVENT, {"occurred_on": "2025-09-25", "reason": "Ghi nhầm ngày"}),
    "event.withdrawn": (_EVENT, {"occurred_on": _AT, "reason": "Ghi nhầm đơn vị"}),
    "calendar.amended": (
        None,
        {
            "occurred_on": _AT,
            "calendar": "vn",
            "days": [{"day": "2026-01-02", "working": False, "reason": "Nghỉ bù"}],
            "document": "Thông báo số 12000/TB-BNV",
        },
    ),
    "document.attached": (
        _EVENT,
        {"occurred_on": _AT, "name": "bao-cao.pdf", "media_type": "application/pdf", "size": 48_213, "hash": _FILE},
    ),
    "report.handed_up": (
        None,
        {"occurred_on": _AT, "plans": [_PLAN], "to": "Thường trực Tỉnh ủy", "rows": 87, "size": 9_120, "hash": _FILE},
    ),
    "day.began": (None, {"occurred_on": _AT}),
}
_UNITS: Mapping[str, Sent] = {
    "units.registered": (
        None,
        {"occurred_on": _AT, "units": [{"code": "03388", "name": "Xã Bình Lư", "kind": "commune", "parent": "12"}]},
    ),
    "unit.merged": ("03389", {"occurred_on": _AT, "into": ["03388"], "document": "1661/NQ-UBTVQH15"}),
    "unit.split": ("03388", {"occurred_on": _AT, "into": ["03390", "03391"], "heir": "03390"}),
    "unit.ended": ("03389", {"occurred_on": _AT}),
    "units.ended": (None, {"occurred_on": _AT, "ended": [{"unit": "03389", "into": "03388"}]}),
    "unit.renamed": ("03388", {"occurred_on": _AT, "name": "Phường Bình Lư"}),
    "unit.contacts_erased": ("03388", {"occurred_on": _AT, "kinds": ["phone"]}),
}
SENT: Mapping[str, Sent] = {**_MILESTONES, **_TASKS, **_WHOLE, **_UNITS}


def example(kind: str) -> dict[str, Any]:
    """A CloudEvent of that type."""
    subject, data = SENT[kind]
    found = {
        "specversion": "1.0",
        "id": f"{kind}-0001",
        "source": "https://van-ban.tinh.gov.vn/thoihan",
        "type": kind,
        "time": f"{_AT}T16:30:00+07:00",
        "datacontenttype": "application/json",
        "data": dict(data),
    }
    return found if subject is None else {**found, "subject": subject}


def examples() -> dict[str, Any]:
    """All of them, as a description of an API has examples."""
    return {kind: {"summary": of.means, "value": example(kind)} for kind, of in TYPES.items()}
