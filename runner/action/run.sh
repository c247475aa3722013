#!/usr/bin/env bash
# Creates a virtual environment for the action, once a job, and runs the step in it. Nothing of the checkout is on Python's
# path, and the caller's environment stays as it is.
set -euo pipefail

here=${GITHUB_ACTION_PATH:?}
lock=$here/requirements/action.txt

refuse() {
  echo "::error::$1"
  echo "failure-reason=$1" >>"${GITHUB_OUTPUT:-/dev/null}"
  echo "result=failed" >>"${GITHUB_OUTPUT:-/dev/null}"
  exit 2
}

python=
for candidate in ${INPUT_PYTHON:+"$INPUT_PYTHON"} python3 python; do
  if "$candidate" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$candidate
    break
  fi
done
[ -n "$python" ] || refuse "campaign-runner needs Python 3.11 or newer: put actions/setup-python before it, or pass one as the input \`python\`"

name=$("$python" -I -c '
import hashlib, pathlib, sys
lock, here = sys.argv[1:]
print(hashlib.sha256(pathlib.Path(lock).read_bytes() + f"{sys.version}{sys.executable}{here}".encode()).hexdigest()[:16])
' "$lock" "$here")
environment=${RUNNER_TEMP:-${TMPDIR:-/tmp}}/campaign-runner-${name%$'\r'}

if [ ! -e "$environment/ready" ]; then
  # These would install packages elsewhere, or refuse the environment.
  unset PIP_TARGET PIP_USER PIP_PREFIX PIP_ROOT PIP_CONSTRAINT PIP_REQUIRE_VIRTUALENV PIP_NO_BINARY UV_PROJECT_ENVIRONMENT UV_CONSTRAINT
  rm -rf "$environment"
  cd "$here" # so that no configuration in the checkout is read
  failed="campaign-runner's packages can't be installed: see the log above"
  if command -v uv >/dev/null 2>&1; then
    uv venv --quiet --no-project --python "$python" "$environment" || refuse "$failed"
  else
    "$python" -I -m venv --without-pip "$environment" || refuse "$failed"
  fi
  inside=$environment/bin/python
  [ -e "$inside" ] || inside=$environment/Scripts/python.exe
  if command -v uv >/dev/null 2>&1; then
    uv pip install --quiet --python "$inside" --require-hashes --no-deps --only-binary :all: -r "$lock" ||
      refuse "$failed"
  else
    "$python" -I -m pip --disable-pip-version-check --quiet --python "$inside" install --no-compile --require-hashes \
      --no-deps --only-binary :all: -r "$lock" ||
      refuse "$failed"
  fi
  "$inside" -I -c '
import pathlib, sys, sysconfig
(pathlib.Path(sysconfig.get_path("purelib")) / "campaign-runner.pth").write_text(sys.argv[1], encoding="utf-8")
' "$here"
  : >"$environment/ready"
  cd - >/dev/null
fi
inside=$environment/bin/python
[ -e "$inside" ] || inside=$environment/Scripts/python.exe

exec "$inside" -I -m runner.action
