# The relay alone. Build: docker build -t landed-relay .
# Run:   docker run --init -p 3001:3001 -v landed:/var/lib/landed -v ./relay.json:/etc/landed/relay.json:ro landed-relay
FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
COPY relay/package.json relay/
COPY local-org/package.json local-org/
# Only what the relay runs with. No install scripts: nothing of it is compiled.
RUN npm ci --workspace relay --omit=dev --ignore-scripts --no-audit --no-fund && mkdir -p relay/node_modules

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY --from=packages /app/relay/node_modules relay/node_modules
COPY relay/package.json relay/
COPY relay/src relay/src
# What Node has compiled once: a start takes a third less, and 40 MB less of memory.
ENV NODE_COMPILE_CACHE=/app/.cache
# Each thread collects its youngest garbage earlier: `npm run bench` measured a peak a sixth lower under a burst.
ENV NODE_OPTIONS=--max-semi-space-size=4
RUN node relay/src/main.ts serve --help > /dev/null
# The data directory belongs to the user that the relay runs as, and outlives the container.
RUN mkdir -p /var/lib/landed /etc/landed && chown node:node /var/lib/landed
USER node
VOLUME /var/lib/landed
EXPOSE 3001
STOPSIGNAL SIGTERM
# Ready means that it can store reports. A restart does not mend a full disk, but the front learns of it.
HEALTHCHECK --interval=10s --timeout=5s --start-period=15s --retries=3 \
    CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.LANDED_LISTEN_PORT || 3001}/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "relay/src/main.ts"]
CMD ["serve", "--config", "/etc/landed/relay.json"]
