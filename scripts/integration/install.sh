#!/usr/bin/env bash
# Installs the server that is named: from Debian as root, from PyPI or Go's proxy into a folder that git ignores.
set -euo pipefail
cache="$(dirname "${BASH_SOURCE[0]}")/../../node_modules/.cache/integration"
mkdir -p "$cache/bin"
cache="$(cd "$cache" && pwd)"

debian() {
  apt-get update --quiet
  DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "$@"
}

python() {
  [ -d "$cache/python" ] || python3 -m venv "$cache/python"
  "$cache/python/bin/pip" install --quiet "$@"
}

go_program() {
  GOBIN="$cache/bin" GOFLAGS=-buildvcs=false nice go install "$1"
}

case "$1" in
  radosgw) debian radosgw ceph-mon ceph-osd ceph-common ;;
  moto) python 'moto[server]==5.2.5' ;;
  versitygw) go_program github.com/versity/versitygw/cmd/versitygw@v1.8.0 ;;
  MinIO) go_program github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c ;;
  fake-gcs-server) go_program github.com/fsouza/fake-gcs-server@v1.56.1 ;;
  # The extension of DuckDB must be of the release that it is for.
  bqemulator) python bqemulator==1.4.0 numpy duckdb==1.5.5 duckdb-extension-spatial==1.5.5 ;;
  PostgreSQL) debian postgresql ;;
  PgBouncer) debian postgresql pgbouncer ;;
  *) echo "there is no recipe for $1" >&2 && exit 1 ;;
esac
