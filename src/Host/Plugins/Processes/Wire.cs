using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.PluginKit;
using StreamJsonRpc;

namespace DeferredSeg.Host.Plugins.Processes;

/// <summary>What a plugin's process does for the host.</summary>
[JsonRpcContract]
[SuppressMessage("Usage", "StreamJsonRpc0008", Justification = "Messages are written as JSON alone.")]
internal partial interface IPluginWorker
{
    /// <summary>Loads a plugin's code, for the doctor, and lets go of it.</summary>
    Task LoadAsync(string folder, CancellationToken cancellation);

    /// <summary>Runs one conformance check of a plugin.</summary>
    Task<CheckResult> CheckAsync(CheckRequest request, CancellationToken cancellation);

    /// <summary>Takes one step in making something.</summary>
    Task<StepResult> StepAsync(int thing, Step step, CancellationToken cancellation);

    /// <summary>Calls something that was made.</summary>
    Task<CallResult> CallAsync(CallRequest request, CancellationToken cancellation);

    /// <summary>Frees things.</summary>
    Task ReleaseAsync(int[] things);
}

/// <summary>What the host does for a plugin's process, during a call.</summary>
[JsonRpcContract]
[SuppressMessage("Usage", "StreamJsonRpc0008", Justification = "Messages are written as JSON alone.")]
internal partial interface IPluginOwner
{
    /// <summary>Shared memory for a result, where what came with the call is too small.</summary>
    Task<BlockReference> RentAsync(long bytes);

    /// <summary>A line for the user.</summary>
    Task TellAsync(string line);

    /// <summary>What a rater left for an image.</summary>
    Task<RaterMaskWire> RaterMaskAsync(int thing, string caseId, string rater);

    /// <summary>Leaves a question for people.</summary>
    Task<string> SubmitAsync(int thing, string expert, RequestWire request, Dictionary<string, byte[]> planes);

    /// <summary>Looks for an answer of people.</summary>
    Task<ReplyWire> FindAsync(int thing, string id);
}

/// <summary>A conformance check of a plugin.</summary>
/// <param name="Folder">The plugin's folder.</param>
/// <param name="Index">Which check of <see cref="ConformanceSuite.Plan"/>, from 0.</param>
/// <param name="Before">The results of the checks before it.</param>
/// <param name="Options">The options of contributions, flat.</param>
/// <param name="Seed">The seed of all random inputs and weights.</param>
/// <param name="LargestSize">The largest image that is tried, in pixels along an axis.</param>
/// <param name="Model">The model file to check with; null for none.</param>
internal sealed record CheckRequest(
    string Folder,
    int Index,
    IReadOnlyList<CheckResult> Before,
    Dictionary<string, string?> Options,
    long Seed,
    int LargestSize,
    ModelWire? Model
);

/// <summary>One step in making something in another process; the steps are taken again where a fresh process takes the place of one that ended.</summary>
internal sealed record Step(StepKind Kind)
{
    /// <summary>The plugin's folder.</summary>
    public string Folder { get; init; } = "";

    /// <summary>The contribution's name.</summary>
    public string Id { get; init; } = "";

    /// <summary>Its options, flat.</summary>
    public Dictionary<string, string?> Options { get; init; } = [];

    /// <summary>The device, as torch writes it.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>The model file and its hash; null where none is named.</summary>
    public ModelWire? Model { get; init; }

    /// <summary>Where a file or a wrapper is named, for messages.</summary>
    public string Key { get; init; } = "";

    /// <summary>What a wrapper is put around: the steps by which each was made.</summary>
    public Step[][] Inner { get; init; } = [];

    /// <summary>What a head is made for.</summary>
    public HeadWire? Head { get; init; }

    /// <summary>An expert's name in the configuration.</summary>
    public string Name { get; init; } = "";

    /// <summary>The recorded raters that an expert may look at; null where there are none.</summary>
    public string[]? Raters { get; init; }

    /// <summary>Whether there is somewhere to ask people.</summary>
    public bool Asks { get; init; }

    /// <summary>The experts that routing channels are for.</summary>
    public int Experts { get; init; }

    /// <summary>Files of weights.</summary>
    public string[] Paths { get; init; } = [];

