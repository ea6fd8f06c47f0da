using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using DeferredSeg.Engine.Weights;

namespace DeferredSeg.Engine.Training.Progress;

/// <summary>
/// A run's logs: <c>steps.jsonl</c> and <c>epochs.jsonl</c> with an object a line, <c>epochs.csv</c> for spreadsheets, and event files for
/// TensorBoard. On resume the first three are cut back to the checkpoint, so that no step is there twice.
/// </summary>
internal sealed class TrainingLog : IDisposable
{
    private static readonly string[] _names = ["steps.jsonl", "epochs.jsonl", "epochs.csv"];
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly string _folder;
    private readonly Dictionary<string, FileStream> _files = [];
    private TensorBoardLog? _tensorBoard;

    /// <param name="folder">Made if it is not there.</param>
    /// <param name="lengths">Where each log is cut off; empty for new logs.</param>
    public TrainingLog(string folder, IReadOnlyDictionary<string, long> lengths)
    {
        _folder = folder;
        Guard(() =>
        {
            Directory.CreateDirectory(folder);
            _tensorBoard = new(folder);
            foreach (var name in _names)
            {
                var file = _files[name] = new(Path.Combine(folder, name), FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
                file.SetLength(Math.Min(file.Length, lengths.GetValueOrDefault(name)));
                file.Seek(0, SeekOrigin.End);
            }
        });
    }

    /// <summary>Flushes to the disk and says how long the logs are.</summary>
    public IReadOnlyDictionary<string, long> Flush()
    {
        Guard(() => _files.Values.ToList().ForEach(file => file.Flush(flushToDisk: true)));
        return _files.ToDictionary(entry => entry.Key, entry => entry.Value.Length);
    }

    public void Write(StepProgress step)
    {
        Append(_names[0], JsonSerializer.Serialize(step, _json));
        Guard(() => _tensorBoard!.Write(step));
    }

    public void Write(EpochProgress epoch)
    {
        Append(_names[1], JsonSerializer.Serialize(epoch, _json));
        Guard(() => _tensorBoard!.Write(epoch));
        var (loss, validation) = (epoch.Loss, epoch.Validation);
        var experts = Enumerable.Range(1, epoch.Rho.Count).ToList();
        if (_files[_names[2]].Length == 0)
        {
            Append(
                _names[2],
                string.Join(
                    ',',
                    [
                        "epoch",
                        "step",
                        "learning_rate",
                        "loss",
                        "loss_experts",
                        "loss_segmentor",
                        "loss_cross_entropy",
                        "loss_coherence",
                        "loss_balancing",
                        .. experts.Select(j => $"rho_{j}"),
                        "dice_system",
                        "dice_expert",
                        "dice_model",
                        "dice_model_alone",
                        "deferral",
                        "best",
                        "seconds",
                    ]
                )
            );
        }
        double[] numbers =
        [
            epoch.LearningRate,
            loss.Total,
            loss.Experts,
            loss.Segmentor,
            loss.CrossEntropy,
            loss.Coherence,
            loss.Balancing,
            .. epoch.Rho,
            validation.System,
            validation.Expert,
            validation.Model,
            validation.ModelAlone,
        ];
        Append(
            _names[2],
            string.Create(
                CultureInfo.InvariantCulture,
                $"{epoch.Epoch},{epoch.Step},{Joined(numbers)},{validation.Deferral:R},{(epoch.IsBest ? 1 : 0)},{epoch.Seconds:F1}"
            )
        );
    }

    private static string Joined(IEnumerable<double> numbers) => string.Join(',', numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)));

    public void Dispose()
    {
        foreach (var file in _files.Values)
            file.Dispose();
    }

    // Written through at once: a killed process leaves what it said.
    private void Append(string name, string line) =>
        Guard(() =>
        {
            _files[name].Write(Encoding.UTF8.GetBytes(line + "\n"));
            _files[name].Flush();
        });

    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Dispose();
            throw new CheckpointException($"The logs in {_folder} cannot be written: {e.Message} Free space or choose another folder, then resume.", e);
        }
    }
}

/// <summary>The epochs that a run has logged.</summary>
public static class EpochLog
{
    private const string File = "epochs.jsonl";
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Reads them, in order.</summary>
    /// <param name="folder">A run's folder, as <see cref="TrainingSetup.Folder"/>.</param>
    /// <exception cref="CheckpointException">The log is missing or damaged.</exception>
    public static IReadOnlyList<EpochProgress> Read(string folder)
    {
        var path = Path.Combine(folder, File);
        try
        {
            return
            [
                .. System
                    .IO.File.ReadLines(path)
                    .Select(line => JsonSerializer.Deserialize<EpochProgress>(line, _json) ?? throw new JsonException("A line holds nothing.")),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CheckpointException($"The log {path} cannot be read: {e.Message}", e);
        }
    }
}
