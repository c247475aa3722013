"""The options of `campaigns split`: by what to split, and the waves."""

import argparse
import re
from dataclasses import dataclass
from datetime import timedelta

from runner.errors import UsageError
from runner.formatting import quoted
from runner.split.waves import Waves

BY_ZONE, BY_SIZE, BY_BOTH = "zone", "size", "zone,size"
_SIZES = re.compile(r"[1-9][0-9]{0,8}(,[1-9][0-9]{0,8})*(,rest)?")
_EVERY = re.compile(r"([1-9][0-9]{0,3})([hdw])")
_SEED = re.compile(r"[0-9]{1,18}")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def add_split_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--by", choices=(BY_ZONE, BY_SIZE, BY_BOTH), help="how to split (size where there are --sizes, else zone)"
    )
    parser.add_argument(
        "--sizes", metavar="N,…", help="how many contacts each wave has; end with `rest`, or the last size repeats"
    )
    parser.add_argument(
        "--every", metavar="TIME", help="local time from one wave's launch to the next: 12h, 1d (default), 1w"
    )
    parser.add_argument("--order", choices=("random", "list"), help="who is in which wave (random)")
    parser.add_argument("--seed", metavar="N", help="with --order random: choose the same contacts as that split did")


@dataclass(frozen=True, slots=True)
class SplitOptions:
    """What to split by, None where nothing says so, and the waves, None where there are none.

    Waves are at `random` where their seed is still None. `given` is what a later run needs to split the same way.
    """

    by: str | None
    waves: Waves | None
    random: bool
    given: str


def split_options(args: argparse.Namespace) -> SplitOptions:
    """Return what the command line asks for; UsageError where options contradict each other."""
    by = BY_SIZE if args.by is None and args.sizes is not None else args.by
    if by not in (BY_SIZE, BY_BOTH):
        if any(option is not None for option in (args.sizes, args.every, args.order, args.seed)):
            raise UsageError(
                "--sizes, --every, --order and --seed belong to --by size",
                hint="for waves in each time zone, write --by zone,size --sizes 50,500,rest",
            )
        return SplitOptions(by, None, False, "--by zone")
    sizes, every, seed = _sizes(args.sizes, by), _every(args.every), _seed(args.seed, args.order)
    numbers = tuple(int(size) for size in sizes.split(",") if size != "rest")
    step = int(every[:-1]) * _UNITS[every[-1]]
    order = "" if args.order is None else f" --order {args.order}"
    order += "" if seed is None else f" --seed {seed}"
    waves = Waves(numbers, sizes.endswith("rest"), step, seed)
    return SplitOptions(by, waves, args.order != "list", f"--by {by} --sizes {sizes} --every {every}{order}")


def _sizes(given: str | None, by: str) -> str:
    sizes = re.sub(r"\s", "", given or "")
    if not _SIZES.fullmatch(sizes):
        raise UsageError(
            f"--sizes {quoted(given)} isn't a list of sizes" if given else f"--by {by} needs --sizes",
            hint="write how many contacts each wave has, such as --sizes 50,500,rest, or --sizes 10000 for all waves",
        )
    return sizes


def _every(given: str | None) -> str:
    every = "1d" if given is None else given
    if not _EVERY.fullmatch(every):
        raise UsageError(
            f"--every {quoted(every)} isn't a time between launches",
            hint="write hours, days or weeks, such as 12h, 1d or 1w",
        )
    return every


def _seed(given: str | None, order: str | None) -> int | None:
    if given is None:
        return None
    if order == "list":
        raise UsageError("--seed belongs to --order random", hint="leave out --seed, or --order list")
    if not _SEED.fullmatch(given):
        hint = "copy the seed from a wave's file or from the output of the earlier split, such as --seed 20261201"
        raise UsageError(f"--seed {quoted(given)} isn't a whole number of at most 18 digits", hint=hint)
    return int(given)
