using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Safetensors;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Formats.Tests.Numpy;
using DeferredSeg.Formats.Volumes;

namespace DeferredSeg.Formats.Tests.Arrays;

public class ArrayFileTests
{
    [Fact]
    public void The_first_bytes_decide_what_a_file_is()
    {
        using TemporaryFolder folder = new();
        File.Copy(NumpyFixtureTests.Fixture("fortran.npy"), folder["one.bin"]);
        File.Copy(NumpyFixtureTests.Fixture("stored.npz"), folder["two.bin"]);
        File.Copy(TestFiles.Fixture("bare.zip.p2.pth"), folder["three.bin"]);
        SafetensorsWriter.Write(folder["four.bin"], [(new TensorInfo("a", TensorDType.UInt8, 1), new byte[] { 7 })]);
        ImageFile.Write(folder["five.png"], new RasterImage(1, 2, 1, 8, [0, 255]));
        File.Move(folder["five.png"], folder["five.bin"]);
        NiftiWriter.Write(folder["six.nii"], new TensorInfo("a", TensorDType.UInt8, 1, 1, 2), null, (_, file) => file.Write([1, 2]));
        NiftiWriter.Write(folder["seven.nii.gz"], new TensorInfo("a", TensorDType.UInt8, 1, 1, 2), null, (_, file) => file.Write([1, 2]));
        File.Copy(folder["six.nii"], folder["six.bin"]);
        File.Copy(folder["seven.nii.gz"], folder["seven.bin"]);
        Assert.Equal(["six"], Names(folder["six.bin"]));
        Assert.Equal(["seven"], Names(folder["seven.bin"]));
        Assert.Equal(["seven"], Names(folder["seven.nii.gz"]));
        Assert.Equal(["one"], Names(folder["one.bin"]));
        Assert.Contains("c_f4", Names(folder["two.bin"]));
        Assert.Equal(["tensor"], Names(folder["three.bin"]));
        Assert.Equal(["a"], Names(folder["four.bin"]));
        Assert.Equal(["five"], Names(folder["five.bin"]));
        using ITensorFile named = ArrayFile.Open(folder["five.bin"], "target");
        Assert.Equal(new byte[] { 0, 255 }, TensorBytes.Of(named, "target"));
        Assert.Throws<KeyNotFoundException>(() => named.Read("five", new byte[2]));
    }

    [Fact]
    public void Colours_become_planes_and_16_bits_become_32()
    {
        using TemporaryFolder folder = new();
        ImageFile.Write(folder["colour.png"], new RasterImage(1, 2, 3, 8, [1, 2, 3, 4, 5, 6]));
        ImageFile.Write(folder["deep.png"], new RasterImage(2, 1, 1, 16, [1, 65535]));
        using ITensorFile colour = ArrayFile.Open(folder["colour.png"]);
        Assert.Equal("UInt8 [3, 1, 2]", colour.Tensors[0].Form);
        Assert.Equal(new byte[] { 1, 4, 2, 5, 3, 6 }, TensorBytes.Of(colour, "colour"));
        using ITensorFile deep = ArrayFile.Open(folder["deep.png"]);
        Assert.Equal("Int32 [2, 1]", deep.Tensors[0].Form);
        Assert.Equal(new byte[] { 1, 0, 0, 0, 255, 255, 0, 0 }, TensorBytes.Of(deep, "deep"));
    }

    [Fact]
    public void What_is_nothing_of_these_is_refused_with_the_file_and_the_reason()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["text.txt"], "hello");
        File.WriteAllBytes(folder["zip.npz"], [.. "PK\u0003\u0004"u8, 1, 2, 3]);
        Assert.Contains("text.txt", Assert.Throws<WeightFileException>(() => ArrayFile.Open(folder["text.txt"])).Message, StringComparison.Ordinal);
        Assert.Throws<WeightFileException>(() => ArrayFile.Open(folder["zip.npz"]));
        File.WriteAllText(folder["text.nii"], "hello");
        Assert.Contains(
            "a header that starts with its length",
            Assert.Throws<ImageFileException>(() => ArrayFile.Open(folder["text.nii"])).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<WeightFileException>(() => ArrayFile.Open(folder.FullName));
        Assert.Throws<FileNotFoundException>(() => ArrayFile.Open(folder["none.npy"]));
    }

    private static string[] Names(string path)
    {
        using ITensorFile file = ArrayFile.Open(path);
        return [.. file.Tensors.Select(tensor => tensor.Name)];
    }
}
