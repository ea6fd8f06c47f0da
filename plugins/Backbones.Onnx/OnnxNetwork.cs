using Exported;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Backbones.Onnx;

/// <summary>An ONNX model in ONNX Runtime.</summary>
internal sealed class OnnxNetwork : IExportedNetwork
{
    private readonly InferenceSession _session;
    private readonly string _input;

    private OnnxNetwork(InferenceSession session, string input, ExportedInput shape) => (_session, _input, Input) = (session, input, shape);

    /// <inheritdoc/>
    public ExportedInput Input { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> OutputNames => _session.OutputNames;

    /// <summary>Opens a file, with as many threads as libtorch has.</summary>
    /// <exception cref="ArgumentException">It is no ONNX, has operators that are not known, or takes something else than one image.</exception>
    public static OnnxNetwork Open(string path, Device device)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = get_num_threads(),
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        InferenceSession session;
        try
        {
            if (device.type == DeviceType.CUDA)
                options.AppendExecutionProvider_CUDA(Math.Max(0, device.index));
            session = new(path, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new ArgumentException(
                $"{path} is no ONNX model that can be run: {Line(e)} Expected a file that torch.onnx.export or another exporter wrote.",
                e
            );
        }
        try
        {
            return new(session, session.InputNames[0], Shape(path, session));
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Run(Tensor images)
    {
        var shape = images.shape;
        using var onCpu = images.cpu();
        var input = new DenseTensor<float>(onCpu.data<float>().ToArray(), [.. shape.Select(size => (int)size)]);
        try
        {
            using var results = _session.Run([NamedOnnxValue.CreateFromTensor(_input, input)]);
            return [.. results.Select(result => Read(result, images.device))];
        }
        catch (OnnxRuntimeException e)
        {
            throw new ArgumentException($"The model refuses an image [{string.Join(", ", shape)}]: {Line(e)}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private static ExportedInput Shape(string path, InferenceSession session)
    {
        if (session.InputNames.Count != 1)
            throw new ArgumentException(
                $"{path} has the inputs {string.Join(", ", session.InputNames)}; expected one, the image [B, C, H, W] or [B, C, D, H, W]."
            );
        var input = session.InputMetadata[session.InputNames[0]];
        if (input.ElementDataType != TensorElementType.Float)
            throw new ArgumentException($"{path}: the input {session.InputNames[0]} is of {input.ElementDataType}; expected Float, 32 bits. Export it so.");
        int?[] sizes = [.. input.Dimensions.Select(size => size > 0 ? (int?)size : null)];
        return sizes.Length is 4 or 5
            ? new(sizes[0], sizes[1], sizes[2..])
            : throw new ArgumentException(
                $"{path}: the input {session.InputNames[0]} has {sizes.Length} axes; expected 4, an image [B, C, H, W], or 5, a volume [B, C, D, H, W]."
            );
    }

    private static Tensor Read(NamedOnnxValue result, Device device) =>
        result.Value switch
        {
            DenseTensor<float> values => tensor(values.ToArray(), [.. values.Dimensions.ToArray().Select(size => (long)size)], device: device),
            DenseTensor<double> values => tensor(
                Array.ConvertAll(values.ToArray(), value => (float)value),
                [.. values.Dimensions.ToArray().Select(size => (long)size)],
                device: device
            ),
            // Not a map of numbers: an index of classes, say. It keeps its place, so that others keep theirs.
            _ => zeros([0], ScalarType.Float32, device),
        };

    private static string Line(OnnxRuntimeException e)
    {
        var line = e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? "";
        return line.EndsWith('.') ? line : line + ".";
    }
}
