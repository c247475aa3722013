"""What is checked in each row of a list."""
