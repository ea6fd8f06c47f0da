namespace DeferredSeg.Host.Commands.Metrics;

/// <summary>JSON has no NaN: what is undefined is null.</summary>
internal static class JsonNumber
{
    public static double? Of(double value) => double.IsFinite(value) ? value : null;
}
