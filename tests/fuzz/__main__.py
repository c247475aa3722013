"""Runs the fuzzer over the contact engine: `make fuzz`. Its arguments are libFuzzer's."""

import functools
import sys

import atheris

with atheris.instrument_imports(include=["runner.contacts"]):
    from tests.fuzz.contacts import one

atheris.Setup(sys.argv, functools.partial(one, every_block=False))
atheris.Fuzz()
