using System.Security.Cryptography;
using System.Text.Json;
using DeferredSeg.Engine.Cache;
using DeferredSeg.Engine.Training;
using DeferredSeg.Formats;
using DeferredSeg.Formats.Safetensors;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Libtorch;

namespace DeferredSeg.Engine.Weights;

/// <summary>A checkpoint as one safetensors file: tensors by name; state and checksum in the metadata.</summary>
internal static class CheckpointFile
{
    public const string Format = "deferredseg-checkpoint-2";
    private const string OlderFormat = "deferredseg-checkpoint-1";

    /// <summary>Writes a file under another name, flushes and renames it.</summary>
    public static void Write(string path, TrainingState state, IReadOnlyList<(string Name, Tensor Value)> tensors)
    {
        var text = JsonSerializer.Serialize(state);
        var byName = tensors.ToDictionary(entry => entry.Name, entry => entry.Value);
        var metadata = new Dictionary<string, string>
        {
            ["format"] = Format,
            ["state"] = text,
            ["sha256"] = Checksum(text, tensors),
        };
        SafetensorsWriter.Write(
            path,
            [.. tensors.Select(entry => new TensorInfo(entry.Name, TensorTypes.Of(entry.Value.dtype), entry.Value.shape))],
            (info, stream) =>
            {
                using var scope = NewDisposeScope();
                if (info.ByteCount > 0)
                    stream.Write(byName[info.Name].detach().cpu().contiguous().bytes);
            },
            metadata
        );
    }

    /// <summary>Reads and verifies a file. The tensors belong to the caller's scope.</summary>
    /// <exception cref="CheckpointException">It is damaged or of another kind.</exception>
    public static (TrainingState State, IReadOnlyDictionary<string, Tensor> Tensors) Read(string path)
    {
        using var scope = NewDisposeScope();
        try
        {
            using var file = SafetensorsFile.Open(path);
            if (file.Metadata.GetValueOrDefault("format") == OlderFormat)
                throw Older(path, file.Metadata.GetValueOrDefault("state"));
            if (file.Metadata.GetValueOrDefault("format") != Format)
                throw new CheckpointException(
                    $"{path} is no checkpoint of this version: its format is '{file.Metadata.GetValueOrDefault("format")}', expected '{Format}'."
                );
            var tensors = file.Tensors.ToDictionary(info => info.Name, info => ModuleWeights.Read(file, info));
            var text = file.Metadata["state"];
            var (found, expected) = (Checksum(text, [.. tensors.Select(entry => (entry.Key, entry.Value))]), file.Metadata["sha256"]);
            if (found != expected)
                throw new CheckpointException($"{path} is damaged: its checksum is {found}, expected {expected}.");
            var state = JsonSerializer.Deserialize<TrainingState>(text) ?? throw new CheckpointException($"{path} holds no state.");
            foreach (var tensor in tensors.Values)
                tensor.MoveToOuterDisposeScope();
            return (state, tensors);
        }
        catch (Exception e) when (e is WeightFileException or IOException or KeyNotFoundException or JsonException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{path} cannot be read: {e.Message}", e);
        }
    }

    private static CheckpointException Older(string path, string? state)
    {
        var versions = state is null ? null : JsonDocument.Parse(state).RootElement.GetProperty("Versions").GetString();
        return new(
            $"{path} was written by an older program ({OlderFormat}{(versions is null ? "" : $", {versions}")}); this one "
                + $"computes with {LibtorchBuild.Version} and writes {Format}. "
                + "Go on with the program that wrote it, or train anew in another folder. The weights of the run, best.safetensors, load as before."
        );
    }

    private static string Checksum(string state, IReadOnlyList<(string Name, Tensor Value)> tensors)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        EncoderIdentity.Add(hash, state);
        foreach (var (name, value) in tensors.OrderBy(entry => entry.Name, StringComparer.Ordinal))
            EncoderIdentity.Add(hash, name, value);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>A checkpoint cannot be written, read or used. The message names the file or folder and what to do.</summary>
public sealed class CheckpointException : Exception
{
    /// <summary>With a message for people.</summary>
    public CheckpointException(string message)
        : base(message) { }

    /// <summary>With a message for people and what lies beneath.</summary>
    public CheckpointException(string message, Exception inner)
        : base(message, inner) { }
}
