"""The tesseract command behind HTTP, as it is often done: two processes; a picture comes in, its text goes out."""

from __future__ import annotations

import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        picture = self.rfile.read(int(self.headers["Content-Length"]))
        command = ["tesseract", "stdin", "stdout", "-l", "eng"]
        one_thread = os.environ | {"OMP_THREAD_LIMIT": "1"}
        done = subprocess.run(command, input=picture, capture_output=True, env=one_thread, check=False)
        self.send_response(200 if done.returncode == 0 else 500)
        self.send_header("Content-Length", str(len(done.stdout)))
        self.send_header("Connection", "close")  # so that the next request goes to whichever process is free
        self.end_headers()
        self.wfile.write(done.stdout)

    def log_message(self, *_: object) -> None:
        pass


if __name__ == "__main__":
    server = HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
    os.fork()
    server.serve_forever()
