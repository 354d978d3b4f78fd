"""The promises that every store must keep about who may sign in."""

from events.beside.accounts import AccountRow, InvitationRow, KeptListRow, SignInRow, TokenRow, VisitRow
from events.rows import Changes
from events.store import Store

EARLY, LATE = "2025-07-21T01:00:00Z", "2025-07-22T01:00:00Z"


def sign_in(letter: str, account: str = "a", seen: str = LATE) -> SignInRow:
    """A sign-in that holds."""
    return SignInRow(letter * 64, account, "open", "Edge, Windows", EARLY, seen, "")


def test_sign_ins_are_found_seen_and_ended(store: Store) -> None:
    """One, all but one, or all of an account; those of others stay, and what has ended is seen no more."""
    accounts = [AccountRow(name, "12", "office", "", "$argon2id$", "", 0, EARLY, "x", "", "") for name in "ab"]
    signed = [*(sign_in(letter) for letter in "123"), sign_in("4", "b"), sign_in("5", seen=EARLY)]
    store.keep(Changes(accounts=accounts, sign_ins=signed))
    assert store.accounts(name="a") == accounts[:1]
    assert store.accounts(unit="12") == accounts
    assert store.signed_in("4" * 64) == (signed[3], accounts[1])
    assert store.signed_in("9" * 64) is None
    store.end_sign_ins("b", LATE, only="1" * 64)
    assert not any(row.ended_at for row in store.sign_ins("a"))
    store.end_sign_ins("a", LATE, only="1" * 64)
    store.end_sign_ins("a", LATE, but="3" * 64)
    assert [bool(row.ended_at) for row in store.sign_ins("a")] == [True, True, False, True]
    for letter in "13":
        store.saw(letter * 64, "2025-07-23T01:00:00Z")
    assert [row.seen_at[:10] for row in store.sign_ins("a")] == ["2025-07-22", "2025-07-22", "2025-07-23", "2025-07-21"]
    store.forget_sign_ins(LATE)
    assert [row.hash[0] for row in store.sign_ins("a")] == ["1", "2", "3"]


def test_links_and_codes_are_taken_once(store: Store) -> None:
    """Whoever comes second is told so; of tokens and visits what was said last holds."""
    account = AccountRow("a", "12", "office", "", "", "", 0, EARLY, "x", "", "")
    link = InvitationRow("1" * 64, "a", EARLY, "x", LATE, "")
    token = TokenRow("2" * 64, "t", "12", "leader", EARLY, "x", "", "")
    store.keep(Changes(accounts=[account], invitations=[link], tokens=[token], visits=[VisitRow("a", 3, EARLY)]))
    assert [store.use_invitation(link.hash, LATE) for _ in range(2)] == [True, False]
    assert not store.use_invitation("9" * 64, LATE)
    assert store.invitations(account="a") == store.invitations(hash=link.hash) == [link._replace(used_at=LATE)]
    assert [store.take_code("a", step) for step in (7, 7, 6, 8)] == [True, False, False, True]
    store.used(token.hash, "2025-07-21")
    assert store.tokens(hash=token.hash) == store.tokens() == [token._replace(used_on="2025-07-21")]
    store.keep(Changes(visits=[VisitRow("a", 5, LATE)]))
    assert (store.visit("a"), store.visit("b")) == (VisitRow("a", 5, LATE), None)


def test_lists_are_kept_under_names_and_shared_with_units(store: Store) -> None:
    """Each has his own, and those that are shared with a unit of his; one that was ended is gone."""
    rows = [KeptListRow("a", "x", "q=1", "", EARLY, ""), KeptListRow("a", "y", "q=2", "12", EARLY, "")]
    store.keep(Changes(kept_lists=rows))
    assert store.kept_lists("a", ()) == rows
    assert store.kept_lists("b", ("", "12")) == rows[1:]
    assert store.kept_lists("b", ("13",)) == []
    store.keep(Changes(kept_lists=[rows[1]._replace(ended_at=LATE)]))
    assert store.kept_lists("a", ("12",)) == rows[:1]
