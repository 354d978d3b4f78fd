"""Pages that are pictures: drawn by a reading program, recognised by tesseract, and laid among the others."""
