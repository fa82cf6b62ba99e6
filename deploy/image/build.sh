#!/bin/sh
# Build the image of one service, see that its programs load inside it, and print its id and size:   deploy/image/build.sh filing
#
#   BUILDER      docker, podman or buildah; by default the first of them that works here
#   BASE_IMAGE   the image to stand on; by default the Dockerfile's, and where that cannot be pulled a base made from this
#                machine's own distribution (deploy/image/base.sh: root and debootstrap needed)
#   TAG          tag of the image, `latest` by default; PREFIX its first word, `rokhas` by default
#   AUTHORITIES  file of certificates that the package index needs; by default what pip uses here
set -eu

service="${1:-}"
here="$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)"
root="$(CDPATH='' cd -- "$here/../.." && pwd)"
image="${PREFIX:-rokhas}/${service}:${TAG:-latest}"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT

refuse() {
    echo "image: $1" >&2
    exit "${2:-1}"
}

builder_that_works() {
    if command -v docker >/dev/null && docker info >/dev/null 2>&1; then echo docker
    elif command -v podman >/dev/null && podman info >/dev/null 2>&1; then echo podman
    elif command -v buildah >/dev/null; then echo buildah
    else refuse "no builder here: install docker, podman or buildah (Debian and Ubuntu: apt-get install buildah debootstrap)" 69
    fi
}

room_of() {
    if [ -d "$root/services/$1" ]; then echo "services/$1"
    elif [ -f "$root/requirements/$1.txt" ] && [ -d "$root/$1" ]; then echo "$1"
    else refuse "no service is called '$1'; there are: $(services_there)" 64
    fi
}

services_there() {
    for locked in "$root"/requirements/*.txt; do
        basename "$locked" .txt
    done | grep -v development | tr '\n' ' '
}

default_base() {
    sed -n 's/^ARG BASE_IMAGE=//p' "$root/Dockerfile"
}

base_for() {
    if [ -n "${BASE_IMAGE:-}" ]; then
        echo "$BASE_IMAGE"
    elif timeout 120 "$builder" pull "$(default_base)" >/dev/null 2>&1; then
        default_base
    elif [ "$builder" = docker ]; then
        refuse "the base image cannot be pulled; name one that is here: BASE_IMAGE=... make image s=$service"
    else
        sh "$here/base.sh" "$builder"
    fi
}

# The package index that pip uses here, without the folders that exist on this machine alone.
write_pip_configuration() {
    {
        echo "[global]"
        python3 -m pip config list 2>/dev/null | sed -n "s/^[^=]*\.index-url='\(http[^']*\)'$/index-url = \1/p" | head -n 1
    } > "$1"
}

authorities_here() {
    for candidate in "${AUTHORITIES:-}" "${PIP_CERT:-}" "${REQUESTS_CA_BUNDLE:-}" /etc/ssl/certs/ca-certificates.crt; do
        if [ -n "$candidate" ] && [ -f "$candidate" ]; then
            echo "$candidate"
            return
        fi
    done
    echo /dev/null
}

build() {
    set -- --build-arg "SERVICE=$service" --build-arg "ROOM=$room" --build-arg "BASE_IMAGE=$base" \
        --secret "id=pip,src=$scratch/pip.conf" --secret "id=authorities,src=$(authorities_here)" --tag "$image" --file Dockerfile
    case "$builder" in
        docker) DOCKER_BUILDKIT=1 docker build "$@" . ;;
        podman) podman build "$@" . ;;
        buildah) buildah bud --isolation chroot --layers --format docker "$@" . ;;
    esac
}

# Import, inside the image and as its user, the programs that it is there to run.
see_that_it_loads() {
    case "$service" in
        gateway) programs="gateway.app" ;;
        simulators) programs="simulators.card_provider.__main__, simulators.mailbox.__main__" ;;
        signature) programs="services.signature.service, services.signature.signer, chassis.relay" ;;
        *) programs="services.$service.service, chassis.relay" ;;
    esac
    case "$builder" in
        buildah)
            container="$(buildah from --pull-never "$image")"
            trap 'buildah rm "$container" >/dev/null; rm -rf "$scratch"' EXIT
            buildah run --isolation chroot "$container" -- python -W ignore -c "import $programs" ;;
        *) "$builder" run --rm --read-only --tmpfs /tmp "$image" python -W ignore -c "import $programs" ;;
    esac
    echo "loads $programs"
}

report() {
    case "$builder" in
        buildah) buildah images --filter "reference=$image" --format '{{.ID}} {{.Size}}' ;;
        *) "$builder" images --format '{{.ID}} {{.Size}}' "$image" ;;
    esac | head -n 1 | while read -r id size; do
        echo "image $image"
        echo "id    $id"
        echo "size  $size"
    done
}

[ -n "$service" ] || refuse "say which service: make image s=filing (there are: $(services_there))" 64
room="$(room_of "$service")"
builder="${BUILDER:-$(builder_that_works)}"
base="$(base_for)"
write_pip_configuration "$scratch/pip.conf"
cd "$root"
echo "image: building $image with $builder on $base"
build
see_that_it_loads
report
