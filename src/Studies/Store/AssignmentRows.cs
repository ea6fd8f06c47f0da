using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace DeferredSeg.Studies.Store;

/// <summary>Adds assignments: a question that somebody is to answer.</summary>
internal static class AssignmentRows
{
    /// <summary>The answer that a command waits for, by whoever is there.</summary>
    public const string Answer = "answer";

    /// <summary>The same region a second time to the same reader.</summary>
    public const string Repeat = "repeat";

    /// <summary>A region whose truth is known.</summary>
    public const string Check = "check";

    /// <summary>The same region once more, after the reader has seen the model.</summary>
    public const string Second = "second";

    /// <summary>The name of an assignment.</summary>
    public static string IdOf(string question, string kind, string reader) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{question}/{kind}/{reader}")))[..32];

    /// <summary>Adds one, once.</summary>
    /// <param name="connection">The caller's transaction.</param>
    /// <param name="question">The question.</param>
    /// <param name="kind">Which of the four.</param>
    /// <param name="reader">The only reader who may take it; empty for anybody.</param>
    /// <param name="dueAfter">After how many answers of that reader.</param>
    /// <param name="position">Where in the order it comes.</param>
    public static void Add(SqliteConnection connection, string question, string kind, string reader, long dueAfter, long position) =>
        connection.Run(
            """
            INSERT INTO assignments (id, question_id, kind, bound_to, due_after, position, state, reader_id, fence, lease_until)
            VALUES ($id, $question, $kind, $reader, $due, $position, 'open', NULL, 0, 0) ON CONFLICT (question_id, kind, bound_to) DO NOTHING
            """,
            ("id", IdOf(question, kind, reader)),
            ("question", question),
            ("kind", kind),
            ("reader", reader),
            ("due", dueAfter),
            ("position", position)
        );
}
