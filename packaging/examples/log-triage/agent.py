"""Log triage: an agent for Reeve in one file of Python's standard library. It speaks Reeve's run protocol, JSON lines over stdin and
stdout.

Input {"mode": "triage", "file": PATH} reads a log through the tool files/read, counts its lines by level and finds bursts of warnings
and errors. Input {"mode": "probe", ...} tries what it was not granted, and tells what became of each attempt.
"""

import calendar
import json
import math
import re
import socket
import sys
import time

LEVELS = ("DEBUG", "INFO", "WARN", "ERROR")
STAMP = re.compile(r"^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)")
LEVEL = re.compile(r"\b(DEBUG|INFO|WARN|ERROR)(?:ING)?\b")
LEVEL_WITHIN = 60  # a level stands near the beginning of a line with a time; elsewhere the word is part of a message
CHUNK = 64 * 1024
MOST_WINDOWS = 60
FEWEST_IN_BURST = 5
BURST_FACTOR = 3
MOST_BURSTS = 20


class ToolError(Exception):
    """What the kernel answered to a tool call that it did not serve."""


def send(message):
    print(json.dumps(message), flush=True)


class Kernel:
    """The other end of stdin and stdout."""

    def __init__(self):
        self.calls = 0

    def receive(self):
        line = sys.stdin.readline()
        if not line:
            sys.exit("the kernel closed standard input")
        return json.loads(line)

    def input(self):
        message = self.receive()
        if message.get("type") != "input":
            sys.exit("the first line must be the input, not " + str(message.get("type")))
        return message.get("input")

    def tool(self, name, value):
        self.calls += 1
        send({"type": "tool", "id": self.calls, "name": name, "input": value})
        while True:
            answer = self.receive()
            if answer.get("type") == "tool_result" and answer.get("id") == self.calls:
                break
        if answer.get("ok"):
            return answer["output"]
        error = answer.get("error", {})
        raise ToolError("{}: {}".format(error.get("code", "UNKNOWN"), error.get("message", "")))


def lines_of(kernel, path):
    """Every line of the file, chunk by chunk, with progress after each chunk."""
    rest = ""
    offset = 0
    while True:
        part = kernel.tool("files/read", {"path": path, "offset": offset, "max_bytes": CHUNK})
        pieces = (rest + part["content"]).split("\n")
        rest = pieces.pop()
        yield from pieces
        done = part["size"] if part["eof"] else part["next_offset"]
        send({"type": "progress", "done": done, "total": part["size"], "message": "read {} of {} bytes".format(done, part["size"])})
        if part["eof"]:
            break
        offset = part["next_offset"]
    if rest:
        yield rest


def second_of(day, clock):
    return calendar.timegm(time.strptime(day + " " + clock, "%Y-%m-%d %H:%M:%S"))


def written(second):
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(second))


class Second:
    """The warnings and errors of one second."""

    def __init__(self, number, text):
        self.warn = 0
        self.error = 0
        self.line = number
        self.text = text[:200]


class Tally:
    """What has been seen of a log so far."""

    def __init__(self):
        self.lines = 0
        self.levels = dict.fromkeys(LEVELS, 0)
        self.without_level = 0
        self.first = None
        self.last = None
        self.trouble = {}
        self.stamp = None
        self.second = None

    def add(self, line):
        self.lines += 1
        stamp = STAMP.match(line)
        if stamp and stamp.group() != self.stamp:
            self.stamp = stamp.group()
            self.second = second_of(*stamp.groups())
            self.first = self.second if self.first is None else min(self.first, self.second)
            self.last = self.second if self.last is None else max(self.last, self.second)
        level = LEVEL.search(line, stamp.end(), LEVEL_WITHIN) if stamp else None
        if level is None:
            self.without_level += 1
            return
        self.levels[level.group(1)] += 1
        if level.group(1) in ("WARN", "ERROR"):
            self.trouble_at(line, level.group(1))

    def trouble_at(self, line, level):
        second = self.trouble.get(self.second)
        if second is None:
            second = self.trouble[self.second] = Second(self.lines, line)
        if level == "WARN":
            second.warn += 1
        else:
            second.error += 1


def bursts_of(tally):
    """Windows with far more warnings and errors than the log has on average; neighbours become one burst."""
    if tally.first is None:
        return 0, 0.0, []
    span = tally.last - tally.first + 1
    width = max(1, math.ceil(span / MOST_WINDOWS))
    usual = sum(second.warn + second.error for second in tally.trouble.values()) / math.ceil(span / width)
    windows = {}
    for at in sorted(tally.trouble):
        windows.setdefault((at - tally.first) // width, []).append(tally.trouble[at])
    bursts = []
    for index in sorted(windows):
        seconds = windows[index]
        warn = sum(second.warn for second in seconds)
        error = sum(second.error for second in seconds)
        if warn + error < max(FEWEST_IN_BURST, BURST_FACTOR * usual):
            continue
        if bursts and bursts[-1]["index"] == index - 1:
            last = bursts[-1]
            last.update(index=index, to=last["to"] + width, warn=last["warn"] + warn, error=last["error"] + error)
            continue
        begin = tally.first + index * width
        bursts.append({"index": index, "from": begin, "to": begin + width, "warn": warn, "error": error,
                       "line": seconds[0].line, "sample": seconds[0].text})
    for burst in bursts:
        del burst["index"]
        burst.update({"from": written(burst["from"]), "to": written(burst["to"])})
    return width, round(usual, 2), bursts


def triage(kernel, path):
    tally = Tally()
    for line in lines_of(kernel, path):
        tally.add(line)
    width, usual, bursts = bursts_of(tally)
    return {
        "file": path,
        "lines": tally.lines,
        "levels": tally.levels,
        "lines_without_level": tally.without_level,
        "first": None if tally.first is None else written(tally.first),
        "last": None if tally.last is None else written(tally.last),
        "window_seconds": width,
        "usual_per_window": usual,
        "bursts": bursts[:MOST_BURSTS],
    }


def by_hand(path):
    with open(path, "rb") as file:
        return "read {} bytes".format(len(file.read(64)))


def by_tool(kernel, path):
    return "read {} bytes".format(len(kernel.tool("files/read", {"path": path, "max_bytes": 64})["content"].encode()))


def connect(family, address):
    with socket.socket(family, socket.SOCK_STREAM) as connection:
        connection.settimeout(3)
        connection.connect(address)
    return "connected"


def probe(kernel, value):
    attempts = (
        ("read-granted-tool", lambda: by_tool(kernel, value["granted"])),
        ("read-granted-hand", lambda: by_hand(value["granted"])),
        ("read-outside-tool", lambda: by_tool(kernel, value["outside"])),
        ("read-outside-hand", lambda: by_hand(value["outside"])),
        ("kernel-socket", lambda: connect(socket.AF_UNIX, value["socket"])),
        ("network", lambda: connect(socket.AF_INET, ("127.0.0.1", value["port"]))),
    )
    results = []
    for done, (name, attempt) in enumerate(attempts, 1):
        try:
            results.append({"name": name, "allowed": True, "detail": attempt()})
        except (OSError, ToolError) as error:
            results.append({"name": name, "allowed": False, "detail": str(error)})
        send({"type": "progress", "done": done, "total": len(attempts), "message": name})
    return {"attempts": results}


def main():
    kernel = Kernel()
    value = kernel.input()
    if value["mode"] == "triage":
        result = triage(kernel, value["file"])
    else:
        result = probe(kernel, value)
    send({"type": "output", "value": result})


if __name__ == "__main__":
    try:
        main()
    except ToolError as error:
        sys.exit(str(error))
