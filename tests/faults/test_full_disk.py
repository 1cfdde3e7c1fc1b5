"""The disk fills up while a month is computed: a clear refusal, nothing lost, and on with more space."""

import json
import os
import subprocess
import sys
from dataclasses import asdict

import pytest
from tests.faults.conftest import ACCOUNTS
from tests.faults.installation import ROOT

from raschet.interfaces.cli.exit_codes import ExitCode

TRIES = 2
TRIES_OF_A_CAMPAIGN = 40
FREE_BYTES_MAX = 600 * 1024
CAMPAIGN_SECONDS_MAX = 1800

# Root mounts in a namespace of its own; others do in a namespace where they may.
AS_ROOT = ["unshare", "--mount"]
AS_ANYONE = ["unshare", "--user", "--map-current-user", "--keep-caps", "--mount"]
PRIVATE = AS_ROOT if os.geteuid() == 0 else AS_ANYONE


def test_a_disk_that_fills_up_during_a_run(tmp_path, milestones, chance):
    campaign(tmp_path, milestones, chance, TRIES)


@pytest.mark.chaos
def test_a_disk_that_fills_up_at_many_moments(tmp_path, milestones, chance):
    campaign(tmp_path, milestones, chance, TRIES_OF_A_CAMPAIGN)


def campaign(folder, milestones, chance, tries):
    """Bill so many times with too little space, each time another amount of it.

    A run first clears what the one before left: with that space it may come to its end after all.
    """
    _, after, _ = milestones
    folder.chmod(0o711)
    outcome = on_a_small_disk(folder, [chance.randrange(FREE_BYTES_MAX) for _ in range(tries)])
    for attempt in outcome["tries"]:
        print(f"{attempt['free']:>8} bytes free: exit code {attempt['code']}: {attempt['said']}")
        assert attempt["code"] in (ExitCode.DONE, ExitCode.ENVIRONMENT)
        assert attempt["code"] == ExitCode.DONE or "kept" in attempt["said"]
        assert "Traceback" not in attempt["said"]
        assert attempt["verify"] == 0, attempt["verify_said"]
        assert attempt["unchanged"]
    assert outcome["tries"][0]["code"] == ExitCode.ENVIRONMENT
    assert outcome["after"] == json.loads(json.dumps(asdict(after)))
    assert outcome["left"] == []
    assert outcome["verify"] == 0


def on_a_small_disk(folder, free_bytes):
    """Run the whole story in a mount namespace of its own."""
    done = subprocess.run(
        [
            *PRIVATE,
            sys.executable,
            "-m",
            "tests.faults.full_disk",
            str(folder),
            str(ACCOUNTS),
            *map(str, free_bytes),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=CAMPAIGN_SECONDS_MAX,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])
