"""The words of addresses, and of the ways to them: whose they are, and of which sort."""

from collections.abc import Mapping

from adapters.words.catalogue import Said
from events.beside.ways import EMAIL, KIND_OF, PHONE, PLACES, Role
from rules.problems import N_

ROLES: Mapping[Role, str] = {
    Role.OFFICER: N_("officer"),
    Role.COPIES: N_("copies"),
    Role.LEADER: N_("leader"),
}
"""Who in an agency has an address."""

SORTS: Mapping[str, str] = {EMAIL: N_("e-mail address"), PHONE: N_("telephone number")}

SENT: Mapping[str, str] = {EMAIL: N_("mail"), PHONE: N_("text message")}

_OF_ROLE = N_("{sort} ({role})")
_OF_SEVERAL = N_("{sort} {number} ({role})")


def address_said(kind: str) -> Said:
    """A kind of address: “e-mail address”, “e-mail address (leader)”, “telephone number 2 (officer)”."""
    place = PLACES[kind]
    words = {"sort": Said(SORTS[place.sort]), "role": Said(ROLES[place.role]), "number": place.number}
    if place.number > 1:
        return Said(_OF_SEVERAL, words)
    return Said(SORTS[place.sort]) if place.role is Role.OFFICER else Said(_OF_ROLE, words)


def sent_by(way: str) -> Said:
    """How a message goes there: “mail”, “text message (leader)”; one of another version as it is kept."""
    if way not in KIND_OF:
        return Said(way)
    place = PLACES[KIND_OF[way]]
    if place.role is Role.OFFICER:
        return Said(SENT[place.sort])
    return Said(_OF_ROLE, {"sort": Said(SENT[place.sort]), "role": Said(ROLES[place.role])})


def way_said(way: str) -> Said:
    """A way, by the address at its end; one of another version as it is kept."""
    return address_said(KIND_OF[way]) if way in KIND_OF else Said(way)
