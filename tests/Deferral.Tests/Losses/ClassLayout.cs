namespace DeferredSeg.Deferral.Tests.Losses;

/// <summary>How classes and routing lie.</summary>
public enum ClassLayout
{
    Binary,
    MultilabelShared,
    MultilabelPerClass,
    Exclusive,
}
