-- Times are Unix milliseconds (UTC). A contest's rows hang on its id; its slug is what the world calls it.
-- The twin of 001_initial.postgres.sql: same tables, same columns.

CREATE TABLE key_commitments (
    name TEXT PRIMARY KEY,
    hash TEXT NOT NULL,
    destroyed INTEGER NOT NULL DEFAULT 0   -- 1: the key is gone for ever, as the log says
);

CREATE TABLE contests (
    id          INTEGER PRIMARY KEY,
    slug        TEXT    NOT NULL UNIQUE,
    title       TEXT    NOT NULL,
    summary     TEXT    NOT NULL,
    phase       TEXT    NOT NULL,
    time_zone   TEXT    NOT NULL,
    opens_at    INTEGER NOT NULL,
    closes_at   INTEGER NOT NULL,
    groups      TEXT    NOT NULL,   -- JSON [{code,name,awards}]
    criteria    TEXT    NOT NULL,   -- JSON [{code,name,max,weight,anchor}]
    rules       TEXT    NOT NULL,   -- JSON {ballot,channels,score}
    visibility  TEXT    NOT NULL,   -- JSON {mode}
    log_origin  TEXT    NOT NULL,   -- fixed at creation: every checkpoint names it
    rules_file  BLOB,               -- rules.json and entries.json as published when voting opened
    entries_file BLOB,
    result_file BLOB,        -- result.json as sealed when the result was published
    published_at INTEGER, -- when the result was sealed
    ceremony    INTEGER,   -- awards revealed before publication; NULL where no ceremony was begun
    created_at  INTEGER NOT NULL,
    created_by  TEXT    NOT NULL,
    revision    INTEGER NOT NULL DEFAULT 1   -- grows with every act: what servers compare to know that they are behind
);

CREATE TABLE entries (
    contest_id   INTEGER NOT NULL REFERENCES contests (id),
    number       INTEGER NOT NULL,
    group_code   TEXT    NOT NULL,
    title        TEXT    NOT NULL,
    organization TEXT    NOT NULL,
    region       TEXT    NOT NULL,
    summary      TEXT    NOT NULL,
    description  TEXT    NOT NULL,
    image_url    TEXT,
    shortlisted  INTEGER NOT NULL DEFAULT 0,
    withdrawn_at INTEGER,          -- it left the contest: still shown, neither voted for nor ranked
    withdrawal   TEXT,          -- the reason, as everybody reads it
    PRIMARY KEY (contest_id, number)
) WITHOUT ROWID;

-- The expert panel. Marks are thousandths; a sheet is submitted whole and revealed later.
CREATE TABLE experts (
    id           INTEGER PRIMARY KEY,
    contest_id   INTEGER NOT NULL REFERENCES contests (id),
    name         TEXT    NOT NULL,
    affiliation  TEXT    NOT NULL,
    assigned     TEXT,      -- JSON array of entry numbers; null = every shortlisted entry
    joined_at    INTEGER,   -- when the first invitation was spent
    saved_at     INTEGER,   -- the last draft
    submitted_at INTEGER,
    revealed_at  INTEGER,
    excluded_at  INTEGER,   -- an organizer has decided that nobody waits for this sheet
    salt         BLOB      -- of the submitted sheet; null where nothing was marked
);

-- One expert's sheet, entry by entry.
CREATE TABLE marks (
    expert_id INTEGER NOT NULL REFERENCES experts (id),
    number    INTEGER NOT NULL,
    stance    TEXT    NOT NULL DEFAULT 'marks',   -- marks | abstained | recused
    marks     TEXT    NOT NULL,   -- JSON array, criterion order, thousandths; null where none is given yet
    comment   TEXT    NOT NULL DEFAULT '',
    reason    TEXT    NOT NULL DEFAULT '',   -- of abstaining or recusal
    revision  INTEGER NOT NULL DEFAULT 1,    -- grows with every save: of two browsers the later one is told
    PRIMARY KEY (expert_id, number)
) WITHOUT ROWID;

