"""The steps that bring a database from nothing, or from an older version, to what this version writes.

Each step is a file of `versions/`, named by its number; the last one's is `events.database.migrating.SCHEMA`. Steps go
upwards only: a log is never taken down.
"""
