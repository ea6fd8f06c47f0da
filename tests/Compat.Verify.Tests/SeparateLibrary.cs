using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using VerifyXunit;
using Xunit.Sdk;

namespace Compat.Verify.Tests;

/// <summary>A second copy of the library in this process, with global settings of its own.</summary>
internal sealed class SeparateLibrary
{
    private readonly Assembly _library =
        new AssemblyLoadContext("second Verify", isCollectible: true).LoadFromAssemblyPath(typeof(Verifier).Assembly.Location);

    /// <summary>Calls a global setting without arguments.</summary>
    public void Set(string name) => _library.GetType("VerifyTests.VerifierSettings", throwOnError: true)!
        .GetMethod(name)!
        .Invoke(null, BindingFlags.DoNotWrapExceptions, null, null, null);

    /// <summary>Verifies an object on behalf of the calling test and accepts it.</summary>
    public async Task Accept(object target, string folder, [CallerMemberName] string test = "", [CallerFilePath] string sourceFile = "")
    {
        var running = (BeforeAfterTestAttribute)Activator.CreateInstance(_library.GetType("VerifyXunit.UseVerifyAttribute", throwOnError: true)!)!;
        running.Before(typeof(GlobalSettingsTests).GetMethod(test)!);
        var verify = _library.GetType("VerifyXunit.Verifier", throwOnError: true)!.GetMethods()
            .Single(method => method.Name == "Verify" && method.GetParameters()[0].ParameterType == typeof(object));
        dynamic verification = verify.Invoke(null, [target, null, sourceFile])!;
        await verification.UseDirectory(folder).AutoVerify();
    }
}
