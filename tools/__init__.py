"""What is run to make files of the repository, never by its users."""
