"""How tasks come along: those of which nothing was heard, and what a row took over from a former one."""
