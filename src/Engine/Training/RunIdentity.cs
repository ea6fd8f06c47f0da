using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DeferredSeg.Engine.Weights;

namespace DeferredSeg.Engine.Training;

/// <summary>What a run is, as hashes of its parts: a checkpoint is resumed by the same run only. How long to train and how often to save may change.</summary>
internal static class RunIdentity
{
    public static IReadOnlyDictionary<string, string> Of(TrainingSetup setup, TrainedParts parts) =>
        new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["training options"] = Hash(JsonSerializer.Serialize(setup.Options with { Epochs = 1, Patience = 0, CheckpointSteps = 0 })),
            ["losses"] = Hash(JsonSerializer.Serialize(setup.Losses)),
            ["routing policy"] = Hash(JsonSerializer.Serialize(setup.Policy)),
            ["experts"] = Hash(JsonSerializer.Serialize(setup.Panel?.Experts)),
            ["training cases"] = Hash(JsonSerializer.Serialize(setup.Train.Cases.Select(one => one.Id))),
            ["validation cases"] = Hash(JsonSerializer.Serialize(setup.Validation.Cases.Select(one => one.Id))),
            ["configuration"] = Hash(setup.Configuration),
            ["networks or their frozen weights"] = parts.Hash(),
        };

    /// <summary>Refuses a checkpoint of another run.</summary>
    /// <exception cref="CheckpointException">Seed or parts differ; the message names them.</exception>
    public static void Require(TrainingState found, TrainingState expected, string folder)
    {
        List<string> differ = [.. expected.Fingerprint.Where(part => found.Fingerprint.GetValueOrDefault(part.Key) != part.Value).Select(part => part.Key)];
        if (found.Seed != expected.Seed)
            differ.Add($"seed ({found.Seed} there, {expected.Seed} now)");
        if (differ.Count > 0)
            throw new CheckpointException(
                $"The checkpoint in {folder} is of another run; these differ: {string.Join(", ", differ)}. Resume with what it "
                    + "was started with, or start anew in another folder."
            );
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
