using System.Text;
using VerifyTests.Naming;

namespace VerifyTests.Comparing;

/// <summary>Tells which files differ, what they say, and where they part.</summary>
internal static class FailureMessage
{
    public static string Of(Comparison comparison, SnapshotFiles files)
    {
        var message = new StringBuilder($"Directory: {files.Directory}\n");
        if (!comparison.ContentIsEqual)
            AppendFiles(message, comparison);
        if (comparison.Outdated.Count > 0)
            message.Append("Delete:\n").AppendJoin("", comparison.Outdated.Select(file => $"  - {Path.GetFileName(file)}\n"));
        if (!comparison.ContentIsEqual && comparison.ReceivedText is not null)
            AppendContent(message, comparison);
        if (!comparison.ContentIsEqual)
            message.Append("\nIf what was received is right, rename the .received. file to .verified.\n");
        return message.ToString();
    }

    private static void AppendFiles(StringBuilder message, Comparison comparison) => message
        .Append(comparison.IsNew ? "New:\n" : "NotEqual:\n")
        .Append($"  - Received: {Path.GetFileName(comparison.ReceivedPath)}\n")
        .Append($"    Verified: {Path.GetFileName(comparison.VerifiedPath)}\n");

    private static void AppendContent(StringBuilder message, Comparison comparison)
    {
        message.Append($"\nFileContent:\n\nReceived: {Path.GetFileName(comparison.ReceivedPath)}\n{comparison.ReceivedText}\n");
        if (comparison.IsNew)
            return;
        message.Append($"\nVerified: {Path.GetFileName(comparison.VerifiedPath)}\n{comparison.VerifiedText}\n\n");
        LineDifference.Append(message, comparison.VerifiedText!, comparison.ReceivedText!);
    }
}
