using VerifyTests;
using VerifyXunit;

namespace Compat.Verify.Tests;

public sealed class ObjectTests : IDisposable
{
    private static readonly Guid _id = new("0f8fad5b-d9cb-469f-a165-70867728950e");
    private readonly SnapshotFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task An_object_has_one_member_a_line_and_no_quotes() => Expect(
        """
        {
          Name: a "quoted" name,
          Count: 3,
          Share: 1.0,
          Done: false,
          Kind: Ordinal,
          Inner: {
            Value: 2.5
          },
          Items: [
            1,
            2
          ]
        }
        """,
        Verifier.Verify(new
        {
            Name = "a \"quoted\" name",
            Count = 3,
            Share = 1d,
            Done = false,
            Kind = StringComparison.Ordinal,
            Inner = new { Value = 2.5 },
            Items = new[] { 1, 2 },
        }));

    [Fact]
    public Task Null_and_empty_members_are_left_out() => Expect(
        """
        {
          Kept: yes
        }
        """,
        Verifier.Verify(new { None = (string?)null, Empty = Array.Empty<int>(), Kept = "yes" }));

    [Fact]
    public Task Names_of_a_dictionary_are_sorted() => Expect(
        """
        {
          a: 1,
          b: 2
        }
        """,
        Verifier.Verify(new Dictionary<string, int> { ["b"] = 2, ["a"] = 1 }));

    [Fact]
    public Task A_text_of_several_lines_starts_on_its_own() => Expect(
        "{\n  Text:\none\ntwo\n}",
        Verifier.Verify(new { Text = "one\r\ntwo" }));

    [Fact]
    public Task Identifiers_and_times_are_numbered() => Expect(
        """
        {
          Id: Guid_1,
          Same: Guid_1,
          At: DateTime_1
        }
        """,
        Verifier.Verify(new { Id = _id, Same = _id.ToString(), At = DateTime.UtcNow }));

    [Fact]
    public Task Appended_values_stand_beside_the_target() => Expect(
        """
        {
          target: text,
          seconds: 7
        }
        """,
        Verifier.Verify("text").AppendValue("seconds", 7));

    [Fact]
    public Task Json_is_rendered_the_same_way() => Expect(
        """
        {
          name: x,
          list: [
            1,
            {
              deep: true
            }
          ]
        }
        """,
        Verifier.VerifyJson("""{ "name": "x", "none": null, "empty": [], "list": [1, { "deep": true }] }"""));

    [SkippableFact]
    public async Task An_object_that_holds_itself_is_written_once()
    {
        Skip.IfNot(StandIn.IsTested, StandIn.Only);
        var node = new Node { Name = "root" };
        node.Next = node;

        await Expect("{\n  Name: root\n}", Verifier.Verify(node));
    }

    [SkippableFact]
    public async Task An_exception_is_its_type_and_message()
    {
        Skip.IfNot(StandIn.IsTested, "The real package renders the stack trace as well.");

        await Expect(
            """
            {
              Type: InvalidOperationException,
              Message: not now
            }
            """,
            Verifier.Throws(() => throw new InvalidOperationException("not now")));
    }

    [Fact]
    public async Task An_action_that_throws_nothing_fails() =>
        await Assert.ThrowsAnyAsync<Exception>(async () => await Verifier.Throws(() => { }).UseDirectory(_folder.Path));

    private async Task Expect(string text, SettingsTask verification)
    {
        await verification.UseDirectory(_folder.Path).AutoVerify();

        Assert.Equal(text, _folder.Verified);
    }

    private sealed class Node
    {
        public required string Name { get; init; }

        public Node? Next { get; set; }
    }
}
