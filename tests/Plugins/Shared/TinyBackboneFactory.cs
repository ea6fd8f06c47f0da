namespace Tiny;

/// <summary>Makes a backbone from the tiny options.</summary>
public class TinyBackboneFactory<TBackbone> : IBackboneFactory
    where TBackbone : TinyBackbone
{
    public virtual string Id => TinyBackbone.Id;

    public virtual ISegmentorBackbone Create(BackboneContext context) => Make(TinyOptions.Read(context.Options), context);

    protected static ISegmentorBackbone Make(TinyOptions options, BackboneContext context)
    {
        var backbone = (TBackbone)Activator.CreateInstance(typeof(TBackbone), options)!;
        backbone.Module.to(context.Device);
        return backbone;
    }
}
