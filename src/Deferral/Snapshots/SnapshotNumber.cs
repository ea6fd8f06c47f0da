using System.Globalization;

namespace DeferredSeg.Deferral.Snapshots;

/// <summary>A number in a text that must not change with the last bits of the arithmetic.</summary>
internal static class SnapshotNumber
{
    /// <summary>Decimals that are kept before the last rounding, so that simple fractions do not lie on its border.</summary>
    private const int Guard = 3;

    /// <summary>Rounded to the decimals, halves away from zero; zero has no sign.</summary>
    /// <param name="value">From -1e12 to 1e12.</param>
    /// <param name="digits">Decimals, 1 to 6; all of them are written.</param>
    public static string Of(double value, int digits)
    {
        var guarded = decimal.Round((decimal)value, digits + Guard, MidpointRounding.AwayFromZero);
        var rounded = decimal.Round(guarded, digits, MidpointRounding.AwayFromZero);
        return (rounded == 0 ? 0m : rounded).ToString($"F{digits}", CultureInfo.InvariantCulture);
    }
}
