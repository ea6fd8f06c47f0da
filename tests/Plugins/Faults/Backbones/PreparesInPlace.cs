namespace Faults.PreparesInPlace;

/// <summary>Takes the least value off the image itself.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyPreprocessing(options)
{
    public override Tensor Preprocess(Tensor image, int height, int width)
    {
        using (var least = image.min())
            image.sub_(least);
        return base.Preprocess(image, height, width);
    }
}
