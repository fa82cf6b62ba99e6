# One image for one service: the contracts, the chassis, the catalogue, the press, the texts, that service's room and the packages it is locked to; nothing else.
#
#   make image s=filing                                                    (picks docker, podman or buildah; see deploy/image/build.sh)
#   docker build --build-arg SERVICE=filing -t rokhas/filing .
#   docker build --build-arg SERVICE=gateway --build-arg ROOM=gateway -t rokhas/gateway .
#
# BASE_IMAGE is any image with Python 3.11 or newer and its venv module. Optional build secrets: `pip` (a pip.conf) and `authorities`
# (certificates of a package index inside an organisation); neither stays in the image.
ARG BASE_IMAGE=python:3.11-slim-bookworm

FROM ${BASE_IMAGE} AS packages
ARG SERVICE
COPY requirements/${SERVICE}.txt /tmp/requirements.txt
# pip stays outside the environment that is shipped; only wheels whose hash is locked may enter it.
RUN --mount=type=secret,id=pip,target=/etc/pip.conf \
    --mount=type=secret,id=authorities,target=/tmp/authorities.crt \
    if [ -s /tmp/authorities.crt ]; then export PIP_CERT=/tmp/authorities.crt; fi \
    && python3 -m venv /tmp/installer \
    && python3 -m venv --without-pip /opt/rokhas \
    && /tmp/installer/bin/pip --python /opt/rokhas/bin/python --disable-pip-version-check \
        install --no-cache-dir --only-binary :all: --require-hashes --requirement /tmp/requirements.txt \
    && find /opt/rokhas -type d -name tests -path '*/site-packages/*' -prune -exec rm -rf {} +

FROM ${BASE_IMAGE}
ARG SERVICE
ARG ROOM=services/${SERVICE}
COPY --from=packages /opt/rokhas /opt/rokhas
COPY deploy/image/rokhas /usr/local/bin/rokhas
COPY contracts /app/contracts
COPY chassis /app/chassis
COPY catalogue /app/catalogue
COPY press /app/press
COPY texts /app/texts
COPY ${ROOM} /app/${ROOM}
# Byte code is made now: at run time the root filesystem is read-only and the user owns nothing in it.
RUN chmod 0755 /usr/local/bin/rokhas \
    && mkdir -p /documents && chown 10001:10001 /documents \
    && /opt/rokhas/bin/python -m compileall -q -j 0 /app \
    && printf 'rokhas:x:10001:10001::/tmp:/usr/sbin/nologin\n' >> /etc/passwd \
    && printf 'rokhas:x:10001:\n' >> /etc/group
ENV SERVICE=${SERVICE} \
    PATH=/opt/rokhas/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONPATH=/app \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MALLOC_ARENA_MAX=2 \
    HOME=/tmp
WORKDIR /app
USER 10001:10001
STOPSIGNAL SIGTERM
ENTRYPOINT ["rokhas"]
CMD ["serve"]
