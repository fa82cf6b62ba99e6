#!/bin/sh
# Make a base image with Python from this machine's own distribution, without any image registry, and print its name.
# Needs root, debootstrap and buildah or podman. Made once for a release of the distribution; remove the image to have it made anew.
set -eu

builder="${1:-buildah}"
. /etc/os-release
release="${VERSION_CODENAME:?this machine does not tell its release}"
image="localhost/rokhas/base:$release"

refuse() {
    echo "image: $1" >&2
    exit 69
}

if "$builder" inspect --type image "$image" >/dev/null 2>&1; then
    echo "$image"
    exit 0
fi
[ "$(id -u)" = 0 ] || refuse "a base image can only be made as root (sudo make image s=...), or name one: BASE_IMAGE=..."
command -v debootstrap >/dev/null || refuse "debootstrap is missing (apt-get install debootstrap), or name a base image: BASE_IMAGE=..."

# The package archive is the one that this machine itself uses.
mirror="$(apt-get indextargets --format '$(REPO_URI)|$(RELEASE)|$(COMPONENT)' 'Created-By: Packages' \
    | awk -F'|' -v release="$release" '$2 == release && $3 == "main" { print $1; exit }')"
[ -n "$mirror" ] || refuse "apt on this machine names no archive for $release"

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
echo "image: no base image at hand: making $image from this machine's distribution" >&2
debootstrap --variant=minbase --include=python3-minimal,python3-venv,ca-certificates "$release" "$folder/root" "$mirror" >"$folder/log" 2>&1 \
    || { tail -n 20 "$folder/log" >&2; refuse "debootstrap failed"; }

# What only an installer or a reader needs; the licences stay.
rm -rf "$folder"/root/var/lib/apt/lists/* "$folder"/root/var/cache/apt/* "$folder"/root/var/log/* "$folder"/root/usr/share/man \
    "$folder"/root/usr/share/locale "$folder"/root/usr/share/info "$folder"/root/dev/* "$folder"/root/tmp/*
find "$folder/root/usr/share/doc" -type f ! -name copyright -delete
find "$folder/root/usr" -type d -name __pycache__ -prune -exec rm -rf {} +

tar --create --file "$folder/root.tar" --directory "$folder/root" --numeric-owner .
case "$builder" in
    podman) podman import --quiet "$folder/root.tar" "$image" >&2 ;;
    *)
        container="$(buildah from scratch)"
        buildah add --quiet "$container" "$folder/root.tar" / >&2
        buildah config --env PATH=/usr/local/bin:/usr/bin:/bin --cmd python3 "$container"
        buildah commit --quiet --rm "$container" "$image" >&2 ;;
esac
echo "$image"
