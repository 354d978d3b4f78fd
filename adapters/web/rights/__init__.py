"""Rights: one mechanism for pages, fragments, files and the API, by route and by row."""
