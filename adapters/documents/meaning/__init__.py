"""Tasks out of rows: headings, numbers, agencies and deadlines, matched to what is known."""
