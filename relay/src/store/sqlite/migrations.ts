/** Each list only ever grows at its end: a file remembers how many of its steps it has seen. */

export const JOURNAL_MIGRATIONS: readonly string[] = [
    `
    CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    -- AUTOINCREMENT: an id that was purged must never come again, for the state remembers how far it has read.
    CREATE TABLE request (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        source TEXT NOT NULL,
        received_at INTEGER NOT NULL,
        method TEXT NOT NULL,
        url TEXT NOT NULL,
        headers TEXT NOT NULL,
        body BLOB NOT NULL
    ) STRICT;
    CREATE INDEX request_received ON request (received_at);
    `,
    'ALTER TABLE request ADD COLUMN quarantined INTEGER NOT NULL DEFAULT 0',
    // Each source is read by itself, so that none waits behind another.
    'CREATE INDEX request_source ON request (source)',
];

export const STATE_MIGRATIONS: readonly string[] = [
    `
    CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

    CREATE TABLE report (
        org TEXT NOT NULL,
        key TEXT NOT NULL,
        PRIMARY KEY (org, key)
    ) STRICT, WITHOUT ROWID;

    -- phase: idle (nothing to publish), waiting (another message has the turn of its address), ready, flight
    -- (published, unconfirmed), dead. An unconfirmed snapshot has its address's turn until it is confirmed or dead.
    CREATE TABLE message (
        id INTEGER PRIMARY KEY,
        org TEXT NOT NULL,
        key TEXT NOT NULL,
        tracker TEXT NOT NULL,
        epoch INTEGER NOT NULL DEFAULT 0,
        version INTEGER NOT NULL DEFAULT 0,
        confirmed INTEGER NOT NULL DEFAULT 0,
        phase TEXT NOT NULL DEFAULT 'idle' CHECK (phase IN ('idle', 'waiting', 'ready', 'flight', 'dead')),
        address TEXT NOT NULL,
        lane INTEGER NOT NULL DEFAULT 1,
        queued_at INTEGER NOT NULL DEFAULT 0,
        due_at INTEGER NOT NULL DEFAULT 0,
        attempt INTEGER NOT NULL DEFAULT 0,
        flight_version INTEGER NOT NULL DEFAULT 0,
        published_at INTEGER NOT NULL DEFAULT 0,
        check_at INTEGER NOT NULL DEFAULT 0,
        refusals INTEGER NOT NULL DEFAULT 0,
        misses INTEGER NOT NULL DEFAULT 0,
        failures INTEGER NOT NULL DEFAULT 0,
        UNIQUE (org, key)
    ) STRICT;
    CREATE UNIQUE INDEX message_turn ON message (org, address) WHERE phase IN ('ready', 'flight');
    CREATE INDEX message_waiting ON message (org, address, lane, queued_at) WHERE phase = 'waiting';
    CREATE INDEX message_ready ON message (org, lane, due_at) WHERE phase = 'ready' AND misses < 2;
    CREATE INDEX message_suspect ON message (org, due_at) WHERE phase = 'ready' AND misses >= 2;
    CREATE INDEX message_flight ON message (org, check_at) WHERE phase = 'flight';

    CREATE TABLE dead (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL CHECK (kind IN ('request', 'element', 'message')),
        at INTEGER NOT NULL,
        reason TEXT NOT NULL,
        source TEXT,
        request_id INTEGER,
        element INTEGER,
        org TEXT,
        message_key TEXT,
        replayed_at INTEGER
    ) STRICT;
    CREATE INDEX dead_message ON dead (org, message_key) WHERE message_key IS NOT NULL AND replayed_at IS NULL;
    CREATE INDEX dead_open ON dead (id) WHERE replayed_at IS NULL;
    `,
    `
    -- When the window of a message that is still awaited closes.
    CREATE TABLE timer (
        message INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
        provider TEXT NOT NULL,
        due_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX timer_due ON timer (provider, due_at);
    `,
    `
    -- One row a kind of sign, subject (campaign, else provider; the other is empty) and hour. told: the CRM's count.
    CREATE TABLE alert (
        id INTEGER PRIMARY KEY,
        org TEXT NOT NULL,
        kind TEXT NOT NULL,
        campaign TEXT NOT NULL,
        provider TEXT NOT NULL,
        window_start INTEGER NOT NULL,
        observed INTEGER NOT NULL DEFAULT 1,
        told INTEGER NOT NULL DEFAULT 0,
        refusals INTEGER NOT NULL DEFAULT 0,
        next_at INTEGER NOT NULL DEFAULT 0,
        UNIQUE (org, kind, campaign, provider, window_start)
    ) STRICT;
    CREATE INDEX alert_untold ON alert (org, next_at) WHERE observed > told;
    CREATE INDEX alert_window ON alert (window_start);
    `,
    `
    -- Totals of messages: figures by name, as JSON, by what dimensions (JSON) say. told: the version that the CRM has.
    CREATE TABLE summary (
        id INTEGER PRIMARY KEY,
        org TEXT NOT NULL,
        day TEXT NOT NULL,
        dimensions TEXT NOT NULL,
        figures TEXT NOT NULL,
        version INTEGER NOT NULL DEFAULT 1,
        told INTEGER NOT NULL DEFAULT 0,
        handed INTEGER NOT NULL DEFAULT 0,
        refusals INTEGER NOT NULL DEFAULT 0,
        unlinked INTEGER NOT NULL DEFAULT 0,
        next_at INTEGER NOT NULL DEFAULT 0,
        UNIQUE (org, day, dimensions)
    ) STRICT;
    CREATE INDEX summary_untold ON summary (org, next_at) WHERE version > told;
    `,
    `
    -- What is left of an erased message. hash: of org and key, with a key of this store.
    CREATE TABLE tombstone (
        hash BLOB PRIMARY KEY,
        status TEXT NOT NULL,
        epoch INTEGER NOT NULL,
        at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    -- Messages whose senders want them known for a shorter time. due_at: null until that is known. requests: ids, as JSON.
    CREATE TABLE expiry (
        message INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
        minutes INTEGER,
        once_delivered INTEGER NOT NULL,
        requests TEXT NOT NULL,
        due_at INTEGER
    ) STRICT;
    CREATE INDEX expiry_due ON expiry (due_at) WHERE due_at IS NOT NULL;

    CREATE INDEX message_settled ON message (queued_at) WHERE phase IN ('idle', 'dead');
    `,
    `
    -- Reports received, by provider, name (core/pulse.ts) and the minute or the ten seconds that begin at "at".
    CREATE TABLE pulse (
        org TEXT NOT NULL,
        at INTEGER NOT NULL,
        provider TEXT NOT NULL,
        name TEXT NOT NULL,
        count INTEGER NOT NULL,
        PRIMARY KEY (org, at, provider, name)
    ) STRICT, WITHOUT ROWID;
    `,
    `
    -- How far each source of the journal has been read; of one that is not here, up to the mark 'cursor' in meta.
    CREATE TABLE reading (
        source TEXT PRIMARY KEY,
        cursor INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    `,
    `
    -- What was used of an org's allocations (kind: 'events' published, 'calls' of the API) in the minute from "at" on.
    CREATE TABLE usage (
        org TEXT NOT NULL,
        kind TEXT NOT NULL,
        at INTEGER NOT NULL,
        count INTEGER NOT NULL,
        PRIMARY KEY (org, kind, at)
    ) STRICT, WITHOUT ROWID;
    `,
    `
    -- When somebody decided that nothing is to be done about a dead letter; then it is replayed_at as well.
    ALTER TABLE dead ADD COLUMN dropped_at INTEGER;
    `,
    `
    -- Timers of one org wait for what of it is unread, and for nothing else.
    ALTER TABLE timer ADD COLUMN org TEXT NOT NULL DEFAULT '';
    UPDATE timer SET org = (SELECT org FROM message WHERE message.id = timer.message);
    DROP INDEX timer_due;
    CREATE INDEX timer_ripe ON timer (org, provider, due_at);
    `,
    `
    -- What goes over the full hour is one alert. So far each was one of the clock's hours.
    ALTER TABLE alert ADD COLUMN last_at INTEGER NOT NULL DEFAULT 0;
    UPDATE alert SET last_at = window_start + 3599999;
    `,
];
