#!/usr/bin/env bash
# Builds and runs an image without a Docker daemon or an image registry: what the tests of the generated Dockerfile use. Needs root and
# Debian's buildah, crun and mmdebstrap. Proves that the image can be built and starts; not that the real base image would do.
#   image.sh base [NAME]           makes a stand-in for node:24-bookworm-slim: Debian's minimum, the Node that runs npm scripts, npm
#   image.sh build FOLDER TAG      builds FOLDER/Dockerfile; its RUN steps reach what this machine reaches
#   image.sh run TAG [COMMAND...]  runs it with its own files, but this machine's network and processes
#   image.sh run-read-only TAG [COMMAND...]  the same with a root file system that nobody can write, /tmp included, as the image's user
#   image.sh remove TAG
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
export BUILDAH_ISOLATION=chroot STORAGE_DRIVER=${STORAGE_DRIVER:-overlay}

debian() { mmdebstrap --quiet --variant=minbase --include=ca-certificates bookworm "$1/root.tar"; }

case ${1:-} in
base)
  name=${2:-localhost/node:24-bookworm-slim}
  node=$(node -p process.execPath)
  [[ $("$node" -v) = v24.* ]] || fail 'node is not 24: call me from an npm script, or with npm exec'
  once debian-bookworm debian
  container=$(buildah from scratch)
  trap 'buildah rm "$container" >/dev/null' EXIT
  buildah add --quiet "$container" "$CACHE/debian-bookworm/root.tar" / >/dev/null
  buildah copy --quiet "$container" "$node" /usr/local/bin/node >/dev/null
  npm=$(readlink -f "$(command -v npm)")
  buildah copy --quiet "$container" "${npm%/bin/*}" /usr/local/lib/node_modules/npm >/dev/null
  # This machine's certificates, in case it reaches registries through a proxy
  buildah copy --quiet "$container" /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt >/dev/null
  buildah run "$container" -- sh -c 'ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
    ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx
    groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node'
  buildah config --cmd node ${NODE_EXTRA_CA_CERTS:+--env NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt} "$container"
  before=$(buildah images --quiet "$name" 2>/dev/null || true)
  buildah commit --quiet "$container" "$name" >/dev/null
  [ -z "$before" ] || buildah rmi "$before" >/dev/null 2>&1 || true
  echo "$name"
  ;;
build) buildah bud --pull-never --quiet --format docker --tag "$3" "$2" ;;
run | run-read-only)
  how=$1 tag=$2
  container=$(buildah from --pull-never "$tag")
  trap 'buildah rm "$container" >/dev/null' EXIT
  shift 2
  [ $# -gt 0 ] || mapfile -t command < <(buildah inspect --type image \
    --format '{{range .OCIv1.Config.Entrypoint}}{{println .}}{{end}}{{range .OCIv1.Config.Cmd}}{{println .}}{{end}}' "$tag" | sed '/^$/d')
  set -- "${@:-${command[@]}}"
  if [ "$how" = run ]; then
    buildah run "$container" -- "$@"
  else
    user=$(buildah inspect --type image --format '{{.OCIv1.Config.User}}' "$tag")
    folder=$(buildah inspect --type image --format '{{.OCIv1.Config.WorkingDir}}' "$tag")
    # shellcheck disable=SC2016
    unshare --mount --pid --fork sh -c '
      root=$1 user=$2 folder=$3; shift 3
      mount --bind "$root" "$root" && mount -o remount,bind,ro "$root" && mount -t proc proc "$root/proc" &&
        mount --bind /dev "$root/dev" && exec chroot --userspec="$user:$user" "$root" \
        env --chdir="$folder" --ignore-environment PATH=/usr/local/bin:/usr/bin:/bin NODE_ENV=production "$@"' \
      sh "$(buildah mount "$container")" "$user" "$folder" "$@"
  fi
  ;;
remove) buildah rmi "$2" >/dev/null ;;
*) fail 'usage: base [NAME] | build FOLDER TAG | run TAG [COMMAND...] | run-read-only TAG [COMMAND...] | remove TAG' ;;
esac
