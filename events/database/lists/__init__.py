"""Lists of tasks from a database: whole, by pages, as calendars follow them, and of reports to be accepted."""
