using DeferredSeg.Formats.Tensors;
using DeferredSeg.Formats.Volumes;

namespace DeferredSeg.Formats.Tests.Volumes;

/// <summary>Headers that say twice where voxels lie.</summary>
public class TwoFormsTests
{
    private static readonly StoredNifti _apart = new()
    {
        Distances = [1, 0.5, 2, 5, 1, 1, 1, 1],
        QformCode = 1,
        Qform = [0, 0, 0, 10, 20, 30],
        SformCode = 2,
        Sform = [0.5, 0, 0, -4, 0, 2, 0, 20, 0, 0, 5, 30],
    };

    [Fact]
    public void The_sform_counts_and_the_qform_is_kept_and_written_again()
    {
        using NiftiFile file = NiftiFile.Open(_apart.File(), "apart.nii", "a");
        VolumeGeometry geometry = file.Header.Geometry;
        Assert.Equal((AffineSource.Sform, 2, 1), (geometry.Source, geometry.Space, geometry.QformSpace));
        Assert.Equal(-4, geometry.Affine![3]);
        Assert.Equal(10, geometry.Qform![3]);
        Assert.Equal(14, geometry.Disagreement, 1e-9);
        using TemporaryFolder folder = new();
        NiftiWriter.Write(folder["again.nii"], new TensorInfo("a", TensorDType.UInt8, 4, 3, 2), geometry, (_, stream) => stream.Write(new byte[24]));
        using NiftiFile again = NiftiFile.Open(folder["again.nii"]);
        Assert.Equal(geometry.Affine, again.Header.Geometry.Affine);
        Assert.Equal(geometry.Qform, again.Header.Geometry.Qform);
        Assert.Equal((2, 1), (again.Header.Geometry.Space, again.Header.Geometry.QformSpace));
    }

    [Fact]
    public void Two_that_agree_disagree_by_nothing_and_one_that_is_no_rotation_does_not_count()
    {
        using NiftiFile same = NiftiFile.Open((_apart with { Sform = [0.5, 0, 0, 10, 0, 2, 0, 20, 0, 0, 5, 30] }).File(), "same.nii", "a");
        Assert.Equal(0, same.Header.Geometry.Disagreement, 1e-9);
        using NiftiFile broken = NiftiFile.Open((_apart with { Qform = [2, 0, 0, 0, 0, 0] }).File(), "broken.nii", "a");
        Assert.Null(broken.Header.Geometry.Qform);
    }

    [Fact]
    public void Steps_are_those_of_the_affine_where_the_distances_say_otherwise()
    {
        using NiftiFile file = NiftiFile.Open((_apart with { QformCode = 0, Distances = [1, 1, 1, 1, 1, 1, 1, 1] }).File(), "steps.nii", "a");
        Assert.Equal([1.0, 1, 1], file.Header.Geometry.Spacing);
        Assert.Equal([0.5, 2, 5], file.Header.Geometry.Steps);
        // Programs that fill in a rotation alone leave steps of 1 in the sform.
        using NiftiFile ones = NiftiFile.Open((_apart with { Sform = [-1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1, 0] }).File(), "ones.nii", "a");
        Assert.True(ones.Header.Geometry.HasOtherSteps);
        Assert.Equal([0.5, 2, 5], ones.Header.Geometry.Steps);
        using NiftiFile same = NiftiFile.Open(_apart.File(), "apart.nii", "a");
        Assert.Same(same.Header.Geometry.Spacing, same.Header.Geometry.Steps);
    }
}
