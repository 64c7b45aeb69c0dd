"""`make bench`: every part in a process of its own, one after the other, and then the report.

`ARGS` names parts, or `engine` for all but the pages; `--quick` tries everything small and keeps
nothing.
"""

import subprocess
import sys
import time

from benchmarks import report

ENGINE = ("rules", "pipeline", "kills", "ticks", "memory")
PARTS = ("pages", *ENGINE)
QUICK = "--quick"


def main(words: list[str]) -> int:
    """Measure the parts that were named; gives the exit code."""
    quick = QUICK in words
    named = [word for word in words if word != QUICK] or list(PARTS)
    parts = [part for word in named for part in (ENGINE if word == "engine" else (word,))]
    unknown = set(parts) - set(PARTS)
    if unknown:
        print(f"There is no part {min(unknown)!r}; there are {', '.join(PARTS)} and engine.")
        return 2
    failed = [part for part in parts if not _measure(part, quick)]
    if not quick:
        report.note_machine()
        report.main()
    return 1 if failed else 0


def _measure(part: str, quick: bool) -> bool:
    print(f"\n--- {part}", flush=True)
    begun = time.monotonic()
    # Pages swap the addresses and the clock of their process; nobody else should see that.
    command = [sys.executable, "-m", f"benchmarks.{part}", *([QUICK] if quick else [])]
    is_done = subprocess.run(command, check=False).returncode == 0
    print(f"--- {part} {'took' if is_done else 'FAILED after'} {time.monotonic() - begun:.0f} s")
    return is_done


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
