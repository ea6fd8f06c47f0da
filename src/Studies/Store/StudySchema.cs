namespace DeferredSeg.Studies.Store;

/// <summary>The tables of a study, as plain SQL. A version is never changed once it was released: what is new is a further version.</summary>
internal static class StudySchema
{
    /// <summary>The statements that lead from each version to the next, the first from nothing.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Versions { get; } =
    [
        [
            // What is large, once each, by the SHA-256 of its content.
            "CREATE TABLE blobs (hash TEXT PRIMARY KEY, content BYTEA NOT NULL)",
            "CREATE TABLE study (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
            """
                CREATE TABLE questions (
                    id TEXT PRIMARY KEY, question_key TEXT NOT NULL, expert TEXT NOT NULL, case_id TEXT NOT NULL, patient TEXT NOT NULL, geometry TEXT NOT NULL,
                    task TEXT NOT NULL, classes BIGINT NOT NULL, class_kind TEXT NOT NULL, round BIGINT NOT NULL,
                    slices BIGINT NOT NULL, image TEXT NOT NULL REFERENCES blobs, region TEXT REFERENCES blobs, model TEXT REFERENCES blobs, proposals TEXT NOT NULL,
                    truth TEXT REFERENCES blobs, worth DOUBLE PRECISION, box_top BIGINT NOT NULL, box_left BIGINT NOT NULL, box_bottom BIGINT NOT NULL,
                    box_right BIGINT NOT NULL, box_slice BIGINT NOT NULL, pixels BIGINT NOT NULL, created_at BIGINT NOT NULL, UNIQUE (expert, question_key)
                )
                """,
            // Who answers, without who that is.
            "CREATE TABLE readers (id TEXT PRIMARY KEY, role TEXT NOT NULL, expert TEXT, created_at BIGINT NOT NULL, forgotten_at BIGINT)",
            "CREATE TABLE identities (reader_id TEXT PRIMARY KEY REFERENCES readers, name TEXT NOT NULL UNIQUE, contact TEXT, password TEXT)",
            """
                CREATE TABLE invitations (
                    token_hash TEXT PRIMARY KEY, role TEXT NOT NULL, expert TEXT, created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL,
                    reader_id TEXT REFERENCES readers, used_at BIGINT
                )
                """,
            """
                CREATE TABLE sessions (
                    token_hash TEXT PRIMARY KEY, reader_id TEXT NOT NULL REFERENCES readers, created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL,
                    ended_at BIGINT
                )
                """,
            // bound_to is empty where anybody may take it.
            """
                CREATE TABLE assignments (
                    id TEXT PRIMARY KEY, question_id TEXT NOT NULL REFERENCES questions, kind TEXT NOT NULL, bound_to TEXT NOT NULL, due_after BIGINT NOT NULL,
                    position BIGINT NOT NULL, state TEXT NOT NULL, reader_id TEXT REFERENCES readers, fence BIGINT NOT NULL, lease_until BIGINT NOT NULL,
                    UNIQUE (question_id, kind, bound_to)
                )
                """,
            "CREATE INDEX assignments_open ON assignments (state, position)",
            // A reader's strokes on an assignment are numbered from 1 without a gap: their count is the version of the draft.
            """
                CREATE TABLE events (
                    seq BIGINT PRIMARY KEY, happened_at BIGINT NOT NULL, reader_id TEXT REFERENCES readers, assignment_id TEXT REFERENCES assignments,
                    kind TEXT NOT NULL, version BIGINT, write_id TEXT, body TEXT, active_ms BIGINT NOT NULL, wall_ms BIGINT NOT NULL,
                    UNIQUE (assignment_id, reader_id, version)
                )
                """,
            "CREATE INDEX events_of_write ON events (assignment_id, write_id)",
            """
                CREATE TABLE answers (
                    assignment_id TEXT PRIMARY KEY REFERENCES assignments, question_id TEXT NOT NULL REFERENCES questions, kind TEXT NOT NULL,
                    reader_id TEXT NOT NULL REFERENCES readers, version BIGINT NOT NULL, starts_from_model BIGINT NOT NULL, mask TEXT REFERENCES blobs,
                    abstained BIGINT NOT NULL, accepted BIGINT, choice BIGINT, confidence DOUBLE PRECISION, declined TEXT, active_ms BIGINT NOT NULL,
                    wall_ms BIGINT NOT NULL, sealed_at BIGINT NOT NULL
                )
                """,
            "CREATE INDEX answers_of_question ON answers (question_id, kind)",
            // What was said stays said. Another database has its own words for this.
            "CREATE TRIGGER answers_are_sealed BEFORE UPDATE ON answers BEGIN SELECT RAISE(ABORT, 'a sealed answer is never changed'); END",
            "CREATE TRIGGER answers_are_kept BEFORE DELETE ON answers BEGIN SELECT RAISE(ABORT, 'a sealed answer is never deleted'); END",
            "CREATE TRIGGER events_are_fixed BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END",
            "CREATE TRIGGER events_are_kept BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END",
        ],
        [
            // Proposals whose choice the network follows, as a list of JSON.
            "ALTER TABLE questions ADD COLUMN followed TEXT NOT NULL DEFAULT '[]'",
        ],
    ];
}
