"""The report that an office hands up: the four official cells by agency, plan and field, for a day or a period."""
