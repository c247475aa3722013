# The command `campaigns` with the packages of its lock, as a user without rights. Build it in a clone, which says the commit.
FROM python:3.14-trixie AS build
WORKDIR /source
COPY requirements/build.txt requirements/
RUN python -m pip install --no-cache-dir --require-hashes --no-deps -r requirements/build.txt
COPY . .
RUN git config --global --add safe.directory /source && python -m hatchling build --target wheel

FROM python:3.14-slim-trixie
# git keeps the state on a branch (`--state git:BRANCH`). Its version is the distribution's, so that it gets its fixes.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home campaigns
COPY requirements/runtime.txt /tmp/
RUN python -m pip install --no-cache-dir --require-hashes --no-deps --only-binary :all: -r /tmp/runtime.txt
COPY --from=build /source/dist/*.whl /tmp/dist/
RUN python -m pip install --no-cache-dir --no-deps /tmp/dist/*.whl
USER 10001
WORKDIR /work
ENTRYPOINT ["campaigns"]
