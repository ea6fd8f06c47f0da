using System.Text;

namespace VerifyTests.Comparing;

/// <summary>The difference of two texts line by line, with some equal lines around it.</summary>
internal static class LineDifference
{
    private const int Context = 3;

    /// <summary>Writes where the texts first differ and then, as a unified difference, what changed.</summary>
    public static void Append(StringBuilder message, string verified, string received)
    {
        var (line, column) = FirstDifference(verified, received);
        message.Append($"Difference (- verified, + received), first at line {line}, column {column}:\n");

        var edits = LineEdits.Between(verified.Split('\n'), received.Split('\n'));
        var shownUntil = 0;
        for (var i = 0; i < edits.Count; i++)
        {
            if (!IsNearChange(edits, i))
                continue;
            if (i > shownUntil || i == 0)
                message.Append($"@@ -{edits[i].VerifiedLine} +{edits[i].ReceivedLine} @@\n");
            message.Append(edits[i].Sign).Append(edits[i].Text).Append('\n');
            shownUntil = i + 1;
        }
    }

    private static bool IsNearChange(IReadOnlyList<LineEdit> edits, int index)
    {
        var last = Math.Min(edits.Count - 1, index + Context);
        for (var i = Math.Max(0, index - Context); i <= last; i++)
        {
            if (edits[i].Sign != ' ')
                return true;
        }

        return false;
    }

    private static (int Line, int Column) FirstDifference(string verified, string received)
    {
        var same = verified.AsSpan().CommonPrefixLength(received);
        var before = received.AsSpan(0, same);
        return (before.Count('\n') + 1, same - (before.LastIndexOf('\n') + 1) + 1);
    }
}
