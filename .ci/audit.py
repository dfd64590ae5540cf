"""Looks the installed packages up among the known vulnerabilities.

Ends with 1 if one is found, with 2 if the audit itself failed, and with 0 otherwise: also where the
database of vulnerabilities cannot be reached, which it says plainly.

The database is that of PyPI, or where that knows none of the packages (a mirror without it), OSV's.

    uv run python .ci/audit.py
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from importlib.metadata import distributions
from typing import Any

OUT_OF_REACH = "Dependencies NOT audited: the database of vulnerabilities cannot be reached."
PROBE = "Django=="
UNREACHABLE = (
    "ConnectionError",
    "ConnectTimeout",
    "ReadTimeout",
    "Max retries exceeded",
    "Failed to resolve",
    "Name or service not known",
    "ProxyError",
    "SSLError",
    "ServiceError",
)


def installed() -> list[str]:
    """Every installed package as `name==version`."""
    found = {(one.metadata["Name"], one.version) for one in distributions()}
    return sorted(f"{name}=={version}" for name, version in found)


def run(pins: Iterable[str], service: str) -> subprocess.CompletedProcess[str]:
    """pip-audit over these pins. It installs and resolves nothing."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(pins))
        file.flush()
        return subprocess.run(
            [
                sys.executable,
                "-m",
                "pip_audit",
                "--requirement",
                file.name,
                "--no-deps",
                "--disable-pip",
                "--format=json",
                "--progress-spinner=off",
                f"--vulnerability-service={service}",
            ],
            capture_output=True,
            text=True,
            check=False,
        )


def vulnerabilities(packages: list[dict[str, Any]]) -> list[str]:
    """One line each: the package, the id and the versions that mend it."""
    return [
        f"{package['name']} {package['version']}: {one['id']}"
        f" (mended in {', '.join(one['fix_versions']) or 'no version yet'})"
        for package in packages
        for one in package.get("vulns", [])
    ]


def verdict(done: subprocess.CompletedProcess[str]) -> tuple[int, str]:
    """The exit status, and what to print."""
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (json.JSONDecodeError, KeyError):
        last = (done.stderr.strip().splitlines() or ["It said nothing."])[-1]
        if any(sign in done.stderr for sign in UNREACHABLE):
            return 0, f"{OUT_OF_REACH} {last}"
        return 2, f"The audit of the dependencies failed. {last}"
    skipped = [one["name"] for one in packages if one.get("skip_reason")]
    if len(skipped) == len(packages):
        return 0, f"{OUT_OF_REACH} It knows none of the {len(packages)} packages."
    unknown = f" Not in the database: {', '.join(skipped)}." if skipped else ""
    if found := vulnerabilities(packages):
        return 1, "\n".join([f"{len(found)} known vulnerabilities.{unknown}", *found])
    return 0, f"No known vulnerability in {len(packages) - len(skipped)} packages.{unknown}"


def main() -> int:
    pins = installed()
    for service in ("pypi", "osv"):
        # One package first: without a database each of them would be asked for, for minutes.
        status, said = verdict(run([one for one in pins if one.startswith(PROBE)], service))
        if not said.startswith(OUT_OF_REACH):
            status, said = verdict(run(pins, service))
            break
    print(said)  # noqa: T201
    return status


if __name__ == "__main__":
    sys.exit(main())
