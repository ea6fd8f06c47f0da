namespace Wrappers.Passes;

/// <summary>Puts together what passes say, one after the other, without keeping them.</summary>
/// <param name="description">What the passes are together.</param>
/// <param name="answer">Whether their mean answers, or the first.</param>
internal sealed class PassesTogether(BackboneDescription description, PassAnswer answer) : IDisposable
{
    // How far from 0 and 1 a probability is at least, in float64, before it becomes a logit.
    private const double Nearest = 1e-12;

    private readonly RunningMoments _answers = new();
    private readonly RunningMoments _features = new();
    private long[]? _shape;
    private Tensor? _first;
    private Tensor? _own;

    /// <summary>Takes one more.</summary>
    /// <param name="network">Who said it.</param>
    /// <param name="turn">How the image was turned.</param>
    /// <param name="output">What was said of the turned image; it stays the caller's.</param>
    public void Add(BackboneDescription network, Orientation turn, SegmentationOutput output)
    {
        using var scope = NewDisposeScope();
        var isFirst = _shape is null;
        _answers.Add(turn.Back(Probabilities(network, output.Logits)));
        _shape ??= output.Features is null ? [] : turn.Back(output.Features).shape;
        if (answer == PassAnswer.Mean)
        {
            if (description.DecoderChannels is not null)
                _features.Add(Sized(turn.Back(output.Features!), _shape));
        }
        else if (isFirst)
        {
            _first = (network.Outputs == OutputKind.Logits ? output.Logits : Logits(Probabilities(network, output.Logits))).clone().DetachFromDisposeScope();
            _own = output.Features?.clone().DetachFromDisposeScope();
        }
    }

    /// <summary>The answer of all, with their mean and spread; its tensors, float32, are in the outer dispose scope.</summary>
    public SegmentationOutput Output()
    {
        var mean = _answers.Mean();
        var features =
            description.DecoderChannels is null ? null
            : answer == PassAnswer.Mean ? _features.Mean()
            : _own;
        return new(Kept(_first ?? Logits(mean)), features is null ? null : Kept(features))
        {
            Extras = new Dictionary<string, Tensor> { [SegmentationOutput.Mean] = Kept(mean), [SegmentationOutput.Spread] = Kept(_answers.Deviation()) },
        };
    }

    public void Dispose()
    {
        _answers.Dispose();
        _features.Dispose();
        _first?.Dispose();
        _own?.Dispose();
    }

    private Tensor Logits(Tensor probabilities)
    {
        var kept = probabilities.clamp(Nearest, 1 - Nearest);
        return description.ClassKind == ClassKind.Exclusive ? kept.log() : kept.logit();
    }

    // A new tensor, whatever type it has already.
    private static Tensor Kept(Tensor values) => values.to(ScalarType.Float32, copy: true).MoveToOuterDisposeScope();

    /// <summary>In float64, so that sure answers do not become equal to 1.</summary>
    private static Tensor Probabilities(BackboneDescription network, Tensor answer)
    {
        var values = answer.to(ScalarType.Float64);
        return network.Outputs == OutputKind.Probabilities ? values
            : network.ClassKind == ClassKind.Exclusive ? nn.functional.softmax(values, 1)
            : sigmoid(values);
    }

    /// <summary>Maps of networks with other strides, at the size of the first.</summary>
    private static Tensor Sized(Tensor map, long[] shape) =>
        map.shape.SequenceEqual(shape)
            ? map
            : nn.functional.interpolate(map, size: shape[2..], mode: shape.Length == 5 ? InterpolationMode.Trilinear : InterpolationMode.Bilinear);
}
