using System.Runtime.CompilerServices;
using VerifyTests;

namespace Compat.Verify.Tests;

/// <summary>A scrubber of all tests of this assembly, which acts on a mark that only one of them writes.</summary>
internal static class GlobalScrubber
{
    public const string Mark = "{{only the global scrubber knows}}";

    [ModuleInitializer]
    public static void Add() => VerifierSettings.AddScrubber(text => text.Replace(Mark, "local, then global"));
}
