/**
 * The list only ever grows at its end: a schema remembers how many of its steps it has seen. While relays are replaced one
 * by one, the older ones go on working on the newer schema, so a step may add but must not take away or rename.
 */
export const MIGRATIONS: readonly string[] = [
    `
    -- A relay that lives: its row is its lease. Whoever finds it expired removes it, and with it all that it held.
    CREATE TABLE relay (
        token bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        expires_at timestamptz NOT NULL
    );

    -- Its row is locked by whoever changes what is known of the org's messages: one at a time, in the order of the names.
    -- keeper: the relay that speaks to the org.
    CREATE TABLE org (
        name text PRIMARY KEY,
        keeper bigint REFERENCES relay (token) ON DELETE SET NULL
    );

    CREATE TABLE request (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        source text NOT NULL,
        received_at bigint NOT NULL,
        method text NOT NULL,
        url text NOT NULL,
        headers text NOT NULL,
        quarantined boolean NOT NULL,
        body bytea NOT NULL
    );
    CREATE INDEX request_received ON request (received_at);

    -- One short row for each request that is not consumed yet; relay: who reads it.
    CREATE TABLE unread (
        id bigint PRIMARY KEY,
        received_at bigint NOT NULL,
        bytes integer NOT NULL,
        relay bigint
    ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
    CREATE INDEX unread_received ON unread (received_at);

    CREATE TABLE report (
        org text NOT NULL,
        key text NOT NULL,
        PRIMARY KEY (org, key)
    );

    -- phase: idle (nothing to publish), waiting (another message has the turn of its address), ready, flight
    -- (published, unconfirmed), dead. An unconfirmed snapshot has its address's turn until it is confirmed or dead.
    CREATE TABLE message (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        org text NOT NULL,
        key text NOT NULL,
        epoch bigint NOT NULL DEFAULT 0,
        version bigint NOT NULL DEFAULT 0,
        confirmed bigint NOT NULL DEFAULT 0,
        phase text NOT NULL CHECK (phase IN ('idle', 'waiting', 'ready', 'flight', 'dead')),
        address text NOT NULL,
        lane smallint NOT NULL,
        queued_at bigint NOT NULL,
        due_at bigint NOT NULL,
        attempt integer NOT NULL DEFAULT 0,
        flight_version bigint NOT NULL DEFAULT 0,
        published_at bigint NOT NULL DEFAULT 0,
        check_at bigint NOT NULL DEFAULT 0,
        refusals integer NOT NULL DEFAULT 0,
        misses integer NOT NULL DEFAULT 0,
        failures integer NOT NULL DEFAULT 0,
        UNIQUE (org, key)
    ) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
    CREATE UNIQUE INDEX message_turn ON message (org, address) WHERE phase IN ('ready', 'flight');
    CREATE INDEX message_waiting ON message (org, address, lane, queued_at, id) WHERE phase = 'waiting';
    CREATE INDEX message_ready ON message (org, lane, due_at, id) WHERE phase = 'ready' AND misses < 2;
    CREATE INDEX message_suspect ON message (org, due_at, id) WHERE phase = 'ready' AND misses >= 2;
    CREATE INDEX message_flight ON message (org, check_at, id) WHERE phase = 'flight';

    -- Apart from the message: it is by far the longest, and a change of phase must not write it again.
    CREATE TABLE tracker (
        message bigint PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
        text text NOT NULL
    );

    CREATE TABLE dead (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN ('request', 'element', 'message')),
        at bigint NOT NULL,
        reason text NOT NULL,
        source text,
        request_id bigint,
        element integer,
        org text,
        message_key text,
        replayed_at bigint
    );
    CREATE INDEX dead_message ON dead (org, message_key) WHERE message_key IS NOT NULL AND replayed_at IS NULL;
    CREATE INDEX dead_open ON dead (id) WHERE replayed_at IS NULL;

    -- When the window of a message that is still awaited closes.
    CREATE TABLE timer (
        message bigint PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
        provider text NOT NULL,
        due_at bigint NOT NULL
    );
    CREATE INDEX timer_due ON timer (provider, due_at);

    -- One row a kind of sign, subject (campaign, else provider; the other is empty) and hour. told: the CRM's count.
    CREATE TABLE alert (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        org text NOT NULL,
        kind text NOT NULL,
        campaign text NOT NULL,
        provider text NOT NULL,
        window_start bigint NOT NULL,
        observed integer NOT NULL,
        told integer NOT NULL DEFAULT 0,
        refusals integer NOT NULL DEFAULT 0,
        next_at bigint NOT NULL DEFAULT 0,
        UNIQUE (org, kind, campaign, provider, window_start)
    );
    CREATE INDEX alert_untold ON alert (org, next_at, id) WHERE observed > told;
    CREATE INDEX alert_window ON alert (window_start);

    -- Totals of messages: figures by name, as JSON, by what dimensions (JSON) say. told: the version that the CRM has.
    CREATE TABLE summary (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        org text NOT NULL,
        day text NOT NULL,
        -- SHA-256 of the dimensions, which may be longer than an index takes.
        digest text NOT NULL,
        dimensions text NOT NULL,
        figures text NOT NULL,
        version bigint NOT NULL DEFAULT 1,
        told bigint NOT NULL DEFAULT 0,
        handed boolean NOT NULL DEFAULT false,
        refusals integer NOT NULL DEFAULT 0,
        unlinked boolean NOT NULL DEFAULT false,
        next_at bigint NOT NULL DEFAULT 0,
        UNIQUE (org, day, digest)
    );
    CREATE INDEX summary_untold ON summary (org, next_at, id) WHERE version > told;
    `,
    `
    INSERT INTO meta (name, value)
    VALUES ('tombstoneKey', replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''));

    -- What is left of an erased message. hash: of org and key, with a key of this store.
    CREATE TABLE tombstone (
        hash text PRIMARY KEY,
        status text NOT NULL,
        epoch bigint NOT NULL,
        at bigint NOT NULL
    );

    -- Messages whose senders want them known for a shorter time. due_at: null until that is known. requests: ids, as JSON.
    CREATE TABLE expiry (
        message bigint PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
        minutes integer,
        once_delivered boolean NOT NULL,
        requests text NOT NULL,
        due_at bigint
    );
    CREATE INDEX expiry_due ON expiry (due_at) WHERE due_at IS NOT NULL;

    CREATE INDEX message_settled ON message (queued_at) WHERE phase IN ('idle', 'dead');
    -- A message's history knows its reports by the beginning of their keys.
    CREATE INDEX report_beginning ON report (left(key, 12));
    `,
    `
    -- What it has heard, as JSON, for the relay that speaks of them all.
    ALTER TABLE relay ADD COLUMN word text;
    `,
    `
    -- Reports received, by provider, name (core/pulse.ts) and the minute or the ten seconds that begin at "at".
    CREATE TABLE pulse (
        org text NOT NULL,
        at bigint NOT NULL,
        provider text NOT NULL,
        name text NOT NULL,
        count bigint NOT NULL,
        PRIMARY KEY (org, at, provider, name)
    );
    `,
    `
    -- Each source is read by itself, so that none waits behind another. Empty: of a relay older than this step.
    ALTER TABLE unread ADD COLUMN source text NOT NULL DEFAULT '';
    CREATE INDEX unread_source ON unread (source, id);
    `,
    `
    -- What was used of an org's allocations (kind: 'events' published, 'calls' of the API) in the minute from "at" on.
    CREATE TABLE usage (
        org text NOT NULL,
        kind text NOT NULL,
        at bigint NOT NULL,
        count bigint NOT NULL,
        PRIMARY KEY (org, kind, at)
    );
    `,
    `
    -- When somebody decided that nothing is to be done about a dead letter; then it is replayed_at as well.
    ALTER TABLE dead ADD COLUMN dropped_at bigint;
    `,
    `
    -- Timers of one org wait for what of it is unread, and for nothing else. Empty: of a relay older than this step.
    ALTER TABLE timer ADD COLUMN org text NOT NULL DEFAULT '';
    UPDATE timer SET org = message.org FROM message WHERE message.id = timer.message;
    DROP INDEX timer_due;
    CREATE INDEX timer_ripe ON timer (org, provider, due_at);
    DROP INDEX unread_received;
    CREATE INDEX unread_oldest ON unread (source, received_at);
    `,
    `
    -- What goes over the full hour is one alert. So far each was one of the clock's hours; of an older relay it still is (0).
    ALTER TABLE alert ADD COLUMN last_at bigint NOT NULL DEFAULT 0;
    UPDATE alert SET last_at = window_start + 3599999;
    `,
];