-- One-time links for experts. A link that another one has replaced expires at that moment.
CREATE TABLE invitations (
    token_hash BLOB PRIMARY KEY,   -- SHA-256 of the link's last segment
    expert_id  INTEGER NOT NULL REFERENCES experts (id),
    expires_at INTEGER NOT NULL,
    spent_at   INTEGER
) WITHOUT ROWID;

-- The log: a head row that is locked to extend it, one row a commit with its leaves and its checkpoint, and hash tiles.
CREATE TABLE log_heads (
    contest_id INTEGER PRIMARY KEY REFERENCES contests (id),
    size       INTEGER NOT NULL,
    acts       INTEGER NOT NULL,   -- leaves that are not ballots
    frontier   BLOB    NOT NULL,
    epochs     TEXT    NOT NULL,   -- JSON array, one number a shard of the ballot box
    state      TEXT    NOT NULL    -- shut | open | closed: whether ballots may still be recorded
);

-- How far the public may read a log whose counts are not live.
CREATE TABLE log_reveals (
    contest_id INTEGER PRIMARY KEY REFERENCES contests (id),
    opening    INTEGER NOT NULL,   -- the log's size when voting opened: no ballot is below
    until      INTEGER NOT NULL,   -- Unix milliseconds of the last reveal
    size       INTEGER NOT NULL    -- the log's size when a server first looked after it
);

-- Leaf i is in the first batch whose size is above i.
CREATE TABLE log_batches (
    contest_id  INTEGER NOT NULL,
    size        INTEGER NOT NULL,   -- of the log after this batch
    first_index INTEGER NOT NULL,
    note        TEXT    NOT NULL,   -- the signed checkpoint of that size
    leaves      BLOB    NOT NULL,   -- one after another, each behind its length in two bytes (big-endian)
    PRIMARY KEY (contest_id, size)
);

CREATE TABLE log_tiles (
    contest_id INTEGER NOT NULL,
    level      INTEGER NOT NULL,
    number     INTEGER NOT NULL,
    hashes     BLOB    NOT NULL,
    PRIMARY KEY (contest_id, level, number)
);

-- Texts of which a leaf holds the hash: reasons, and rules that were amended.
CREATE TABLE log_texts (
    contest_id INTEGER NOT NULL,
    hash       TEXT    NOT NULL,   -- SHA-256 of the text in UTF-8, 64 hex digits
    text       TEXT    NOT NULL,
    size       INTEGER NOT NULL,   -- of the log behind the first act that names it
    PRIMARY KEY (contest_id, hash)
);

-- Changes of the sealed rules, in their order; contests.rules_file is what the last one left.
CREATE TABLE amendments (
    contest_id INTEGER NOT NULL REFERENCES contests (id),
    size       INTEGER NOT NULL,   -- of the log behind the amendment's leaf
    at         INTEGER NOT NULL,
    reason     TEXT NOT NULL,
    actor      TEXT NOT NULL,   -- the actor's pseudonym, as in the leaf
    old_file   BLOB NOT NULL,    -- rules.json until then
    new_file   BLOB NOT NULL,
    PRIMARY KEY (contest_id, size)
) WITHOUT ROWID;

-- What somebody has against a published result. The contact is for the organizer alone and goes when the contest is archived.
CREATE TABLE objections (
    id           INTEGER PRIMARY KEY,
    contest_id   INTEGER NOT NULL REFERENCES contests (id),
    number       INTEGER,          -- of the entry it is about; null = the whole contest
    ballot_id    TEXT,          -- of the reviewed ballot it is about, for the organizer alone
    text         TEXT   NOT NULL,
    contact      TEXT   NOT NULL,
    submitted_at INTEGER NOT NULL,
    answer       TEXT,
    answered_at  INTEGER
);
CREATE INDEX objections_of ON objections (contest_id, id);

