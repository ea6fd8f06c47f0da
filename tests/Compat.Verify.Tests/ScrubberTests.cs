using VerifyTests;
using VerifyXunit;

namespace Compat.Verify.Tests;

public sealed class ScrubberTests : IDisposable
{
    private readonly SnapshotFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task The_last_scrubber_added_runs_first() => Expect(
        "c",
        Verifier.Verify("a").AddScrubber(text => text.Replace("b", "c")).AddScrubber(text => text.Replace("a", "b")));

    [Fact]
    public Task Lines_with_a_text_go_whatever_its_case() => Expect(
        "keep\nthis",
        Verifier.Verify("keep\nSecret one\nthis\nno secret").ScrubLinesContaining("SECRET", "other"));

    [Fact]
    public Task Lines_are_replaced_or_removed() => Expect(
        "A\nC\n",
        Verifier.Verify("a\nb\nc\n").ScrubLinesWithReplace(line => line == "b" ? null! : line.ToUpperInvariant()));

    [Fact]
    public Task Equal_identifiers_get_equal_names() => Expect(
        "Guid_1 Guid_2 Guid_1 x0f8fad5b-d9cb-469f-a165-70867728950e",
        Verifier.Verify("0f8fad5b-d9cb-469f-a165-70867728950e 7c9e6679-7425-40de-944b-e07fc1f90ae7 0F8FAD5B-D9CB-469F-A165-70867728950E x0f8fad5b-d9cb-469f-a165-70867728950e")
            .ScrubInlineGuids());

    [Fact]
    public Task Machine_and_user_are_replaced_as_whole_words() => Expect(
        $"on TheMachineName, by TheUserName, not x{Environment.UserName}x",
        Verifier.Verify($"on {Environment.MachineName}, by {Environment.UserName}, not x{Environment.UserName}x").ScrubMachineName().ScrubUserName());

    [Fact]
    public Task Folders_of_this_machine_are_replaced_without_being_asked() => Expect(
        "{TempPath}file, {CurrentDirectory}here",
        Verifier.Verify($"{Path.Combine(Path.GetTempPath(), "file")}, {Path.Combine(AppContext.BaseDirectory, "here")}"));

    [Fact]
    public Task The_projects_folder_is_replaced_too() => Expect(
        "{ProjectDirectory}ScrubberTests.cs",
        Verifier.Verify(ThisFile()));

    [Fact]
    public Task Global_scrubbers_run_after_the_verifications_own() => Expect(
        "local, then global",
        Verifier.Verify("mark-0").AddScrubber(text => text.Replace("mark-0", GlobalScrubber.Mark)));

    private static string ThisFile([System.Runtime.CompilerServices.CallerFilePath] string path = "") => path;

    private async Task Expect(string text, SettingsTask verification)
    {
        await verification.UseDirectory(_folder.Path).AutoVerify();

        Assert.Equal(text, _folder.Verified);
    }
}
