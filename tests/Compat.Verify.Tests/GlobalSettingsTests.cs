using VerifyTests;

namespace Compat.Verify.Tests;

public sealed class GlobalSettingsTests : IDisposable
{
    private readonly SnapshotFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Strict_json_quotes_and_has_its_own_extension()
    {
        Skip.IfNot(StandIn.IsTested, StandIn.Only);
        var library = new SeparateLibrary();
        library.Set(nameof(VerifierSettings.UseStrictJson));

        await library.Accept(new { Name = "a \"b\"", Count = 1 }, _folder.Path);

        Assert.Equal([SnapshotFolder.Name("GlobalSettingsTests", extension: "json")], _folder.Files);
        Assert.Equal("{\n  \"Name\": \"a \\\"b\\\"\",\n  \"Count\": 1\n}", _folder.Verified);
    }

    [SkippableFact]
    public async Task One_name_for_two_verifications_can_be_allowed()
    {
        Skip.IfNot(StandIn.IsTested, StandIn.Only);
        var library = new SeparateLibrary();
        library.Set(nameof(VerifierSettings.DisableRequireUniquePrefix));

        await library.Accept("one", _folder.Path);
        await library.Accept("two", _folder.Path);

        Assert.Equal("two", _folder.Verified);
    }

    [SkippableFact]
    public async Task Global_settings_come_before_the_first_verification()
    {
        Skip.IfNot(StandIn.IsTested, StandIn.Only);
        var library = new SeparateLibrary();
        await library.Accept("text", _folder.Path);

        var error = Assert.Throws<InvalidOperationException>(() => library.Set(nameof(VerifierSettings.UseStrictJson)));

        Assert.Contains("[ModuleInitializer]", error.Message, StringComparison.Ordinal);
    }
}
