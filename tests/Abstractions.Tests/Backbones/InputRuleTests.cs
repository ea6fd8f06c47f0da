using DeferredSeg.Abstractions.Backbones;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Abstractions.Tests.Backbones;

public sealed class InputRuleTests : ScopedTensorTest
{
    private static readonly InputRule _any = new() { Channels = 3 };
    private static readonly InputRule _multiple = new()
    {
        Channels = 1,
        SmallestSize = 32,
        SizeMultiple = 16,
    };
    private static readonly InputRule _fixed = new() { Channels = 1, FixedSizes = [224, 160] };
    private static readonly InputRule _volume = new()
    {
        Channels = 2,
        SpatialAxes = 3,
        SmallestSize = 4,
    };

    /// <summary>A rule, the shape of some images, and what the refusal says; null where they are taken.</summary>
    public static TheoryData<string, long[], string?> Images =>
        new()
        {
            { "any", [1, 3, 1, 1], null },
            { "any", [5, 3, 33, 7], null },
            { "any", [3, 33, 7], "rank 4 are expected, [B, 3, H, W], not Float32 [3, 33, 7]" },
            { "any", [1, 3, 5, 33, 7], "rank 4 are expected, [B, 3, H, W]" },
            { "any", [1, 1, 33, 7], "3 channels are expected, [B, 3, H, W], not Float32 [1, 1, 33, 7]" },
            { "any", [1, 3, 0, 7], "at least 1 pixels" },
            { "multiple", [2, 1, 32, 48], null },
            { "multiple", [2, 1, 16, 48], "at least 32 pixels along every axis are expected, not Float32 [2, 1, 16, 48]" },
            { "multiple", [2, 1, 48, 40], "multiples of 16 are expected, not Float32 [2, 1, 48, 40]" },
            { "fixed", [9, 1, 224, 160], null },
            { "fixed", [9, 1, 160, 224], "224 by 160 pixels are expected, not Float32 [9, 1, 160, 224]" },
            { "volume", [1, 2, 4, 5, 6], null },
            { "volume", [1, 2, 5, 6], "rank 5 are expected, [B, 2, D, H, W]" },
            { "volume", [1, 2, 4, 5, 3], "at least 4 pixels" },
        };

    [Theory]
    [MemberData(nameof(Images))]
    public void Images_are_taken_or_refused_with_what_was_found_and_expected(string rule, long[] shape, string? refusal)
    {
        var checkedBy = rule switch
        {
            "any" => _any,
            "multiple" => _multiple,
            "fixed" => _fixed,
            _ => _volume,
        };
        var images = zeros(shape);

        if (refusal is null)
        {
            Assert.Null(checkedBy.Refusal(images));
            checkedBy.Check(images);
        }
        else
        {
            Assert.Contains(refusal, checkedBy.Refusal(images));
            Assert.Contains(refusal, Assert.Throws<ArgumentException>(() => checkedBy.Check(images)).Message);
        }
    }

    [Theory]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.BFloat16)]
    public void Images_of_another_type_are_refused(ScalarType type) =>
        Assert.Equal($"Images of Float32 are expected, not {type} [1, 3, 4, 4].", _any.Refusal(zeros([1, 3, 4, 4], type)));
}
