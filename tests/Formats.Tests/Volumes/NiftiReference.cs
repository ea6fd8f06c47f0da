using DeferredSeg.Formats.Volumes;

namespace DeferredSeg.Formats.Tests.Volumes;

/// <summary>
/// What nibabel 5.0 reads from public files: the size, the least and the largest value, the sum, the sum with the weights 1 to 1009 in
/// turn in the order of the file (which tells the order), and the geometry. NaN counts as 0.
/// </summary>
internal sealed record NiftiReference(
    string File,
    long[] Size,
    double Least,
    double Largest,
    double Sum,
    double WeightedSum,
    AffineSource Source,
    double[] Spacing,
    double[] Affine
)
{
    public static IReadOnlyList<NiftiReference> All { get; } =
    [
        new(
            "metaimage/niivue/packages/niivue/demos/images/FLAIR.nii.gz",
            [124, 160, 140, 1],
            0,
            255,
            115231646,
            58194087576,
            AffineSource.Sform,
            [1, 1, 1],
            [0.993592, 0.016005, 0.111887, -64.898239, -0.049705, 0.950937, 0.305367, -110.431145, -0.10151, -0.308971, 0.945639, -27.925539]
        ),
        new(
            "metaimage/niivue/packages/niivue/demos/images/lesion.nii.gz",
            [124, 160, 140, 1],
            0,
            3,
            68124,
            34241097,
            AffineSource.Sform,
            [1, 1, 1],
            [0.993592, 0.016005, 0.111887, -64.898239, -0.049705, 0.950937, 0.305367, -110.431145, -0.10151, -0.308971, 0.945639, -27.925539]
        ),
        new(
            "metaimage/niivue/packages/niivue/demos/images/low_res.nii.gz",
            [7, 5, 3, 1],
            0,
            1,
            53,
            2809,
            AffineSource.Sform,
            [2, 2, 2],
            [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0]
        ),
        new(
            "metaimage/niivue/packages/niivue/demos/images/minimal.nii.gz",
            [64, 64, 10, 1],
            0,
            63,
            1290240,
            643792356,
            AffineSource.Spacing,
            [3, 3, 3],
            [-3, 0, 0, 94.5, 0, 3, 0, -94.5, 0, 0, 3, -13.5]
        ),
        new(
            "nibabel/nibabel/tests/data/anatomical.nii",
            [33, 41, 25, 1],
            -610,
            30393,
            284166082,
            142791582684,
            AffineSource.Sform,
            [2, 2, 2],
            [-2, 0, 0, 32, 0, 2, 0, -40, 0, 0, 2, -16]
        ),
        new(
            "nibabel/nibabel/tests/data/example4d.nii.gz",
            [128, 96, 24, 2],
            0,
            1162,
            101985356,
            51475011278,
            AffineSource.Sform,
            [2, 2, 2.199999],
            [-2, 0, 0, 117.855103, 0, 1.973711, -0.355528, -35.722942, 0, 0.323208, 2.171082, -7.248798]
        ),
        new(
            "nibabel/nibabel/tests/data/example_nifti2.nii.gz",
            [32, 20, 12, 2],
            46,
            757,
            6926802,
            3452343435,
            AffineSource.Sform,
            [2, 2, 2.199999],
            [-2, 0, 0, 117.855103, 0, 1.973711, -0.355528, -35.722942, 0, 0.323208, 2.171082, -7.248798]
        ),
        new(
            "nibabel/nibabel/tests/data/functional.nii",
            [17, 21, 3, 20],
            629.826171875,
            5571.621858656406,
            77913290.36292362,
            39053266060.8276,
            AffineSource.Sform,
            [4, 4, 8],
            [-4, 0, 0, 32, 0, 4, 0, -40, 0, 0, 8, 0]
        ),
        new(
            "nibabel/nibabel/tests/data/reoriented_anat_moved.nii",
            [21, 26, 22, 1],
            0,
            21199.935546875,
            32739769.449157715,
            16716277418.930481,
            AffineSource.Sform,
            [4, 4, 4],
            [4, 0, 0, -35.297897, 0, 4, 0, -47.977585, 0, 0, 4, -27.599409]
        ),
        new(
            "nibabel/nibabel/tests/data/resampled_anat_moved.nii",
            [17, 21, 3, 1],
            0,
            13360.9619140625,
            7749957.09866333,
            3725220571.988922,
            AffineSource.Sform,
            [4, 4, 8],
            [-4, 0, 0, 32, 0, 4, 0, -40, 0, 0, 8, 0]
        ),
        new(
            "nibabel/nibabel/tests/data/standard.nii.gz",
            [4, 5, 7, 1],
            0,
            255,
            7650,
            556920,
            AffineSource.Sform,
            [1, 3, 2],
            [1, 0, 0, 0, 0, 3, 0, 0, 0, 0, 2, 0]
        ),
        new("nifti-rs/resources/27/float32.nii", [3, 3, 3, 1], 0, 26, 351, 5400, AffineSource.Sform, [1, 1, 1], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]),
        new("nifti-rs/resources/27/float64.nii", [3, 3, 3, 1], 0, 26, 351, 5400, AffineSource.Sform, [1, 1, 1], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]),
        new("nifti-rs/resources/27/int16.nii", [3, 3, 3, 1], 0, 26, 351, 5400, AffineSource.Sform, [1, 1, 1], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]),
        new("nifti-rs/resources/27/int32.nii", [3, 3, 3, 1], 0, 26, 351, 5400, AffineSource.Sform, [1, 1, 1], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]),
        new("nifti-rs/resources/27/int64.nii", [3, 3, 3, 1], 0, 26, 351, 5400, AffineSource.Sform, [1, 1, 1], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]),
        new("nifti-rs/resources/27/int8.nii", [3, 3, 3, 1], 0, 26, 351, 5400, AffineSource.Sform, [1, 1, 1], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]),
        new("nifti-rs/resources/27/uint16.nii", [3, 3, 3, 1], 0, 26, 351, 5400, AffineSource.Sform, [1, 1, 1], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]),
        new("nifti-rs/resources/27/uint32.nii", [3, 3, 3, 1], 0, 26, 351, 5400, AffineSource.Sform, [1, 1, 1], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]),
        new("nifti-rs/resources/27/uint64.nii", [3, 3, 3, 1], 0, 26, 351, 5400, AffineSource.Sform, [1, 1, 1], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]),
        new("nifti-rs/resources/27/uint8.nii", [3, 3, 3, 1], 0, 26, 351, 5400, AffineSource.Sform, [1, 1, 1], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]),
        new(
            "nifti-rs/resources/avg152T1_LR_nifti.nii.gz",
            [91, 109, 91, 1],
            0,
            255,
            74825382,
            37776526551,
            AffineSource.Sform,
            [2, 2, 2],
            [-2, 0, 0, 90, 0, 2, 0, -126, 0, 0, 2, -72]
        ),
        new(
            "nifti-rs/resources/f32.nii.gz",
            [11, 11, 11, 1],
            0,
            1,
            166.00000071525574,
            85856.50049939752,
            AffineSource.Sform,
            [1, 1, 1],
            [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]
        ),
        new(
            "nifti-rs/resources/minimal.hdr",
            [64, 64, 10, 1],
            0,
            63,
            1290240,
            643792356,
            AffineSource.Spacing,
            [3, 3, 3],
            [-3, 0, 0, 94.5, 0, 3, 0, -94.5, 0, 0, 3, -13.5]
        ),
        new(
            "nifti-rs/resources/minimal.hdr.gz",
            [64, 64, 10, 1],
            0,
            63,
            1290240,
            643792356,
            AffineSource.Spacing,
            [3, 3, 3],
            [-3, 0, 0, 94.5, 0, 3, 0, -94.5, 0, 0, 3, -13.5]
        ),
        new(
            "nifti-rs/resources/minimal.nii",
            [64, 64, 10, 1],
            0,
            63,
            1290240,
            643792356,
            AffineSource.Spacing,
            [3, 3, 3],
            [-3, 0, 0, 94.5, 0, 3, 0, -94.5, 0, 0, 3, -13.5]
        ),
        new(
            "nifti-rs/resources/minimal.nii.gz",
            [64, 64, 10, 1],
            0,
            63,
            1290240,
            643792356,
            AffineSource.Spacing,
            [3, 3, 3],
            [-3, 0, 0, 94.5, 0, 3, 0, -94.5, 0, 0, 3, -13.5]
        ),
        new("nifti-rs/resources/minimal_extended_hdr.nii", [8, 8, 1, 1], 0, 0, 0, 0, AffineSource.Sform, [1, 1, 1], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]),
        new(
            "nifti-rs/resources/zstat1.nii.gz",
            [64, 64, 21, 1],
            -8.710750579833984,
            18.582529067993164,
            11648.372022011292,
            5933641.371329748,
            AffineSource.Qform,
            [4, 4, 6],
            [-4, 0, 0, 0, 0, 4, 0, 0, 0, 0, 6, 0]
        ),
        new(
            "pynrrd/nrrd/tests/data/BallBinary30x30x30.nii.gz",
            [30, 30, 30, 1],
            0,
            257,
            3682296,
            1866736205,
            AffineSource.Sform,
            [1, 1, 1],
            [-1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1, 0]
        ),
        new(
            "totalsegmentator/tests/reference_files/example_ct.nii.gz",
            [122, 101, 112, 1],
            -1207,
            3382,
            -496851173,
            -250752686550,
            AffineSource.Sform,
            [3, 3, 3],
            [3, 0, 0, -177.956329, 0, 3, 0, 11.319, 0, 0, 3, 94.301758]
        ),
        new(
            "totalsegmentator/tests/reference_files/example_ct_sm.nii.gz",
            [122, 101, 30, 1],
            -1100,
            1207,
            -130894872,
            -65954625184,
            AffineSource.Sform,
            [3, 3, 3],
            [3, 0, 0, -177.956329, 0, 3, 0, 11.319, 0, 0, 3, 94.301758]
        ),
        new(
            "totalsegmentator/tests/reference_files/example_mr_sm.nii.gz",
            [117, 91, 20, 1],
            -47,
            833,
            41238711,
            20830927913,
            AffineSource.Sform,
            [3, 3, 3],
            [-3, 0, 0, 168.59964, 0, -3, 0, 166.359436, 0, 0, 3, 28.989641]
        ),
        new(
            "totalsegmentator/tests/reference_files/example_seg.nii.gz",
            [122, 101, 30, 1],
            0,
            117,
            2734697,
            1380916969,
            AffineSource.Sform,
            [3, 3, 3],
            [3, 0, 0, -177.956329, 0, 3, 0, 11.319, 0, 0, 3, 94.301758]
        ),
        new(
            "totalsegmentator/tests/reference_files/example_seg_dicom.nii.gz",
            [512, 512, 20, 1],
            0,
            117,
            14229599,
            7204463199,
            AffineSource.Sform,
            [0.976562, 0.976562, 2],
            [-0.976562, 0, 0, 249.511719, 0, 0.976562, 0, -61.511719, 0, 0, 2, -804.5]
        ),
    ];
}
