namespace Tiny;

/// <summary>The options of the tiny network.</summary>
/// <param name="Width">Channels, 1 to 64.</param>
/// <param name="Slope">Of the leaky rectifier, 0 to 1.</param>
/// <param name="Bias">Whether convolutions have one.</param>
/// <param name="Seconds">How long the plugins that overrun their time do so, 0 to 60.</param>
public sealed record TinyOptions(int Width, double Slope, bool Bias, double Seconds)
{
    public static TinyOptions Read(IConfiguration configuration)
    {
        var problems = new OptionProblems(configuration);
        problems.Known("width", "slope", "bias", "seconds");
        var options = new TinyOptions(
            problems.Whole("width", 4, 1, 64),
            problems.Number("slope", 0.1, 0, 1),
            problems.Flag("bias", true),
            problems.Number("seconds", 2, 0, 60)
        );
        problems.Throw();
        return options;
    }
}
