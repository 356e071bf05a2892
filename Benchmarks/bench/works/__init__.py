"""The works, in the order of the table."""
