"""Deadline phrases read in a second, on one core, in this process.

The phrases are of every kind and each is another one: numbers in them change, so that nothing is read twice.
"""

import time
from statistics import median

from rules.phrases.reading import read

PHRASES = 20_000
TARGET = 2_000.0
"""Phrases a second to reach."""

ROUNDS = 3
PATTERNS = (
    "Trước {day}/{month}/2025",
    "Hoàn thành trước ngày {day} tháng {month} năm 2026",
    "Chậm nhất ngày {day}/{month}/2025",
    "Trước 17 giờ ngày {day}/{month}/2025",
    "Tháng {month}/2025",
    "Quý III/20{day:02}",
    "Từ ngày {day}/{month}/2025 đến ngày {day}/{month}/2026",
    "Giai đoạn 2025-20{day:02}",
    "Sau đại hội {day:02} ngày",
    "Chậm nhất {day:02} ngày sau khi kết thúc Đại hội",
    "Trong thời hạn {day} ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ",
    "Trước Đại hội Đảng bộ tỉnh {day} ngày làm việc",
    "chậm nhất là {day} ngày trước ngày bầu cử",
    "Ngay sau Đại hội Đảng bộ tỉnh lần thứ {day}",
    "Sau khi có hướng dẫn số {day} của Trung ương",
    "Theo Kế hoạch số {day}-KH/TU của Ban Thường vụ Tỉnh ủy",
    "Trước ngày {day} hằng tháng",
    "Trước ngày {day} tháng cuối quý",
    "Định kỳ 6 tháng, năm (trước {day}/6 và {day}/12)",
    "Thực hiện thường xuyên",
    "Đã hoàn thành (Quyết định số {day}/QĐ-UBND)",
    "Truớc ngày {day}/{month}/2025",
    "Báo cáo Ủy ban nhân dân tỉnh xem xét, quyết định {day}",
)
"""Forms that real plans use, and two that are misspelt or no deadline: those cost more."""


def run(phrases: int = PHRASES) -> dict[str, object]:
    """Measure: `per_second` is the median of rounds; `read` is the share that was not left unread."""
    asked = _asked(phrases)
    known = sum(read(phrase, 2025).kind != "unread" for phrase in asked)
    seconds = median(_seconds(asked) for _ in range(ROUNDS))
    per_second = len(asked) / seconds
    return {
        "name": "read",
        "phrases": len(asked),
        "seconds": round(seconds, 3),
        "per_second": round(per_second),
        "target": TARGET,
        "read": round(known / len(asked), 3),
        "holds": per_second >= TARGET,
    }


def _asked(count: int) -> list[str]:
    numbers = ((number % 28 + 1, number // 28 % 12 + 1) for number in range(count))
    return [PATTERNS[at % len(PATTERNS)].format(day=day, month=month) for at, (day, month) in enumerate(numbers)]


def _seconds(asked: list[str]) -> float:
    start = time.perf_counter()
    for phrase in asked:
        read(phrase, 2025)
    return time.perf_counter() - start
