namespace Faults.PreparesByTheLastImage;

/// <summary>Adds the mean of the image that it prepared before.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyPreprocessing(options)
{
    private float _mean;

    public override Tensor Preprocess(Tensor image, int height, int width)
    {
        using var prepared = base.Preprocess(image, height, width);
        using var mean = prepared.mean();
        var shifted = prepared.add(_mean);
        _mean = mean.item<float>();
        return shifted;
    }
}
