"""The rules on calling hours, built in and from the policy, with their sources and holidays."""
