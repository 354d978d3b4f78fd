"""What the law and the office's settings let out, as a lawyer reads it: no word of the program stands here."""

LEVELS = ("thường", "nội bộ", "mật", "tối mật", "tuyệt mật")


def level_of(plan: str | None, row: str | None) -> str:
    """A row has its own level, else its plan's; what says nothing is open."""
    return row or plan or LEVELS[0]


def stays_inside(level: str, limit: str) -> bool:
    """What is more secret than the limit stays inside."""
    return LEVELS.index(level) > LEVELS.index(limit)


def may_be_written(plan: str | None, row: str | None, *, rows_less_secret: bool, highest: str) -> bool:
    """A row is not less secret than its plan unless that says so, and nothing is more secret than may be kept here."""
    of_plan, of_row = level_of(plan, None), level_of(plan, row)
    below = LEVELS.index(of_row) < LEVELS.index(of_plan)
    return (rows_less_secret or not below) and not (stays_inside(of_plan, highest) or stays_inside(of_row, highest))


def may_be_recorded(before: str, now: str, *, actor: str, named: tuple[str, ...]) -> bool:
    """Whoever lowers a level must be one of those who are named for it; to raise one is everybody's."""
    return not stays_inside(before, now) or actor in named
