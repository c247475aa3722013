"""One module per command, each with `run(context) -> exit code`, imported when it is asked for."""
