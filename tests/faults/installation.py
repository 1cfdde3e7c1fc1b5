"""An installation with an embedded server of its own, used only through the commands people type."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from raschet.adapters.embedded_postgres import ensure_running, status, stop

ROOT = Path(__file__).resolve().parents[2]
RASCHET = Path(sys.executable).with_name("raschet")
PERIOD = "2026-10"
COMMAND_SECONDS_MAX = 120


@dataclass(frozen=True)
class Installation:
    folder: Path

    @property
    def environment(self):
        names = ("RASCHET_DATABASE_URL", "DJANGO_SETTINGS_MODULE")
        inherited = {name: value for name, value in os.environ.items() if name not in names}
        return {**inherited, "RASCHET_VAR": str(self.folder), "RASCHET_LANGUAGE": "en"}

    @property
    def address(self):
        place = status(self.folder).location
        query = urlencode({"host": str(place.socket_folder), "port": place.port})
        return f"postgresql://{place.user}@/{place.database}?{query}"

    @property
    def server_process_id(self):
        return status(self.folder).process_id

    def build(self, accounts):
        """A small city with one month closed and the inputs of the next one."""
        ensure_running(self.folder)
        self._in_process("build", str(accounts))

    def _in_process(self, *arguments):
        database = status(self.folder).location.database
        subprocess.run(
            [sys.executable, "-m", "tests.faults.month_of_installation", database, *arguments],
            cwd=ROOT,
            env=self.environment,
            check=True,
            timeout=COMMAND_SECONDS_MAX,
        )

    def start(self, *arguments):
        """Begin a command and let it run."""
        return subprocess.Popen(
            [RASCHET, *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def command(self, *arguments):
        """Run a command to its end. Returns its exit code and everything it said."""
        with self.start(*arguments) as process:
            said, _ = process.communicate(timeout=COMMAND_SECONDS_MAX)
        return process.returncode, said

    def finish_month(self):
        """Bring the month from whatever state it is in to its end."""
        self._in_process("finish_month")

    def remove_server(self):
        stop(self.folder)
