using System.Runtime.InteropServices;
using Backbones.NnUnet.Plans;
using Backbones.NnUnet.Preparation;
using DeferredSeg.Deferral.Losses;

namespace Backbones.NnUnet.Tests;

public sealed class PreparationGoldenTests : ScopedTensorTest
{
    [Fact]
    public void Cropping_equals_the_originals()
    {
        using var golden = new Golden("preprocessing/crop");
        foreach (var one in golden.Numbers.EnumerateObject())
        {
            var image = golden.Tensor($"{one.Name}/image");
            int[] sizes = [.. image.shape[1..].Select(size => (int)size)];
            var channels = Enumerable
                .Range(0, (int)image.shape[0])
                .Select(c => (Func<ReadOnlyMemory<float>>)(() => image[c].contiguous().data<float>().ToArray()));

            var mask = NonzeroBox.Mask([.. channels], sizes);
            var box = NonzeroBox.Around(mask, sizes);

            Assert.Equal(golden.Tensor($"{one.Name}/nonzero_mask_filled").bytes.ToArray().Select(value => value != 0), mask);
            var expected = one.Value.GetProperty("bbox").EnumerateArray().Select(Golden.Ints).ToList();
            Assert.Equal(expected.Select(axis => axis[0]), box.From);
            Assert.Equal(expected.Select(axis => axis[1]), box.To);
        }
    }

    [Fact]
    public void Intensities_equal_the_originals()
    {
        using var golden = new Golden("preprocessing/normalization");
        var given = golden.Numbers.GetProperty("intensity_properties");
        double Of(string name) => given.GetProperty(name).GetDouble();
        var properties = new IntensityProperties(Of("mean"), Of("std"), Of("percentile_00_5"), Of("percentile_99_5"));
        var labels = golden.Tensor("seg").bytes.ToArray();
        foreach (var one in golden.Numbers.GetProperty("cases").EnumerateObject())
        {
            var values = golden.Tensor(one.Value.GetProperty("input").GetString()!);
            var rule = Normalisation.Named(
                one.Value.GetProperty("scheme").GetString()!,
                one.Value.GetProperty("use_mask_for_norm").GetBoolean(),
                properties,
                "here"
            );

            rule.Apply(MemoryMarshal.Cast<byte, float>(values.bytes), MemoryMarshal.Cast<byte, sbyte>(labels));

            Assert.InRange(Golden.Far(golden.Tensor(one.Name), values), 0, 2e-5);
        }
        foreach (var channel in golden.Numbers.GetProperty("channel_name_to_scheme").EnumerateObject())
            Assert.Equal(channel.Value.GetString(), Normalisation.SchemeOf(channel.Name));
        var bright = golden.Tensor("rgb") + 300;
        Assert.Throws<ArgumentException>(() =>
            Normalisation.Named("RGBTo01Normalization", false, null, "here").Apply(MemoryMarshal.Cast<byte, float>(bright.bytes), [])
        );
    }

    [Fact]
    public void Resampling_equals_the_originals()
    {
        using var golden = new Golden("preprocessing/resampling");
        foreach (var one in golden.Numbers.GetProperty("cases").EnumerateObject())
        {
            var given = one.Value.GetProperty("kwargs");
            var rule = new ResamplingRule(given.GetProperty("order").GetInt32(), given.GetProperty("order_z").GetInt32())
            {
                IsLabels = given.GetProperty("is_seg").GetBoolean(),
                Separate = given.GetProperty("force_separate_z")
                    is { ValueKind: System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False } force
                    ? force.GetBoolean()
                    : null,
            };
            var expected = golden.Tensor($"{one.Name}/out");

            var found = Resampling.Resample(
                golden.Tensor($"{one.Name}/in"),
                Golden.Ints(one.Value.GetProperty("new_shape")),
                Golden.Doubles(one.Value.GetProperty("current_spacing")),
                Golden.Doubles(one.Value.GetProperty("new_spacing")),
                rule
            );

            Assert.Equal(expected.dtype, found.dtype);
            var largest = expected.to(ScalarType.Float64).abs().max().ToDouble();
            var tolerance =
                rule.IsLabels ? 0
                : expected.dtype == ScalarType.Float16 ? largest / 1024
                : 1e-4 * largest;
            Assert.True(Golden.Far(expected, found) <= tolerance, $"{one.Name}: {Golden.Far(expected, found)} of {largest}");
        }
        foreach (var one in golden.Numbers.GetProperty("separate_z").EnumerateArray())
        {
            var force = one.GetProperty("force");
            var axis = Resampling.AxisApart(
                force.ValueKind == System.Text.Json.JsonValueKind.Null ? null : force.GetBoolean(),
                Golden.Doubles(one.GetProperty("current")),
                Golden.Doubles(one.GetProperty("new"))
            );
            var expected = one.GetProperty("result")[1];
            Assert.Equal(expected.ValueKind == System.Text.Json.JsonValueKind.Null ? null : expected.GetInt32(), axis);
        }
        foreach (var one in golden.Numbers.GetProperty("new_shape").EnumerateArray())
        {
            var (old, from, to) = (
                Golden.Ints(one.GetProperty("old_shape")),
                Golden.Doubles(one.GetProperty("old_spacing")),
                Golden.Doubles(one.GetProperty("new_spacing"))
            );
            Assert.Equal(Golden.Ints(one.GetProperty("result")), old.Select((size, axis) => Resampling.NewSize(size, from[axis], to[axis])));
        }
    }

