"""Single tasks that are given: a row as it is typed, the letter that it stands in, and versions made for it."""
