"""What days bring beside due dates: milestones whose planned day has passed, and days that the clock got wrong."""
