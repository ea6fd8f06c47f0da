namespace DeferredSeg.OldLibstdcxx.Tests;

public sealed class TolerantCopyTests : IDisposable
{
    private static readonly (string, string[])[] _requirements =
    [
        ("libc.so.6", ["GLIBC_2.34"]),
        ("libstdc++.so.6", ["GLIBCXX_3.4.29", "GLIBCXX_3.4.32", "CXXABI_1.3"]),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("deferredseg-elf-").FullName;

    private string Library => Path.Combine(_folder, "library.so");

    private string Copy => Path.Combine(_folder, "copies", "library.so");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Where_the_system_lacks_the_version_that_one_alone_is_marked_weak()
    {
        var bytes = SmallElf.Requiring(_requirements);
        File.WriteAllBytes(Library, bytes);

        Assert.True(TolerantCopy.Make(Library, Copy, new HashSet<string> { "GLIBCXX_3.4.30" }));

        var copy = File.ReadAllBytes(Copy);
        Assert.Equal(
            new Dictionary<string, ushort>
            {
                ["GLIBC_2.34"] = 0,
                ["GLIBCXX_3.4.29"] = 0,
                ["GLIBCXX_3.4.32"] = 2,
                ["CXXABI_1.3"] = 0,
            },
            SmallElf.Flags(copy, _requirements)
        );
        Assert.Single(bytes.Zip(copy), pair => pair.First != pair.Second);
        Assert.Equal(bytes, File.ReadAllBytes(Library));
    }

    [Fact]
    public void Twice_is_once()
    {
        File.WriteAllBytes(Library, SmallElf.Requiring(_requirements));
        TolerantCopy.Make(Library, Copy, new HashSet<string>());
        var (once, written) = (File.ReadAllBytes(Copy), File.GetLastWriteTimeUtc(Copy));

        Assert.True(TolerantCopy.Make(Library, Copy, new HashSet<string>()));
        Assert.Equal(written, File.GetLastWriteTimeUtc(Copy));
        Assert.True(TolerantCopy.Make(Copy, Copy + "2", new HashSet<string>()));
        Assert.Equal(once, File.ReadAllBytes(Copy + "2"));
    }

    [Fact]
    public void Where_the_system_has_the_version_nothing_is_written_and_an_earlier_copy_goes()
    {
        File.WriteAllBytes(Library, SmallElf.Requiring(_requirements));
        TolerantCopy.Make(Library, Copy, new HashSet<string>());

        Assert.False(TolerantCopy.Make(Library, Copy, new HashSet<string> { "GLIBCXX_3.4.32" }));

        Assert.False(File.Exists(Copy));
    }

    [Fact]
    public void Without_any_libstdcxx_and_for_a_library_that_does_not_ask_nothing_is_written()
    {
        File.WriteAllBytes(Library, SmallElf.Requiring(_requirements));
        Assert.False(TolerantCopy.Make(Library, Copy, null));

        File.WriteAllBytes(Library, SmallElf.Requiring(("libstdc++.so.6", ["GLIBCXX_3.4.31", "GLIBCXX_3.4.321"])));
        Assert.False(TolerantCopy.Make(Library, Copy, new HashSet<string>()));
        Assert.False(File.Exists(Copy));
    }

    [Theory]
    [InlineData(0, 0x7e, "does not begin as an ELF file")]
    [InlineData(4, 1, "its class is 1")]
    [InlineData(5, 2, "its byte order 2")]
    [InlineData(58, 40, "section headers have 40 bytes")]
    [InlineData(43, 0x7f, "refers to byte")]
    public void A_file_of_another_kind_is_refused_by_name_and_nothing_is_written(int at, byte value, string expected)
    {
        var bytes = SmallElf.Requiring(_requirements);
        bytes[at] = value;
        File.WriteAllBytes(Library, bytes);

        var error = Assert.Throws<ElfException>(() => TolerantCopy.Make(Library, Copy, new HashSet<string>()));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains(Library, error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Copy));
    }

    [Fact]
    public void A_file_that_is_cut_off_is_refused_unless_only_bytes_are_missing_that_are_not_read()
    {
        var bytes = SmallElf.Requiring(_requirements);
        for (var length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(Library, bytes[..length]);
            try
            {
                Assert.True(TolerantCopy.Make(Library, Copy, new HashSet<string>()));
                Assert.InRange(bytes.Length - length, 1, 32);
                Assert.Equal(2, SmallElf.Flags(File.ReadAllBytes(Copy), _requirements)["GLIBCXX_3.4.32"]);
            }
            catch (ElfException)
            {
                // Told, and nothing written.
            }
        }
    }

    [Fact]
    public void The_versions_that_a_library_offers_are_read() =>
        Assert.Equal(
            ["GLIBCXX_3.4", "GLIBCXX_3.4.32"],
            new ElfFile(SmallElf.Defining("GLIBCXX_3.4", "GLIBCXX_3.4.32"), "made").DefinedVersions().Order(StringComparer.Ordinal)
        );

    [SkippableFact]
    public void This_systems_libstdcxx_offers_versions()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "libstdc++ is Linux's");
        Assert.Contains("GLIBCXX_3.4", SystemLibstdcxx.Versions()!);
    }
}
