namespace Faults.HeadDescribesAnew;

/// <summary>Counts its own descriptions.</summary>
public sealed class Plugin : HeadPlugin<Head>;

public sealed class Head(HeadContext context) : TinyHead(context)
{
    private int _calls;

    public override HeadDescription Describe() => base.Describe() with { Version = $"1.0.{_calls++}" };
}
