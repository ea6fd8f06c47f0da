using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Data;
using DeferredSeg.Data.Ledgers;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Deferral.Guarantees;
using DeferredSeg.Engine.Evaluation;
using DeferredSeg.Engine.Guarantees;
using DeferredSeg.Engine.Systems;
using DeferredSeg.Host.Commands.Route;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Isolation;
using DeferredSeg.Host.Runs;
using DeferredSeg.Reporting;

namespace DeferredSeg.Host.Commands.Evaluate;

/// <summary>One trained network of a run, ready to be measured.</summary>
internal sealed class MemberEvaluation : IDisposable
{
    private readonly RunNetwork _network;
    private readonly EvaluationPass _pass;
    private readonly int _cases;

    private MemberEvaluation(RunNetwork network, EvaluationPass pass, int cases) => (_network, _pass, _cases) = (network, pass, cases);

    public RunNetwork Network => _network;

    /// <summary>Makes a network, takes over its best weights, and prepares the cases.</summary>
    /// <param name="member">Which.</param>
    /// <param name="plugins">The plugins present.</param>
    /// <param name="part">Whose cases policies are to be tried on, whatever was certified before; null to measure those that the configuration evaluates.</param>
    /// <param name="questions">Where people are asked; null where nobody can be.</param>
    /// <param name="comparesWays">Whether regions are answered in every way that there is.</param>
    /// <exception cref="DataException">It was not trained, or no epoch of it has ended yet.</exception>
    public static MemberEvaluation Open(
        RunMember member,
        PluginHost plugins,
        SplitPart? part = null,
        IQuestionStore? questions = null,
        bool comparesWays = false
    )
    {
        if (!Directory.Exists(member.Best))
            throw new DataException(
                $"{member.Best} is not there, so the network {member.Name} of {member.RunFolder} has no trained weights yet. Train "
                    + "it, or go on with it: ./deferredseg train … --resume"
            );
        var settings = member.Experiment.Settings.Evaluation ?? new();
        var network = RunNetwork.Open(member, plugins, settings.Grid, questions, decides: true);
        try
        {
            if (comparesWays && network.System.Head is null)
                throw new ConfigurationException(
                    $"--ways compares how experts answer, and {member.RunFolder} segments alone; expected a run that routes, such as one of fit-router."
                );
            network.System.LoadTrained(member.Best);
            var cases = network.Cases(part ?? settings.Part, settings.Seed);
            var routing = member.Experiment.Settings.Routing;
            // An earlier guarantee would be part of every policy that is tried.
            if (part is not null)
                routing = (routing ?? new()) with { UseGuarantee = false };
            var pass = new EvaluationPass(
                new()
                {
                    Backbone = network.System.Backbone,
                    Head = network.System.Head,
                    Experts = network.System.Head is null ? [] : network.System.Experts,
                    Cases = cases,
                    Policy = network.System.Head is null ? new() : network.System.Policy(routing),
                    OtherGate = network.System.OtherGate(routing),
                    Grid = settings.Grid,
                    Budgets = settings.Budgets ?? _budgets,
                    Origin = Origin(member, network, settings),
                    Conversations = network.System.Conversations,
                    ComparesWays = comparesWays,
                    Tolerance = settings.Tolerance,
                    Tiles = network.Tiles,
                    Seed = settings.Seed,
                    Device = network.System.Device,
                    Variant = member.Variant,
                    NetworkSeed = member.Seed,
                }
            );
            return new(network, pass, cases.Cases.Count);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private static Func<PreparedCase, QuestionOrigin> Origin(RunMember member, RunNetwork network, EvaluationSettings settings)
    {
        // Most evaluations ask nobody about regions.
        var weights = new Lazy<string>(() => FileHash.Of([.. Directory.EnumerateFiles(member.Best, "*.safetensors").Order(StringComparer.Ordinal)]));
        var configuration = $"{settings.Grid}"[..1].ToLowerInvariant() + ResultIdentity.Of(member.Experiment, network.Settings);
        return one => new(Hash(one), weights.Value, configuration);
    }

    private static string Hash(PreparedCase one)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes<int>([one.Shown.Height, one.Shown.Width, one.Shown.Channels]));
        hash.AppendData(one.Shown.Values);
        if (one.Shown.Samples is { } samples)
            hash.AppendData(MemoryMarshal.AsBytes(samples.AsSpan()));
        hash.AppendData(one.Reference.Values);
        if (one.FieldOfView is { } view)
            hash.AppendData(view.Values);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static readonly double[] _budgets = [0.01, 0.02, 0.05, 0.1, 0.2];

    /// <summary>Holds some of the images against those of training: of a dataset of another kind the numbers would mean nothing.</summary>
    /// <param name="anyValues">Whether values far from those of training are told instead of refused.</param>
    /// <param name="cancellation">Stops between images.</param>
    /// <exception cref="DataException">The values lie far from all that the network was trained on.</exception>
    public void RequireAlike(bool anyValues, CancellationToken cancellation)
    {
        var check = new InputCheck(TrainingImages.Of(_network.Member.Folder), anyValues);
        var part = (_network.Member.Experiment.Settings.Evaluation ?? new()).Part;
        foreach (var (one, prepared) in check.IsKnown ? _network.Images(part, MostCompared, cancellation) : [])
        {
            if (check.Note(one, prepared) is not { } note)
                continue;
            Console.Error.WriteLine($"{_network.Member.Name}, {one.Info.Id}: {note}");
            return;
        }
    }

    private const int MostCompared = 32;

    /// <summary>Measures all cases.</summary>
    /// <param name="cancellation">Stops between two cases.</param>
    /// <returns>The numbers of each case, and a hash of its truth as it was measured.</returns>
    public IReadOnlyList<(CaseEvaluation Numbers, string Reference)> Measure(CancellationToken cancellation)
    {
        using var bar = new ProgressBar($"Evaluating {_network.Member.Name}", _cases);
        var cases = new List<(CaseEvaluation Numbers, string Reference)>();
        for (var index = 0; index < _cases; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            cases.Add(Numbers(index, cancellation));
            bar.Show(index + 1, cases[^1].Numbers.Case);
        }
        return cases;
    }

    /// <summary>Measures one case: its numbers, and a hash of its truth as it was measured.</summary>
    public (CaseEvaluation Numbers, string Reference) Numbers(int index, CancellationToken cancellation)
    {
        var measured = Measure(index, cancellation);
        return (measured.Numbers, Hash(measured.Truth));
    }

    private static string Hash(MaskPlanes truth)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes<int>([truth.Height, truth.Width, truth.Classes]));
        hash.AppendData(truth.Values);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Measures one case and keeps its maps.</summary>
    /// <exception cref="ConfigurationException">The routing policy cannot be followed.</exception>
    public EvaluatedCase Measure(int index, CancellationToken cancellation)
    {
        using var about = PluginCase.Name(_pass.Cases[index].Id);
        try
        {
            return _pass.Measure(index, cancellation);
        }
        catch (ArgumentException e)
        {
            throw new ConfigurationException($"The run {_network.Member.RunFolder} cannot be evaluated: {e.Message}", e);
        }
    }

