"""Misbehaving clients of the example receiver: how many events are handled twice, and whether others are still answered.

    python3 benches/clients.py [hang-up] [redis-killed] [silent]

Without a name, all are measured. Builds the example in release mode; `hang-up` and `redis-killed` need redis-server. Every
loop is bounded in count and time, and everything runs on this machine.

- hang-up: 1,500 events, each sent by a client that hangs up at a random moment, then delivered until it is answered with
  200. Counts the events whose handler finished twice.
- redis-killed: 8,000 events, four at a time, while Redis is killed and started again every two seconds.
- silent: 2,000 connections, half of them silent and half with half-sent headers; how long genuine deliveries take meanwhile,
  and how long the process takes to end after SIGTERM. The receiver may open 1,024 files, as on most systems.
"""

import asyncio
import collections
import hashlib
import hmac
import json
import random
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SECRET = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0"


class Receiver:
    """The example as a process, with its own journal."""

    def __init__(self, directory, store, work=0):
        self.journal = Path(directory) / "journal.jsonl"
        command = [ROOT / "target/release/example-receiver", "--listen", "127.0.0.1:0", "--store", store]
        command += ["--journal", self.journal, "--dead-letters", Path(directory) / "dead", "--work", str(work)]
        self.process = subprocess.Popen(
            command,
            env={"WEBHOOK_SECRET": SECRET},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (1024, 1024)),
        )
        line = self.process.stdout.readline()
        self.port = int(line.rsplit(":", 1)[1].split("/")[0])

    def doubled(self):
        """The number of events that are in the journal more than once, and of all events."""
        ids = collections.Counter(json.loads(line)["id"] for line in self.journal.read_text().splitlines())
        return sum(1 for count in ids.values() if count > 1), len(ids)

    def stop(self):
        """Stops it with SIGTERM, and returns how long that took."""
        start = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
        return time.monotonic() - start


class Redis:
    def __init__(self, directory):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.directory = directory
        self.start()

    def start(self):
        options = f"--port {self.port} --bind 127.0.0.1 --save  --appendonly yes --appendfsync always --dir".split(" ")
        self.process = subprocess.Popen(["redis-server", *options, self.directory], stdout=subprocess.DEVNULL)
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)

    def kill(self):
        self.process.kill()
        self.process.wait()


def request(number):
    body = json.dumps(
        {
            "id": f"evt-{number}",
            "type": "team.archived",
            "created_at": "2026-05-09T12:00:00Z",
            "account_id": "ba-1",
            "data": {"team_id": "team-1", "org_id": "org-1", "name": "Support"},
        }
    ).encode()
    timestamp = str(int(time.time())).encode()
    digest = hmac.new(SECRET.encode(), timestamp + b"." + body, hashlib.sha256).hexdigest()
    head = (
        f"POST /webhooks HTTP/1.1\r\nhost: localhost\r\ncontent-length: {len(body)}\r\n"
        f"x-webhook-timestamp: {timestamp.decode()}\r\nx-webhook-signature: v1={digest}\r\nconnection: close\r\n\r\n"
    )
    return head.encode() + body


async def deliver(port, number, patience=10.0):
    """The status of a delivery; 0 without an answer."""
    try:
        async with asyncio.timeout(patience):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request(number))
            line = await reader.readline()
            writer.close()
            return int(line.split()[1]) if line else 0
    except (OSError, TimeoutError):
        return 0


async def deliver_until_done(port, number):
    for _ in range(600):
        if await deliver(port, number) == 200:
            return
        await asyncio.sleep(0.05)
    raise SystemExit(f"evt-{number} is never answered with 200")


async def hang_up(port, number):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request(number))
    await writer.drain()
    await asyncio.sleep(random.uniform(0, 0.03))
    writer.transport.abort()


async def in_parallel(count, workers, work):
    numbers = iter(range(count))

    async def worker():
        for number in numbers:
            await work(number)

    await asyncio.gather(*(worker() for _ in range(workers)))


def measure_hang_up():
    for kind in ["redb", "redis"]:
        with tempfile.TemporaryDirectory() as directory:
            redis = Redis(directory) if kind == "redis" else None
            store = f"redis://127.0.0.1:{redis.port}" if redis else f"redb:{directory}/handled.redb"
            receiver = Receiver(directory, store, work=10)

            async def work(number):
                await hang_up(receiver.port, number)
                await deliver_until_done(receiver.port, number)

            asyncio.run(in_parallel(1500, 8, work))
            doubled, events = receiver.doubled()
            print(f"hang-up, {kind}: {doubled} of {events} events doubled", flush=True)
            receiver.stop()
            if redis:
                redis.kill()


def measure_redis_killed():
    with tempfile.TemporaryDirectory() as directory:
        redis = Redis(directory)
        receiver = Receiver(directory, f"redis://127.0.0.1:{redis.port}")
        kills = 0

        async def all_events():
            nonlocal kills
            sending = asyncio.create_task(in_parallel(8000, 4, lambda number: deliver_until_done(receiver.port, number)))
            while not sending.done() and kills < 60:
                await asyncio.sleep(2)
                redis.kill()
                kills += 1
                await asyncio.sleep(0.3)
                redis.start()
            await sending

        asyncio.run(all_events())
        doubled, events = receiver.doubled()
        print(f"redis killed {kills} times: {doubled} of {events} events doubled", flush=True)
        receiver.stop()
        redis.kill()


def measure_silent():
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, max(4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1])))
    with tempfile.TemporaryDirectory() as directory:
        receiver = Receiver(directory, f"redb:{directory}/handled.redb")
        clients = []
        for number in range(2000):
            client = socket.create_connection(("127.0.0.1", receiver.port), 10)
            if number % 2:
                try:
                    client.send(b"POST /webhooks HTTP/1.1\r\nhost: localhost\r\n")
                except OSError:
                    pass  # It has been closed to make room.
            clients.append(client)
        times = []
        for number in range(100):
            start = time.monotonic()
            status = asyncio.run(deliver(receiver.port, number))
            times.append(time.monotonic() - start)
            assert status == 200, status
        print(
            f"2,000 silent connections: 100 genuine deliveries answered, the slowest after {max(times) * 1000:.0f} ms;"
            f" ended {receiver.stop() * 1000:.0f} ms after SIGTERM",
            flush=True,
        )
        for client in clients:
            client.close()


MEASUREMENTS = {"hang-up": measure_hang_up, "redis-killed": measure_redis_killed, "silent": measure_silent}


def main():
    names = sys.argv[1:] or list(MEASUREMENTS)
    if unknown := set(names) - set(MEASUREMENTS):
        sys.exit(f"no such measurement: {', '.join(sorted(unknown))}")
    subprocess.run(["cargo", "build", "--quiet", "--release", "-p", "example-receiver"], cwd=ROOT, check=True)
    for name in names:
        MEASUREMENTS[name]()


if __name__ == "__main__":
    main()
