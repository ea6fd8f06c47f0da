namespace Backbones.Sam2.Tests;

/// <summary>Images, coordinates and masks as the original image predictor has them.</summary>
public sealed class ImageGoldenTests : ScopedTensorTest
{
    private const string File = "prepost.golden.safetensors";
    private const double Tolerance = 2e-5;

    public static TheoryData<string> Networks => GoldenSam2.Networks;

    [Theory]
    [InlineData("down")]
    [InlineData("up")]
    [InlineData("mixed")]
    [InlineData("to1024")]
    public void Images_and_coordinates_equal_the_originals(string name)
    {
        var numbers = GoldenSam2.Json("prepost.json").GetProperty("cases").GetProperty(name);
        int Number(string key) => numbers.GetProperty(key).GetInt32();
        Tensor Values(string key) =>
            tensor(
                System
                    .Text.RegularExpressions.Regex.Matches(numbers.GetProperty(key).GetRawText(), @"-?[\d.eE+-]+")
                    .Select(match => float.Parse(match.Value, System.Globalization.CultureInfo.InvariantCulture))
                    .ToArray()
            );
        var image = GoldenSam2.Read(File, $"{name}.image_u8").permute(2, 0, 1);

        using var prepared = Sam2Image.Prepare(image, Number("resolution"));

        GoldenSam2.Close(GoldenSam2.Read(File, $"{name}.image_path"), GoldenSam2.Strided(prepared, Number("stored_stride_image_path"))[0], Tolerance, name);
        using var points = Sam2Image.ScaleCoordinates(Values("points").view(-1, 2), Number("height"), Number("width"), Number("resolution"));
        GoldenSam2.Close(Values("points_out").view(-1, 2), points, 1e-6, "points");
        using var box = Sam2Image.ScaleCoordinates(Values("box").view(1, 4), Number("height"), Number("width"), Number("resolution"));
        GoldenSam2.Close(Values("box_out").view(1, 4), box, 1e-6, "box");
    }

    [Theory]
    [InlineData("plain", 0, 0)]
    [InlineData("holes", 8, 0)]
    [InlineData("sprinkles", 0, 6)]
    [InlineData("both", 8, 6)]
    public void Masks_at_the_images_size_equal_the_originals(string name, int holes, int sprinkles)
    {
        using var logits = Sam2Masks.Logits(GoldenSam2.Read(File, "post.logits"), 25, 34, holes, sprinkles);
        using var masks = Sam2Masks.Of(GoldenSam2.Read(File, "post.logits"), 25, 34, holes, sprinkles);

        GoldenSam2.Close(GoldenSam2.Read(File, $"post.image_path.{name}"), logits, Tolerance, name);
        GoldenSam2.Close(logits.gt(0).@byte(), masks, 0, name);
    }

    [Fact]
    public void Small_regions_are_those_of_the_originals_areas()
    {
        var outside = GoldenSam2.Read(File, "post.logits").le(0);
        var areas = GoldenSam2.Read(File, "post.background_area");
        foreach (var largest in new[] { 1, 3, 8, 30 })
        {
            var expected = outside.logical_and(areas.le(largest));
            Assert.True(expected.eq(Sam2Masks.Small(outside, largest)).all().ToBoolean(), $"{largest}");
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_picture_goes_all_the_way_as_in_the_original(string network)
    {
        using var backbone = GoldenSam2.Backbone(network);
        using var frozen = no_grad();
        var numbers = GoldenSam2.Numbers(network);
        var side = (int)GoldenSam2.Images(network).shape[2];
        var (height, width) = (3 * side / 4, 2 * side / 3);
        var picture = GoldenSam2.Frame(network, 3)[.., ..height, ..width];
        Tensor Scaled(string key, int columns)
        {
            var values = numbers.GetProperty(key).EnumerateArray();
            var flat = columns == 4 ? values : values.SelectMany(point => point.EnumerateArray());
            return Sam2Image.ScaleCoordinates(tensor(flat.Select(value => value.GetSingle()).ToArray()).view(-1, columns), height, width, side);
        }

        using var prepared = backbone.Preprocess(picture, side, side);
        using var embedding = backbone.Encode(prepared, EncodeRequest.None);
        using var points = backbone.Decode(
            embedding,
            new()
            {
                Points = Scaled("predictor.points", 2).unsqueeze(0),
                PointLabels = tensor(new long[] { 1, 0 }).view(1, 2),
                AllHypotheses = true,
            }
        );
        using var box = backbone.Decode(embedding, new() { Boxes = Scaled("predictor.box", 4) });

        GoldenSam2.Close(network, "predictor.image_embed", embedding["image_embedding"], GoldenSam2.EncoderTolerance);
        GoldenSam2.Close(network, "predictor.points.iou", points.Scores![0], GoldenSam2.DecoderTolerance);
        // What the predictor hands back for a next prompt is clamped.
        GoldenSam2.Close(network, "predictor.points.low_res_clamped", points.Extras["low_res_logits"][0].clamp(-32, 32), GoldenSam2.DecoderTolerance);
        GoldenSam2.Close(network, "predictor.box.iou", box.Scores![0], GoldenSam2.DecoderTolerance);
        using var ofPoints = Sam2Masks.Logits(points.Extras["low_res_logits"], height, width);
        using var ofBox = Sam2Masks.Logits(box.Extras["low_res_logits"], height, width);
        GoldenSam2.Close(network, "predictor.points.logits_stride4", GoldenSam2.Strided(ofPoints, 4)[0], GoldenSam2.DecoderTolerance);
        GoldenSam2.Close(network, "predictor.box.logits_stride4", GoldenSam2.Strided(ofBox, 4)[0], GoldenSam2.DecoderTolerance);
    }
}
