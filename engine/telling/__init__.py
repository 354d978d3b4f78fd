"""The content of messages: who should know what of the tasks that changed."""
