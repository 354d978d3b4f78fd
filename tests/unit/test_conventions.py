"""The five conventions, their settings, and what a plan may set otherwise."""

from datetime import time

import pytest

from engine.counting.conventions import CONVENTIONS, ConventionError, Roll, get, printed
from rules import convention_settings

NAMES = ["vn-civil-code", "vn-election", "eu-1182-71", "us-frcp-6a", "uk-cpr-2.8"]


def test_the_five_conventions() -> None:
    """There are five, the Civil Code's first, and they are those that a plan may name."""
    assert list(CONVENTIONS) == NAMES
    assert set(NAMES) == convention_settings.CONVENTIONS


@pytest.mark.parametrize("setting", convention_settings.ALLOWED)
def test_every_value_that_a_plan_may_write_is_understood(setting: str) -> None:
    """Each value of each setting can be set, and is printed as it was written."""
    values = convention_settings.ALLOWED[setting]
    samples = {"cut_off": ["calendar", "none", "00:00", "15:30", "23:59"]}.get(setting, ["none", "1", "5", "99"])
    for value in sorted(values) if isinstance(values, frozenset) else samples:
        for name in NAMES:
            assert printed(getattr(get(name).override({setting: value}), setting)) == value


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_has_a_value_and_an_authority(name: str) -> None:
    """Each setting of each convention has a value that can be written and read, and an authority in words."""
    convention = get(name)
    for setting in convention_settings.ALLOWED:
        value = printed(getattr(convention, setting))
        assert convention.override({setting: value}) == convention
        assert convention.by(setting)


def test_where_the_conventions_differ() -> None:
    """How each rolls, either way, and what only one of them has."""
    rolls = {name: (get(name).roll_after, get(name).roll_before) for name in NAMES}
    assert rolls == {
        "vn-civil-code": (Roll.NEXT, Roll.NONE),
        "vn-election": (Roll.NONE, Roll.NONE),
        "eu-1182-71": (Roll.NEXT, Roll.NONE),
        "us-frcp-6a": (Roll.NEXT, Roll.PREVIOUS),
        "uk-cpr-2.8": (Roll.NEXT, Roll.NONE),
    }
    assert [name for name in NAMES if get(name).clear_days] == ["uk-cpr-2.8"]
    assert [name for name in NAMES if get(name).short_periods] == ["uk-cpr-2.8"]
    assert [name for name in NAMES if get(name).min_working_days] == ["eu-1182-71"]


def test_what_is_set_otherwise_shows() -> None:
    """An override changes the value, shows in the label, and takes the place of the law's authority."""
    convention = get("vn-civil-code").override({"roll_after": "none", "cut_off": "15:00", "before_date": "day_before"})
    assert convention.roll_after is Roll.NONE
    assert convention.cut_off == time(15)
    assert convention.label == "vn-civil-code[cut_off=15:00,roll_after=none]"
    assert convention.by("roll_after") == "roll_after=none"
    assert convention.by("count_event_day") == "Bộ luật Dân sự 2015, Điều 147.3"


def test_overrides_add_up() -> None:
    """A rule's settings come on top of its plan's."""
    plan = get("vn-election").override({"fixed_date_roll": "next"})
    rule = plan.override({"short_periods": "5"})
    assert rule.label == "vn-election[fixed_date_roll=next,short_periods=5]"
    assert get("vn-election").label == "vn-election"


def test_an_unknown_convention_names_those_there_are() -> None:
    """The error says which conventions there are."""
    with pytest.raises(ConventionError) as caught:
        get("vn")
    assert str(caught.value) == f"There is no convention “vn”. There are: {', '.join(NAMES)}. Correct the name."


def test_an_unknown_setting_names_those_there_are() -> None:
    """The error names the setting that is wrong and all that there are."""
    with pytest.raises(ConventionError) as caught:
        get("vn-civil-code").override({"rol_after": "none"})
    assert (
        str(caught.value)
        == f"There is no setting “rol_after”. There are: {', '.join(convention_settings.ALLOWED)}. Correct the name."
    )


@pytest.mark.parametrize(
    ("setting", "value", "known"),
    [
        ("roll_after", "forward", "next, none, previous"),
        ("cut_off", "25:00", "calendar, none, 00:00 … 23:59"),
        ("cut_off", "9:00", "calendar, none, 00:00 … 23:59"),
        ("count_event_day", "true", "no, yes"),
        ("short_periods", "0", "none, 1 … 99"),
        ("min_working_days", "-2", "none, 1 … 99"),
        ("short_periods", "٣", "none, 1 … 99"),
        ("before_date", "", "day_before, same_day"),
    ],
)
def test_a_wrong_value_says_which_there_are(setting: str, value: str, known: str) -> None:
    """The error names the value, its setting, and what that takes."""
    with pytest.raises(ConventionError) as caught:
        get("vn-civil-code").override({setting: value})
    assert str(caught.value) == f"“{value}” is not a value of the setting {setting}. It takes: {known}."
