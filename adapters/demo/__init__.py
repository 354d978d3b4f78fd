"""Stories: what `thoihan demo` plays, and how. Each file NAME.yaml is one; main.yaml says how they are written."""
