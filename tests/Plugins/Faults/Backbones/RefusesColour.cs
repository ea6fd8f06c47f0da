namespace Faults.RefusesColour;

/// <summary>Prepares grey images alone.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyPreprocessing(options)
{
    public override Tensor Preprocess(Tensor image, int height, int width) =>
        image.shape[0] == 1
            ? base.Preprocess(image, height, width)
            : throw new ArgumentException($"A grey image is expected, not one of {image.shape[0]} channels.", nameof(image));
}
