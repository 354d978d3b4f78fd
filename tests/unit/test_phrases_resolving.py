"""Which milestone the words of an event mean."""

import pytest

from rules.phrases.resolving import resolve

MILESTONES = {
    "provincial_congress": "Đại hội Đảng bộ tỉnh lần thứ XV, nhiệm kỳ 2025-2030",
    "commune_congress": "Đại hội đảng bộ xã, phường",
    "army_congress": "Đại hội Đảng bộ Quân sự tỉnh",
    "guidance": "Hướng dẫn của Trung ương",
    "organisation_guidance": "Hướng dẫn của Ban Tổ chức Trung ương",
}
ARMY_ROW = "Báo cáo kết quả Đại hội Đảng bộ Quân sự tỉnh"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Đại hội Đảng bộ tỉnh", "provincial_congress"),
        ("kết thúc Đại hội Đảng bộ tỉnh", "provincial_congress"),
        ("ĐẠI HỘI ĐẢNG BỘ CẤP XÃ", "commune_congress"),
        ("hướng dẫn của TW", "guidance"),
        ("hướng dẫn của Ban Tổ chức Trung ương", "organisation_guidance"),
    ],
)
def test_words_find_their_milestone(words: str, name: str) -> None:
    """Titles are met with their terms and numbers left out, in any case, with the usual short forms."""
    assert resolve(words, MILESTONES).name == name


@pytest.mark.parametrize(
    "words",
    [
        "đại hội",
        "đại hội đảng bộ các cấp",
        "Đại hội Mặt trận Tổ quốc Việt Nam tỉnh",
        "Đại hội Đảng bộ tỉnh lần thứ XIV",
        "chỉ đạo của Trung ương",
        "bầu cử",
        "",
    ],
)
def test_words_that_could_mean_another_are_not_certain(words: str) -> None:
    """Several that fit, all levels at once, another number, another body: none is taken."""
    assert resolve(words, MILESTONES).name is None


def test_ambiguous_words_have_candidates_and_a_name_of_their_own() -> None:
    """The officer gets the milestones that fit, and a name for a new one."""
    found = resolve("đại hội", MILESTONES)
    assert set(found.candidates) == {"provincial_congress", "commune_congress", "army_congress"}
    assert found.proposed_name == "dai_hoi"


def test_the_row_decides_between_candidates() -> None:
    """In a row on the army's congress, “đại hội” is that congress."""
    assert resolve("đại hội", MILESTONES, ARMY_ROW).name == "army_congress"


def test_the_row_can_speak_against_the_only_candidate() -> None:
    """Where the row names another congress than the plan knows, none is taken."""
    only = {"provincial_congress": MILESTONES["provincial_congress"]}
    assert resolve("đại hội", only).name == "provincial_congress"
    assert resolve("đại hội", only, ARMY_ROW).name is None


@pytest.mark.parametrize(
    ("phrase", "context", "rule"),
    [
        ("Sau đại hội 07 ngày", ARMY_ROW, "7 days after army_congress"),
        ("Sau đại hội 07 ngày", "", None),
        ("Trước Đại hội Đảng bộ tỉnh 30 ngày làm việc", "", "30 working days before provincial_congress"),
        ("Sau khi có hướng dẫn của Trung ương", "", "once guidance"),
        ("Trước 30/7/2025", "", "before 2025-07-30"),
        ("Trước 30/7/25", "", None),
        ("Hằng năm", "", None),
    ],
)
def test_a_phrase_becomes_a_rule_only_when_it_is_certain(phrase: str, context: str, rule: str | None) -> None:
    """Certain reading and certain milestone give a rule that names the milestone; anything else gives none."""
    assert to_rule(phrase, 2025, MILESTONES, context) == rule
