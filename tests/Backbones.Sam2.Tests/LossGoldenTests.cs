namespace Backbones.Sam2.Tests;

public sealed class LossGoldenTests : ScopedTensorTest
{
    private const string File = "losses.golden.safetensors";

    public static TheoryData<string, ScalarType, double> Cases
    {
        get
        {
            var cases = new TheoryData<string, ScalarType, double>();
            foreach (var name in new[] { "official_three_masks", "official_one_mask", "best_mask_iou_mse_no_score" })
            {
                cases.Add(name, ScalarType.Float64, 1e-9);
                cases.Add(name, ScalarType.Float32, 1e-5);
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Terms_and_gradients_equal_the_originals(string name, ScalarType type, double tolerance)
    {
        var loss = name.StartsWith("official") ? new Sam2Loss() : new(ObjectWeight: 0, AllScores: false, Absolute: false);
        Tensor Of(string tensor) => GoldenSam2.Read(File, tensor).to(type);
        Tensor Leaf(string tensor) => Of($"{name}.{tensor}").requires_grad_(true);
        var (masks, ious, scores) = (Leaf("masks"), Leaf("ious"), Leaf("scores"));

        using var terms = loss.Of(masks, ious, scores, Of("target"));
        terms.Total.backward();

        var expected = GoldenSam2.Json("losses.json").GetProperty(name).GetProperty("losses");
        foreach (
            var (term, found) in new[]
            {
                ("loss_mask", terms.Mask),
                ("loss_dice", terms.Dice),
                ("loss_iou", terms.Score),
                ("loss_class", terms.Object),
                ("core_loss", terms.Total),
            }
        )
            Assert.Equal(expected.GetProperty(term).GetDouble(), found.ToDouble(), tolerance);
        Close("masks", masks);
        Close("ious", ious);
        if (name.StartsWith("official"))
            Close("scores", scores);
        else
            Assert.Null(scores.grad);

        void Close(string what, Tensor leaf) =>
            Assert.InRange((GoldenSam2.Read(File, $"{name}.grad.{what}") - leaf.grad!.@double()).abs().max().ToDouble(), 0, tolerance);
    }
}
