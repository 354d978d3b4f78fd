"""Signed links: what was signed is known again, and nothing else is, whatever of it is changed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.secrecy import Secret
from adapters.signing.links import PURPOSES, Link, LinkError, Links, Purpose, token_in
from adapters.telling.sms.gsm import clip_before, parts

TODAY = date(2025, 7, 21)
NEW, OLD, GONE = (Secret(letter * 32) for letter in "nog")
LINKS = Links((NEW, OLD), "https://thoihan.tinh.example.vn")
WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)
BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
ANY = st.builds(
    Link,
    purpose=st.sampled_from(PURPOSES),
    task=WORDS,
    unit=WORDS,
    expires=st.dates(TODAY, TODAY + timedelta(days=10_000)),
)
ONE = Link(purpose=Purpose.REPORT, task="376-kh-tu/I.4/03388", unit="03388", expires=TODAY)


def refusal(token: str, links: Links = LINKS, today: date = TODAY, purpose: Purpose | None = None) -> str:
    with pytest.raises(LinkError) as refused:
        links.checked(token, today, purpose)
    return str(refused.value)


@given(ANY)
def test_what_was_signed_is_known_again(link: Link) -> None:
    """Whole, also out of an address; its token is made of letters that no program changes."""
    token = LINKS.token(link)
    assert LINKS.checked(token, TODAY) == LINKS.checked(token_in(LINKS.url(link)), link.expires, link.purpose) == link
    assert set(token) <= set(BASE64)


@given(ANY, st.data())
def test_no_letter_can_be_changed_added_or_left_out(link: Link, data: st.DataObject) -> None:
    """Also those of which Base64 does not read all bits: there is one way to write a token."""
    token = LINKS.token(link)
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from(sorted(set(BASE64 + "=+/ .đ") - {token[at]})))
    refusal(token[:at] + other + token[at + 1 :])
    refusal(token[:at] + other + token[at:])
    refusal(token[:at] + token[at + 1 :])


@given(st.text(max_size=200) | st.text(BASE64, max_size=200) | st.just("A" * 5000))
def test_what_nobody_signed_is_refused_in_words(text: str) -> None:
    """Whatever it is."""
    assert refusal(text)


def test_refusals_say_what_is_wrong() -> None:
    """Expired, for something else, by a key that is gone."""
    token = LINKS.token(ONE)
    assert "held up to " in refusal(token, today=TODAY + timedelta(days=1))
    assert "for something else" in refusal(token, purpose=Purpose.ACKNOWLEDGE)
    assert "not in use any more" in refusal(Links((GONE,)).token(ONE))
    assert "not whole, or was changed" in refusal(token[:-4])
    assert "not whole, or was changed" in refusal(("B" if token[0] == "A" else "A") + token[1:])


def test_keys_turn_over() -> None:
    """Those signed by an older key hold until that is taken out; the newest signs."""
    before = Links((OLD,)).token(ONE)
    assert LINKS.checked(before, TODAY) == ONE
    assert LINKS.token(ONE) != before
    assert Links((NEW,)).checked(LINKS.token(ONE), TODAY) == ONE
    refusal(before, Links((NEW,)))


def test_two_purposes_units_or_days_are_two_tokens() -> None:
    """Nothing of one can be taken for a part of another: lengths are signed."""
    split = [("ab", "c"), ("a", "bc"), ("abc", "")]
    tokens = {LINKS.token(Link(purpose=Purpose.REPORT, task=a, unit=b, expires=TODAY)) for a, b in split}
    assert len(tokens) == 3


@given(st.text(max_size=400), st.integers(0, 100))
def test_a_text_message_has_its_link_whole_or_not_at_all(text: str, least: int) -> None:
    """Within the parts that there are."""
    url = "https://thoihan.tinh.example.vn/l/" + "x" * 80
    found = clip_before(text, url, 3, least=least)
    assert found == text or (found.endswith(" " + url) and parts(found) <= 3)
