using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Ledgers;
using DeferredSeg.Data.References;
using DeferredSeg.Engine.Systems;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Isolation;
using Microsoft.Extensions.Configuration;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Commands.Simulate;

/// <summary>The experts of a configuration, asked about whole masks.</summary>
internal sealed class SimulatedPanel : IDisposable
{
    private static readonly IConfiguration _none = new ConfigurationBuilder().Build();

    private readonly List<GuardedExpertSource> _experts = [];
    private readonly ReferenceBuilder _references;
    private readonly long _seed;

    private SimulatedPanel(ReferenceBuilder references, long seed) => (_references, _seed) = (references, seed);

    /// <summary>The experts' names, in the order of the configuration.</summary>
    public IReadOnlyList<string> Names => [.. _experts.Select(expert => expert.Description.Id)];

    /// <summary>How references were made and who was given the truth.</summary>
    public Ledger Ledger { get; } = new();

    /// <exception cref="ConfigurationException">
    /// There is no expert, a plugin refuses its options, or the policy of the reference cannot be followed.
    /// </exception>
    /// <exception cref="PluginException">A plugin cannot be used.</exception>
    public static SimulatedPanel Create(Experiment experiment, PluginHost plugins, SimulationInput input)
    {
        var experts = experiment.Settings.Experts ?? [];
        if (experts.Count == 0)
            throw new ConfigurationException(
                "$.experts is empty; simulating needs at least one expert, for example --set experts:0:source=synthetic --set "
                    + "experts:0:options:setting=table2/1."
            );
        var panel = new SimulatedPanel(References(experiment, input), experiment.Settings.Seed);
        try
        {
            foreach (var (expert, name) in experts.Zip(experiment.ExpertNames()))
                panel._experts.Add(plugins.CreateExpert(expert.Source, new ExpertContext(name, expert.Options ?? _none, input.Raters)));
            return panel;
        }
        catch
        {
            panel.Dispose();
            throw;
        }
    }

    /// <summary>Makes the reference of a case and asks all experts about it.</summary>
    /// <exception cref="DataException">There is no reference, or what was given is refused.</exception>
    public SimulatedCase Simulate(MaskInput one, ClassKind classes, int epoch, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            ExpertUse[] uses = [.. _experts.Select(expert => ExpertUse.Of(expert, one.Name, _seed))];
            var reference = _references.Build(one.Name, classes, [.. uses.Select(use => use.Origin).OfType<AnswerOrigin>()]);
            Ledger.Add(LedgerEntry.Of(reference, _seed, uses));
            if (reference.Mask is not { } truth)
                throw new DataException($"{one.File}: {reference.Note}");
            return new(one, truth, [.. _experts.Select(expert => Ask(expert, Question(one, truth, classes, epoch), one, cancellation))]);
        }
        catch (ArgumentException e)
        {
            throw new DataException($"{one.File}: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        foreach (var expert in _experts)
            expert.Dispose();
    }

    private static ReferenceBuilder References(Experiment experiment, SimulationInput input)
    {
        var policy = experiment.Settings.Reference ?? new(input.Cases.All(one => one.Mask is not null) ? ReferenceRule.Given : ReferenceRule.Majority);
        try
        {
            return new(policy, input.Raters, name => input.Cases.First(one => one.Name == name).Mask);
        }
        catch (ArgumentException e)
        {
            throw new ConfigurationException($"$.reference: {e.Message}", e);
        }
    }

    private ExpertRequest Question(MaskInput one, MaskPlanes truth, ClassKind classes, int epoch) =>
        new()
        {
            Key = one.Name,
            Case = new(one.Name),
            Image = new(truth.Height, truth.Width, 1, new byte[truth.Height * truth.Width]),
            Classes = truth.Classes,
            ClassKind = classes,
            GroundTruth = truth,
            Seed = _seed,
            Epoch = epoch,
        };

    private static SimulatedAnswer Ask(GuardedExpertSource expert, ExpertRequest question, MaskInput one, CancellationToken cancellation)
    {
        var name = expert.Description.Id;
        if (expert is GuardedSimulatedExpert simulated)
            return new(
                name,
                simulated.Simulate(question, one.Uniforms is { } numbers ? (ReadOnlyMemory<double>?)numbers : null, cancellation),
                "answered",
                null
            );
        var reply = new ExpertPanel([expert]).Ask(0, question, cancellation: cancellation);
        return new(name, reply.Answer is { } answer ? new(answer.Mask, []) : null, reply.Status.ToString().ToLowerInvariant(), reply.Reason);
    }
}

/// <summary>What one expert said.</summary>
/// <param name="Expert">The expert.</param>
/// <param name="Simulation">The answer, with how it came about where the expert can show it (else its partition is empty); null where there is none.</param>
/// <param name="Status">answered, declined or pending.</param>
/// <param name="Reason">Why it was declined.</param>
internal sealed record SimulatedAnswer(string Expert, ExpertSimulation? Simulation, string Status, string? Reason);

/// <summary>The answers about one image: arrays in the caller's dispose scope, and numbers.</summary>
internal sealed class SimulatedCase
{
    private readonly MaskInput _input;
    private readonly long[] _shape;

