"""Whatever else is recorded or kept by a word of somebody: plans, reports, agencies, messages, webhooks."""
