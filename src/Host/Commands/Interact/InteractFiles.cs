using DeferredSeg.Reporting.Evaluations;
using DeferredSeg.Reporting.Tables;

namespace DeferredSeg.Host.Commands.Interact;

/// <summary>What <c>interact</c> leaves: <c>conversations.md</c>, <c>conversations.json</c>, and <c>users.csv</c> with the dice of every user.</summary>
internal static class InteractFiles
{
    /// <summary>Writes them.</summary>
    /// <exception cref="DataException">They cannot be written.</exception>
    public static void Write(string folder, ResultTable table, IReadOnlyList<ConversationResult> results)
    {
        TextFile.CreateFolder(folder);
        TextFile.Write(Path.Combine(folder, "conversations.md"), MarkdownTable.Of(table));
        TextFile.Write(Path.Combine(folder, "conversations.json"), JsonTable.Of(table));
        TextFile.Write(Path.Combine(folder, "users.csv"), ConversationTables.Users(results));
    }
}
