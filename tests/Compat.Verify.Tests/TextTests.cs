using VerifyTests;
using VerifyXunit;

namespace Compat.Verify.Tests;

public sealed class TextTests : IDisposable
{
    private readonly SnapshotFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task A_test_can_return_the_verification_of_a_file_in_the_tree() =>
        Verifier.Verify("one line\nand another");

    [Fact]
    public async Task A_missing_verified_file_fails_leaves_what_was_received_and_prints_it()
    {
        var error = await Fails(Verifier.Verify("first\nsecond"));

        Assert.Equal([SnapshotFolder.Name("TextTests", "received")], _folder.Files);
        Assert.Equal("first\nsecond", _folder.Received);
        Assert.Contains("New:", error.Message, StringComparison.Ordinal);
        Assert.Contains("first\nsecond", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_different_verified_file_fails_and_the_message_shows_where()
    {
        var verified = Enumerable.Range(1, 20).Select(line => $"line {line}").ToList();
        var received = verified.Select(line => line == "line 10" ? "line ten" : line).Append("line 21");
        _folder.Write(SnapshotFolder.Name("TextTests"), string.Join('\n', verified));

        var error = await Fails(Verifier.Verify(string.Join('\n', received)));

        Assert.Contains("NotEqual:", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, _folder.Files.Count());
        if (StandIn.IsTested)
        {
            Assert.Contains("first at line 10, column 6", error.Message, StringComparison.Ordinal);
            Assert.Contains(
                "@@ -7 +7 @@\n line 7\n line 8\n line 9\n-line 10\n+line ten\n line 11\n line 12\n line 13\n@@ -18 +18 @@\n line 18\n line 19\n line 20\n+line 21\n",
                error.Message,
                StringComparison.Ordinal);
        }
    }

    [SkippableTheory]
    [InlineData("a\nb\nc", "a\nc", " a\n-b\n c\n")]
    [InlineData("a\nc", "a\nb\nc", " a\n+b\n c\n")]
    [InlineData("a\nb", "x\ny\nz", "-a\n-b\n+x\n+y\n+z\n")]
    [InlineData("a\nb\nc\nd", "b\nx\nd\ne", "-a\n b\n-c\n+x\n d\n+e\n")]
    public async Task The_difference_has_the_fewest_lines(string verified, string received, string difference)
    {
        Skip.IfNot(StandIn.IsTested, "The real package prints both texts alone.");
        _folder.Write("Any.verified.txt", verified);

        var error = await Fails(Verifier.Verify(received).UseFileName("Any"));

        Assert.Contains($" @@\n{difference}\n", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_equal_verified_file_passes_and_a_stale_received_file_goes()
    {
        _folder.Write(SnapshotFolder.Name("TextTests"), "same");
        _folder.Write(SnapshotFolder.Name("TextTests", "received"), "of an earlier run");

        await Verifier.Verify("same").UseDirectory(_folder.Path);

        Assert.Equal([SnapshotFolder.Name("TextTests")], _folder.Files);
    }

    [Theory]
    [InlineData("same\ntext")]
    [InlineData("\uFEFFsame\ntext")]
    [InlineData("same\ntext\n")]
    public async Task A_byte_order_mark_and_a_last_line_end_make_no_difference(string verified)
    {
        _folder.Write("Any.verified.txt", verified);

        await Verifier.Verify("same\r\ntext").UseDirectory(_folder.Path).UseFileName("Any");
    }

    [Theory]
    [InlineData("same\ntext\n\n")]
    [InlineData("same\ntext ")]
    [InlineData("Same\ntext")]
    public async Task Any_other_difference_counts(string verified)
    {
        _folder.Write("Any.verified.txt", verified);

        await Fails(Verifier.Verify("same\ntext").UseFileName("Any"));
    }

    [Fact]
    public async Task Received_text_has_a_byte_order_mark_and_plain_line_ends()
    {
        await Fails(Verifier.Verify("a\r\nb"));

        Assert.Equal("\uFEFFa\nb"u8.ToArray(), _folder.Bytes(SnapshotFolder.Name("TextTests", "received")));
    }

    [Theory]
    [InlineData(null, "null")]
    [InlineData("", "emptyString")]
    public async Task Nothing_is_written_in_words(string? text, string written)
    {
        await Fails(Verifier.Verify(text).UseFileName("Nothing"));

        Assert.Equal(written, _folder.Received);
    }

    [Fact]
    public async Task A_string_passed_as_an_object_is_text()
    {
        await Fails(Verifier.Verify((object)"plain"));

        Assert.Equal("plain", _folder.Received);
    }

    [Fact]
    public async Task Text_can_have_another_extension()
    {
        await Fails(Verifier.Verify("# title", extension: "md"));

        Assert.Equal([SnapshotFolder.Name("TextTests", "received", "md")], _folder.Files);
    }

    [Fact]
    public async Task A_verified_file_of_another_extension_is_reported()
    {
        _folder.Write(SnapshotFolder.Name("TextTests"), "text");
        _folder.Write(SnapshotFolder.Name("TextTests", extension: "md"), "# title");

        var error = await Fails(Verifier.Verify("# title", extension: "md"));

        Assert.Contains($"Delete:\n  - {SnapshotFolder.Name("TextTests")}", error.Message.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AutoVerify_accepts_what_was_received()
    {
        _folder.Write(SnapshotFolder.Name("TextTests"), "old");

        await Verifier.Verify("new").UseDirectory(_folder.Path).AutoVerify();

        Assert.Equal("new", _folder.Verified);
    }

    [Fact]
    public void Nothing_happens_before_the_verification_is_awaited()
    {
        _ = Verifier.Verify("never").UseDirectory(_folder.Path).DisableDiff();

        Assert.Empty(_folder.Files);
    }

    private async Task<Exception> Fails(SettingsTask verification)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(async () => await verification.UseDirectory(_folder.Path).DisableDiff());
        Assert.StartsWith($"Directory: {_folder.Path}", error.Message, StringComparison.Ordinal);
        return error;
    }
}
