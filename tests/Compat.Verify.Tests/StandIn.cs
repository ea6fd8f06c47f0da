using System.Reflection;
using VerifyXunit;

namespace Compat.Verify.Tests;

/// <summary>Tells the stand-in from the real package, which the same tests can run against.</summary>
internal static class StandIn
{
    public const string Only = "Only the stand-in is made like this.";

    public static bool IsTested { get; } =
        typeof(Verifier).Assembly.GetCustomAttribute<AssemblyProductAttribute>()?.Product == "DeferredSeg.Host";
}
