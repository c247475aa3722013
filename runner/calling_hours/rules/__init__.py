"""The rules on calling hours, built in and from the policy, and the holidays that they observe."""
