"""The pictures of docs/images: an example's plan in the terminal, on a pull request and as the report."""
