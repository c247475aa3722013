"""When people may be called: rules on calling hours, how long a list takes, and what to change where the two clash."""
