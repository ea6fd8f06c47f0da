using System.Text;
using DeferredSeg.Formats.PyTorch;
using DeferredSeg.Formats.Safetensors;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Formats.Tests.Building;

namespace DeferredSeg.Formats.Tests;

public class WeightFileTests
{
    [Fact]
    public void The_reader_is_chosen_by_what_the_file_is()
    {
        using ITensorFile safetensors = WeightFile.Open(RawSafetensors.Of("{}"), "misnamed.pth");
        using ITensorFile zip = WeightFile.Open(Archive.Zip(Pickles.OneTensor(), ("0", [1, 2])), "misnamed.safetensors");
        using ITensorFile legacy = WeightFile.Open(Archive.Legacy(Pickles.OneTensor(), ("0", 2, [1, 2])), "misnamed.bin");
        Assert.IsType<SafetensorsFile>(safetensors);
        Assert.IsType<PyTorchFile>(zip);
        Assert.IsType<PyTorchFile>(legacy);
    }

    [Fact]
    public void A_header_length_that_spells_a_pickle_is_no_pickle()
    {
        using ITensorFile file = WeightFile.Open(RawSafetensors.Of("{}".PadRight(0x0280)), "any");
        Assert.IsType<SafetensorsFile>(file);
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("version https://git-lfs.github.com/spec/v1\n", "git lfs pull")]
    [InlineData("<!DOCTYPE html><html></html>", "a web page")]
    [InlineData("_HDF\r\n", "HDF5")]
    [InlineData("GGUF is something else", "begins with the bytes 4747554620697320")]
    public void Another_kind_of_file_is_refused_with_what_it_is(string content, string reason) =>
        Refusal.OfAnyKind(Encoding.ASCII.GetBytes(content), reason, 0);

    [Fact]
    public void A_pickle_that_torch_did_not_save_is_refused() =>
        Refusal.OfAnyKind(Pickle.Protocol(2).Op('}').Stop(), "a pickle, but not one written by torch.save", 0);

    [Fact]
    public void A_tar_archive_of_the_oldest_PyTorch_is_refused()
    {
        byte[] tar = new byte[512];
        "sys_info"u8.CopyTo(tar);
        "ustar"u8.CopyTo(tar.AsSpan(257));
        Refusal.OfAnyKind(tar, "before 0.1.10", 0);
    }

    [Fact]
    public void A_damaged_file_named_safetensors_is_refused_as_that() =>
        Assert.Contains(
            "the header is too small",
            Assert.Throws<WeightFileException>(() => WeightFile.Open(new byte[5], "w.safetensors")).Reason,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_file_that_is_not_there_is_told_by_the_system() =>
        Assert.Throws<FileNotFoundException>(() => WeightFile.Open(Path.Combine(AppContext.BaseDirectory, "absent.pth")));

    [Fact]
    public void A_refused_file_is_closed()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["w"], Archive.Zip(Pickles.OneTensor()));
        Assert.Throws<WeightFileException>(() => WeightFile.Open(folder["w"]));
        using FileStream alone = new(folder["w"], FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    [Fact]
    public void A_folder_is_told_apart_from_a_file()
    {
        WeightFileException refused = Assert.Throws<WeightFileException>(() => WeightFile.Open(Path.GetTempPath()));

        Assert.Contains("this is a folder", refused.Message, StringComparison.Ordinal);
    }
}
