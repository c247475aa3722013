"""What is recorded of each campaign, and how one run changes it."""
