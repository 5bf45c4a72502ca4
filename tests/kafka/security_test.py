#!/usr/bin/env python3
"""TLS and SASL against real brokers, of the current and of an older version; then no secret may stand in anything that was printed."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parents[2]
older = "3.7.2"  # the clients of Debian 12 cannot use SCRAM with newer ones

for program in ("java", "mvn", "openssl"):
    if shutil.which(program) is None:
        print(f"skipped: {program} is not installed")
        sys.exit(77)

work = pathlib.Path(tempfile.mkdtemp(prefix="gulo-security-"))
brokers = {"GULO_TEST_KAFKA_DIR": (work / "current", {}), "GULO_TEST_OLDER_KAFKA_DIR": (work / "older", {"GULO_KAFKA_VERSION": older})}


def tool(name, *arguments, **more):
    subprocess.run([root / "tests/tools" / name, *map(str, arguments)], check=True, env=os.environ | more)


def secrets():
    """Texts that must not appear: passwords, and every line of every private key."""
    yield from ("alice-secret", "not-alices-password", "not-its-password", "bm90LWFsaWNlcy10b2tlbg", (work / "certificates/client.password").read_text().strip())
    for file in (work / "certificates").glob("*.key"):
        yield from (line for line in file.read_text().splitlines() if not line.startswith("-----"))
    yield "eyJhbGciOiJub25lIn0."  # how the tokens of the test begin


try:
    tool("certificates", work / "certificates")
    for directory, more in brokers.values():
        tool("apache-kafka", "start", directory, "--certificates", work / "certificates", **more)
    done = subprocess.run([sys.argv[1], "--log_level=test_suite", "--color_output=no", *sys.argv[2:]], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                          env=os.environ | {"GULO_TEST_CERTIFICATES": str(work / "certificates")} | {name: str(directory) for name, (directory, _) in brokers.items()})
    shown = [secret for secret in secrets() if secret in done.stdout]
    if os.environ.get("GULO_TEST_OUTPUT"):
        pathlib.Path(os.environ["GULO_TEST_OUTPUT"]).write_text(done.stdout)
    for line in done.stdout.splitlines():
        if "error: in " in line or "Entering test case" in line or line.startswith("*** ") or line.startswith(("no Kafka", "Kafka ", "the Kafka")):
            print(line[:600])
    for secret in shown:
        line = next(line for line in done.stdout.splitlines() if secret in line)
        print(f"failed: a secret is shown: {line.replace(secret, '<<<the secret>>>')[:500]}")
    print(f"searched {len(done.stdout)} characters of logs, errors and descriptions for {len(list(secrets()))} secrets")
    sys.exit(1 if shown or done.returncode != 0 else 0)
finally:
    for directory, _ in brokers.values():
        subprocess.run([root / "tests/tools/apache-kafka", "stop", str(directory)], check=False)
    shutil.rmtree(work, ignore_errors=True)
