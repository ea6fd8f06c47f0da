using DeferredSeg.Archive;
using DeferredSeg.Host.Commands.Workers;

namespace DeferredSeg.Host.Commands.Evaluate.Shared;

/// <summary>Measures cases exactly as <c>evaluate</c> does, one at a time, and keeps the numbers of each in the folder that it is given.</summary>
/// <param name="prepared">What the order says.</param>
/// <param name="isLent">Whether that is somebody else's.</param>
internal sealed class CaseMeasurer(PreparedEvaluation prepared, bool isLent) : IArchiveRouter
{
    private (CaseWork Work, SharedMember Member, string Key, MemberEvaluation Evaluation)? _open;

    /// <summary>Makes one of the words of an <c>evaluate</c>.</summary>
    public static CaseMeasurer Open(IReadOnlyList<string> words)
    {
        var options = new EvaluateOptions();
        return new(PreparedEvaluation.Read(options, OrderedWork.Parse(EvaluateCommand.Create(options), words)), isLent: false);
    }

    /// <inheritdoc/>
    public ArchiveIdentity Identity => prepared.Identity;

    /// <inheritdoc/>
    public string Mark => CaseNumbers.Mark;

    /// <inheritdoc/>
    public void RequireOutput()
    {
        // Numbers say themselves what they follow from, and others take their place.
    }

    /// <inheritdoc/>
    public bool IsComplete(ArchiveItem item) => CaseNumbers.AreIn(Path.Combine(prepared.Output!, item.Name), item.Hash);

    /// <inheritdoc/>
    public IReadOnlyList<string> Stale(string folder) => [.. Directory.EnumerateFiles(folder).OrderByDescending(file => Path.GetFileName(file) == Mark)];

    /// <inheritdoc/>
    public void Route(ArchiveItem item, string folder, CancellationToken cancellation)
    {
        var one =
            SharedCase.Find(item.Name, prepared.Members)
            ?? throw new BadItemException($"{item.Name} is no case of these runs; expected the same configurations on every machine.");
        try
        {
            Measured(one, item, cancellation).Write(folder, item.Hash);
        }
        catch (Exception e) when (e is not BadItemException && OrderedWork.IsOfItem(e))
        {
            throw new BadItemException(e.Message, e);
        }
    }

    /// <summary>What a case's numbers follow from, as hexadecimal digits.</summary>
    /// <param name="one">The case.</param>
    /// <param name="key">That of network and work.</param>
    /// <param name="content">That of the case.</param>
    public static string Hash(SharedCase one, string key, string content) => WorkOrders.Hash($"{one.Name}|{key}|{content}");

    public void Dispose()
    {
        _open?.Evaluation.Dispose();
        _open = null;
        if (!isLent)
            prepared.Dispose();
    }

    private CaseNumbers Measured(SharedCase one, ArchiveItem item, CancellationToken cancellation)
    {
        var (key, evaluation) = Opened(one);
        var info =
            evaluation.Cases.ElementAtOrDefault(one.Index)
            ?? throw new BadItemException($"{item.Name} is no case that this machine sees; expected the same folders on every machine.");
        if (Hash(one, key, SharedCase.Content(evaluation.Network.Dataset, info.Id)) != item.Hash)
            throw new BadItemException(
                $"{info.Id} of {one.Of.Member.RunFolder} is another case here than where it was ordered; expected images, masks and guarantees that stay as "
                    + "they are while they are measured, and the same on every machine. Type the same again."
            );
        if (one.Work == CaseWork.Measure)
        {
            var (numbers, reference) = evaluation.Numbers(one.Index, cancellation);
            return new()
            {
                Evaluation = numbers,
                Reference = reference,
                Patient = numbers.Patient,
                Ledger = one.Of.KeepsLedger ? [.. evaluation.Ledger(one.Index)] : [],
            };
        }
        var (patient, results) = evaluation.Losses(one.Index, evaluation.Candidates(), prepared.Guarantee!, cancellation);
        return new() { Patient = patient, Losses = [.. results.Select(result => new PolicyLoss(result.Loss, result.Cost))] };
    }

    // Cases come network by network, so that one at a time is enough.
    private (string Key, MemberEvaluation Evaluation) Opened(SharedCase one)
    {
        if (_open is { } open)
        {
            if (open.Work == one.Work && open.Member == one.Of)
                return (open.Key, open.Evaluation);
            _open = null;
            open.Evaluation.Dispose();
        }
        // A guarantee that comes meanwhile makes other keys, and so is found out.
        var key = prepared.Key(one.Work, one.Of);
        var evaluation = prepared.Open(one.Work, one.Of);
        _open = (one.Work, one.Of, key, evaluation);
        return (key, evaluation);
    }
}