    /// <summary>What candidate policies come to in every case: for each policy a loss and a cost, with whose case it is.</summary>
    /// <param name="policies">The policies.</param>
    /// <param name="statement">Which loss.</param>
    /// <param name="cancellation">Stops between two cases.</param>
    public IReadOnlyList<(string Patient, IReadOnlyList<(double Loss, double Cost)> Results)> Losses(
        IReadOnlyList<CandidatePolicy> policies,
        RiskStatement statement,
        CancellationToken cancellation
    )
    {
        using var bar = new ProgressBar($"Trying policies of {_network.Member.Name}", _cases);
        var results = new List<(string, IReadOnlyList<(double, double)>)>();
        for (var index = 0; index < _cases; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            results.Add(Losses(index, policies, statement, cancellation));
            bar.Show(index + 1, "");
        }
        return results;
    }

    /// <summary>What candidate policies come to in one case, with whose it is.</summary>
    public (string Patient, IReadOnlyList<(double Loss, double Cost)> Results) Losses(
        int index,
        IReadOnlyList<CandidatePolicy> policies,
        RiskStatement statement,
        CancellationToken cancellation
    )
    {
        using var about = PluginCase.Name(_pass.Cases[index].Id);
        return (_pass.Cases[index].Patient, _pass.Losses(index, policies, statement, cancellation));
    }

    /// <summary>The policies that are tried where a guarantee is looked for.</summary>
    /// <exception cref="ConfigurationException">Nothing is routed.</exception>
    public IReadOnlyList<CandidatePolicy> Candidates() =>
        _network.System.Head is { } head
            ? CandidatePolicy.All(head.Describe().Parameterisation == RoutingParameterisation.Estimates, _network.System.Panel.Experts.Count)
            : throw new ConfigurationException($"--guarantee is about whom to ask, and {_network.Member.RunFolder} routes nothing.");

    /// <summary>The cases, in order.</summary>
    public IReadOnlyList<CaseInfo> Cases => _pass.Cases;

    /// <summary>What the ledger says of all cases.</summary>
    public IEnumerable<LedgerEntry> Ledger() => Enumerable.Range(0, _cases).SelectMany(Ledger);

    /// <summary>What it says of one case.</summary>
    public IEnumerable<LedgerEntry> Ledger(int index) => _pass.Ledger(index);

    public void Dispose() => _network.Dispose();
}
