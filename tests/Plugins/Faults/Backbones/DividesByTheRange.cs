namespace Faults.DividesByTheRange;

/// <summary>Divides by the difference of the least and the largest value also where there is none.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyPreprocessing(options)
{
    public override Tensor Preprocess(Tensor image, int height, int width)
    {
        using var scope = NewDisposeScope();
        var prepared = base.Preprocess(image, height, width);
        return prepared.div(prepared.max() - prepared.min()).MoveToOuterDisposeScope();
    }
}
