namespace TorchSharp;

public static partial class torch
{
    /// <summary>How a quotient becomes whole.</summary>
    public enum RoundingMode
    {
        None = 0,
        trunc = 1,
        floor = 2,
    }
}
