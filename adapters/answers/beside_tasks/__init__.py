"""Plans, agencies, calendars, messages and webhooks, for programs."""
