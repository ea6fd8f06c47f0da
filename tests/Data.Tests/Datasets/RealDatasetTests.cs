using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Datasets;

namespace DeferredSeg.Data.Tests.Datasets;

public sealed class RealDatasetTests
{
    [SkippableFact]
    public void Fundus_photographs_have_two_raters_a_field_of_view_and_two_eyes_a_child()
    {
        var dataset = DatasetOpening.Open(new(Folder: RealData.PathOf("chase_db1"), Patient: "^Image_(\\d+)"));

        Assert.Equal(18, dataset.Cases.Count);
        Assert.Equal(9, dataset.Cases.Select(one => one.Patient).Distinct().Count());
        Assert.Equal(["rater1", "rater2"], dataset.Raters!.Raters);
        Assert.Equal((3, false), (dataset.Description.Channels, dataset.Description.HasGold));
        var one = dataset.Load("Image_01L");
        Assert.Equal((3, 960, 999, 255, "01"), (one.Channels, one.Height, one.Width, one.FullScale!.Value, one.Info.Patient));
        Assert.InRange(one.FieldOfView!.Values.Average(value => value), 0.5, 0.95);
        var mask = dataset.Raters.Find("Image_01L", "rater2").Mask!;
        Assert.Equal((960, 999), (mask.Height, mask.Width));
        Assert.InRange(mask.Values.Average(value => value), 0.02, 0.2);
    }

    [SkippableFact]
    public void Nodules_take_their_patients_from_a_column_and_keep_empty_masks()
    {
        var dataset = DatasetOpening.Open(new(Folder: RealData.PathOf("lidc4"), Index: new("index.csv", "id", "patient")));

        Assert.Equal(983, dataset.Cases.Count);
        Assert.All(dataset.Cases, one => Assert.StartsWith(one.Patient, one.Id));
        Assert.Equal(["rater1", "rater2", "rater3", "rater4"], dataset.Raters!.Raters);
        var masks = dataset.Cases.Take(60).SelectMany(one => dataset.Raters.Raters.Select(rater => dataset.Raters.Find(one.Id, rater))).ToList();
        Assert.All(masks, mask => Assert.Equal(RaterMaskStatus.Present, mask.Status));
        Assert.Contains(masks, mask => !mask.Mask!.Values.Contains((byte)1));
    }

    [SkippableTheory]
    [InlineData("D1", "1", 35, 10, 8)]
    [InlineData("D3", "3", 44, 10, 16)]
    [InlineData("D4", "4", 61, 3, 8)]
    public void Cells_are_filtered_by_rows_with_experts_crowd_and_gold(string set, string number, int cases, int experts, int depth)
    {
        var dataset = DatasetOpening.Open(
            new(
                Folder: Path.Combine(RealData.PathOf("bubil"), set),
                Raters: ["experts/*", "crowd/*"],
                Index: new("../index.csv", Where: [$"dataset={number}", "usable=1"])
            )
        );

        Assert.Equal(cases, dataset.Cases.Count);
        Assert.Equal(experts, dataset.Raters!.Raters.Count(rater => rater.StartsWith("experts/", StringComparison.Ordinal)));
        Assert.Equal(7, dataset.Raters.Raters.Count(rater => rater.StartsWith("crowd/", StringComparison.Ordinal)));
        var one = dataset.Load(dataset.Cases[0].Id);
        Assert.Equal(depth == 8 ? 255 : 65535, one.FullScale);
        Assert.InRange(one.Gold!.Values.Count(value => value == 1), 1, one.Height * one.Width - 1);
        Assert.Equal((one.Height, one.Width), (dataset.Raters.Find(one.Info.Id, dataset.Raters.Raters[0]).Mask!.Height, one.Width));
    }

    [SkippableFact]
    public void Hippocampi_become_slices_with_their_geometry()
    {
        var folder = RealData.PathOf("hippocampus");
        var dataset = DatasetOpening.Open(new(Folder: folder, Classes: new(ClassMode.Exclusive, [1, 2], ["anterior", "posterior"])));

        Assert.Equal(["background", "anterior", "posterior"], dataset.Description.Classes);
        Assert.Equal(60, dataset.Cases.Select(one => one.Patient).Distinct().Count());
        var slices = dataset.Cases.Where(one => one.Patient == "hippocampus_004").ToList();
        Assert.Equal(38, slices.Count);
        var one = dataset.Load("hippocampus_004/019");
        Assert.Equal((52, 36, 19, 2), (one.Height, one.Width, one.Info.Geometry.SliceIndex!.Value, one.Info.Geometry.SliceAxis!.Value));
        Assert.Equal([1.0, 1.0], one.Info.Geometry.Spacing!);
        Assert.Equal(36 * 52 * 38, one.Volume!.Length);
        Assert.Equal(one.Image, one.Volume[(19 * 36 * 52)..(20 * 36 * 52)]);
        for (var pixel = 0; pixel < one.Image.Length; pixel++)
            Assert.Equal(1, one.Gold!.Plane(0)[pixel] + one.Gold.Plane(1)[pixel] + one.Gold.Plane(2)[pixel]);

        var merged = DatasetOpening.Open(new(Folder: folder, Volumes: new(Slices: SliceChoice.WithForeground, Every: 2)));
        Assert.InRange(merged.Cases.Count, 60, dataset.Cases.Count / 2);
        Assert.All(merged.Cases.Where((_, i) => i % 50 == 0), slice => Assert.Contains((byte)1, merged.Load(slice.Id).Gold!.Values));
    }
}
