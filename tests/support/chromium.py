"""How tests and measurements start Chromium: nothing that it sends by itself, and no sandbox of its own within a container."""

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
