"""An example of each body that is taken, by the name of its model, for the description of the API."""

from collections.abc import Mapping
from typing import Any

_PAPER = {"occurred_on": "2025-10-02", "document": "Báo cáo số 85-BC/VPTU"}
_ASKS = "Chờ hướng dẫn của Ban Tổ chức"
_PLAN = "plan: kh-2026\ntitle: Kế hoạch công tác năm 2026\n# …\n"
_PERSON = {"name": "van-thu.xa-binh-lu", "role": "agency", "unit": "03390", "person": "Văn thư Xã Bình Lư"}

EXAMPLES: Mapping[str, Any] = {
    "DoneBody": {**_PAPER, "product": "Báo cáo kết quả đại hội"},
    "ProgressBody": {"progress": "Đã xong dự thảo", "difficulty": "Thiếu số liệu", "proposal": "Gia hạn 5 ngày"},
    "TakenUpBody": {"unit": "03390"},
    "AssignedBody": {"unit": "03390", "person": "Nguyễn Văn An", "due": "2025-10-01"},
    "AskedBody": {"due": "2025-10-20", "reason": _ASKS},
    "GrantedBody": {"due": "2025-10-20", "document": "Công văn số 12-CV/VPTU"},
    "RefusalBody": {"reason": "Không đủ căn cứ gia hạn"},
    "DateSetBody": {"due": "2025-10-20", "document": "Công văn số 12-CV/VPTU"},
    "WithdrawalBody": {"reason": "Ghi nhầm đơn vị"},
    "CorrectionBody": {"occurred_on": "2025-09-25", "reason": "Ghi nhầm ngày"},
    "AcceptanceBody": {"document": "Phiếu nhận báo cáo số 3"},
    "ReturnBody": {"reason": "Thiếu phụ lục", "due": "2025-10-10"},
    "DeclinedBody": {"reason": "Biên bản chưa có chữ ký"},
    "DigestBody": {"at": "08:00"},
    "Decided": {"state": "approved"},
    "Webhook": {"url": "https://van-ban.tinh.gov.vn/thoihan", "unit": "03390"},
    "AdoptionBody": {"source": _PLAN, "document": "Kế hoạch số 376-KH/TU"},
    "AmendmentBody": {"source": _PLAN, "document": "Kế hoạch số 380-KH/TU", "take": ["I.2"], "default": "keep"},
    "Registration": {"units": [{"code": "03390", "email": "vanthu.xabinhlu@laichau.gov.vn"}]},
    "Phrases": {"phrases": ["Trước ngày 15/12", "Hằng quý"], "year": 2026},
    "PlanText": {"source": _PLAN},
    "TokenBody": {"role": "office", "unit": "12", "name": "Hệ thống quản lý văn bản"},
    "PersonBody": _PERSON,
    "PeopleBody": {"people": [_PERSON]},
    "HandOverBody": {"to": "van-thu-moi.xa-binh-lu", "person": "Trần Thị Mới"},
    "FeedBody": {"unit": "03390", "person": "Nguyễn Văn An"},
    "LinkBody": {"act": "report", "days": 14},
    "DocumentBody": {"content": "S+G6viBIT+G6oENIIHPhu5EgMS1LSC9UVQ=="},
    "CalendarBody": {
        "content": "bmdheSxsb2Fp",
        "signature": "untrusted comment: …\nRU…",
        "key": "RWQ…",
        "calendar": "vn",
    },
}
