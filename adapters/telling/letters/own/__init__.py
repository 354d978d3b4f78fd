"""An administrator's own templates, rendered by a program of its own that can do no harm."""
