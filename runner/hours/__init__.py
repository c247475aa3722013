"""When people may be called: rules, how long a list takes, what would mend a clash; `judging.judge` is the way in."""