    /// <summary>The part of the files that is taken; null for the one that fits.</summary>
    public string? Root { get; init; }

    /// <summary>The state of torch's generator before the step; null where the step draws nothing.</summary>
    public byte[]? Random { get; init; }
}

/// <summary>What a step does.</summary>
internal enum StepKind
{
    /// <summary>Makes a backbone.</summary>
    Backbone,

    /// <summary>Puts a wrapper around backbones.</summary>
    Wrapper,

    /// <summary>Makes a head.</summary>
    Head,

    /// <summary>Makes an expert.</summary>
    Expert,

    /// <summary>Adds native routing channels.</summary>
    Routing,

    /// <summary>Fills a backbone with the weights of files.</summary>
    Weights,

    /// <summary>Fills a wrapper with what it is put around, where the file knows it.</summary>
    WeightsAround,

    /// <summary>Fills the module of a backbone or head from a file that training wrote.</summary>
    Module,
}

/// <summary>A model file.</summary>
internal sealed record ModelWire(string Path, string Sha256);

/// <summary>What a head is made for; see <see cref="HeadContext"/>.</summary>
internal sealed record HeadWire(
    int Experts,
    int? FeatureChannels,
    int Classes,
    bool NativeRouting,
    ClassKind ClassKind,
    int SpatialAxes,
    int? ImageChannels,
    bool HasPasses
);

/// <summary>What a step found.</summary>
internal sealed record StepResult
{
    /// <summary>What a backbone says of itself.</summary>
    public BackboneDescription? Backbone { get; init; }

    /// <summary>What a head says of itself.</summary>
    public HeadDescription? Head { get; init; }

    /// <summary>What an expert says of themselves.</summary>
    public ExpertDescriptor? Expert { get; init; }

    /// <summary>The contract's optional interfaces that it has.</summary>
    public string[] Abilities { get; init; } = [];

    /// <summary>How whole cases are cut; null where the backbone does not say.</summary>
    public TileRule? Tiles { get; init; }

    /// <summary>The state of torch's generator afterwards.</summary>
    public byte[]? Random { get; init; }
}

/// <summary>A call of something that was made.</summary>
/// <param name="Thing">Its number.</param>
/// <param name="Method">The method.</param>
/// <param name="Blocks">The shared memory that the parts lie in.</param>
/// <param name="Closed">Blocks that are not used any more.</param>
/// <param name="Space">A block for the result, probably large enough; null for none.</param>
/// <param name="Parts">Tensors and planes.</param>
/// <param name="Arguments">Everything else.</param>
internal sealed record CallRequest(
    int Thing,
    string Method,
    BlockReference[] Blocks,
    int[] Closed,
    BlockReference? Space,
    Part[] Parts,
    JsonElement? Arguments
);

/// <summary>What a call gave.</summary>
/// <param name="Block">The block that its parts lie in; 0 where there are none.</param>
/// <param name="Parts">Tensors and planes.</param>
/// <param name="Value">Everything else.</param>
internal sealed record CallResult(int Block, Part[] Parts, JsonElement? Value);

/// <summary>How messages are written: JSON after its length. Tensors and planes are not among them.</summary>
internal static class PluginWire
{
    /// <summary>How plain values are written.</summary>
    public static JsonSerializerOptions Json { get; } =
        new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, Converters = { new JsonStringEnumConverter() } };

    /// <summary>The messages over two streams.</summary>
    public static IJsonRpcMessageHandler Messages(Stream sending, Stream receiving) =>
        // Straight to the streams: a pump between would be two more changes of thread for each message.
        new LengthHeaderMessageHandler(
            PipeWriter.Create(new DirectPipe(sending)),
            PipeReader.Create(receiving, new(bufferSize: 1 << 16)),
            new SystemTextJsonFormatter { JsonSerializerOptions = Json }
        );

    /// <summary>A value as a message has it.</summary>
    public static JsonElement Write<T>(T value) => JsonSerializer.SerializeToElement(value, Json);

    /// <summary>A value that a message has.</summary>
    public static T Read<T>(JsonElement? value) => value is { } there ? there.Deserialize<T>(Json)! : throw new JsonException("a value is missing");
}
