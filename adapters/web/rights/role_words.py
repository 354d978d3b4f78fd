"""Roles in words."""

from collections.abc import Mapping

from adapters.web.rights.roles import Role
from rules.problems import N_

ROLE_WORDS: Mapping[Role, str] = {
    Role.ADMINISTRATOR: N_("administrator of the program"),
    Role.OFFICE: N_("office that follows the plans"),
    Role.AGENCY: N_("agency that carries out tasks"),
    Role.UNIT_ADMINISTRATOR: N_("agency, with its own people"),
    Role.LEADER: N_("leader"),
    Role.INSPECTOR: N_("inspector"),
}
"""As officers read them."""
