using Microsoft.Data.Sqlite;

namespace DeferredSeg.Studies.Store;

/// <summary>The log, which is only added to.</summary>
internal static class EventLog
{
    /// <summary>Adds an event within the caller's transaction.</summary>
    /// <returns>Its number.</returns>
    public static long Add(
        SqliteConnection connection,
        long at,
        string kind,
        string? reader,
        string? assignment = null,
        long? version = null,
        string? write = null,
        string? body = null,
        long active = 0,
        long wall = 0
    )
    {
        var next = connection.Number("SELECT COALESCE(MAX(seq), 0) + 1 FROM events");
        connection.Run(
            """
            INSERT INTO events (seq, happened_at, reader_id, assignment_id, kind, version, write_id, body, active_ms, wall_ms)
            VALUES ($seq, $at, $reader, $assignment, $kind, $version, $write, $body, $active, $wall)
            """,
            ("seq", next),
            ("at", at),
            ("reader", reader),
            ("assignment", assignment),
            ("kind", kind),
            ("version", version),
            ("write", write),
            ("body", body),
            ("active", active),
            ("wall", wall)
        );
        return next;
    }
}
