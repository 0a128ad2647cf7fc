"""The command ``onlineocr``, also as ``python -m onlineocr``."""

import os
import signal


def main() -> None:
    """Run the command line. Ctrl-C while its modules are loaded ends it at once, with exit code 130."""
    before = signal.getsignal(signal.SIGINT)
    if before is signal.default_int_handler:  # else the signal is ignored, as below nohup
        signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    from onlineocr.cli import main as run  # noqa: PLC0415 - the import is slow and covered by the handler

    signal.signal(signal.SIGINT, before)
    run()


if __name__ == "__main__":
    main()
