/**
 * One step a schema version, never changed once released: `user_version` is the number of steps done.
 * Times are epoch milliseconds, booleans 0 and 1.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE rule (
    id TEXT PRIMARY KEY,
    pattern TEXT NOT NULL,
    direction TEXT NOT NULL,
    fields TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX rule_pattern ON rule (pattern);

  CREATE TABLE route (id TEXT PRIMARY KEY, fields TEXT NOT NULL, validated_at INTEGER) STRICT, WITHOUT ROWID;

  CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    queue_id TEXT NOT NULL UNIQUE,
    direction TEXT NOT NULL,
    sender TEXT NOT NULL,
    message_id TEXT,
    subject TEXT,
    size INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    held INTEGER NOT NULL DEFAULT 0,
    eight_bit_mime INTEGER NOT NULL,
    smtp_utf8 INTEGER NOT NULL,
    body_file TEXT
  ) STRICT;

  -- Apart from message, so that listing the queue never reads a body.
  CREATE TABLE body (
    message_rowid INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
    data BLOB NOT NULL
  ) STRICT;

  CREATE TABLE recipient (
    id INTEGER PRIMARY KEY,
    message_rowid INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    domain TEXT NOT NULL,
    direction TEXT NOT NULL,
    status TEXT NOT NULL,
    held INTEGER NOT NULL DEFAULT 0,
    code TEXT,
    reply TEXT,
    host TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    last_attempt_at INTEGER,
    next_attempt_at INTEGER,
    expires_at INTEGER NOT NULL,
    delay_warned INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX recipient_message ON recipient (message_rowid);
  CREATE INDEX recipient_domain ON recipient (domain);
  CREATE INDEX recipient_due ON recipient (next_attempt_at) WHERE status IN ('queued', 'deferred') AND held = 0;

  -- Each certificate once, however many log entries show it.
  CREATE TABLE certificate (sha256 TEXT PRIMARY KEY, fields TEXT NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE history (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    stage TEXT NOT NULL,
    direction TEXT,
    queue_id TEXT,
    message_id TEXT,
    sender TEXT,
    recipient TEXT,
    domain TEXT,
    host TEXT,
    address TEXT,
    outcome TEXT NOT NULL,
    code TEXT,
    reply TEXT,
    protocol TEXT,
    cipher TEXT,
    certificate_sha256 TEXT,
    mode TEXT,
    rule_id TEXT,
    attempt INTEGER,
    next_attempt_at INTEGER,
    expires_at INTEGER,
    detail TEXT
  ) STRICT;
  CREATE INDEX history_queue_id ON history (queue_id, seq);
  CREATE INDEX history_domain ON history (domain, seq);
  CREATE INDEX history_at ON history (at);

  -- Counters by minute: the overview adds up 1,440 rows instead of reading a day of history.
  CREATE TABLE history_minute (
    minute INTEGER PRIMARY KEY,
    delivered INTEGER NOT NULL DEFAULT 0,
    delivered_over_tls INTEGER NOT NULL DEFAULT 0,
    tls_failures INTEGER NOT NULL DEFAULT 0,
    deferred INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    expired INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  `,
  `
  -- What the last probe found for a rule. Not part of the rule: it comes and goes without the admin.
  CREATE TABLE rule_verdict (
    rule_id TEXT PRIMARY KEY REFERENCES rule (id) ON DELETE CASCADE,
    result TEXT NOT NULL,
    code TEXT,
    checked_at INTEGER NOT NULL,
    certificate_not_after INTEGER
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Who may send from outside the allowed networks.
  CREATE TABLE smtp_user (
    id TEXT PRIMARY KEY,
    username TEXT NOT NULL UNIQUE,
    note TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    password_hash TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    last_used_at INTEGER
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- What is derived from the log lags behind it: up to which entry each of it is made.
  CREATE TABLE history_follower (name TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;

  -- What became of mail, by minute: for each domain, its labels reversed so that all below one stand together, and for
  -- all at once under the empty name.
  CREATE TABLE history_tally (
    name TEXT NOT NULL,
    minute INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    code TEXT NOT NULL,
    tls INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (name, minute, outcome, code, tls)
  ) STRICT, WITHOUT ROWID;

  -- For the list of domains, by the hour: mail to or from each, and its TLS failures.
  CREATE TABLE history_hour (
    hour INTEGER NOT NULL,
    domain TEXT NOT NULL,
    mail INTEGER NOT NULL,
    tls_failures INTEGER NOT NULL,
    PRIMARY KEY (hour, domain)
  ) STRICT, WITHOUT ROWID;

  -- Was kept in the mail's own transaction; history_tally takes its place.
  DROP TABLE history_minute;
  `,
  `
  -- Holds all that status, overview and the view by domain read of recipients: none of them looks at a row.
  DROP INDEX recipient_domain;
  CREATE INDEX recipient_waiting ON recipient (domain, code, held, message_rowid, next_attempt_at, expires_at);
  CREATE INDEX message_held ON message (id) WHERE held = 1;

  -- What waited at the end of each minute in which the queue changed; between two rows it stayed as it was.
  CREATE TABLE queue_depth (
    minute INTEGER PRIMARY KEY,
    messages INTEGER NOT NULL,
    oldest_received_at INTEGER
  ) STRICT;
  `,
  `
  -- What the body has to be like: one that was damaged on the disk is not sent. Null for those of before.
  ALTER TABLE message ADD COLUMN body_sha256 BLOB;
  `,
  `
  -- What waits, by domain: finding what is due costs the same however much of it waits for a domain that is busy.
  DROP INDEX recipient_due;
  CREATE INDEX recipient_due_of_domain ON recipient (domain, next_attempt_at)
    WHERE status IN ('queued', 'deferred') AND held = 0;
  `,
  `
  -- What stands in sixteen entries each (rowid is seq / 16), found by three characters in a row: it names the blocks that
  -- are worth reading. It holds no text of its own, and is written in steps after the mail's transaction.
  CREATE VIRTUAL TABLE history_text USING fts5 (
    text, content = '', contentless_delete = 1, detail = none, tokenize = 'trigram'
  );
  -- Merging by itself, in the middle of a step, it would hold up mail: it is told to, a few pages at a time.
  INSERT INTO history_text (history_text, rank) VALUES ('automerge', 0);
  INSERT INTO history_text (history_text, rank) VALUES ('usermerge', 8);
  INSERT INTO history_text (history_text, rank) VALUES ('crisismerge', 1000);

  -- The earliest and the latest time in 1024 entries each (id is seq / 1024): clocks are set back too.
  CREATE TABLE history_span (id INTEGER PRIMARY KEY, first_at INTEGER NOT NULL, last_at INTEGER NOT NULL) STRICT;

  -- Had to be kept up with each entry; the two above take their place.
  DROP INDEX history_domain;
  DROP INDEX history_at;

  -- Counted again: hours of all domains together are new in it.
  DELETE FROM history_tally;
  DELETE FROM history_hour;
  DELETE FROM history_follower;
  `,
  `
  -- Which entry was the last to name a certificate.
  CREATE TABLE certificate_use (sha256 TEXT PRIMARY KEY, last_seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE saved_filter (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    filter TEXT NOT NULL,
    is_default INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;
  `,
];
