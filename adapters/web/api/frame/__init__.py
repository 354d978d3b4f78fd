"""The frame of the API: problems, strict JSON, answers with their tags, and what every question may say."""
