"""Words in two languages: templates and their translations, amounts, steps of a count, rules, tasks, events."""
