"""What the architecture tests look at: the project's files, its modules and its templates."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("intimacy", "checkins", "quizzes", "accounts")


@dataclass(frozen=True)
class Module:
    """One Python module of the project, read and parsed."""

    path: Path
    tree: ast.Module

    @property
    def name(self) -> str:
        """Its path from the project's root."""
        return str(self.path.relative_to(ROOT))

    @property
    def lines(self) -> int:
        """How long it is."""
        return len(self.path.read_text(encoding="utf-8").splitlines())

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Every function in it, nested ones and methods too."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


@cache
def modules() -> tuple[Module, ...]:
    """The modules of all apps, without migrations: those are written by Django."""
    paths = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py"))]
    return tuple(
        Module(path, ast.parse(path.read_text(encoding="utf-8")))
        for path in paths
        if "migrations" not in path.parts
    )


@cache
def templates() -> tuple[Path, ...]:
    """Every template, pages and mail alike."""
    folder = ROOT / "templates"
    return tuple(sorted(path for path in folder.rglob("*") if path.suffix in {".html", ".txt"}))


def template_name(path: Path) -> str:
    """The name a view would load it by."""
    return path.relative_to(ROOT / "templates").as_posix()


@cache
def committed_files() -> tuple[Path, ...]:
    """Every file that is or would be committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    paths = (ROOT / name for name in listed.split("\0") if name)
    return tuple(path for path in paths if path.is_file())
