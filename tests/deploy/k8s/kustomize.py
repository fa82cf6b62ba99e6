"""
As much of kustomize as our manifests use: resources, components, namespace, labels, images and JSON patches (RFC 6902) with a target.

A field that it does not know is refused, so that a manifest cannot rely on what was not checked.
"""

import copy
import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

Manifest = dict[str, Any]

K8S = Path(__file__).resolve().parents[3] / "deploy" / "k8s"
KNOWN = {"apiVersion", "kind", "namespace", "labels", "resources", "components", "images", "patches"}
EVERYWHERE = {"Namespace"}
"""Kinds that live in no namespace."""


@cache
def _rendered(name: str) -> tuple[Manifest, ...]:
    return tuple(build(K8S / name))


def render(name: str) -> list[Manifest]:
    """Give the manifests of `base` or of an overlay (`overlays/production`), as `kubectl apply -k` would send them."""
    return copy.deepcopy(list(_rendered(name)))


def build(folder: Path) -> list[Manifest]:
    """Read a kustomization and everything it names."""
    asked = _asked(folder)
    manifests = [manifest for resource in asked["resources"] for manifest in _read((folder / resource).resolve())]
    for component in asked.get("components", ()):
        _change(manifests, _asked((folder / component).resolve()))
    _change(manifests, asked)
    return manifests


def _asked(folder: Path) -> Manifest:
    asked: Manifest = yaml.safe_load((folder / "kustomization.yaml").read_text("utf-8"))
    if asked.keys() - KNOWN:
        raise ValueError(f"{folder.name}: these checks do not know {sorted(asked.keys() - KNOWN)}")
    return asked


def _change(manifests: list[Manifest], asked: Manifest) -> None:
    for patch in asked.get("patches", ()):
        _patch(manifests, patch)
    for manifest in manifests:
        _finish(manifest, asked)


def _read(path: Path) -> list[Manifest]:
    if path.is_dir():
        return build(path)
    return [manifest for manifest in yaml.safe_load_all(path.read_text("utf-8")) if manifest]


def _finish(manifest: Manifest, asked: Manifest) -> None:
    if "namespace" in asked and manifest["kind"] not in EVERYWHERE:
        manifest["metadata"]["namespace"] = asked["namespace"]
    for labels in asked.get("labels", ()):
        _label(manifest, labels["pairs"], templates=labels.get("includeTemplates", False))
    images = {image["name"]: image["newTag"] for image in asked.get("images", ())}
    for container in containers(manifest):
        name = container["image"].partition(":")[0]
        container["image"] = f"{name}:{images[name]}" if name in images else container["image"]


def _label(manifest: Manifest, pairs: dict[str, str], *, templates: bool) -> None:
    holders = [manifest["metadata"]]
    if templates and manifest["kind"] in ("Deployment", "Job"):
        holders.append(manifest["spec"]["template"]["metadata"])
    for holder in holders:
        holder["labels"] = holder.get("labels", {}) | pairs


def containers(manifest: Manifest) -> list[Manifest]:
    """Give the containers of a Deployment or a Job, those that run first included."""
    if manifest["kind"] not in ("Deployment", "Job"):
        return []
    pod = manifest["spec"]["template"]["spec"]
    return [*pod.get("initContainers", ()), *pod["containers"]]


def _patch(manifests: list[Manifest], patch: Manifest) -> None:
    kind, name = patch["target"]["kind"], patch["target"].get("name", ".*")
    targets = [m for m in manifests if m["kind"] == kind and re.fullmatch(name, m["metadata"]["name"])]
    if not targets:
        raise ValueError(f"a patch has no target: {kind} {name}")
    for target in targets:
        for step in yaml.safe_load(patch["patch"]):
            _apply(target, step)


def _apply(target: Manifest, step: Manifest) -> None:
    """Apply one step; `replace` and `remove` need something to be there already."""
    *way, last = [part.replace("~1", "/").replace("~0", "~") for part in step["path"].strip("/").split("/")]
    place: Any = target
    for part in way:
        place = place[int(part)] if isinstance(place, list) else place[part]
    key: Any = int(last) if isinstance(place, list) else last
    if step["op"] in ("replace", "remove"):
        _ = place[key]  # raises when there is nothing to replace
    if step["op"] == "remove":
        del place[key]
    else:
        place[key] = copy.deepcopy(step["value"])
