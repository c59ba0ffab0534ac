# One image for every process of the Procfile; compose.yaml runs them. The record is a Valkey beside it: set REDIS_URL.
FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY core core
COPY bots bots
COPY workers workers
RUN python -m venv /opt/paperboy && /opt/paperboy/bin/pip install --no-cache-dir ".[all]"

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin paperboy \
    && install -d -o paperboy -g paperboy /data
COPY --from=build /opt/paperboy /opt/paperboy
ENV PATH=/opt/paperboy/bin:$PATH PAPERBOY_HOME=/data PYTHONUNBUFFERED=1
USER 10001
WORKDIR /data
VOLUME /data
HEALTHCHECK --interval=60s --timeout=20s --start-period=60s CMD ["paperboy", "status"]
CMD ["paperboy", "--help"]
