# Upheld as an image: docker build -t upheld .
#
#   docker run --read-only --tmpfs /tmp -p 127.0.0.1:9520:9520 -v ./config:/config:ro -v upheld-data:/data upheld
#
# /config holds upheld.yaml, agreements/ and sources/; /data the database, the signing key and the lock.

FROM node:26-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# Nothing is compiled: better-sqlite3 brings its binaries, and no package may run a script here.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund
# Only the binary of this platform is kept, and no sources of what is a binary.
RUN find node_modules/better-sqlite3/prebuilds -type f ! -name "linux-$(node -p process.arch).node" -delete \
  && rm -rf node_modules/better-sqlite3/deps node_modules/better-sqlite3/src
COPY src ./src
COPY config/gallery ./config/gallery
# Types are stripped and code is compiled here, once: a start and each health check then cost a fraction.
RUN NODE_COMPILE_CACHE=compile-cache node --input-type=module \
  -e "await import('./src/commands/serve.ts'); await import('./src/commands/healthcheck.ts'); await import('./src/sources/worker.ts')"

FROM node:26-slim
LABEL org.opencontainers.image.title="Upheld" \
      org.opencontainers.image.description="Holds both sides to their service agreement" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="Apache-2.0"
# Owned by root: the daemon cannot change its own program.
COPY --from=build /app /app
RUN mkdir -p /config /data && chown 1000:1000 /data && chmod 700 /data \
  && ln -s /app/src/upheld.mjs /usr/local/bin/upheld
# From here the daemon's own defaults are /config/upheld.yaml, /config/agreements, /config/sources and /data.
WORKDIR /
ENV NODE_ENV=production \
    NODE_COMPILE_CACHE=/app/compile-cache \
    UPHELD_WEB_LISTEN_ADDRESS=:9520
# The user `node` of the base image, by number, so that Kubernetes sees that it is not root.
USER 1000:1000
VOLUME ["/config", "/data"]
EXPOSE 9520
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 CMD ["node", "/app/src/upheld.mjs", "healthcheck"]
# Node itself refuses every file but these, every write outside of /data, and every child process.
ENTRYPOINT ["node", "--max-semi-space-size=1", "--expose-gc", "--permission", \
  "--allow-fs-read=/app/*", "--allow-fs-read=/config", "--allow-fs-read=/data", "--allow-fs-read=/run/secrets/*", \
  "--allow-fs-read=/etc/hosts", "--allow-fs-read=/etc/resolv.conf", "--allow-fs-read=/etc/ssl/*", \
  "--allow-fs-read=/proc/self/status", "--allow-fs-read=/proc/self/limits", "--allow-fs-read=/proc/self/fd", \
  "--allow-fs-write=/data", \
  "--allow-net", "--allow-addons", "--allow-worker", \
  "--disable-warning=SecurityWarning", "--disable-warning=ExperimentalWarning", \
  "/app/src/upheld.mjs"]
CMD ["serve"]
