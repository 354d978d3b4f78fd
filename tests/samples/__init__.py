"""Sample documents, made by code so that what they hold can be read: DOCX, XLSX, PDF and pasted text of one table."""
