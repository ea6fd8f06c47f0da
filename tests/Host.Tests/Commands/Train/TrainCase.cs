using System.Text.Json;
using System.Text.Json.Nodes;
using DeferredSeg.Formats;

namespace DeferredSeg.Host.Tests.Commands.Train;

/// <summary>Runs of seconds: twelve small phantoms, a small network, two experts.</summary>
public abstract class TrainCase : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("deferredseg").FullName;

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A place in this test's own folder.</summary>
    protected string At(params string[] names) => Path.Combine([_folder, .. names]);

    /// <summary>An experiment as a file.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="edit">What is other than usual.</param>
    protected string Configuration(string folder, Action<JsonObject>? edit = null)
    {
        var json = JsonNode
            .Parse(
                $$"""
                {
                  "seed": 3,
                  "dataset": { "source": "phantom", "phantom": { "cases": 12, "size": 32 } },
                  "backbone": { "id": "UNet", "options": { "width": 4, "depth": 2 } },
                  "experts": [ { "name": "right", "source": "oracle" }, { "name": "none", "source": "constant", "options": { "value": 0 } } ],
                  "training": { "epochs": 2, "learningRate": 0.001, "accumulation": 2, "checkpointSteps": 1 },
                  "run": { "folder": {{JsonSerializer.Serialize(folder)}} }
                }
                """
            )!
            .AsObject();
        edit?.Invoke(json);
        var file = At(Guid.NewGuid().ToString("N") + ".json");
        File.WriteAllText(file, json.ToJsonString());
        return file;
    }

    internal static ProgramRun Train(string configuration, params string[] further) => ProgramRun.Of(["train", "--config", configuration, .. further]);

    /// <summary>All tensors of a weight file or a checkpoint, as text.</summary>
    protected static string Weights(string file)
    {
        using var tensors = WeightFile.Open(file);
        return string.Join(
            '\n',
            tensors
                .Tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal)
                .Select(tensor =>
                {
                    var values = new byte[tensor.ByteCount];
                    tensors.Read(tensor.Name, values);
                    return $"{tensor.Name} {Convert.ToHexString(values)}";
                })
        );
    }

    /// <summary>The weights of a network's best epoch and of its last step, moments included.</summary>
    protected static string AllWeights(string member) =>
        string.Join(
            '\n',
            Directory
                .EnumerateFiles(Path.Combine(member, "best"), "*.safetensors")
                .Order(StringComparer.Ordinal)
                .Append(Directory.EnumerateFiles(member, "checkpoint-*.safetensors").Max(StringComparer.Ordinal)!)
                .Select(Weights)
        );

    /// <summary>The steps, epochs and losses that a network's logs tell: everything but what a clock says.</summary>
    protected static string Logs(string member) =>
        string.Join(
            '\n',
            File.ReadLines(Path.Combine(member, "steps.jsonl"))
                .Concat(File.ReadLines(Path.Combine(member, "epochs.jsonl")))
                .Select(line =>
                {
                    var json = JsonNode.Parse(line)!.AsObject();
                    foreach (var clock in (string[])["casesPerSecond", "secondsLeft", "seconds"])
                        json.Remove(clock);
                    return json.ToJsonString();
                })
        );
}
