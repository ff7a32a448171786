"""What text from data is before it is anything else: what of it cannot be seen, and what names a person."""
