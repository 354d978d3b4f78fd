"""Plan documents in and out: DOCX, XLSX, PDF and pasted text become a draft plan; a register becomes a document.

Nothing in a document is executed, and nothing that it points to is fetched.
"""
