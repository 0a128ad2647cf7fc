"""``python -m onlineocr``: the command line."""

from onlineocr.cli import main

if __name__ == "__main__":
    main()
