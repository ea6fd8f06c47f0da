using VerifyTests.Comparing;
using VerifyTests.Naming;
using VerifyTests.Rendering;
using VerifyTests.Scrubbing;
using VerifyXunit;

namespace VerifyTests;

/// <summary>One verification from rendering to verdict.</summary>
internal static class Verification
{
    /// <summary>Renders, cleans, compares; leaves a received file and throws if the verified one does not match.</summary>
    /// <param name="settings">The verification's own settings.</param>
    /// <param name="sourceFile">The file that holds the test.</param>
    /// <param name="render">Makes what is to be verified.</param>
    /// <exception cref="VerifyException">The verified file is missing or different.</exception>
    public static async Task Run(VerifySettings settings, string sourceFile, Func<RenderContext, Snapshot> render)
    {
        VerifierSettings.Use();
        var files = SnapshotFiles.For(settings, sourceFile, UseVerifyAttribute.RunningTest);
        files.DeleteReceived();

        var placeholders = new Placeholders();
        var snapshot = render(new RenderContext(settings, placeholders));
        if (snapshot.Text is { } text)
            snapshot = Snapshot.OfText(TextScrubbing.Apply(text, settings, placeholders, sourceFile), snapshot.Extension);

        var comparison = await Comparison.Of(snapshot, files);
        if (comparison.IsEqual)
            return;
        if (settings.AcceptsChanges)
        {
            comparison.Accept();
            return;
        }

        comparison.WriteReceived();
        throw new VerifyException(FailureMessage.Of(comparison, files));
    }
}
