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
    """No milestone is taken if the row names another congress than the plan knows."""
    only = {"provincial_congress": MILESTONES["provincial_congress"]}
    assert resolve("đại hội", only).name == "provincial_congress"
    assert resolve("đại hội", only, ARMY_ROW).name is None


def test_the_row_can_name_a_longer_title() -> None:
    """In a row on the congress of a commune, “đại hội” is not the milestone that is called just that."""
    two = {"congress": "Đại hội", "commune_congress": "Đại hội đảng bộ xã"}
    assert resolve("đại hội", two).name == "congress"
    assert resolve("đại hội", two, "Báo cáo kết quả đại hội đảng bộ xã").name is None


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("Nghị quyết số 57-NQ/TW", "Nghị quyết số 59-NQ/TW"),
        ("Hội nghị Trung ương 14", "Hội nghị Trung ương 13"),
        ("hội nghị tổng kết năm 2025", "Hội nghị tổng kết năm 2026"),
        ("Hội nghị lần thứ 14 khoá XIII", "Hội nghị lần thứ 13 khoá XIII"),
        ("Đại hội nhiệm kỳ 2030-2035", "Đại hội nhiệm kỳ 2025-2030"),
        ("hướng dẫn của Ban Tổ chức Tỉnh ủy", "Hướng dẫn của Ban Tổ chức Thành ủy"),
        ("đại hội", "Hướng dẫn của Trung ương về đại hội"),
        ("đại hội", "Kế hoạch tổ chức đại hội"),
        ("hướng dẫn", "Hướng dẫn của Trung ương"),
        ("đại hội đảng bộ các xã", "Đại hội đảng bộ xã, phường"),
        ("hướng dẫn và Đại hội Đảng bộ tỉnh", "Đại hội Đảng bộ tỉnh"),
    ],
)
def test_likeness_is_not_certainty(words: str, title: str) -> None:
    """Another number, another year, a document about the event, a mere sort of document, several: none is taken."""
    assert resolve(words, {"only": title}).name is None


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("Đại hội Đảng bộ tỉnh", "Đại hội đại biểu Đảng bộ tỉnh lần thứ XV, nhiệm kỳ 2025-2030"),
        ("Đại hội Đảng bộ tỉnh lần thứ XV", "Đại hội Đảng bộ tỉnh"),
        ("Trung ương ban hành hướng dẫn", "Hướng dẫn của Trung ương"),
        ("bầu cử", "Ngày bầu cử đại biểu Quốc hội"),
        ("Nghị quyết số 57-NQ/TW", "Nghị quyết số 57-NQ/TW của Bộ Chính trị"),
    ],
)
def test_a_title_may_say_more_behind_the_words(words: str, title: str) -> None:
    """The beginning of a title is short for it; numbers and terms may be left out; word order may differ."""
    assert resolve(words, {"only": title}).name == "only"
