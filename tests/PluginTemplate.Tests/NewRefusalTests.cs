namespace PluginTemplate.Tests;

public sealed class NewRefusalTests : IDisposable
{
    private readonly AuthorFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1Tiny", "'1Tiny' is no name for a plugin")]
    [InlineData("My..Tiny", "C# identifiers joined by dots")]
    [InlineData("../Tiny", "such as Backbones.Tiny")]
    [InlineData("My.class", "'class' in it, which is a word of C#")]
    [InlineData("TorchSharp.Mine", "would hide a name")]
    [InlineData("Größe", "letters, digits and underscores")]
    public void A_bad_name_is_told_what_a_name_is(string name, string expected) => Refused(expected, "new", name, "--kind", "backbone");

    [Fact]
    public void An_unknown_kind_is_answered_with_those_there_are()
    {
        var output = Refused("'bone'", "new", "Tiny", "--kind", "bone").Output;

        Assert.All(["backbone", "expert", "head"], kind => Assert.Contains($"'{kind}'", output));
    }

    [Fact]
    public void A_folder_with_something_in_it_stays_as_it_is()
    {
        Directory.CreateDirectory(_folder.Of("Tiny"));
        File.WriteAllText(_folder.Of("Tiny", "mine.txt"), "mine");

        var refused = _folder.Host("plugins", "new", "Tiny", "--kind", "head");

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains($"{_folder.Of("Tiny")} is not empty", refused.Output);
        Assert.Equal([_folder.Of("Tiny", "mine.txt")], Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    private CommandResult Refused(string expected, params string[] arguments)
    {
        var refused = _folder.Host(["plugins", .. arguments]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(expected, refused.Output);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
        return refused;
    }
}
