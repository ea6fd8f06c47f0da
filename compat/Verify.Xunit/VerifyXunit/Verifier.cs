using System.Runtime.CompilerServices;
using System.Text.Json;
using VerifyTests;
using VerifyTests.Rendering;

namespace VerifyXunit;

/// <summary>
/// Compares what a test made with the <c>.verified.</c> file beside the test's source. A missing or different file fails
/// the test and leaves a <c>.received.</c> file next to it, to be looked at and, if right, renamed.
/// </summary>
/// <remarks>
/// Nothing happens before the returned task is awaited or returned. Files are called
/// <c>Type.Method_parameter=value.verified.extension</c>; a theory passes its arguments to
/// <see cref="SettingsTask.UseParameters"/>. Text is compared with line ends as <c>\n</c>; a byte order mark and one line
/// end at the end of the verified file make no difference.
/// </remarks>
public static class Verifier
{
    /// <summary>Verifies an object, rendered as relaxed JSON; a string is taken as it is.</summary>
    /// <param name="target">What to verify; null is the text <c>null</c>.</param>
    /// <param name="settings">Settings to start from; they are copied.</param>
    /// <param name="sourceFile">Is filled in by the compiler.</param>
    /// <returns>A task that the test awaits or returns.</returns>
    public static SettingsTask Verify(object? target, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "")
        => Start(settings, sourceFile, context => target is string text
            ? TextOrJson(text, "txt", context)
            : context.Json(target));

    /// <summary>Verifies text.</summary>
    /// <param name="target">The text; null is the text <c>null</c>, an empty one <c>emptyString</c>.</param>
    /// <param name="extension">The extension of the files, without a dot.</param>
    /// <param name="settings">Settings to start from; they are copied.</param>
    /// <param name="sourceFile">Is filled in by the compiler.</param>
    /// <returns>A task that the test awaits or returns.</returns>
    public static SettingsTask Verify(string? target, string extension = "txt", VerifySettings? settings = null, [CallerFilePath] string sourceFile = "")
        => Start(settings, sourceFile, context => TextOrJson(target, extension, context));

    /// <summary>Verifies bytes; those of a text format as text.</summary>
    /// <param name="target">The bytes.</param>
    /// <param name="extension">The extension of the files, without a dot.</param>
    /// <param name="settings">Settings to start from; they are copied.</param>
    /// <param name="sourceFile">Is filled in by the compiler.</param>
    /// <returns>A task that the test awaits or returns.</returns>
    public static SettingsTask Verify(byte[]? target, string extension, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "")
        => Start(settings, sourceFile, _ => Snapshot.OfBytes(target ?? throw new ArgumentNullException(nameof(target)), extension));

    /// <summary>Verifies what is left in a stream, which is then disposed.</summary>
    /// <param name="target">The stream.</param>
    /// <param name="extension">The extension of the files, without a dot.</param>
    /// <param name="settings">Settings to start from; they are copied.</param>
    /// <param name="sourceFile">Is filled in by the compiler.</param>
    /// <returns>A task that the test awaits or returns.</returns>
    public static SettingsTask Verify(Stream? target, string extension, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "")
        => Start(settings, sourceFile, _ =>
        {
            using var stream = target ?? throw new ArgumentNullException(nameof(target));
            using var content = new MemoryStream();
            stream.CopyTo(content);
            return Snapshot.OfBytes(content.ToArray(), extension);
        });

    /// <summary>Verifies a file under its own extension.</summary>
    /// <param name="path">The file.</param>
    /// <param name="settings">Settings to start from; they are copied.</param>
    /// <param name="sourceFile">Is filled in by the compiler.</param>
    /// <returns>A task that the test awaits or returns.</returns>
    public static SettingsTask VerifyFile(string path, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "")
        => Start(settings, sourceFile, _ => Snapshot.OfBytes(File.ReadAllBytes(path), Path.GetExtension(path).TrimStart('.')));

    /// <summary>Verifies JSON text, rendered as relaxed JSON.</summary>
    /// <param name="target">The JSON text.</param>
    /// <param name="settings">Settings to start from; they are copied.</param>
    /// <param name="sourceFile">Is filled in by the compiler.</param>
    /// <returns>A task that the test awaits or returns; it fails with a <see cref="JsonException"/> if the text is no JSON.</returns>
    public static SettingsTask VerifyJson(string? target, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "")
        => Start(settings, sourceFile, context =>
        {
            using var document = JsonDocument.Parse(target ?? throw new ArgumentNullException(nameof(target)));
            return context.Json(document.RootElement);
        });

    /// <summary>Verifies the exception that an action throws: its type and message.</summary>
    /// <param name="target">The action; it fails the test if it throws nothing.</param>
    /// <param name="settings">Settings to start from; they are copied.</param>
    /// <param name="sourceFile">Is filled in by the compiler.</param>
    /// <returns>A task that the test awaits or returns.</returns>
    /// <remarks>The package that this stands in for renders the stack trace as well, so its files differ.</remarks>
    public static SettingsTask Throws(Action target, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "")
        => Start(settings, sourceFile, context => context.Json(ExceptionOf(target)));

    private static SettingsTask Start(VerifySettings? settings, string sourceFile, Func<RenderContext, Snapshot> render)
        => new(settings, effective => Verification.Run(effective, sourceFile, render));

    private static Snapshot TextOrJson(string? target, string extension, RenderContext context)
    {
        var text = target switch { null => "null", "" => "emptyString", _ => target };
        return context.HasAppended ? context.Json(text) : Snapshot.OfText(text, extension);
    }

    private static Exception ExceptionOf(Action target)
    {
        try
        {
            target();
        }
        catch (Exception error)
        {
            return error;
        }

        throw new InvalidOperationException("The action threw no exception; expected one to verify.");
    }
}
