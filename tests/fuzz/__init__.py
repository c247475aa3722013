"""What a fuzzer runs, and the inputs that it starts from and that once told the engine and the reference apart."""