    [Fact]
    public void Whole_cases_equal_the_originals()
    {
        using var golden = new Golden("preprocessing/run_case");
        foreach (var one in golden.Numbers.EnumerateObject())
        {
            var plans = PlansFile.Parse("plans.json", one.Value.GetProperty("plans").GetRawText());
            var dataset = DatasetLabels.Parse("dataset.json", one.Value.GetProperty("dataset").GetRawText());
            var preparation = new CasePreparation(plans, plans.Configuration(one.Value.GetProperty("configuration").GetString()!), dataset.Channels.Count);
            var (image, labels, spacing) = (
                golden.Tensor($"{one.Name}/image"),
                golden.Tensor($"{one.Name}/seg"),
                Golden.Doubles(one.Value.GetProperty("spacing"))
            );

            var before = image.clone();
            var with = preparation.Prepare(image, spacing, labels);
            Assert.Equal(0, Golden.Far(before, image));
            var without = preparation.Prepare(image, spacing);

            Assert.InRange(Golden.Far(golden.Tensor($"{one.Name}/out.data"), with.Image), 0, 1e-4);
            Assert.Equal(0, Golden.Far(golden.Tensor($"{one.Name}/out.seg"), with.Labels!));
            var expected = golden.Has($"{one.Name}/out.data_without_label_input")
                ? golden.Tensor($"{one.Name}/out.data_without_label_input")
                : golden.Tensor($"{one.Name}/out.data");
            Assert.InRange(Golden.Far(expected, without.Image), 0, 1e-4);
            var box = one.Value.GetProperty("properties").GetProperty("bbox_used_for_cropping").EnumerateArray().Select(Golden.Ints).ToList();
            Assert.Equal(box.Select(axis => axis[0]), with.Place.Box.From);
            Assert.Equal(box.Select(axis => axis[1]), with.Place.Box.To);
        }
    }

    [Fact]
    public void What_is_not_cropped_turned_or_resampled_stays_the_callers_too()
    {
        var plans = PlansFile.Read(Golden.PathOf("plans/Dataset017_BTCVlike/nnUNetPlans.json"));
        var preparation = new CasePreparation(plans, plans.Configuration("3d_fullres"), 1);
        var image = ones([1, 4, 5, 6]) * 100;

        var (prepared, _, _) = preparation.Prepare(image, plans.Configuration("3d_fullres").Spacing);

        Assert.Equal(100, image.min().ToSingle());
        Assert.Equal((100 - 82.92) / 136.97, prepared.max().ToSingle(), 1e-5);
    }

    [Fact]
    public void Labels_of_datasets_are_the_originals()
    {
        using var golden = new Golden("preprocessing/labels");
        foreach (var one in golden.Numbers.EnumerateObject().Where(one => one.Value.TryGetProperty("labels", out _)))
        {
            var order = one.Value.GetProperty("regions_class_order");
            var regions = order.ValueKind == System.Text.Json.JsonValueKind.Null ? "" : ",\"regions_class_order\":" + order.GetRawText();
            var dataset = DatasetLabels.Parse(
                "dataset.json",
                $$"""{"channel_names":{"0":"c"},"labels":{{one.Value.GetProperty("labels").GetRawText()}}{{regions}}}"""
            );
            var ignore = one.Value.GetProperty("ignore_label");

            Assert.Equal(one.Value.GetProperty("num_heads").GetInt32(), dataset.Heads.Count);
            Assert.Equal(one.Value.GetProperty("has_regions").GetBoolean(), dataset.Kind == ClassKind.Multilabel);
            Assert.Equal(Golden.Ints(one.Value.GetProperty("foreground_labels")), dataset.Foreground);
            Assert.Equal(ignore.ValueKind == System.Text.Json.JsonValueKind.Null ? null : ignore.GetInt32(), dataset.Ignore);
            if (order.ValueKind != System.Text.Json.JsonValueKind.Null)
                Assert.Equal(Golden.Ints(order)[..dataset.Heads.Count], dataset.Heads.Select(head => head.Value));
        }
    }

    [Fact]
    public void Coarser_targets_equal_the_originals()
    {
        using var golden = new Golden("preprocessing/deep_supervision_targets");
        for (var i = 0; golden.Has($"c{i}/in"); i++)
        {
            for (var level = 0; golden.Has($"c{i}/out{level}"); level++)
            {
                var expected = golden.Tensor($"c{i}/out{level}").unsqueeze(0);
                Assert.Equal(0, Golden.Far(expected, DeepSupervision.Target(golden.Tensor($"c{i}/in").unsqueeze(0), expected.shape[2..])));
            }
        }
    }
}
