"""The version of the counting. It stands on every receipt, so that it shows which due dates an older one counted."""

COUNTING = 5
"""Raised whenever the same facts may come to another state, date or step than before; not with the package's version.

A step of the schema goes with it (`events.database.migrations`), so that a store of before is migrated, and its rows
are built anew.

0 stands on receipts from before the version was kept on them.
"""
