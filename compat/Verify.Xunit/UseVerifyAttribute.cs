using System.ComponentModel;
using System.Reflection;
using Xunit.Sdk;

namespace VerifyXunit;

/// <summary>Tells <see cref="Verifier"/> which test is running. The build applies it to every assembly that uses the library.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class UseVerifyAttribute : BeforeAfterTestAttribute
{
    private static readonly AsyncLocal<MethodInfo?> _running = new();

    internal static MethodInfo RunningTest =>
        _running.Value
        ?? throw new InvalidOperationException(
            "Verify was called where no test is running. Call it from a test method (or what that awaits) of an assembly that "
                + "is built with UseVerify=true, which applies [assembly: VerifyXunit.UseVerify]."
        );

    /// <summary>Notes the test that starts.</summary>
    /// <param name="methodUnderTest">Its method.</param>
    public override void Before(MethodInfo methodUnderTest) => _running.Value = methodUnderTest;

    /// <summary>Forgets the test that ended.</summary>
    /// <param name="methodUnderTest">Its method.</param>
    public override void After(MethodInfo methodUnderTest) => _running.Value = null;
}
