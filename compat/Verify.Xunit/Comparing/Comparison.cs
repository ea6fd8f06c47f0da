using System.Text;
using VerifyTests.Naming;
using VerifyTests.Rendering;
using VerifyTests.Scrubbing;

namespace VerifyTests.Comparing;

/// <summary>What was received beside what was verified.</summary>
internal sealed class Comparison
{
    private readonly Snapshot _received;
    private readonly SnapshotFiles _files;

    private Comparison(Snapshot received, SnapshotFiles files)
    {
        _received = received;
        _files = files;
        Outdated = [.. files.AllVerified().Where(file => file != VerifiedPath)];
    }

    public string ReceivedPath => _files.Received(_received.Extension);

    public string VerifiedPath => _files.Verified(_received.Extension);

    /// <summary>Whether there is no verified file, or an empty one, yet.</summary>
    public bool IsNew { get; private set; }

    /// <summary>Whether the verified file says the same.</summary>
    public bool ContentIsEqual { get; private set; }

    /// <summary>Verified files of the same test with another extension, which nothing is compared with.</summary>
    public IReadOnlyList<string> Outdated { get; }

    public bool IsEqual => ContentIsEqual && Outdated.Count == 0;

    public string? ReceivedText => _received.Text;

    public string? VerifiedText { get; private set; }

    public static async Task<Comparison> Of(Snapshot received, SnapshotFiles files)
    {
        var comparison = new Comparison(received, files);
        var verified = File.Exists(comparison.VerifiedPath) ? await File.ReadAllBytesAsync(comparison.VerifiedPath) : [];
        comparison.IsNew = verified.Length == 0;
        if (received.Text is { } text)
        {
            comparison.VerifiedText = TextScrubbing.LineEnds(Encoding.UTF8.GetString(verified).TrimStart('\uFEFF'));
            comparison.ContentIsEqual = !comparison.IsNew
                && (comparison.VerifiedText == text || comparison.VerifiedText == text + '\n');
        }
        else
        {
            comparison.ContentIsEqual = !comparison.IsNew && verified.AsSpan().SequenceEqual(received.Bytes);
        }

        return comparison;
    }

    /// <summary>Writes what was received beside the verified file.</summary>
    public void WriteReceived()
    {
        if (!ContentIsEqual)
            File.WriteAllBytes(ReceivedPath, _received.Bytes);
    }

    /// <summary>Makes what was received the verified file.</summary>
    public void Accept()
    {
        if (!ContentIsEqual)
            File.WriteAllBytes(VerifiedPath, _received.Bytes);
        foreach (var file in Outdated)
            File.Delete(file);
    }
}
