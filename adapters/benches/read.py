"""Deadline phrases read, on one core, in this process, held against a fixed loop in the same run.

The phrases are of every kind and each is another one: numbers in them change, so that nothing is read twice.
"""

import time
from statistics import median

from adapters.benches.fanout import peak_mb
from adapters.benches.shared.fixed_loop import fixed_loop
from rules.phrases.reading import read

PHRASES = 20_000
TARGET = 55.0
"""How many times as long as the fixed loop the reading may take: when this was set it took 47 to 48."""

ROUNDS = 5
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


def run(phrases: int = PHRASES, rounds: int = ROUNDS) -> dict[str, object]:
    """Measure: `ratio` is the median of rounds, for `PHRASES` phrases; `read` is the share that was not left unread."""
    began, asked = time.perf_counter(), _asked(phrases)
    known = sum(read(phrase, 2025).kind != "unread" for phrase in asked)
    costs = [_cost(asked) for _ in range(rounds)]
    ratio = median(ratio for _, ratio in costs) * PHRASES / len(asked)
    return {
        "name": "read",
        "phrases": len(asked),
        "per_second": round(len(asked) / median(seconds for seconds, _ in costs)),
        "ratio": round(ratio, 1),
        "target": TARGET,
        "read": round(known / len(asked), 3),
        "seconds": round(time.perf_counter() - began, 3),
        "peak_mb": round(peak_mb(), 1),
        "rounds": rounds,
        "holds": ratio <= TARGET,
    }


def _asked(count: int) -> list[str]:
    numbers = ((number % 28 + 1, number // 28 % 12 + 1) for number in range(count))
    return [PATTERNS[at % len(PATTERNS)].format(day=day, month=month) for at, (day, month) in enumerate(numbers)]


def _cost(asked: list[str]) -> tuple[float, float]:
    """The processor seconds of reading, and how many times as long that is as the loop, run before and after it."""
    before, start = fixed_loop(), time.process_time()
    for phrase in asked:
        read(phrase, 2025)
    seconds = time.process_time() - start
    return seconds, seconds * 2 / (before + fixed_loop())
