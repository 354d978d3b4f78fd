"""The form of ids, codes, addresses and numbers in a plan file: what the whole of a value must match."""

import re

PLAN_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
RULE_ID = re.compile(r"[^\W_][\w.-]{0,39}")
EMAIL = re.compile(r"[^@\s<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
PHONE = re.compile(r"\+?[0-9][0-9 .()-]{5,19}")
NUMBER = re.compile(r"[0-9]{1,2}")
