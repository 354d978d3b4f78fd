"""Pages of what was and is to be sent: mails and text messages, to whom, and what became of each."""
