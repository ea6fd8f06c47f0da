using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;

namespace DeferredSeg.Host.Plugins.Processes;

/// <summary>Planes without their values, which go through shared memory.</summary>
/// <param name="Sizes">Height and width, or depth, height and width.</param>
/// <param name="Count">How many planes.</param>
/// <param name="Name">By which the values are found.</param>
internal sealed record PlanesWire(int[] Sizes, int Count, string Name)
{
    public Grid Grid => Sizes.Length == 2 ? new(Sizes[0], Sizes[1]) : new(Sizes[0], Sizes[1], Sizes[2]);
}

/// <summary>A question as plain values and named arrays of bytes; see <see cref="ExpertRequest"/>.</summary>
internal sealed record RequestWire
{
    public required string Key { get; init; }
    public required ExpertTask Task { get; init; }
    public required string CaseId { get; init; }
    public required string Patient { get; init; }
    public required Geometry Geometry { get; init; }
    public required PlanesWire Image { get; init; }
    public bool HasSamples { get; init; }
    public required int Classes { get; init; }
    public required ClassKind ClassKind { get; init; }
    public PlanesWire? Region { get; init; }
    public PlanesWire? GroundTruth { get; init; }
    public PlanesWire? Model { get; init; }
    public PlanesWire[] Proposals { get; init; } = [];
    public int[] Followed { get; init; } = [];
    public double? Worth { get; init; }
    public int Round { get; init; }
    public long Seed { get; init; }
    public int Epoch { get; init; }
}

/// <summary>An answer as plain values and named arrays of bytes; see <see cref="ExpertReply"/>.</summary>
internal sealed record ReplyWire
{
    public required ExpertStatus Status { get; init; }
    public string? Reason { get; init; }
    public PlanesWire? Mask { get; init; }
    public PlanesWire? Region { get; init; }
    public PlanesWire? Abstained { get; init; }
    public bool? Accepted { get; init; }
    public int? Choice { get; init; }
    public ExpertClick[] Clicks { get; init; } = [];
    public double? Seconds { get; init; }
    public double? Confidence { get; init; }

    /// <summary>The values of the planes, in the messages from host to plugin, which have no shared memory.</summary>
    public Dictionary<string, byte[]> Planes { get; init; } = [];
}

/// <summary>A rater's mask; see <see cref="RaterMask"/>.</summary>
internal sealed record RaterMaskWire(RaterMaskStatus Status, PlanesWire? Mask, PlanesWire? Seen, Dictionary<string, byte[]> Planes);

/// <summary>Questions, answers and masks between what the contract has and what messages have.</summary>
internal static class ExpertWire
{
    public static RequestWire Write(ExpertRequest request, Action<string, byte[]> put) =>
        new()
        {
            Key = request.Key,
            Task = request.Task,
            CaseId = request.Case.Id,
            Patient = request.Case.Patient,
            Geometry = request.Case.Geometry,
            Image = Image(request.Image, put),
            HasSamples = request.Image.Samples is not null,
            Classes = request.Classes,
            ClassKind = request.ClassKind,
            Region = Write("region", request.Region, put),
            GroundTruth = Write("truth", request.GroundTruth, put),
            Model = Write("model", request.Model, put),
            Proposals = [.. request.Proposals.Select((proposal, i) => Write(FormattableString.Invariant($"proposal {i}"), proposal, put)!)],
            Followed = [.. request.Followed],
            Worth = request.Worth,
            Round = request.Round,
            Seed = request.Seed,
            Epoch = request.Epoch,
        };

    public static ExpertRequest Read(RequestWire wire, Func<string, byte[]> get) =>
        new()
        {
            Key = wire.Key,
            Task = wire.Task,
            Case = new(wire.CaseId, wire.Patient, wire.Geometry),
            Image = new(wire.Image.Grid, wire.Image.Count, get(wire.Image.Name), wire.HasSamples ? Samples(get("samples")) : null),
            Classes = wire.Classes,
            ClassKind = wire.ClassKind,
            Region = Read(wire.Region, get),
            GroundTruth = Read(wire.GroundTruth, get),
            Model = Read(wire.Model, get),
            Proposals = [.. wire.Proposals.Select(proposal => Read(proposal, get)!)],
            Followed = wire.Followed,
            Worth = wire.Worth,
            Round = wire.Round,
            Seed = wire.Seed,
            Epoch = wire.Epoch,
        };

    public static ReplyWire Write(ExpertReply? reply, Action<string, byte[]> put) =>
        reply?.Answer is not { } answer
            ? new() { Status = reply?.Status ?? ExpertStatus.Pending, Reason = reply?.Reason }
            : new()
            {
                Status = reply.Status,
                Mask = Write("mask", answer.Mask, put),
                Region = Write("region", answer.Region, put),
                Abstained = Write("abstained", answer.Abstained, put),
                Accepted = answer.Accepted,
                Choice = answer.Choice,
                Clicks = [.. answer.Clicks],
                Seconds = answer.Seconds,
                Confidence = answer.Confidence,
            };

    public static ExpertReply Read(ReplyWire wire, Func<string, byte[]> get) =>
        wire.Status switch
        {
            ExpertStatus.Pending => ExpertReply.Pending,
            ExpertStatus.Declined => ExpertReply.Declined(wire.Reason ?? ""),
            _ => ExpertReply.Answered(
                new(Read(wire.Mask, get)!)
                {
                    Region = Read(wire.Region, get),
                    Abstained = Read(wire.Abstained, get),
                    Accepted = wire.Accepted,
                    Choice = wire.Choice,
                    Clicks = wire.Clicks,
                    Seconds = wire.Seconds,
                    Confidence = wire.Confidence,
                }
            ),
        };

    public static RaterMaskWire Write(RaterMask mask)
    {
        Dictionary<string, byte[]> planes = [];
        return new(mask.Status, Write("mask", mask.Mask, planes.Add), Write("seen", mask.Seen, planes.Add), planes);
    }

    public static RaterMask Read(RaterMaskWire wire) =>
        wire.Status switch
        {
            RaterMaskStatus.Missing => RaterMask.Missing,
            RaterMaskStatus.Declined => RaterMask.Declined,
            _ => RaterMask.Present(Read(wire.Mask, name => wire.Planes[name])!, Read(wire.Seen, name => wire.Planes[name])),
        };

    public static PlanesWire? Write(string name, MaskPlanes? planes, Action<string, byte[]> put)
    {
        if (planes is null)
            return null;
        put(name, planes.Values);
        return new([.. planes.Grid.Sizes], planes.Classes, name);
    }

    public static MaskPlanes? Read(PlanesWire? wire, Func<string, byte[]> get) => wire is null ? null : new(wire.Grid, wire.Count, get(wire.Name));

    private static PlanesWire Image(ImagePlanes image, Action<string, byte[]> put)
    {
        put("image", image.Values);
        if (image.Samples is { } samples)
        {
            var bytes = new byte[samples.Length * sizeof(ushort)];
            Buffer.BlockCopy(samples, 0, bytes, 0, bytes.Length);
            put("samples", bytes);
        }
        return new([.. image.Grid.Sizes], image.Channels, "image");
    }

    private static ushort[] Samples(byte[] bytes)
    {
        var samples = new ushort[bytes.Length / sizeof(ushort)];
        Buffer.BlockCopy(bytes, 0, samples, 0, bytes.Length);
        return samples;
    }
}
