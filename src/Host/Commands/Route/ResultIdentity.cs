using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Masks;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Host.Configuration;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Host.Commands.Route;

/// <summary>SHA-256 of what a result follows from, as hexadecimal digits.</summary>
internal static class ResultIdentity
{
    /// <summary>The configuration as far as a result depends on it: network, head, experts, routing, reference and preparation; not where files lie.</summary>
    /// <param name="experiment">The configuration, the command line's budget and absent experts included.</param>
    /// <param name="dataset">The dataset's settings.</param>
    public static string Of(Experiment experiment, DatasetSettings dataset)
    {
        var settings = experiment.Settings;
        string[] sections = ["backbone:", "head:", "experts:"];
        var options = experiment
            .Layers.Root.AsEnumerable()
            .Where(entry =>
                entry.Value is not null
                && sections.Any(section => entry.Key.StartsWith(section, StringComparison.OrdinalIgnoreCase))
                && !ConfiguredPaths.IsRead(entry.Key)
            )
            .Select(entry => $"{entry.Key.ToLowerInvariant()}={entry.Value}")
            .Order(StringComparer.Ordinal);
        // Defaults are in the records, so that a default that is written down changes nothing.
        return Of(
            JsonSerializer.Serialize(
                new
                {
                    settings.Seed,
                    Experts = settings.Evaluation?.Seed ?? 0,
                    Options = options,
                    Routing = settings.Routing ?? new(),
                    settings.Reference,
                    Preparation = (dataset.Preparation ?? new()).WithDefaults(),
                    dataset.Classes,
                    Volumes = dataset.Volumes ?? new(),
                    Boxes = dataset.Boxes ?? new(),
                }
            )
                + (dataset.Masks is { } masks && masks != new MaskSettings() ? JsonSerializer.Serialize(masks) : "")
                + (dataset.Points is { } points && points != new PointSettings() ? JsonSerializer.Serialize(points) : "")
        );
    }

    /// <summary>Images with what belongs to them.</summary>
    /// <param name="cases">The picture, or the slices of a volume.</param>
    public static string Of(IEnumerable<DatasetCase> cases)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        float[]? volume = null;
        foreach (var one in cases)
        {
            hash.AppendData(
                Encoding.UTF8.GetBytes(
                    FormattableString.Invariant(
                        $"|{one.Info.Id}|{one.Channels}|{one.Height}|{one.Width}|{one.FullScale}|{one.Gold?.Classes}|{one.FieldOfView?.Classes}|"
                    )
                )
            );
            // The slices of one volume share its voxels.
            if (one.Volume is null)
                hash.AppendData(MemoryMarshal.AsBytes(one.Image.AsSpan()));
            else if (!ReferenceEquals(one.Volume, volume))
            {
                hash.AppendData(MemoryMarshal.AsBytes((volume = one.Volume).AsSpan()));
                foreach (var channel in one.MoreVolumes)
                    hash.AppendData(MemoryMarshal.AsBytes(channel.AsSpan()));
            }
            if (one.Gold is { } gold)
                hash.AppendData(gold.Values);
            if (one.FieldOfView is { } view)
                hash.AppendData(view.Values);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>An image in the network's input space and its truth.</summary>
    /// <param name="one">The image.</param>
    public static string Of(CaseInput one)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Join('|', one.Image!.shape)));
        using var image = one.Image.cpu().contiguous();
        hash.AppendData(image.bytes);
        if (one.Truth is { } truth)
            hash.AppendData(truth.Values);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
