using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace DeferredSeg.Bench;

/// <summary>
/// A network that bench/python/export.py wrote, run by ONNX Runtime on the inputs that lie next to it. Its outputs are held against those
/// of Python's torch once, before anything is timed: a network that computes something else would be no measure.
/// </summary>
internal sealed class ExportedNetwork : IBody
{
    // Of the largest output. Sums in another order differ by 1e-6 to 1e-5.
    private const double Tolerance = 1e-3;

    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly OrtValue[] _inputs;

    /// <param name="folder">Holds network.onnx and a file for each input and output.</param>
    /// <param name="threads">How many threads an operator may take; operators run one after another, as in libtorch.</param>
    public ExportedNetwork(string folder, int threads)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            // Warnings tell of initializers that nothing needs after optimisation.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        _session = new InferenceSession(Path.Combine(folder, "network.onnx"), options);
        _inputs = [.. _session.InputNames.Select(name => Input(folder, name))];
        Check(folder);
    }

    /// <inheritdoc/>
    public void Call(int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            using var outputs = Forward();
        }
    }

    public void Dispose()
    {
        foreach (var input in _inputs)
            input.Dispose();
        _run.Dispose();
        _session.Dispose();
    }

    private IDisposableReadOnlyCollection<OrtValue> Forward() => _session.Run(_run, _session.InputNames, _inputs, _session.OutputNames);

    private OrtValue Input(string folder, string name)
    {
        long[] shape = [.. _session.InputMetadata[name].Dimensions.Select(size => (long)size)];
        return OrtValue.CreateTensorValueFromMemory(TensorFile.Read(folder, name), shape);
    }

    private void Check(string folder)
    {
        using var outputs = Forward();
        double difference = 0,
            largest = 0;
        foreach (var (name, output) in _session.OutputNames.Zip(outputs))
        {
            var found = output.GetTensorDataAsSpan<float>();
            var expected = TensorFile.Read(folder, name);
            if (found.Length != expected.Length)
            {
                throw new InvalidDataException($"{folder}: ONNX Runtime's {name} has {found.Length} numbers, that of Python's torch {expected.Length}.");
            }
            for (var i = 0; i < expected.Length; i++)
            {
                difference = Math.Max(difference, Math.Abs(found[i] - expected[i]));
                largest = Math.Max(largest, Math.Abs(expected[i]));
            }
        }
        // Not "greater than": a difference that is no number is one too.
        if (!(difference <= Tolerance * largest))
        {
            throw new InvalidDataException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{folder}: ONNX Runtime and Python's torch differ by {difference:0.0e-00}, where the largest output is {largest:0.0e-00}."
                )
            );
        }
        Console.Error.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  ONNX Runtime and Python's torch differ by at most {difference:0.0e-00}; the largest output is {largest:0.0e-00}"
            )
        );
    }
}
