using VerifyXunit;

namespace Compat.Verify.Tests;

/// <summary>What the snapshots of this repository rely on; the package passes the same tests (-p:VerifyPackage=nuget).</summary>
public sealed class SnapshotTests : IDisposable
{
    private readonly SnapshotFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task A_test_can_return_the_verification_of_a_file_in_the_tree() => Verifier.Verify("one line\nand another");

    [Fact]
    public async Task A_missing_verified_file_fails_leaves_what_was_received_and_prints_it()
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(async () => await Verifier.Verify("first\r\nsecond").UseDirectory(_folder.Path));

        Assert.Equal([SnapshotFolder.Name("SnapshotTests", "received")], _folder.Files);
        Assert.Equal("first\nsecond", _folder.Received);
        Assert.Contains("New:", error.Message, StringComparison.Ordinal);
        Assert.Contains("first\nsecond", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("same\ntext\n\n")]
    [InlineData("same\ntext ")]
    [InlineData("Same\ntext")]
    [InlineData("same")]
    public async Task A_different_verified_file_fails_and_stays_as_it_is(string verified)
    {
        _folder.Write($"SnapshotTests.{nameof(A_different_verified_file_fails_and_stays_as_it_is)}_verified=case.verified.txt", verified);

        var error = await Assert.ThrowsAnyAsync<Exception>(async () => await Verifier.Verify("same\ntext").UseDirectory(_folder.Path).UseParameters("case"));

        Assert.Contains("NotEqual:", error.Message, StringComparison.Ordinal);
        Assert.Equal("same\ntext", _folder.Received);
        Assert.Equal(verified, _folder.Verified);
    }

    [Fact]
    public async Task The_message_shows_the_first_line_that_differs()
    {
        _folder.Write(SnapshotFolder.Name("SnapshotTests"), "a\nb\nc");

        var error = await Assert.ThrowsAnyAsync<Exception>(async () => await Verifier.Verify("a\nx\nc").UseDirectory(_folder.Path));

        Assert.Contains("x", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("same\ntext")]
    [InlineData("\uFEFFsame\ntext")]
    [InlineData("same\ntext\n")]
    public async Task An_equal_verified_file_passes_and_a_stale_received_file_goes(string verified)
    {
        const string name = $"SnapshotTests.{nameof(An_equal_verified_file_passes_and_a_stale_received_file_goes)}_verified=case";
        _folder.Write($"{name}.verified.txt", verified);
        _folder.Write($"{name}.received.txt", "of an earlier run");

        await Verifier.Verify("same\r\ntext").UseDirectory(_folder.Path).UseParameters("case");

        Assert.Equal([$"{name}.verified.txt"], _folder.Files);
    }

    [Theory]
    [InlineData("a/b:c", 1.5)]
    public async Task Arguments_are_in_the_name_and_the_extension_is_free(string text, double number)
    {
        await Assert.ThrowsAnyAsync<Exception>(async () => await Verifier.Verify("# title", "html").UseDirectory(_folder.Path).UseParameters(text, number));

        Assert.Equal([$"SnapshotTests.{nameof(Arguments_are_in_the_name_and_the_extension_is_free)}_text=a-b-c_number=1.5.received.html"], _folder.Files);
    }

    [Theory]
    [InlineData(1)]
    public async Task A_theory_that_passes_no_arguments_on_is_told_to(int argument)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(async () => await Verifier.Verify($"{argument}").UseDirectory(_folder.Path));

        Assert.Contains("UseParameters(argument)", error.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Files);
    }
}