-- The ledger: the durable record of ballots. The unique triple stands behind every repeat.
CREATE TABLE ballots (
    contest_id      INTEGER NOT NULL,
    log_index       INTEGER NOT NULL,
    ballot_id       TEXT    NOT NULL UNIQUE,
    voter           BLOB    NOT NULL,   -- 16 bytes, the pseudonym
    key_hash        BLOB    NOT NULL,   -- 8 bytes of SHA-256(Idempotency-Key)
    channel         TEXT    NOT NULL,
    entries         TEXT    NOT NULL,   -- JSON array, ascending
    period          INTEGER NOT NULL,
    accepted_at     INTEGER NOT NULL,
    remaining       INTEGER NOT NULL,
    checkpoint_size INTEGER NOT NULL,   -- the batch's checkpoint, part of the receipt
    shard           INTEGER NOT NULL,   -- with epoch and seq: where the ballot box put it
    epoch           INTEGER NOT NULL,
    seq             INTEGER NOT NULL,
    trace           BLOB,   -- keyed tags for review: address 8, network 8, device 8, known since 8; null when purged
    PRIMARY KEY (contest_id, log_index),
    UNIQUE (contest_id, voter, key_hash)
) WITHOUT ROWID;

-- One person in two channels: the pseudonym under which a voter of a stronger channel votes. Written once, gone with the contest's key.
CREATE TABLE voter_links (
    contest_id INTEGER NOT NULL REFERENCES contests (id),
    voter      BLOB    NOT NULL,   -- 16 bytes, the pseudonym in the channel
    canonical  BLOB    NOT NULL,   -- 16 bytes, the pseudonym in the log; the voter's own where nothing is joined
    channel    TEXT    NOT NULL,   -- of the voter
    PRIMARY KEY (contest_id, voter),
    UNIQUE (contest_id, canonical, channel)
) WITHOUT ROWID;

-- Codes on their way to a phone: one of a phone and contest at a time.
CREATE TABLE phone_codes (
    contest_id INTEGER NOT NULL REFERENCES contests (id),
    phone      BLOB    NOT NULL,   -- 16 bytes, keyed tag of the number
    code_hash  BLOB    NOT NULL,   -- HMAC of phone, code, and the browser that asked for it
    expires_at INTEGER NOT NULL,
    tries      INTEGER NOT NULL,   -- codes that were tried on it
    PRIMARY KEY (contest_id, phone)
) WITHOUT ROWID;

-- Printed codes, by keyed hash; a code that was used is a voter.
CREATE TABLE voter_codes (
    contest_id INTEGER NOT NULL REFERENCES contests (id),
    code_hash  BLOB    NOT NULL,   -- 16 bytes
    label      TEXT    NOT NULL,   -- of the batch it was printed with
    made_at    INTEGER NOT NULL,
    used_at    INTEGER,
    revoked_at INTEGER,
    PRIMARY KEY (contest_id, code_hash)
) WITHOUT ROWID;

