using System.Runtime.InteropServices;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Datasets.Files;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Formats.Volumes;

namespace DeferredSeg.Data.Tests.Datasets;

/// <summary>Folders as the field lays them out are read without a word of configuration, with the right values.</summary>
public sealed class KnownLayoutTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Channels_that_are_files_are_joined_in_their_order_and_each_has_its_own_range()
    {
        foreach (var name in (string[])["p_000", "p_001"])
        {
            Volume($"imagesTr/{name}_0000.nii.gz", i => i);
            Volume($"imagesTr/{name}_0001.nii.gz", i => 1000 + 2 * i);
            Volume($"labelsTr/{name}.nii.gz", i => i == 3 ? 2 : 0);
        }
        var dataset = Open();
        Assert.Equal((2, true), (dataset.Description.Channels, dataset.Description.HasGold));
        Assert.Equal(["p_000", "p_001"], dataset.Cases.Select(one => one.Patient).Distinct());
        var one = dataset.Load("p_001/000");
        Assert.Equal([0f, 1, 2, 3, 4, 5, 1000, 1002, 1004, 1006, 1008, 1010], one.Image);
        Assert.Equal([0, 0, 0, 1, 0, 0], one.Gold!.Values);

        var cases = new PreparedCases(dataset, dataset.Cases, new(), new InputRule { Channels = 2 }, new(dataset));
        var image = cases.Get(0, GeometricVariant.None).Image;
        Assert.Equal(image[..6], image[6..]);
        Assert.Equal(5 / 11.0, image[5], 1e-6);
    }

    [Fact]
    public void Another_number_of_channels_than_the_networks_is_told_with_the_option()
    {
        Volume("imagesTr/p_0000.nii.gz", i => i);
        Volume("imagesTr/p_0001.nii.gz", i => i);
        Volume("labelsTr/p.nii.gz", _ => 1);
        var dataset = Open();
        var error = Assert.Throws<DatasetException>(() => new PreparedCases(dataset, dataset.Cases, new(), new InputRule { Channels = 3 }, new(dataset)));
        Assert.Contains("takes 3 channels, and '", error.Message);
        Assert.Contains("has 2; expected one number", error.Message);
        Assert.Contains("inputChannels=2", error.Message);
    }

    [Fact]
    public void Names_with_four_digits_of_their_own_are_no_channels()
    {
        Volume("imagesTr/liver_0000.nii.gz", i => i);
        Volume("imagesTr/liver_0001.nii.gz", i => i);
        Volume("labelsTr/liver_0000.nii.gz", _ => 1);
        Volume("labelsTr/liver_0001.nii.gz", _ => 1);
        var dataset = Open();
        Assert.Equal(1, dataset.Description.Channels);
        Assert.Equal(["liver_0000", "liver_0001"], dataset.Cases.Select(one => one.Patient).Distinct());
    }

    [Fact]
    public void A_channel_without_a_file_or_of_another_size_is_named()
    {
        Volume("imagesTr/a_0000.nii.gz", i => i);
        Volume("imagesTr/a_0001.nii.gz", i => i);
        Volume("imagesTr/b_0000.nii.gz", i => i);
        Assert.Contains("The image 'b' has no file in imagesTr/{id}_0001", Assert.Throws<DatasetException>(() => Open().Load("b/000")).Message);
        Volume("imagesTr/b_0001.nii.gz", i => i, [3, 2, 3]);
        Assert.Contains(
            "3 x 2 x 3 voxels; expected 3 x 2 x 2, as the image's first channel",
            Assert.Throws<ImageFileException>(() => Open().Load("b/000")).Message
        );
        Volume("imagesTr/b_0001.nii.gz", i => i, origin: 20);
        Assert.Contains("by the affines are not those of the image's first channel", Assert.Throws<ImageFileException>(() => Open().Load("b/000")).Message);
    }

    [Fact]
    public void Pictures_have_channels_too()
    {
        _folder.Png("imagesTr/c_0000.png", 1, 2, i => (ushort)i);
        _folder.Png("imagesTr/c_0001.png", 1, 2, i => (ushort)(10 + i));
        _folder.Png("labelsTr/c.png", 1, 2, i => (ushort)i);
        var one = Open().Load("c");
        Assert.Equal((2, 255), (one.Channels, one.FullScale));
        Assert.Equal([0f, 1, 10, 11], one.Image);
    }

    [Fact]
    public void Images_to_be_routed_are_joined_in_folders_of_such_a_name_alone()
    {
        foreach (var folder in (string[])["imagesTs", "frames"])
        {
            _folder.Png($"{folder}/c_0000.png", 1, 2, i => (ushort)i);
            _folder.Png($"{folder}/c_0001.png", 1, 2, i => (ushort)(10 + i));
        }
        Assert.Equal(["c_0000", "c_0001"], new ImageFiles([Path.Combine(_folder.Path, "frames")]).Cases.Select(one => one.Id));
        var files = new ImageFiles([Path.Combine(_folder.Path, "imagesTs")]);
        Assert.Equal([0f, 1, 10, 11], files.Load(Assert.Single(files.Cases).Id).Image);
    }

    [Fact]
    public void The_volumes_of_a_file_are_channels_where_that_is_said()
    {
        Volume("imagesTr/brain.nii.gz", i => i, [3, 2, 2], series: 2);
        Volume("labelsTr/brain.nii.gz", _ => 1);
        Assert.Contains("dataset:volumes:series=channels", Assert.Throws<ImageFileException>(() => Open()).Message);
        var one = Open(new(Folder: _folder.Path, Volumes: new(Series: SeriesRule.Channels))).Load("brain/001");
        Assert.Equal([6f, 7, 8, 9, 10, 11, 18, 19, 20, 21, 22, 23], one.Image);
    }

    [Fact]
    public void A_folder_for_each_case_has_an_image_and_raters()
    {
        foreach (var name in (string[])["case01", "case02"])
        {
            Volume($"{name}/image.nii.gz", i => i);
            for (var rater = 1; rater <= 10; rater++)
                Volume($"{name}/task01_seg{rater:00}.nii.gz", i => i == rater ? 1 : 0);
        }
        File.Delete(Path.Combine(_folder.Path, "case02/task01_seg10.nii.gz"));
        var dataset = Open();
        Assert.Equal(["case01", "case02"], dataset.Cases.Select(one => one.Patient).Distinct());
        Assert.Equal([.. Enumerable.Range(1, 10).Select(rater => $"task01_seg{rater:00}")], dataset.Raters!.Raters);
        Assert.Equal([0, 0, 1, 0, 0, 0], dataset.Raters.Find("case01/000", "task01_seg02").Mask!.Values);
        Assert.Equal(RaterMaskStatus.Missing, dataset.Raters.Find("case02/000", "task01_seg10").Status);
        Assert.False(dataset.Description.HasGold);
    }

    [Fact]
    public void Names_may_repeat_the_case_and_modalities_become_channels()
    {
        foreach (var name in (string[])["HGG/BraTS_1", "LGG/BraTS_2"])
        {
            var file = $"{name}/{Path.GetFileName(name)}";
            foreach (var (modality, offset) in (ReadOnlySpan<(string, int)>)[("flair", 0), ("t1", 100), ("t1ce", 200), ("t2", 300)])
                Volume($"{file}_{modality}.nii.gz", i => offset + i);
            Volume($"{file}_seg.nii.gz", i => i is 1 or 2 ? 4 : 0);
        }
        var dataset = Open();
        Assert.Equal(["HGG/BraTS_1", "LGG/BraTS_2"], dataset.Cases.Select(one => one.Patient).Distinct());
        var one = dataset.Load("LGG/BraTS_2/000");
        Assert.Equal([0f, 100, 200, 300], Enumerable.Range(0, 4).Select(channel => one.Image[channel * 6]));
        Assert.Equal([0, 1, 1, 0, 0, 0], one.Gold!.Values);
        Assert.Contains("An image has 4 channels, in this order: {id}/{id}_flair, {id}/{id}_t1, {id}/{id}_t1ce, {id}/{id}_t2.", dataset.Notes);
    }

    [Fact]
    public void Masks_of_several_tasks_are_a_choice()
    {
        foreach (var task in (string[])["task01", "task02"])
            for (var rater = 1; rater <= 2; rater++)
                Volume($"c/{task}_seg0{rater}.nii.gz", _ => 1);
        Volume("c/image.nii.gz", i => i);
        var error = Assert.Throws<DatasetException>(() => Open());
        Assert.Contains("masks of 2 tasks for each case, task01, task02; expected one", error.Message);
        var dataset = Open(new(Folder: _folder.Path, Raters: ["{id}/task02*"]));
        Assert.Equal(["{id}/task02_seg01", "{id}/task02_seg02"], dataset.Raters!.Raters);
    }

    [Fact]
    public void Places_of_case_folders_may_be_named()
    {
        _folder.Png("cells/a/raw.png", 1, 2, i => (ushort)i);
        _folder.Png("cells/a/bob.png", 1, 2, i => (ushort)(1 - i));
        var dataset = Open(new(Folder: _folder.Path, Images: "cells/{id}/raw", Raters: ["cells/{id}/bob"]));
        Assert.Equal("a", Assert.Single(dataset.Cases).Id);
        Assert.Equal([1, 0], dataset.Raters!.Find("a", "cells/{id}/bob").Mask!.Values);
    }

    [Fact]
    public void Folders_of_raters_alone_are_no_cases()
    {
        _folder.Png("alice/c0.png", 1, 2, i => (ushort)i);
        _folder.Png("bob/c0.png", 1, 2, i => (ushort)i);
        Assert.Contains("the folders are alice, bob", Assert.Throws<DatasetException>(() => Open()).Message);
    }

    [Fact]
    public void Results_of_routing_and_folders_beside_images_are_no_cases()
    {
        _folder.Png("results/a/system.png", 1, 2, i => (ushort)i);
        _folder.Png("results/a/expert.png", 1, 2, i => (ushort)i);
        Assert.True(DatasetOpening.IsDataset(_folder.Path));
        _folder.Text("results/a/case.json", "{}");
        Assert.False(DatasetOpening.IsDataset(_folder.Path));
        File.Delete(Path.Combine(_folder.Path, "results/a/case.json"));
        _folder.Png("b.png", 1, 2, i => (ushort)i);
        Assert.False(DatasetOpening.IsDataset(_folder.Path));
    }

    [Fact]
    public void Folders_that_may_be_raters_are_hinted_at()
    {
        _folder.Png("images/c0.png", 1, 2, i => (ushort)i);
        _folder.Png("gt/c0.png", 1, 2, i => (ushort)i);
        _folder.Png("alice/other.png", 1, 2, i => (ushort)i);
        _folder.Png("readers/bob/c0.png", 1, 2, i => (ushort)i);
        var dataset = Open();
        Assert.True(dataset.Description.HasGold);
        Assert.Contains(": readers/bob. A rater's masks are taken by --set dataset:raters:0=readers/bob", Assert.Single(dataset.Notes));
    }

    [Fact]
    public void Values_outside_of_a_region_are_told_by_the_inspection()
    {
        _folder.Png("images/c0.png", 1, 3, i => (ushort)i);
        _folder.Png("masks/c0.png", 1, 3, i => (ushort)i);
        var report = DatasetInspection.Of(Open(new(Folder: _folder.Path, Classes: new(ClassMode.Roi, [1]))));
        Assert.Contains("Masks hold the values 2, which dataset:classes:labels does not name; by the mode roi they are background.", report.Notes);
    }

    [Theory]
    [InlineData(
        "labels:background=0 labels:tumour=1 labels:edema=2 channel_names:0=T2 numTraining=3",
        "classes:mode=exclusive",
        "classes:labels:1=2",
        "classes:names:0=tumour"
    )]
    [InlineData(
        "name=Heart labels:0=background labels:1=Anterior modality:0=MRI tensorImageSize=3D",
        "name=Heart",
        "classes:mode=roi",
        "classes:names:0=Anterior"
    )]
    [InlineData("labels:0=background labels:1=a labels:2=b modality:0=FLAIR modality:1=T1 numTest=0", "volumes:series=channels", "classes:labels:0=1")]
    [InlineData(
        "labels:background=0 labels:whole:0=1 labels:whole:1=2 labels:core=2 labels:ignore=3 file_ending=.png",
        "classes:names:0=label1",
        "classes:names:1=core",
        "masks:ignore=3"
    )]
    [InlineData("labels:1=a modality:0=CT training:0:image=./imagesTr/a.nii.gz training:0:label=./labelsTr2/a.nii.gz", "gold=labelsTr2")]
    public void Other_programs_descriptions_are_translated(string entries, params string[] expected)
    {
        var translated = ForeignDescription.Translated(
            entries.Split(' ').Select(entry => KeyValuePair.Create(entry.Split('=')[0], (string?)entry.Split('=')[1]))
        );
        Assert.Subset(translated.Select(entry => $"{entry.Key}={entry.Value}").ToHashSet(), expected.ToHashSet());
        Assert.DoesNotContain(translated, entry => entry.Key.StartsWith("classes") && entry.Value is "3" or "ignore");
    }

    [Fact]
    public void This_programs_own_description_stays_as_it_is()
    {
        KeyValuePair<string, string?>[] own = [new("name", "mine"), new("classes:labels:0", "1"), new("images", "scans")];
        Assert.Equal(own, ForeignDescription.Translated(own));
    }

    private IDataset Open(DatasetSettings? settings = null) => DatasetOpening.Open(settings ?? new(Folder: _folder.Path));

    private void Volume(string file, Func<int, float> value, int[]? size = null, int series = 1, double origin = 0)
    {
        size ??= [3, 2, 2];
        var path = Path.Combine(_folder.Path, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        float[] values = [.. Enumerable.Range(0, series * size[0] * size[1] * size[2]).Select(value)];
        long[] shape = series == 1 ? [size[2], size[1], size[0]] : [series, size[2], size[1], size[0]];
        NiftiWriter.Write(
            path,
            new TensorInfo("v", TensorDType.Float32, shape),
            new([1, 2, 3], [1, 0, 0, origin, 0, 2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 1]),
            (_, stream) => stream.Write(MemoryMarshal.AsBytes<float>(values))
        );
    }
}
