"""A small shop with one hot spot and one leak, profiled by pypprof, which serves profiles as net/http/pprof does."""

import pathlib
import sys
import threading
import time
import urllib.request


def concatenate_receipt(lines):
    """The hot spot: every line copies the whole receipt."""
    receipt = ""
    for quantity, article in lines:
        kept = receipt  # a second reference, so that CPython cannot append in place
        receipt = kept + f"{quantity} x {article}\n"
    return receipt


class SessionCache:
    """The leak: sessions that nothing evicts."""

    def __init__(self):
        self.sessions = []

    def remember(self, order):
        self.sessions.append([dict(article=article, quantity=quantity) for quantity, article in order])


def walk(depth):
    """A recursion."""
    return 1 if depth == 0 else walk(depth - 1) + walk(depth - 1)


def work(stopped, cache):
    while not stopped.is_set():
        order = [(i % 7, f"article-{i % 97}") for i in range(400)]
        concatenate_receipt(order)
        walk(8)
        if len(cache.sessions) < 200:
            cache.remember(order)
        time.sleep(0.0005)


def record(address, directory):
    """Fetches every profile that the server has."""
    for name in ("profile?seconds=1", "wall?seconds=1", "heap", "thread"):
        file = directory / (name.split("?")[0].replace("profile", "cpu") + ".pb.gz")
        with urllib.request.urlopen(f"{address}/debug/pprof/{name}") as response:
            file.write_bytes(response.read())


def main():
    stopped, cache = threading.Event(), SessionCache()
    directory = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else None
    if directory is None:  # to be watched by another profiler, such as py-spy
        threading.Timer(2, stopped.set).start()
        return work(stopped, cache)

    import mprofile
    from pypprof.net_http import start_pprof_server

    directory.mkdir(exist_ok=True)
    mprofile.start(sample_rate=16 * 1024)
    server = start_pprof_server(host="127.0.0.1", port=0)
    address = f"http://127.0.0.1:{server.server_address[1]}"
    recorder = threading.Thread(target=lambda: (record(address, directory), stopped.set()))
    recorder.start()
    work(stopped, cache)
    recorder.join()
    server.shutdown()


if __name__ == "__main__":
    main()
