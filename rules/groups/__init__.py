"""Groups: whom they stand for, as text and as values."""
