using System.Text.Json;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Studies.Strokes;

namespace DeferredSeg.Studies.Tests.Strokes;

public class StrokeTests
{
    private static readonly JsonElement _cases = JsonDocument
        .Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Strokes", "strokes.json")))
        .RootElement.GetProperty("cases");

    public static TheoryData<string> Names => [.. _cases.EnumerateArray().Select(one => one.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void WorkedExamplesComeOutBitForBit(string name)
    {
        var one = _cases.EnumerateArray().Single(one => one.GetProperty("name").GetString() == name);
        var grid = new Grid(one.GetProperty("height").GetInt32(), one.GetProperty("width").GetInt32());
        var classes = one.GetProperty("classes").GetInt32();
        var kind = one.TryGetProperty("kind", out var said) && said.GetString() == "exclusive" ? ClassKind.Exclusive : ClassKind.Multilabel;
        var canvas = new StrokeCanvas(grid, classes, kind)
        {
            Region = one.TryGetProperty("region", out var region) ? Planes([region]) : null,
            Start = one.TryGetProperty("start", out var start) ? Planes(start.EnumerateArray()) : null,
            Proposals = one.TryGetProperty("proposals", out var proposals) ? [.. proposals.EnumerateArray().Select(p => Planes(p.EnumerateArray()))] : [],
        };
        // Through its kept form, as a store and a page see it.
        var strokes = one.GetProperty("strokes").EnumerateArray().Select(stroke => Stroke.Of(Stroke.Of(stroke.GetRawText()).Json())).ToList();
        var picture = canvas.Draw(strokes);
        Assert.Equal(Rows(Planes(one.GetProperty("expected").EnumerateArray()).Values, grid), Rows(picture.Values, grid));
        Assert.Equal(one.GetProperty("verdict").GetString(), picture.Verdict.ToString().ToLowerInvariant());
        Assert.Equal(one.TryGetProperty("accepted", out var accepted) ? accepted.GetInt32() : null, picture.Proposal);
        var clicks = one.TryGetProperty("clicks", out var pointed) ? pointed.EnumerateArray().ToList() : [];
        Assert.Equal(
            clicks.Select(click => (click[0].GetInt32(), click[1].GetInt32(), click[2].GetInt32() == 1)),
            picture.Clicks.Select(click => (click.Row, click.Column, click.Inside))
        );

        MaskPlanes Planes(IEnumerable<JsonElement> planes) =>
            new(grid, planes.Count(), [.. planes.SelectMany(plane => plane.EnumerateArray().SelectMany(row => row.GetString()!.Select(c => (byte)(c - '0'))))]);
    }

    [Theory]
    [InlineData("""{"tool":"brush"}""", "points")]
    [InlineData("""{"tool":"brush","points":[1,2],"radius":4097}""", "radius")]
    [InlineData("""{"tool":"brush","points":[1,2,3]}""", "points")]
    [InlineData("""{"tool":"brush","points":[1,2],"class":1}""", "class")]
    [InlineData("""{"tool":"brush","points":[1,2],"slice":1}""", "slice")]
    [InlineData("""{"tool":"brush","points":[1,2000000]}""", "coordinate")]
    [InlineData("""{"tool":"lasso","points":[1,2,3,4]}""", "points")]
    [InlineData("""{"tool":"fill","points":[1,2,3,4]}""", "points")]
    [InlineData("""{"tool":"click"}""", "points")]
    [InlineData("""{"tool":"click","points":[1,2,3,4]}""", "points")]
    [InlineData("""{"tool":"accept"}""", "proposal")]
    [InlineData("""{"tool":"reject"}""", "proposals")]
    [InlineData("""{"tool":"mask"}""", "blob")]
    [InlineData("""{"tool":"spray","points":[1,2]}""", "cannot be read")]
    [InlineData("""{"tool":"brush","points":[1,2],"size":3}""", "cannot be read")]
    [InlineData("""{"tool":"brush","points":[1.5,2]}""", "cannot be read")]
    [InlineData("null", "null")]
    public void WhatIsOutOfRangeIsRefusedAndNamed(string json, string named) =>
        Assert.Contains(named, Assert.Throws<ArgumentException>(() => Stroke.Of(json).Check(1, 1, 0)).Message, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void AStrokeOfAVolumeStaysInItsSlice()
    {
        var canvas = new StrokeCanvas(new(3, 4, 4), 1, ClassKind.Multilabel);
        var picture = canvas.Draw([new(StrokeTool.Fill) { Points = [8, 8], Slice = 1 }]);
        Assert.Equal(Enumerable.Range(0, 48).Select(i => (byte)(i / 16 == 1 ? 1 : 0)), picture.Values);
    }

    private static string Rows(byte[] values, Grid grid) =>
        string.Join('\n', values.Chunk(grid.Width).Select(row => string.Concat(row.Select(value => (char)('0' + value)))));
}
