using System.Runtime.InteropServices;
using Fixture.Contracts;

namespace Fixture.NativePlugin;

public sealed class NativeAnswer : IAnswer
{
    public static string AnswerOfFile() => $"native {ByFileName()}";

    public string Answer() => $"native {ByName()}";

    [DllImport("fixture_native", EntryPoint = "fixture_answer")]
    private static extern int ByName();

    [DllImport("libfixture_native.so", EntryPoint = "fixture_answer")]
    private static extern int ByFileName();
}
