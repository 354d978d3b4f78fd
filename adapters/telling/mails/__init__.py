"""Mail leaves: by SMTP, in commands that go together, as fast as it may; or into a Maildir."""
