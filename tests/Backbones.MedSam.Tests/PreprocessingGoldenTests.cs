using System.Text.Json;

namespace Backbones.MedSam.Tests;

public sealed class PreprocessingGoldenTests : ScopedTensorTest
{
    private static readonly JsonElement _cases = JsonDocument.Parse(File.ReadAllText(GoldenMedSam.PathOf("preprocess.json"))).RootElement.GetProperty("cases");

    public static TheoryData<string> Cases => [.. _cases.EnumerateObject().Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Images_are_resized_as_the_originals(string name)
    {
        var stride = _cases.GetProperty(name).GetProperty("stored_stride").GetInt32();
        var size = _cases.GetProperty(name).GetProperty("target").GetInt32();
        var expected = Golden(name, "resized_f32").permute(2, 0, 1);

        var planes = MedSamImage.Resized(Image(name), size, size);
        var resized = stack(planes.Select(plane => tensor(plane, [size, size])))[.., TensorIndex.Slice(step: stride), TensorIndex.Slice(step: stride)];

        GoldenMedSam.Close(expected.@double(), resized, 2e-3);
        // Where the value lies within 1e-3 of a whole number, the cut may fall to either side.
        var cut = Golden(name, "resized_u8").permute(2, 0, 1).@double();
        var near = (resized - resized.round()).abs() < 1e-3;
        var differ = (resized.floor() - cut).abs();
        Assert.True((differ <= near.@double()).all().item<bool>(), "a value that is no whole number is cut to another one");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Images_are_normalised_as_the_originals(string name)
    {
        var entry = _cases.GetProperty(name);
        var (stride, size) = (entry.GetProperty("stored_stride").GetInt32(), entry.GetProperty("target").GetInt32());

        using var backbone = new MedSamBackbone(SmallNetwork.Options);
        var prepared = backbone.Preprocess(Image(name), size, size);

        Assert.Equal([1, 3, size, size], prepared.shape);
        Assert.Equal(ScalarType.Float32, prepared.dtype);
        if (name == "rgb_mixed")
            return;
        var expected = Golden(name, "normalized_chw_f32");
        var found = prepared[0, ..(int)expected.shape[0], TensorIndex.Slice(step: stride), TensorIndex.Slice(step: stride)];
        var range = Math.Max(entry.GetProperty("u8_max").GetDouble() - entry.GetProperty("u8_min").GetDouble(), 1);
        // One level where the cut may fall to either side; elsewhere the same.
        var difference = (found - expected).abs();
        Assert.InRange(difference.max().ToDouble(), 0, 1.001 / range);
        var near = entry.GetProperty("frac_within_1e3_of_integer").GetDouble();
        Assert.InRange(difference.gt(1e-6).@double().mean().ToDouble(), 0, near);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Boxes_are_scaled_as_the_originals(string name)
    {
        var entry = _cases.GetProperty(name);
        float[] Numbers(string key) => [.. entry.GetProperty(key)[0].EnumerateArray().Select(value => (float)value.GetDouble())];

        var scaled = MedSamImage.ScaleBoxes(
            tensor(Numbers("box")).view(1, 4),
            entry.GetProperty("H").GetInt32(),
            entry.GetProperty("W").GetInt32(),
            entry.GetProperty("target").GetInt32()
        );

        Assert.Equal(Numbers("box_scaled"), scaled.data<float>().ToArray());
    }

    [Fact]
    public void Inference_from_end_to_end_equals_the_originals()
    {
        using var backbone = GoldenMedSam.Backbone();
        using var frozen = no_grad();
        var (height, width) = (
            GoldenMedSam.Numbers.GetProperty("report").GetProperty("medsam.HW")[0].GetInt32(),
            GoldenMedSam.Numbers.GetProperty("report").GetProperty("medsam.HW")[1].GetInt32()
        );
        var boxes = MedSamImage.ScaleBoxes(Decoder("medsam.box_orig_xyxy"), height, width, 256);
        GoldenMedSam.Close(Decoder("medsam.box_scaled").@float(), boxes, 1e-4);

        using var tokens = backbone.Network.EncodePrompts(new() { Boxes = boxes }, 1, 16, 16);
        using var mixed = backbone.Network.Mix(backbone.Network.EncodeImages(GoldenMedSam.Images()[..1]), tokens);
        using var decoded = backbone.Network.Project(mixed);

        GoldenMedSam.Close(Decoder("medsam.low_res_logits"), decoded.Logits, 1e-4);
        GoldenMedSam.Close(Decoder("medsam.prob_HW"), MedSamMasks.Probabilities(decoded.Logits, height, width), 1e-4);
        var mask = MedSamMasks.Of(decoded.Logits, height, width)[0, 0];
        Assert.InRange(mask.ne(Decoder("medsam.seg_HW")).@long().sum().ToInt64(), 0, 5);
    }

    [Fact]
    public void Sams_masks_equal_the_originals()
    {
        var report = GoldenMedSam.Numbers.GetProperty("report");
        (int, int) Size(string key) => (report.GetProperty(key)[0].GetInt32(), report.GetProperty(key)[1].GetInt32());

        var logits = SamMasks.Logits(Decoder("post.low_res_in"), Size("post.sam.input_size"), Size("post.sam.original_size"), 256);
        var masks = SamMasks.Of(Decoder("post.low_res_in"), Size("post.sam.input_size"), Size("post.sam.original_size"), 256);

        GoldenMedSam.Close(Decoder("post.sam.postprocess_logits"), logits, 1e-4);
        Assert.InRange(masks.ne(Decoder("post.sam.mask")).@long().sum().ToInt64(), 0, 5);
    }

    [Fact]
    public void Sams_input_equals_the_originals()
    {
        var prepared = SamImage.Prepare(Decoder("sam.preprocess.in"), 256);

        Assert.Equal([1, 3, 256, 256], prepared.shape);
        GoldenMedSam.Close(Decoder("sam.preprocess.out_crop32"), prepared[0, .., ..32, ..32], 1e-5);
        Assert.Equal(0, prepared[0, .., 32.., ..].abs().max().ToDouble());
        Assert.Equal(0, prepared[0, .., .., 32..].abs().max().ToDouble());
    }

    private static Tensor Image(string name)
    {
        var image = Golden(name, "image");
        return image.dim() == 2 ? image.unsqueeze(0) : image.permute(2, 0, 1);
    }

    private static Tensor Golden(string name, string part) => GoldenMedSam.Read(GoldenMedSam.PathOf("preprocess.golden.safetensors"), $"{name}/{part}");

    private static Tensor Decoder(string name) => GoldenMedSam.Tensor("prompt_decoder", name);
}
