using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Backbones.UNet;

/// <summary>The shape of a U-Net. The defaults are the published network's.</summary>
/// <param name="InputChannels">Channels of the image, 1 to 1024.</param>
/// <param name="Classes">Channels of the logits, 1 to 1024.</param>
/// <param name="Width">Channels of the finest level, 1 to 1024; every level below has twice as many as the one above. Even when bilinear.</param>
/// <param name="Depth">How often the image is halved, 1 to 8.</param>
/// <param name="Bilinear">Enlarge by bilinear interpolation, with half the channels; otherwise by transposed convolution.</param>
public sealed record UNetOptions(int InputChannels = 1, int Classes = 1, int Width = 64, int Depth = 4, bool Bilinear = false)
{
    /// <summary>Reads the options of a configuration; what it does not name keeps its default.</summary>
    /// <exception cref="ArgumentException">An option is unknown, unreadable or out of range; all problems are told at once.</exception>
    public static UNetOptions From(IConfiguration configuration)
    {
        var problems = new List<string>();
        var defaults = new UNetOptions();
        string[] known = [nameof(InputChannels), nameof(Classes), nameof(Width), nameof(Depth), nameof(Bilinear)];
        foreach (var entry in configuration.GetChildren())
        {
            if (!known.Contains(entry.Key, StringComparer.OrdinalIgnoreCase)) problems.Add($"'{entry.Key}' is not an option; the options are {string.Join(", ", known)}");
        }
        var options = new UNetOptions(
            Number(nameof(InputChannels), defaults.InputChannels, 1, 1024),
            Number(nameof(Classes), defaults.Classes, 1, 1024),
            Number(nameof(Width), defaults.Width, 1, 1024),
            Number(nameof(Depth), defaults.Depth, 1, 8),
            Flag(nameof(Bilinear), defaults.Bilinear));
        if (options.Bilinear && options.Width % 2 != 0) problems.Add($"Width is {options.Width}; a bilinear U-Net halves it and needs an even number");
        return problems.Count == 0 ? options : throw new ArgumentException($"The options of UNet are not right: {string.Join("; ", problems)}.");

        int Number(string name, int fallback, int least, int most)
        {
            var text = configuration[name];
            if (text is null) return fallback;
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most) return value;
            problems.Add($"{name} is '{text}'; expected a whole number from {least} to {most}");
            return fallback;
        }

        bool Flag(string name, bool fallback)
        {
            var text = configuration[name];
            if (text is null) return fallback;
            if (bool.TryParse(text, out var value)) return value;
            problems.Add($"{name} is '{text}'; expected true or false");
            return fallback;
        }
    }
}