    public SimulatedCase(MaskInput input, MaskPlanes truth, IReadOnlyList<SimulatedAnswer> answers)
    {
        _input = input;
        _shape = input.HasClasses ? [truth.Classes, truth.Height, truth.Width] : [truth.Height, truth.Width];
        // What nobody answered is background, and 'answered' says so.
        Masks = torch.tensor(
            answers.SelectMany(answer => answer.Simulation?.Mask.Values ?? new byte[truth.Values.Length]).ToArray(),
            [answers.Count, .. _shape],
            torch.ScalarType.Byte
        );
        Answered = torch.tensor(answers.Select(answer => (byte)(answer.Simulation is null ? 0 : 1)).ToArray(), [answers.Count], torch.ScalarType.Byte);
        if (input.Mask is null)
            Reference = Map(truth.Values);
        if (answers.All(answer => answer.Simulation?.Probability is not null))
            Probability = torch.tensor(
                answers.SelectMany(answer => answer.Simulation!.Probability!).ToArray(),
                [answers.Count, .. _shape],
                torch.ScalarType.Float64
            );
        byte[][] partitions = [.. answers.Select(answer => answer.Simulation?.Partition ?? []).Where(partition => partition.Length > 0)];
        var same = Array.TrueForAll(partitions, partition => partition.AsSpan().SequenceEqual(partitions[0]));
        if (partitions.Length > 0)
            Partition = same ? Map(partitions[0]) : torch.stack(partitions.Select(Map));
        Summary = SimulationSummary.Of(truth, answers, same ? partitions.FirstOrDefault() : null);
    }

    /// <summary>What stands before the names of its arrays.</summary>
    public string Prefix => _input.Prefix;

    /// <summary>What the case is called.</summary>
    public string Name => _input.Name;

    /// <summary>uint8 of the mask's size where it was made of raters; null where it was given.</summary>
    public Tensor? Reference { get; }

    /// <summary>uint8 of the mask's size, or <c>[J, ...]</c> where experts divide the image differently; null where none does.</summary>
    public Tensor? Partition { get; }

    /// <summary>float64 <c>[J, ...]</c>; null where an expert's errors are not independent from pixel to pixel.</summary>
    public Tensor? Probability { get; }

    /// <summary>uint8 <c>[J, ...]</c>.</summary>
    public Tensor Masks { get; }

    /// <summary>uint8 <c>[J]</c>: 1 where the expert answered.</summary>
    public Tensor Answered { get; }

    public SimulationSummary Summary { get; }

    private Tensor Map(byte[] values) => torch.tensor(values, _shape, torch.ScalarType.Byte);
}
