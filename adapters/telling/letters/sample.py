"""A letter that nobody is sent, of tasks that there are not: what templates make of it can be looked at."""

import json
from datetime import date, timedelta
from typing import Any

from engine.telling.reasons import HELD

NAME = "Đảng ủy xã Mẫu"
ADDRESS = "mau@example.vn"


def sample(today: date) -> str:
    """The content of a message, as the outbox has it."""
    held, due = today - timedelta(days=7), today + timedelta(days=7)
    items = [
        _item("I.1", "overdue", "Báo cáo kết quả sắp xếp tổ chức bộ máy", today - timedelta(days=1), held, late=True),
        _item("I.2", "moved", "Xây dựng đề án & quy chế làm việc", due, held, previous_due=str(today)),
        _item("II.1", "activated", "Rà soát <toàn bộ> văn bản đã ban hành", due, held, provisional=True),
    ]
    event = {"type": "milestone.held", "title": "Đại hội Đảng bộ tỉnh", "day": str(held), "document": "15-TB/TU"}
    plan = {"id": "mau", "number": "01-KH/TU", "title": "Kế hoạch mẫu để xem trước"}
    return json.dumps({"event": event, "plan": plan, "items": items})


def _item(task: str, change: str, title: str, due: date, held: date, **more: Any) -> dict[str, Any]:
    args = {"says": "Sau đại hội 14 ngày", "happening": "Đại hội Đảng bộ tỉnh", "day": str(held)}
    safe = due - timedelta(days=1)
    named = {"change": change, "task": task, "title": title, "role": "lead", "cite": f"Phụ lục, {task}"}
    return {**named, "due": str(due), "safe": str(safe), "reason": {"template": HELD, "args": args}, **more}
