"""What a pull request's comment and a job summary show."""
