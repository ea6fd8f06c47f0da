using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Formats.Volumes;

namespace DeferredSeg.Formats.Tests.Volumes;

/// <summary>Files of other programs: the test files of nibabel, nifti-rs, NiiVue, pynrrd and TotalSegmentator, and a data set.</summary>
public class RealNiftiTests
{
    public static TheoryData<string> Files => [.. NiftiReference.All.Select(reference => reference.File)];

    [SkippableTheory]
    [MemberData(nameof(Files))]
    public void Values_and_geometry_are_those_of_nibabel(string name)
    {
        NiftiReference expected = NiftiReference.All.Single(reference => reference.File == name);
        using NiftiFile file = NiftiFile.Open(Format(name));
        Assert.Equal(expected.Size, file.Header.Size);
        float[] values = new float[file.Array.ElementCount];
        file.Read(values);
        values = [.. values.Select(value => float.IsNaN(value) ? 0 : value)];
        Near(expected.Least, values.Min());
        Near(expected.Largest, values.Max());
        Near(expected.Sum, values.Sum(value => (double)value));
        Near(expected.WeightedSum, values.Select((value, i) => (double)value * (i % 1009 + 1)).Sum());
        Assert.Equal(expected.Source, file.Header.Geometry.Source);
        Assert.All(expected.Spacing.Zip(file.Header.Geometry.Spacing), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        Assert.All(expected.Affine.Zip(file.Header.Geometry.Affine!), pair => Assert.Equal(pair.First, pair.Second, 2e-6));
    }

    [SkippableTheory]
    [InlineData("nifti-rs/resources/rgb/3D.nii", "RGB24 (128)")]
    [InlineData("nifti-rs/resources/rgb/4D.nii", "RGB24 (128)")]
    [InlineData("nifti-rs/resources/rgba/4D.nii", "RGBA32 (2304)")]
    [InlineData("nifti-rs/resources/complex/complex32.nii", "complex64 (32)")]
    [InlineData("nifti-rs/resources/complex/complex64.nii", "complex128 (1792)")]
    [InlineData("nibabel/nibabel/tests/data/row_major.dconn.nii", "values along dimension")]
    [InlineData("nibabel/nibabel/tests/data/analyze.hdr", "ANALYZE 7.5")]
    [InlineData("nibabel/nibabel/tests/data/nifti1.hdr", "without the one with the voxels")]
    [InlineData("nibabel/nibabel/tests/data/nifti2.hdr", "without the one with the voxels")]
    [InlineData("nifti-rs/resources/avg152T1_LR_nifti.hdr.gz", "without the one with the voxels")]
    [InlineData("nifti-rs/resources/fuzz_artifacts/crash-1.nii", "the bytes 00000000")]
    [InlineData("nifti-rs/resources/fuzz_artifacts/crash-ed7d46344d7efb3b9f0c374d66d2e02f66cc447d.nii", "the bytes B4B4B400")]
    [InlineData("nifti-rs/resources/fuzz_artifacts/crash-08123ef33416bd6f0c5fa63d44b681b8581d62a0", "the bytes FF020041")]
    [InlineData("nifti-rs/resources/fuzz_artifacts/crash-98aa054390f8d3f932f190dc22ef62c6ff2d6619", "the bytes FF000000")]
    [InlineData("nifti-rs/resources/fuzz_artifacts/crash-d03c6346fe83a026738f6b8cd2a9335a3f8cb158", "the bytes FF000000")]
    public void What_is_not_read_is_refused_by_name(string name, string found)
    {
        string path = Format(name);
        ImageFileException refused = Assert.Throws<ImageFileException>(() => NiftiFile.Open(path));
        Assert.Contains(found, refused.Found, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    /// <summary>The numbers are nibabel's over the same files.</summary>
    [SkippableFact]
    public void The_hippocampus_volumes_have_their_shapes_values_and_labels()
    {
        string[] images = [.. Directory.GetFiles(TestFiles.DataFolder("hippocampus/images"), "*.nii.gz").Order(StringComparer.Ordinal)];
        double sum = 0;
        double weighted = 0;
        long[] labels = new long[256];
        Dictionary<TensorDType, int> types = [];
        foreach (string path in images)
        {
            using NiftiFile image = NiftiFile.Open(path);
            using NiftiFile mask = NiftiFile.Open(path.Replace("/images/", "/labels/", StringComparison.Ordinal));
            Assert.Equal(image.Header.Size.ToArray(), mask.Header.Size.ToArray());
            Assert.Equal([1.0, 1, 1], image.Header.Geometry.Spacing);
            Assert.Equal(TensorDType.UInt8, mask.Array.DType);
            types[image.Array.DType] = types.GetValueOrDefault(image.Array.DType) + 1;
            float[] values = new float[image.Array.ElementCount];
            image.Read(values);
            sum += values.Sum(value => (double)value);
            weighted += values.Select((value, i) => (double)value * (i % 1009 + 1)).Sum();
            foreach (byte label in TensorBytes.Of(mask, mask.Array))
                labels[label]++;
        }

        Assert.Equal((49, 11), (types[TensorDType.Float32], types[TensorDType.UInt8]));
        Near(113572913370.78824, sum);
        Near(57042396740909.55, weighted);
        Assert.Equal([3560507, 101666, 92984], labels.TakeWhile(count => count > 0));
        Assert.Equal(3755157, labels.Sum());
    }

    /// <summary>A mask in the input's geometry: what nibabel calls the same affine.</summary>
    [SkippableFact]
    public void A_mask_is_written_where_its_image_lies()
    {
        using TemporaryFolder folder = new();
        foreach (NiftiReference reference in NiftiReference.All.Where(reference => reference.Size[3] == 1))
        {
            using NiftiFile image = NiftiFile.Open(Format(reference.File));
            byte[] mask = [.. Enumerable.Range(0, (int)image.Array.ElementCount).Select(i => (byte)(i % 3))];
            NiftiWriter.Write(
                folder["mask.nii.gz"],
                new("mask", TensorDType.UInt8, image.Array.Shape.AsSpan()),
                image.Header.Geometry,
                (_, file) => file.Write(mask)
            );
            using NiftiFile written = NiftiFile.Open(folder["mask.nii.gz"]);
            Assert.Equal(mask, TensorBytes.Of(written, "mask"));
            Assert.All(image.Header.Geometry.Affine!.Zip(written.Header.Geometry.Affine!), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        }
    }

    private static string Format(string name)
    {
        string path = Path.Combine(TestFiles.FormatFolder(), name);
        Skip.IfNot(File.Exists(path), $"{path} is absent");
        return path;
    }

    private static void Near(double expected, double actual) =>
        Assert.True(Math.Abs(expected - actual) <= 1e-6 * Math.Max(1, Math.Abs(expected)), $"{actual} instead of {expected}");
}
