"""Many things recorded at once: tables that officers filled in, and all of their rows tried, then recorded as one.

Values in, values out: a command and a web page bring what resolves names and records one row, and show what comes back.
"""
