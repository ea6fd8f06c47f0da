namespace TorchSharp;

public static partial class torch
{
    /// <summary>How values between grid points are made.</summary>
    public enum GridSampleMode
    {
        Nearest = 0,
        Bilinear = 2,
    }
}
