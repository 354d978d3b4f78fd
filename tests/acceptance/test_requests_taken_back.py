"""A request or an answer that is taken back is told, whichever store keeps it."""

from adapters.words.catalogue import tr
from engine.asking.verifying import verify
from events.opening import make_store
from tests.telling import flush, items, letters
from tests.unit.test_requests_taken_back import BACK, asking, before, running, said, withdraw


def test_each_store_tells_what_is_taken_back(database_url: str) -> None:
    """Requests for two parts, of which one is taken back; its answer, more time and its refusal; in their words."""
    store = make_store(database_url)
    made = before(before(running(store), "part_answered"), "not_extended")
    made.service.record(asking(made, "other", "c2"))
    said(made, "part_answered", "answer")
    said(made, "not_extended", "no")
    flush(made)
    for name in ("answer", "asked", "no", "wanted"):
        withdraw(made, name, f"{name}-back")
    assert letters(made) == {
        "bto": [("part_not_answered", "R1", "2025-08-29"), ("not_refused", "R1", "2025-08-29")],
        "c1": [("part_not_asked", "R1/Ban Tổ chức", "2025-08-29")],
        "12": [("not_asked", "R1/Ban Tổ chức", "2025-08-29")],
    }
    words = [
        tr(item["reason"]["template"], "vi", **item["reason"]["args"])
        for recipient in ("bto", "c1", "12")
        for item in items(made, recipient)
        if item["change"] in BACK.values()
    ]
    assert words == [
        "“hạn 1”: trả lời của Xã c1 đã được rút lại, về nội dung được đề nghị: số liệu",
        "“hạn 1”: rút lại việc không cho gia hạn (no)",
        "“hạn 1”: không đề nghị phối hợp nữa, đề nghị đã được rút lại: số liệu",
        "“hạn 1”: đề nghị gia hạn đến 05/09/2025 đã được rút lại",
    ]
    assert letters(made) == {}
    assert verify(made.service, make_store("memory:")).holds
    store.close()
