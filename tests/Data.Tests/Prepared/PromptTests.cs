using System.Text.Json;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Ledgers;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Formats;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Data.Tests.Prepared;

/// <summary>Prompts that are not as the truth has them, held against a reference of masks of many shapes.</summary>
public sealed class PromptTests
{
    private static readonly JsonElement _golden = JsonDocument
        .Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "safeclick", "prompts.json")))
        .RootElement;

    public static TheoryData<string> Masks => [.. _golden.GetProperty("masks").EnumerateObject().Select(mask => mask.Name)];

    private static readonly (string Name, ObjectRadius Radius)[] _radii =
    [
        ("equivalent_area", ObjectRadius.EquivalentArea),
        ("max_distance_from_com", ObjectRadius.FarthestPixel),
        ("half_max_box_side", ObjectRadius.HalfLongerSide),
        ("mean_half_box_side", ObjectRadius.MeanHalfSide),
        ("rms_times_sqrt2", ObjectRadius.Spread),
    ];

    [Theory]
    [MemberData(nameof(Masks))]
    public void Centres_radii_and_displaced_points_are_the_references(string name)
    {
        var expected = _golden.GetProperty("masks").GetProperty(name);
        var mask = Mask(name);
        var found = PromptedObject.Of(mask, ClassKind.Multilabel);
        if (expected.GetProperty("undefined").GetBoolean())
        {
            Assert.Null(found);
            return;
        }

        Assert.Equal(expected.GetProperty("area").GetInt32(), found!.Area);
        Assert.Equal(Numbers(expected.GetProperty("center_of_mass_xy")), (double[])[found.CentreX, found.CentreY], Near(1e-9));
        foreach (var (radius, kind) in _radii)
            Assert.Equal(expected.GetProperty("radius").GetProperty(radius).GetDouble(), found.Radius(kind), 1e-9);
        foreach (var point in expected.GetProperty("points").EnumerateArray().Where(point => !point.GetProperty("near_rounding_tie").GetBoolean()))
        {
            var radius = _radii.Single(entry => entry.Name == point.GetProperty("radius").GetString()).Radius;
            var at = PointPrompts.At(found, mask, point.GetProperty("fraction").GetDouble() * found.Radius(radius), point.GetProperty("angle").GetDouble());
            Assert.Equal(Numbers(point.GetProperty("pixel_xy")), new double[] { at.X, at.Y });
        }
    }

    [Theory]
    [MemberData(nameof(Masks))]
    public void Scaled_boxes_are_the_references(string name)
    {
        var mask = Mask(name);
        if (_golden.GetProperty("masks").GetProperty(name).GetProperty("boxes") is not { ValueKind: JsonValueKind.Array } boxes)
        {
            Assert.Equal([0, 0, mask.Width, mask.Height], Box(new(BoxSource.Truth, Scales: [0.5], Edges: BoxEdges.Outline)));
            return;
        }
        foreach (var box in boxes.EnumerateArray())
        {
            double[] scale = [box.GetProperty("scale").GetDouble()];
            Same("inclusive_clipped", new(BoxSource.Truth, Scales: scale));
            Same("edges_clipped", new(BoxSource.Truth, Scales: scale, Edges: BoxEdges.Outline));
            Same("edges_area_scaled_clipped", new(BoxSource.Truth, Scales: scale, Edges: BoxEdges.Outline, ScaleOf: BoxScaling.Area));

            void Same(string key, BoxSettings settings) =>
                Assert.Equal(Numbers(box.GetProperty(key)), [.. Box(settings).Select(side => (double)side)], Near(1e-5));
        }

        float[] Box(BoxSettings settings) => new BoxPrompts(settings, 4).Of(mask, ClassKind.Multilabel, "a")!;
    }

    [Fact]
    public void What_is_drawn_follows_from_seed_case_and_round_alone()
    {
        var mask = Mask("blob");
        var settings = new DatasetSettings(Boxes: new(BoxSource.Truth, Scales: [0.5, 0.75, 1.25, 1.5]), Points: new(PointSource.Truth, [0.25, 0.5, 0.75, 1]));
        CasePrompts Of(long seed, string name, int round = 0, PromptKinds taken = PromptKinds.Box | PromptKinds.Points) =>
            new PromptSource(settings, taken, seed).Of(mask, ClassKind.Multilabel, name, round);
        string[] cases = [.. Enumerable.Range(0, 60).Select(i => $"case-{i}")];

        // Another network, which takes points alone, is given the same points.
        Assert.All(cases, name => Assert.Equal(Of(1, name).Point, Of(1, name, taken: PromptKinds.Points).Point));
        Assert.All(cases, name => Assert.Equal(Of(1, name).Box!, Of(1, name, taken: PromptKinds.Box).Box!));
        Assert.Equal(4, cases.Select(name => Of(1, name).Box![2] - Of(1, name).Box![0]).Distinct().Count());
        Assert.True(cases.Select(name => Of(1, name).Point).Distinct().Count() > 30);
        Assert.Contains(cases, name => Of(1, name).Point != Of(2, name).Point);
        Assert.Contains(cases, name => Of(1, name).Point != Of(1, name, round: 1).Point);
        Assert.Equal(CasePrompts.None, Of(1, "a", taken: PromptKinds.Mask));
    }

    [Fact]
    public void Directions_are_the_same_for_every_displacement_and_all_equally_likely()
    {
        var mask = Mask("disc");
        var found = PromptedObject.Of(mask, ClassKind.Multilabel)!;
        double Angle(double displacement, int one)
        {
            var at = new PointPrompts(new(PointSource.Truth, [displacement]), 7).Of(mask, ClassKind.Multilabel, $"{one}")!;
            return Math.Atan2(at.Y - found.CentreY, at.X - found.CentreX);
        }

        for (var one = 0; one < 40; one++)
            Assert.True(Math.Cos(Angle(0.5, one) - Angle(1, one)) > 0.9);
        var quarters = Enumerable.Range(0, 400).GroupBy(one => (int)Math.Floor((Angle(1, one) + Math.PI) / (Math.PI / 2)) % 4).ToList();
        Assert.Equal(4, quarters.Count);
        Assert.All(quarters, quarter => Assert.InRange(quarter.Count(), 60, 140));
    }

    [Fact]
    public void The_ledger_tells_of_both_and_of_what_was_done_to_them()
    {
        var settings = new DatasetSettings(Boxes: new(BoxSource.Truth, 3, [0.5, 1.5]), Points: new(PointSource.Truth, [0.25]));

        var truth = new PromptSource(settings, PromptKinds.Box | PromptKinds.Points, 1).Truth;

        Assert.Equal([TruthPromptKind.Box, TruthPromptKind.Point], truth.Select(one => one.Kind));
        Assert.Equal("sides times 0.5 or 1.5; sides outwards by up to 3 pixels", truth[0].Changed);
        Assert.Equal("moved by 0.25 of the object's radius (equivalentArea)", truth[1].Changed);
        var one = new DatasetSettings(Boxes: new(BoxSource.Truth, Scales: [0.5, 1.5], Scale: 1), Points: new(PointSource.Truth, [0.25], Displacement: 0));
        Assert.All(new PromptSource(one, PromptKinds.Box | PromptKinds.Points, 1).Truth, prompt => Assert.Null(prompt.Changed));
        Assert.Null(new PromptSource(new(Points: new(PointSource.Truth)), PromptKinds.Points, 1).Truth.Single().Changed);
        Assert.Empty(new PromptSource(new(Points: new()), PromptKinds.Points, 1).Truth);
    }

    [Fact]
    public void Nothing_to_click_at_is_a_click_that_says_nothing()
    {
        var found = new PointPrompts(new(PointSource.Truth, [1]), 1).Of(Mask("empty"), ClassKind.Multilabel, "a");

        Assert.True(found!.IsIgnored);
        Assert.Null(new PointPrompts(new(), 1).Of(Mask("disc"), ClassKind.Multilabel, "a"));
    }

    [Theory]
    [InlineData("boxes:scales:0=0", "scales")]
    [InlineData("points:displacements:0=-1", "displacements")]
    [InlineData("points:radius=width", "equivalentArea")]
    public void Mistakes_are_told(string setting, string expected)
    {
        var parts = setting.Split('=');
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(parts[0], parts[1])]).Build();

        Assert.Contains(expected, Assert.Throws<OptionException>(() => OptionReader.Read<DatasetSettings>(configuration)).Message);
    }

    private static MaskPlanes Mask(string name)
    {
        using var file = WeightFile.Open(Path.Combine(AppContext.BaseDirectory, "Golden", "safeclick", "prompts.safetensors"));
        Assert.True(file.TryGet($"{name}/mask", out var info));
        var values = new byte[info!.ByteCount];
        file.Read(info.Name, values);
        return new((int)info.Shape[0], (int)info.Shape[1], 1, values);
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];

    private static IEqualityComparer<double> Near(double tolerance) => EqualityComparer<double>.Create((one, other) => Math.Abs(one - other) <= tolerance);
}
