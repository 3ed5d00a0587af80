"""The command line, a module for each command. The only package that prints or exits.

Exit status: 0 all graded; 1 some submissions could not be graded (they are named), or a check does not hold; 2 the
course, the call or the machine is at fault and nothing was graded.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click
from rich.markup import escape

from grader import __version__
from grader.cli.check import check_command
from grader.cli.console import err
from grader.cli.demo import demo_command
from grader.cli.doctor import doctor_command
from grader.cli.grade import grade_command
from grader.cli.options import EXIT_FAULT
from grader.cli.show import show_command
from grader.errors import GraderError

COMMANDS = (demo_command, check_command, grade_command, show_command, doctor_command)


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
    try:
        cli.main(args=None if arguments is None else list(arguments), prog_name="grader", standalone_mode=False)
    except GraderError as error:
        err.print(f"[red]error:[/] {escape(str(error))}", soft_wrap=True)
        sys.exit(EXIT_FAULT)
    except click.ClickException as error:
        error.show()
        sys.exit(EXIT_FAULT)
    except (click.Abort, KeyboardInterrupt):
        err.print("\nStopped. What is graded is kept; run the same command again to go on.")
        sys.exit(130)
    except BrokenPipeError:  # `grader show … | head`: nobody reads on, and that is no fault
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
