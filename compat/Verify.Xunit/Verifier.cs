using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using VerifyTests;

namespace VerifyXunit;

/// <summary>
/// Compares text that a test made with the <c>.verified.</c> file beside the test's source. A missing or different file fails the test and
/// leaves a <c>.received.</c> file next to it, to be looked at and, if right, renamed.
/// </summary>
/// <remarks>
/// Files are called <c>Type.Method_parameter=value.verified.extension</c>. Lines end with <c>\n</c> on both sides; a byte order mark and one
/// line end at the end of the verified file make no difference. Two verifications of one test need two names.
/// </remarks>
public static class Verifier
{
    private static readonly char[] _forbidden = ['"', '\\', '<', '>', '|', ':', '*', '?', '/', .. Enumerable.Range(0, 32).Select(code => (char)code)];

    /// <summary>Verifies text.</summary>
    /// <param name="target">The text.</param>
    /// <param name="extension">The extension of the files, without a dot.</param>
    /// <param name="sourceFile">Is filled in by the compiler.</param>
    /// <returns>A task that the test awaits or returns.</returns>
    /// <exception cref="InvalidOperationException">No test is running, or a theory's arguments were not passed on (when it starts).</exception>
    public static SettingsTask Verify(string target, string extension = "txt", [CallerFilePath] string sourceFile = "") =>
        new(
            async (directory, parameters) =>
            {
                var folder = Path.Combine(Path.GetDirectoryName(sourceFile)!, directory ?? "");
                var name = Path.Combine(folder, Name(UseVerifyAttribute.RunningTest, parameters));
                var (received, verified) = ($"{name}.received.{extension}", $"{name}.verified.{extension}");
                File.Delete(received);
                var actual = LineEnds(target);
                var expected = File.Exists(verified) ? LineEnds(await File.ReadAllTextAsync(verified)) : null;
                if (actual == expected || actual + '\n' == expected)
                    return;
                Directory.CreateDirectory(folder);
                await File.WriteAllTextAsync(received, actual, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
                throw new VerifyException(Message(folder, received, verified, actual, expected));
            }
        );

    private static string Name(MethodInfo test, object?[]? values)
    {
        var names = test.GetParameters().Select(parameter => parameter.Name!).ToList();
        if (values is null && names.Count > 0)
        {
            throw new InvalidOperationException(
                $"The test {test.Name} has parameters, but none were passed on, so all its cases would share one file. "
                    + $"Write Verify(...).UseParameters({string.Join(", ", names)})."
            );
        }
        if (values?.Length > names.Count)
            throw new InvalidOperationException($"{values.Length} values were passed to UseParameters, but the test {test.Name} has {names.Count} parameters.");
        var type = test.ReflectedType!;
        var arguments = (values ?? []).Select((value, i) => $"_{names[i]}={Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null"}");
        var name = $"{(type.IsNested ? $"{type.ReflectedType!.Name}." : "")}{type.Name}.{test.Name}{string.Concat(arguments)}";
        return string.Join('-', name.Split(_forbidden));
    }

    private static string Message(string folder, string received, string verified, string actual, string? expected)
    {
        var files =
            $"Directory: {folder}\n{(expected is null ? "New" : "NotEqual")}:\n  - Received: {Path.GetFileName(received)}\n    Verified: {Path.GetFileName(verified)}\n";
        if (expected is null)
            return $"{files}\nReceived:\n{actual}\n\nIf that is right, rename the .received. file to .verified.\n";
        var same = actual.AsSpan().CommonPrefixLength(expected);
        var line = actual.AsSpan(0, same).Count('\n');
        return $"{files}\nFirst at line {line + 1}:\n- {LineOf(expected, line)}\n+ {LineOf(actual, line)}\n\nReceived:\n{actual}\n\nIf that is right, rename the .received. file to .verified.\n";
    }

    private static string LineOf(string text, int line) => text.Split('\n').ElementAtOrDefault(line) ?? "(ends)";

    private static string LineEnds(string text) => text.TrimStart('\uFEFF').ReplaceLineEndings("\n");

    private sealed class VerifyException(string message) : Exception(message);
}