-- What may be done so often in a period: messages to a phone, from an address, in all; wrong codes of an address.
CREATE TABLE voter_limits (
    subject BLOB    PRIMARY KEY,   -- 16 bytes, keyed tag of what is limited and for whom
    period  INTEGER NOT NULL,      -- number of the day or hour
    used    INTEGER NOT NULL,
    last_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX voter_limits_by_age ON voter_limits (last_at);
-- What one person wants done with ballots, and another has to approve.
CREATE TABLE review_proposals (
    id          INTEGER PRIMARY KEY,
    contest_id  INTEGER NOT NULL REFERENCES contests (id),
    action      TEXT    NOT NULL,   -- hold | void | restore
    filter      TEXT    NOT NULL,   -- JSON, as it was asked for
    ballots     TEXT    NOT NULL,   -- JSON array of log indexes, ascending: exactly these
    rule        TEXT    NOT NULL,   -- R1 to R5, or manual
    reason      TEXT    NOT NULL,
    state       TEXT    NOT NULL,   -- open | approved (being carried out) | done | declined
    proposed_by TEXT    NOT NULL,
    proposed_at INTEGER NOT NULL,
    decided_by  TEXT,
    decided_at  INTEGER
);
CREATE INDEX review_proposals_of ON review_proposals (contest_id, id);

-- Holds, voids and restores, each a leaf of the log; the last one on a ballot says how it stands.
CREATE TABLE review_acts (
    contest_id  INTEGER NOT NULL,
    log_index   INTEGER NOT NULL,   -- of the act's leaf
    ballot      INTEGER NOT NULL,   -- log index of the ballot
    kind        TEXT    NOT NULL,   -- hold | void | restore
    rule        TEXT    NOT NULL,
    reason      TEXT    NOT NULL,   -- SHA-256 of the text, which stands in log_texts
    PRIMARY KEY (contest_id, log_index)
) WITHOUT ROWID;
CREATE INDEX review_acts_of ON review_acts (contest_id, ballot, log_index);

-- Votes on voided ballots by entry, as the last acts left them.
CREATE TABLE voided_votes (
    contest_id  INTEGER NOT NULL,
    entry       INTEGER NOT NULL,
    votes       INTEGER NOT NULL,
    PRIMARY KEY (contest_id, entry)
) WITHOUT ROWID;

-- What the signal rules found, and how far they have looked.
CREATE TABLE signal_findings (
    id          INTEGER PRIMARY KEY,
    contest_id  INTEGER NOT NULL REFERENCES contests (id),
    fingerprint TEXT    NOT NULL,   -- rule, version, reason, entry and first ballot: one that grows stays one
    rule        TEXT    NOT NULL,
    version     INTEGER NOT NULL,
    severity    TEXT    NOT NULL,   -- alert | hold
    reason      TEXT    NOT NULL,
    entry       INTEGER,
    facts       TEXT    NOT NULL,   -- JSON [{name,value}]
    ballots     TEXT    NOT NULL,   -- JSON array of log indexes, ascending
    found_at    INTEGER NOT NULL,
    UNIQUE (contest_id, fingerprint)
);

CREATE TABLE signal_scans (
    contest_id  INTEGER PRIMARY KEY REFERENCES contests (id),
    size        INTEGER NOT NULL,   -- of the log
    at          INTEGER NOT NULL
);

-- Who signs in with a password. What an account may do in a contest stands in members.
CREATE TABLE accounts (
    name             TEXT PRIMARY KEY,
    password_hash    TEXT    NOT NULL,
    manages_all      INTEGER NOT NULL DEFAULT 0,   -- 1: the first organizer, who is one in every contest
    created_at       INTEGER NOT NULL,
    two_step         BLOB,   -- from which, with the server's key, the secret of the codes comes; null = no codes
    two_step_offered BLOB,   -- the same while a first code is awaited
    two_step_last    INTEGER NOT NULL DEFAULT 0    -- time step of the last code that was accepted: none is accepted twice
);

-- Codes for who has lost the device that makes them; each is deleted when it is used.
CREATE TABLE recovery_codes (
    account   TEXT NOT NULL REFERENCES accounts (name),
    code_hash BLOB NOT NULL,   -- SHA-256
    PRIMARY KEY (account, code_hash)
) WITHOUT ROWID;

CREATE TABLE members (
    contest_id INTEGER NOT NULL REFERENCES contests (id),
    account    TEXT    NOT NULL REFERENCES accounts (name),
    role       TEXT    NOT NULL,   -- organizer | auditor
    added_by   TEXT    NOT NULL,
    added_at   INTEGER NOT NULL,
    PRIMARY KEY (contest_id, account)
) WITHOUT ROWID;

-- One-time links for organizers and auditors. A link that another one has replaced expires at that moment.
CREATE TABLE member_invitations (
    token_hash BLOB PRIMARY KEY,   -- SHA-256 of the link's last segment
    contest_id INTEGER NOT NULL REFERENCES contests (id),
    account    TEXT    NOT NULL,
    role       TEXT    NOT NULL,
    invited_by TEXT    NOT NULL,
    expires_at INTEGER NOT NULL,
    spent_at   INTEGER
) WITHOUT ROWID;

CREATE TABLE sessions (
    token_hash BLOB PRIMARY KEY,   -- SHA-256 of the cookie's token
    name       TEXT    NOT NULL,   -- of the account, or of the expert
    role       TEXT    NOT NULL,   -- account | expert
    expert_id  INTEGER REFERENCES experts (id),   -- whose seat on a panel it is; null for accounts
    expires_at INTEGER NOT NULL
) WITHOUT ROWID;
