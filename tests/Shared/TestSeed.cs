using System.Globalization;
using Xunit.Sdk;

namespace Shared;

/// <summary>
/// The seed of what tests draw at random: a fixed one, so that each run draws the same and a failure comes again, or that of
/// <c>DEFERREDSEG_TEST_SEED</c>, to look for others. Failures print it.
/// </summary>
internal static class TestSeed
{
    private const string Variable = "DEFERREDSEG_TEST_SEED";
    private const int Usual = 20251;

    /// <summary>The seed.</summary>
    public static int Value { get; } =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } set ? int.Parse(set, CultureInfo.InvariantCulture) : Usual;

    /// <summary>Makes assertions that do not name the seed themselves; where one fails, its message does.</summary>
    /// <param name="assertions">Is given the seed.</param>
    public static void Print(Action<int> assertions)
    {
        try
        {
            assertions(Value);
        }
        catch (XunitException e)
        {
            throw new XunitException($"{e.Message} (seed {Value}; {Variable} sets it)", e);
        }
    }
}
