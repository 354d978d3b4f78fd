"""The promises that every store must keep about who may sign in."""

from events.beside.accounts import AccountRow, AttemptRow, InvitationRow, KeptListRow, SignInRow, TokenRow, VisitRow
from events.rows import Changes
from events.store import Store

EARLY, LATE = "2025-07-21T01:00:00Z", "2025-07-22T01:00:00Z"


def sign_in(letter: str, account: str = "a", seen: str = LATE) -> SignInRow:
    """A sign-in that holds."""
    return SignInRow(letter * 64, account, "open", "Edge, Windows", EARLY, seen, "")


def test_sign_ins_are_found_seen_and_ended(store: Store) -> None:
    """One, all but one, or all of an account; those of others stay, and what has ended is seen no more."""
    kept = store.accounts
    accounts = [AccountRow(name, "12", "office", "", "$argon2id$", "", 0, EARLY, "x", "", "") for name in "ab"]
    signed = [*(sign_in(letter) for letter in "123"), sign_in("4", "b"), sign_in("5", seen=EARLY)]
    kept.keep(Changes(accounts=accounts, sign_ins=signed))
    assert kept.accounts(name="a") == accounts[:1]
    assert kept.accounts(unit="12") == accounts
    assert kept.signed_in("4" * 64) == (signed[3], accounts[1])
    assert kept.signed_in("9" * 64) is None
    kept.end_sign_ins("b", LATE, only="1" * 64)
    assert not any(row.ended_at for row in kept.sign_ins("a"))
    kept.end_sign_ins("a", LATE, only="1" * 64)
    kept.end_sign_ins("a", LATE, but="3" * 64)
    assert [bool(row.ended_at) for row in kept.sign_ins("a")] == [True, True, False, True]
    for letter in "13":
        kept.saw(letter * 64, "2025-07-23T01:00:00Z")
    assert [row.seen_at[:10] for row in kept.sign_ins("a")] == ["2025-07-22", "2025-07-22", "2025-07-23", "2025-07-21"]
    kept.forget_sign_ins(LATE)
    assert [row.hash[0] for row in kept.sign_ins("a")] == ["1", "2", "3"]


def test_links_and_codes_are_taken_once(store: Store) -> None:
    """Whoever comes second is told so; of tokens and visits what was said last holds."""
    kept = store.accounts
    account = AccountRow("a", "12", "office", "", "", "", 0, EARLY, "x", "", "")
    link = InvitationRow("1" * 64, "a", EARLY, "x", LATE, "")
    token = TokenRow("2" * 64, "t", "12", "leader", EARLY, "x", "", "")
    kept.keep(Changes(accounts=[account], invitations=[link], tokens=[token], visits=[VisitRow("a", 3, EARLY)]))
    assert [kept.use_invitation(link.hash, LATE) for _ in range(2)] == [True, False]
    assert not kept.use_invitation("9" * 64, LATE)
    assert kept.invitations(account="a") == kept.invitations(hash=link.hash) == [link._replace(used_at=LATE)]
    assert [kept.take_code("a", step) for step in (7, 7, 6, 8)] == [True, False, False, True]
    kept.used(token.hash, "2025-07-21")
    assert kept.tokens(hash=token.hash) == kept.tokens() == [token._replace(used_on="2025-07-21")]
    kept.keep(Changes(visits=[VisitRow("a", 5, LATE)]))
    assert (kept.visit("a"), kept.visit("b")) == (VisitRow("a", 5, LATE), None)


def test_attempts_count_until_they_are_long_past(store: Store) -> None:
    """Each counts all before it, under every name; a right one is taken out again, and what is past is gone."""
    kept = store.accounts

    def tried(name: str, *who: str, at: str = LATE) -> list[int]:
        return kept.attempt([AttemptRow(name, one * 64, at) for one in who], at)

    assert tried("0", "a", at=EARLY) == [1]
    assert [tried("1", "a", "b"), tried("2", "a"), tried("3", "c", "b")] == [[1, 1], [2], [1, 2]]
    kept.forgive("1")
    assert tried("4", "a", "b") == [2, 2]


def test_codes_are_begun_in_a_browser_that_holds(store: Store) -> None:
    """What they are to be made from stands with the sign-in, until that has ended."""
    kept = store.accounts
    account = AccountRow("a", "12", "office", "", "", "", 0, EARLY, "x", "", "")
    kept.keep(Changes(accounts=[account], sign_ins=[sign_in("1"), sign_in("2")._replace(ended_at=LATE)]))
    for letter in "12":
        kept.begin_codes(letter * 64, "sealed")
    assert [row.code_secret for row in kept.sign_ins("a")] == ["sealed", ""]
    assert kept.change("a", password="$argon2id$", changed_at=LATE)
    assert (kept.accounts()[0].password, kept.accounts()[0].role) == ("$argon2id$", "office")
    kept.keep(Changes(accounts=[account._replace(ended_at=LATE)]))
    assert not kept.change("a", password="another")
    assert kept.accounts() == [account._replace(ended_at=LATE)]


def test_lists_are_kept_under_names_and_shared_with_units(store: Store) -> None:
    """Each has his own, and those that are shared with a unit of his; one that was ended is gone."""
    kept = store.accounts
    rows = [KeptListRow("a", "x", "q=1", "", EARLY, ""), KeptListRow("a", "y", "q=2", "12", EARLY, "")]
    kept.keep(Changes(kept_lists=rows))
    assert kept.kept_lists("a", ()) == rows
    assert kept.kept_lists("b", ("", "12")) == rows[1:]
    assert kept.kept_lists("b", ("13",)) == []
    kept.keep(Changes(kept_lists=[rows[1]._replace(ended_at=LATE)]))
    assert kept.kept_lists("a", ("12",)) == rows[:1]
