namespace Faults.PreparesAnotherSize;

/// <summary>Keeps the image's own size where another one is asked for.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyPreprocessing(options)
{
    public override Tensor Preprocess(Tensor image, int height, int width) => base.Preprocess(image, (int)image.shape[^2], (int)image.shape[^1]);
}
