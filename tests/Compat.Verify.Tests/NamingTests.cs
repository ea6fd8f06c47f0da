using VerifyTests;
using VerifyXunit;

namespace Compat.Verify.Tests;

public sealed class NamingTests : IDisposable
{
    private readonly SnapshotFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task Files_are_called_after_class_and_method() =>
        Expect("NamingTests.Files_are_called_after_class_and_method", settings => { });

    [Fact]
    public Task The_method_can_be_named() => Expect("NamingTests.Other", settings => settings.UseMethodName("Other"));

    [Fact]
    public Task The_type_can_be_named() => Expect("Other.The_type_can_be_named", settings => settings.UseTypeName("Other"));

    [Fact]
    public Task The_file_can_be_named() => Expect("Whole", settings => settings.UseFileName("Whole"));

    [Theory]
    [InlineData("a/b:c", 1.5, null)]
    public Task Arguments_are_named_and_forbidden_characters_replaced(string text, double number, string? none) =>
        Expect(
            "NamingTests.Arguments_are_named_and_forbidden_characters_replaced_text=a-b-c_number=1.5_none=null",
            settings => settings.UseParameters(text, number, none));

    [Theory]
    [InlineData(1, 2)]
    public Task The_first_arguments_may_do(int first, int second) =>
        Expect($"NamingTests.The_first_arguments_may_do_first={second - first}", settings => settings.UseParameters(first));

    [Theory]
    [InlineData(1)]
    public Task A_text_can_stand_for_the_arguments(int argument) =>
        Expect("NamingTests.A_text_can_stand_for_the_arguments_case 1", settings => settings.UseTextForParameters($"case {argument}"));

    [Theory]
    [InlineData(1)]
    public async Task A_theory_that_passes_no_arguments_on_is_told_to(int argument)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(async () => await Verifier.Verify(argument).UseDirectory(_folder.Path));

        Assert.Contains("UseParameters(argument)", error.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Files);
    }

    [Fact]
    public async Task More_arguments_than_the_test_has_are_refused() =>
        await Assert.ThrowsAnyAsync<Exception>(async () => await Verifier.Verify("text").UseDirectory(_folder.Path).UseParameters(1));

    [Fact]
    public void A_file_name_and_a_part_of_it_are_refused()
    {
        var settings = new VerifySettings();
        settings.UseFileName("Whole");

        Assert.ThrowsAny<Exception>(() => settings.UseMethodName("Part"));
    }

    [Fact]
    public async Task Two_verifications_need_two_names()
    {
        _folder.Write(SnapshotFolder.Name("NamingTests"), "text");
        await Verifier.Verify("text").UseDirectory(_folder.Path);

        var error = await Assert.ThrowsAnyAsync<Exception>(async () => await Verifier.Verify("text").UseDirectory(_folder.Path));

        Assert.Contains("UseMethodName", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_can_be_shared_and_are_not_changed()
    {
        var settings = new VerifySettings();
        settings.UseDirectory(_folder.Path);
        settings.AutoVerify();

        await Verifier.Verify("one", settings).UseMethodName("One");
        await Verifier.Verify("two", settings: settings).UseMethodName("Two");

        Assert.Equal(["NamingTests.One.verified.txt", "NamingTests.Two.verified.txt"], _folder.Files);
    }

    private async Task Expect(string prefix, Action<VerifySettings> name)
    {
        var settings = new VerifySettings();
        settings.UseDirectory(_folder.Path);
        settings.AutoVerify();
        name(settings);

        await Verifier.Verify("text", settings);

        Assert.Equal([$"{prefix}.verified.txt"], _folder.Files);
    }

    public sealed class Nested : IDisposable
    {
        private readonly SnapshotFolder _folder = new();

        public void Dispose() => _folder.Dispose();

        [Fact]
        public async Task A_nested_class_is_named_with_its_parent()
        {
            await Verifier.Verify("text").UseDirectory(_folder.Path).AutoVerify();

            Assert.Equal(["NamingTests.Nested.A_nested_class_is_named_with_its_parent.verified.txt"], _folder.Files);
        }
    }
}
