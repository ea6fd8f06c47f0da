using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Host.Commands.Route;
using DeferredSeg.Host.Runs;

namespace DeferredSeg.Host.Commands.Evaluate.Shared;

/// <summary>What is computed of a case.</summary>
internal enum CaseWork
{
    /// <summary>All its numbers, for the tables.</summary>
    Measure,

    /// <summary>What candidate policies come to in a case for validation, to calibrate a guarantee.</summary>
    Calibrate,

    /// <summary>The same in a case for test, to see how guarantees fare.</summary>
    Draw,
}

/// <summary>One network of the runs that are evaluated.</summary>
/// <param name="Run">The run, from 1.</param>
/// <param name="Member">The network.</param>
/// <param name="KeepsLedger">Whether it tells every use of the truth; the same experts answer every seed of a variant.</param>
internal sealed record SharedMember(int Run, RunMember Member, bool KeepsLedger);

/// <summary>A case of a network.</summary>
/// <param name="Work">What is computed of it.</param>
/// <param name="Of">The network.</param>
/// <param name="Index">Its place among the cases of its part.</param>
internal sealed record SharedCase(CaseWork Work, SharedMember Of, int Index)
{
    /// <summary>The folder in the output that cases are kept in.</summary>
    public const string Folder = ".cases";

    /// <summary>What it is called: where its numbers are kept, below the output.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Prefix(Work, Of)}{Index:00000}");

    /// <summary>What a name means; null where it is no case of these networks.</summary>
    public static SharedCase? Find(string name, IReadOnlyList<SharedMember> members)
    {
        foreach (var work in Enum.GetValues<CaseWork>())
        foreach (var member in members)
        {
            if (
                name.StartsWith(Prefix(work, member), StringComparison.Ordinal)
                && int.TryParse(name.AsSpan(Prefix(work, member).Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            )
                return new(work, member, index);
        }
        return null;
    }

    /// <summary>SHA-256 of a case as it lies in its dataset, with its truth and what every rater left, as hexadecimal digits.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="caseId">The case, an image or a whole volume.</param>
    public static string Content(IDataset dataset, string caseId)
    {
        var one = dataset.Load(caseId);
        DatasetCase[] parts = [one, .. one.Slices?.Select(slice => dataset.Load(slice.Id)) ?? []];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{one.Info.Patient}|{ResultIdentity.Of(parts)}"));
        foreach (var rater in dataset.Raters?.Raters ?? [])
        foreach (var part in one.Slices is null ? parts : parts[1..])
            Append(hash, rater, dataset.Raters!.Find(part.Info.Id, rater));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string rater, RaterMask left)
    {
        hash.AppendData(Encoding.UTF8.GetBytes($"|{rater}|{left.Mask?.Grid}|{left.Mask?.Classes}|{left.Seen is not null}|"));
        hash.AppendData(left.Mask?.Values ?? []);
        hash.AppendData(left.Seen?.Values ?? []);
    }

    private static string Prefix(CaseWork work, SharedMember of) =>
        string.Create(CultureInfo.InvariantCulture, $"{Folder}/{work.ToString().ToLowerInvariant()}/run-{of.Run}/{of.Member.Name}/");
}
