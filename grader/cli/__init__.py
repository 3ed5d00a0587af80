"""The command line, a module for each command. The only package that prints or exits.

Exit status: 0 all graded; 1 some submissions could not be graded (they are named), or a check does not hold; 2 the
course, the call or the machine is at fault and the work is not finished; 128 + n stopped by signal n. What has been
graded is kept each time.
"""

from __future__ import annotations

from grader.cli import system  # noqa: F401

# isort: split
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from typing import NoReturn

import click
from rich.markup import escape

from grader import __version__
from grader.cli.attack import attack_command
from grader.cli.check import check_command
from grader.cli.console import err
from grader.cli.demo import demo_command
from grader.cli.doctor import doctor_command
from grader.cli.export import export_group
from grader.cli.grade import grade_command
from grader.cli.handout import handout_command
from grader.cli.init import init_command
from grader.cli.nbgrader import nbgrader_command
from grader.cli.new import new_group
from grader.cli.options import EXIT_FAULT
from grader.cli.schema import schema_command
from grader.cli.show import show_command
from grader.cli.signals import Stopped, stopping
from grader.cli.streams import complete_standard_streams
from grader.cli.try_exercise import try_command
from grader.errors import GraderError
from grader.report import clean_text
from grader.safe_python import away_from_here

AGAIN = "What is graded is kept; run the same command again to go on."

OUT_OF_MEMORY = f"error: This machine is out of memory. Use fewer --jobs, or give it more. {AGAIN}\n".encode()

COMMANDS = (
    demo_command,
    check_command,
    handout_command,
    grade_command,
    show_command,
    export_group,
    nbgrader_command,
    doctor_command,
    attack_command,
    init_command,
    new_group,
    try_command,
    schema_command,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="grader")
def cli() -> None:
    """Grade exercises in NumPy behind a real sandbox, with reports that teach.

    Start with `grader demo`, which grades a synthetic class and names the page to open.
    """


for command in COMMANDS:
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line: every error that has an owner is one message and an exit status."""
    complete_standard_streams()
    try:
        _run(arguments)
    except MemoryError:  # perhaps as another error was told
        os.write(sys.stderr.fileno(), OUT_OF_MEMORY)  # there may be none to print with, either
        sys.exit(EXIT_FAULT)


def _run(arguments: Sequence[str] | None) -> None:
    try:
        with away_from_here(), stopping():
            cli.main(args=None if arguments is None else list(arguments), prog_name="grader", standalone_mode=False)
    except GraderError as error:
        _fail(str(error))
    except click.ClickException as error:
        error.show()
        sys.exit(EXIT_FAULT)
    except (click.Abort, KeyboardInterrupt):
        _stop(signal.SIGINT)
    except Stopped as stopped:
        _stop(stopped.number)
    except MemoryError:
        raise
    except OSError as error:  # of what nobody foresaw, for instance standard output on a full disk
        _fail(f"This machine refused something: {error}. {AGAIN}")
    except Exception:
        traceback.print_exc()
        _fail(f"This is a fault of the grader: please report it, with the lines above. {AGAIN}")


def _fail(message: str) -> NoReturn:
    err.print(f"[red]error:[/] {escape(clean_text(message))}", soft_wrap=True)
    sys.exit(EXIT_FAULT)


def _stop(number: int) -> NoReturn:
    err.print(f"Stopped. {AGAIN}")
    sys.exit(128 + number)
