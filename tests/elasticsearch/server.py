"""A real Elasticsearch of the tests' own, from Maven Central: started, stopped, removed.

The distribution is the small one that Elasticsearch's own integration tests run on: the whole
core, without modules that the site does not use. The tokenizer it lacks is
compiled from `Tokenizers.java`. It is fetched once and kept in the cache folder.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

VERSION = "8.19.21"
ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
NEEDED = ("java", "javac", "jar", "mvn")
HERE = Path(__file__).resolve().parent
# Elasticsearch refuses to run as root.
ROOT, SERVER_USER = 0, "nobody"
STARTS_WITHIN = 120  # seconds
STOPS_WITHIN = 30
HEAP = "512m"


def missing() -> list[str]:
    """The programs that are needed and not installed."""
    return [name for name in NEEDED if shutil.which(name) is None]


class CannotFetch(Exception):
    """The server's programs are not here, and Maven Central does not answer."""


def install() -> Path:
    """The folder of the server's programs; fetched and compiled the first time.

    Raises CannotFetch, with what Maven said, where they cannot be fetched.
    """
    cache = Path(os.environ.get("XDG_CACHE_HOME") or tempfile.gettempdir())
    digest = hashlib.sha256((HERE / "Tokenizers.java").read_bytes()).hexdigest()
    home = cache / f"exemplar-elasticsearch-{VERSION}-{digest[:8]}"
    if home.exists():
        return home
    with tempfile.TemporaryDirectory(dir=cache) as part:
        try:
            _run("mvn", "-q", "-B", "dependency:copy", f"-Dartifact={ARTIFACT}",
                 f"-DoutputDirectory={part}")  # fmt: skip
        except AssertionError as refusal:
            raise CannotFetch(str(refusal)) from refusal
        with zipfile.ZipFile(Path(part, f"elasticsearch-{VERSION}.zip")) as archive:
            archive.extractall(part)
        unpacked = Path(part, f"elasticsearch-{VERSION}")
        for program in (unpacked / "bin").iterdir():
            program.chmod(0o755)
        _compile(unpacked)
        # Two runs may install at once: the first to finish stays.
        if not home.exists():
            unpacked.rename(home)
    home.chmod(0o755)
    return home


def _compile(home: Path) -> None:
    module = home / "modules" / "portal-tokenizers"
    module.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as classes:
        _run("javac", "-proc:none", "-d", classes, "-cp", f"{home}/lib/*",
             HERE / "Tokenizers.java")  # fmt: skip
        _run("jar", "cf", module / "tokenizers.jar", "-C", classes, ".")
    (module / "plugin-descriptor.properties").write_text(
        "description=Tokenizers\n"
        f"version={VERSION}\n"
        "name=portal-tokenizers\n"
        "classname=portal.Tokenizers\n"
        "java.version=17\n"
        f"elasticsearch.version={VERSION}\n"
    )


@dataclass
class Node:
    """One node: its address, its folder, its process with all that it started."""

    name: str
    url: str
    folder: Path
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """End it in good order."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=STOPS_WITHIN)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self.process.poll() is None:
            # The group is this node's own: the launcher and the server it started.
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=STOPS_WITHIN)


@contextmanager
def cluster(size: int = 1, *, heap: str = HEAP) -> Iterator[list[Node]]:
    """Run a cluster of this many nodes on loopback; yields them once all have joined.

    `heap` is the memory of each, as Java writes it.
    """
    home = install()
    folder = Path(tempfile.mkdtemp(prefix="exemplar-elasticsearch-"))
    folder.chmod(0o755)
    names = [f"node-{number}" for number in range(size)]
    ports = {name: (_free_port(), _free_port()) for name in names}
    nodes: list[Node] = []
    try:
        for name in names:
            nodes.append(_start(home, folder / name, name, ports, heap))
        for node in nodes:
            _wait(node, size)
        yield nodes
    finally:
        for node in nodes:
            node.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _start(
    home: Path, folder: Path, name: str, ports: dict[str, tuple[int, int]], heap: str
) -> Node:
    shutil.copytree(home / "config", folder / "config")
    http, transport = ports[name]
    settings = {
        "cluster.name": f"portal-tests-{min(one for one, _ in ports.values())}",
        "node.name": name,
        "network.host": "127.0.0.1",
        "http.port": http,
        "transport.port": transport,
        "path.data": str(folder / "data"),
        "path.logs": str(folder / "logs"),
        "xpack.security.enabled": False,
        "cluster.routing.allocation.disk.threshold_enabled": False,
        "cluster.initial_master_nodes": sorted(ports),
        "discovery.seed_hosts": [f"127.0.0.1:{port}" for _, port in ports.values()],
    }
    # JSON is YAML.
    (folder / "config" / "elasticsearch.yml").write_text(
        "\n".join(f"{key}: {json.dumps(value)}" for key, value in settings.items())
    )
    (folder / "tmp").mkdir()
    as_user: dict[str, object] = {}
    if os.geteuid() == ROOT:
        _run("chown", "-R", SERVER_USER, folder)
        as_user = {"user": SERVER_USER, "extra_groups": []}
    java = Path(os.path.realpath(str(shutil.which("java")))).parent.parent
    with (folder / "started.log").open("wb") as log:
        process = subprocess.Popen(
            [home / "bin" / "elasticsearch"],
            cwd=folder,
            env={
                "PATH": os.environ["PATH"],
                "ES_PATH_CONF": str(folder / "config"),
                "ES_JAVA_HOME": str(java),
                "ES_JAVA_OPTS": f"-Xms{heap} -Xmx{heap}",
                "ES_TMPDIR": str(folder / "tmp"),
            },
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **as_user,  # type: ignore[call-overload]
        )
    return Node(name, f"http://127.0.0.1:{http}", folder, process)


def _wait(node: Node, size: int) -> None:
    health = f"{node.url}/_cluster/health?wait_for_nodes={size}&timeout=1s"
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        if node.process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(health, timeout=5) as answer:
                if not json.load(answer)["timed_out"]:
                    return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            pass
        time.sleep(0.5)
    log = (node.folder / "started.log").read_text(errors="replace")[-3000:]
    raise AssertionError(f"Elasticsearch did not start on {node.url}:\n{log}")


def _run(*command: object) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode:
        raise AssertionError(f"{command[0]} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
