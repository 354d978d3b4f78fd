"""The official list of provinces, communes, wards and special zones: dated, cited rows that ship. Knows no register."""
