using System.Text.Json;
using System.Text.Json.Serialization;

namespace DeferredSeg.Studies.Strokes;

/// <summary>What a stroke does. The rules are in docs/strokes.md, where every page that draws finds them too.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StrokeTool>))]
public enum StrokeTool
{
    /// <summary>Sets the class along a line of points, round, of the stroke's radius.</summary>
    [JsonStringEnumMemberName("brush")]
    Brush,

    /// <summary>Takes the class away along a line of points.</summary>
    [JsonStringEnumMemberName("eraser")]
    Eraser,

    /// <summary>Sets, or takes away, the class within a closed line that was drawn freely.</summary>
    [JsonStringEnumMemberName("lasso")]
    Lasso,

    /// <summary>The same within corners that were set one by one.</summary>
    [JsonStringEnumMemberName("polygon")]
    Polygon,

    /// <summary>Sets, or takes away, the class in the connected pixels of one value around a point.</summary>
    [JsonStringEnumMemberName("fill")]
    Fill,

    /// <summary>Takes a proposal as it is.</summary>
    [JsonStringEnumMemberName("accept")]
    Accept,

    /// <summary>Will have none of the proposals.</summary>
    [JsonStringEnumMemberName("reject")]
    Reject,

    /// <summary>Points at a place where what stands is wrong: that it belongs to the target, or with <see cref="Stroke.Erase"/> that it does not.</summary>
    [JsonStringEnumMemberName("click")]
    Click,

    /// <summary>Makes all of the region background.</summary>
    [JsonStringEnumMemberName("clear")]
    Clear,

    /// <summary>Takes a whole mask that was painted elsewhere.</summary>
    [JsonStringEnumMemberName("mask")]
    Mask,

    /// <summary>Takes the latest stroke back.</summary>
    [JsonStringEnumMemberName("undo")]
    Undo,

    /// <summary>Brings the stroke back that was taken back last.</summary>
    [JsonStringEnumMemberName("redo")]
    Redo,
}

/// <summary>One act of a person on the canvas: plain data that gives the same pixels wherever it is replayed.</summary>
/// <param name="Tool">What it does.</param>
public sealed record Stroke(StrokeTool Tool)
{
    /// <summary>The most points of one stroke.</summary>
    public const int MostPoints = 100_000;

    /// <summary>The largest radius, in sixteenths of a pixel: 256 pixels.</summary>
    public const int LargestRadius = 4096;

    /// <summary>The largest coordinate, in sixteenths of a pixel, to either side of 0.</summary>
    public const int LargestCoordinate = 1 << 20;

    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>x and y of each point one after the other, in sixteenths of a pixel: column c and row r have their centre at 16c + 8, 16r + 8.</summary>
    public IReadOnlyList<int> Points { get; init; } = [];

    /// <summary>For brush and eraser, in sixteenths of a pixel, 0 to <see cref="LargestRadius"/>.</summary>
    public int Radius { get; init; }

    /// <summary>The class, from 0.</summary>
    public int Class { get; init; }

    /// <summary>The slice of a volume, from 0.</summary>
    public int Slice { get; init; }

    /// <summary>For lasso, polygon, fill and click: whether the class is taken away.</summary>
    public bool Erase { get; init; }

    /// <summary>For accept: which proposal, from 0.</summary>
    public int Proposal { get; init; }

    /// <summary>For mask: the name under which the store keeps it.</summary>
    public string? Blob { get; init; }

    /// <summary>The stroke as it is kept: JSON on one line, without what has its default.</summary>
    public string Json() => JsonSerializer.Serialize(this with { Points = Points.Count == 0 ? null! : Points }, _json);

    /// <summary>Reads a stroke.</summary>
    /// <exception cref="ArgumentException">It is no stroke; the message says what is wrong.</exception>
    public static Stroke Of(string json)
    {
        try
        {
            var stroke = JsonSerializer.Deserialize<Stroke>(json, _json) ?? throw new ArgumentException("A stroke is null; expected an object with its tool.");
            return stroke with { Points = stroke.Points ?? [] };
        }
        catch (JsonException e)
        {
            throw new ArgumentException(
                $"A stroke cannot be read: {e.Message} Expected an object such as {{\"tool\":\"brush\",\"radius\":40,\"points\":[8,8]}}.",
                e
            );
        }
    }

    /// <summary>Refuses a stroke that is not of this image.</summary>
    /// <param name="classes">Classes K.</param>
    /// <param name="slices">Slices; 1 for an image.</param>
    /// <param name="proposals">How many proposals there are.</param>
    /// <exception cref="ArgumentException">A number is out of range; the message says which.</exception>
    public void Check(int classes, int slices, int proposals)
    {
        Require(Enum.IsDefined(Tool), "tool", $"{Tool}", "one of the tools");
        Require(Class >= 0 && Class < classes, "class", $"{Class}", $"0 to {classes - 1}");
        Require(Slice >= 0 && Slice < slices, "slice", $"{Slice}", $"0 to {slices - 1}");
        Require(Radius is >= 0 and <= LargestRadius, "radius", $"{Radius}", $"0 to {LargestRadius}");
        Require(Points.Count % 2 == 0 && Points.Count / 2 <= MostPoints, "points", $"{Points.Count} numbers", $"x and y of at most {MostPoints} points");
        Require(Points.All(at => at is >= -LargestCoordinate and <= LargestCoordinate), "points", "a coordinate beyond", $"at most {LargestCoordinate}");
        var needed = Tool switch
        {
            StrokeTool.Brush or StrokeTool.Eraser or StrokeTool.Fill or StrokeTool.Click => 1,
            StrokeTool.Lasso or StrokeTool.Polygon => 3,
            _ => 0,
        };
        var most = Tool switch
        {
            StrokeTool.Fill or StrokeTool.Click => 1,
            _ => needed == 0 ? 0 : MostPoints,
        };
        Require(
            Points.Count / 2 >= needed && Points.Count / 2 <= most,
            "points",
            $"{Points.Count / 2} points",
            needed == most ? $"{needed}" : $"{needed} or more"
        );
        Require(Tool != StrokeTool.Accept || (Proposal >= 0 && Proposal < proposals), "proposal", $"{Proposal}", $"one of {proposals}, counted from 0");
        Require(Tool != StrokeTool.Reject || proposals > 0, "tool", "reject", "a question with proposals");
        Require((Tool == StrokeTool.Mask) == (Blob is not null), "blob", Blob ?? "none", "a name for mask alone");
    }

    private void Require(bool isRight, string what, string found, string expected)
    {
        if (!isRight)
            throw new ArgumentException($"A stroke of {Tool} has {what} {found}; expected {expected}.");
    }
}
