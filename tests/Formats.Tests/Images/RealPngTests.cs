using DeferredSeg.Formats.Images;
using Xunit.Abstractions;

namespace DeferredSeg.Formats.Tests.Images;

public class RealPngTests(ITestOutputHelper output)
{
    [SkippableFact]
    public void Every_png_of_the_data_is_read_and_survives_writing()
    {
        string[] files = [.. Directory.EnumerateFiles(TestFiles.DataFolder(), "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        Skip.If(files.Length == 0, "the data hold no PNG");
        using TemporaryFolder folder = new();
        long samples = 0;
        foreach ((int index, string file) in files.Index())
        {
            RasterImage image = ImageFile.Read(file);
            samples += image.Samples.Length;
            // Flushing each to the disk takes longer than all the rest.
            if (index % 50 != 0)
                continue;
            ImageFile.Write(folder["again.png"], image);
            Pictures.Same(image, ImageFile.Read(folder["again.png"]));
        }

        output.WriteLine($"{files.Length} files, {samples} samples");
    }
}
