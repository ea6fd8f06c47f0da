using System.Text.Json;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Host.Plugins.Isolation;
using TorchSharp;

namespace DeferredSeg.Host.Plugins.Processes.Worker;

/// <summary>A backbone in a plugin's process. The host checks what it gives; here nothing is looked at twice.</summary>
internal sealed class WorkerBackbone(GuardedBackbone backbone, torch.Device device) : IWorkerThing
{
    private static readonly Type[] _abilities =
    [
        typeof(IPromptableDecoder),
        typeof(IImagePreprocessing),
        typeof(ICasePreparation),
        typeof(ITiling),
        typeof(IInteractiveBackbone),
        typeof(INativeRouting),
        typeof(IWeightImport),
        typeof(ITrainableBackbone),
    ];

    private readonly Dictionary<int, object> _tokens = [];
    private readonly Dictionary<int, IInteractiveSession> _sessions = [];
    private int _last;

    public StepResult Result { get; } =
        new()
        {
            Backbone = backbone.Description,
            Abilities = [.. _abilities.Where(ability => ability.IsInstanceOfType(backbone.Inner)).Select(ability => ability.Name)],
            Tiles = backbone.Tiles,
        };

    public torch.Device Device { get; } = device;

    private ISegmentorBackbone Inner => backbone.Inner;

    public void Take(Step step) => WorkerPlugins.Take(backbone, step);

    public JsonElement? Call(string method, Delivery delivery, JsonElement? arguments, Cargo result, CancellationToken cancellation)
    {
        switch (method)
        {
            case "Encode":
                return Given(Inner.Encode(delivery.Tensor("images")!, PluginWire.Read<EncodeRequest>(arguments), cancellation), given => result.Add(given));
            case "Decode":
                return Given(Inner.Decode(delivery.Embedding(), Prompts(delivery, arguments), cancellation), given => result.Add(given));
            case "EncodePrompts":
                return Given(
                    Ability<IPromptableDecoder>().EncodePrompts(delivery.Embedding(), Prompts(delivery, arguments), cancellation),
                    given => result.Add(given)
                );
            case "Mix":
                return Given(
                    Ability<IPromptableDecoder>().Mix(delivery.Embedding(), Prompts(delivery, arguments), delivery.PromptTokens(), cancellation),
                    given => result.Add(given)
                );
            case "Project":
                return Given(
                    Ability<IPromptableDecoder>().Project(delivery.Embedding(), Prompts(delivery, arguments), delivery.MixedTokens(), cancellation),
                    given => result.Add(given)
                );
            case "Preprocess":
                var size = PluginWire.Read<int[]>(arguments);
                return Given(Ability<IImagePreprocessing>().Preprocess(delivery.Tensor("image")!, size[0], size[1]), given => result.Add("prepared", given));
            case "Prepare":
                return Prepare(delivery, PluginWire.Read<CaseWire>(arguments), result, cancellation);
            case "Restore":
                var restoring = PluginWire.Read<RestoreWire>(arguments);
                return Given(
                    Ability<ICasePreparation>().Restore(delivery.Tensor("maps")!, _tokens[restoring.Token], restoring.Outside, cancellation),
                    given => result.Add("restored", given)
                );
            case "Forget":
                foreach (var token in PluginWire.Read<int[]>(arguments))
                    _ = _tokens.Remove(token) || _sessions.Remove(token);
                return PluginWire.Write(true);
            case "Begin":
                return Session(
                    Ability<IInteractiveBackbone>().Begin(delivery.Embedding(), Prompts(delivery, arguments), PluginWire.Read<SessionWire>(arguments).Seed)
                );
            case "Resume":
                return Session(Ability<IInteractiveBackbone>().Restore(delivery.Embedding(), delivery.Bytes("state")));
            case "Propose":
                var proposing = PluginWire.Read<SessionWire>(arguments);
                return Given(_sessions[proposing.Session].Propose(delivery.Embedding(), proposing.Candidates, cancellation), given => result.Add(given));
            case "Take":
                var taking = PluginWire.Read<SessionWire>(arguments);
                _sessions[taking.Session].Take(delivery.Embedding(), taking.Feedback!, cancellation);
                return PluginWire.Write(_sessions[taking.Session].Round);
            case "Save":
                result.Add("state", _sessions[PluginWire.Read<SessionWire>(arguments).Session].Save());
                return PluginWire.Write(true);
            default:
                throw new InvalidDataException($"There is no call '{method}' of a backbone.");
        }
    }

    public void Dispose() => backbone.Dispose();

    private T Ability<T>()
        where T : class => Inner as T ?? throw new InvalidOperationException($"{backbone.Description.Id} is no {typeof(T).Name}.");

    private static PromptBatch Prompts(Delivery delivery, JsonElement? arguments) => delivery.Prompts(PluginWire.Read<PromptWire>(arguments));

    private static JsonElement? Given<T>(T? given, Action<T> add)
        where T : class
    {
        if (given is null)
            return null;
        add(given);
        return PluginWire.Write(true);
    }

    private JsonElement? Prepare(Delivery delivery, CaseWire wire, Cargo result, CancellationToken cancellation)
    {
        var prepared = Ability<ICasePreparation>().Prepare(new(delivery.Tensor("case")!, wire.Spacing) { Affine = wire.Affine }, cancellation);
        if (prepared is null)
            return null;
        result.Add("prepared", prepared.Image);
        _tokens.Add(++_last, prepared.Token);
        return PluginWire.Write(_last);
    }

    private JsonElement? Session(IInteractiveSession? session)
    {
        if (session is null)
            return null;
        _sessions.Add(++_last, session);
        return PluginWire.Write(new SessionState(_last, session.Round));
    }
}

/// <summary>What of a case is no tensor.</summary>
internal sealed record CaseWire(double[] Spacing, double[]? Affine);

/// <summary>What of a way back is no tensor.</summary>
internal sealed record RestoreWire(int Token, float[] Outside);

/// <summary>What of a conversation's call is no tensor.</summary>
internal sealed record SessionWire(int[]? ImageIndex, bool AllHypotheses)
{
    public int Session { get; init; }

    public long Seed { get; init; }

    public int Candidates { get; init; }

    public SessionFeedback? Feedback { get; init; }
}

/// <summary>A conversation and how far it has come.</summary>
internal sealed record SessionState(int Session, int Round);
