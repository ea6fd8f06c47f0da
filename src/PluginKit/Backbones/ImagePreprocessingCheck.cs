namespace DeferredSeg.PluginKit.Backbones;

/// <summary>A backbone that prepares images itself.</summary>
public sealed class ImagePreprocessingCheck : BackboneConformanceCheck
{
    private const string Mend = "Let the image and the size alone decide, and leave to the caller what is passed in.";

    /// <inheritdoc/>
    public override string Name => "image-preprocessing";

    /// <inheritdoc/>
    public override string Proves =>
        "Where the backbone prepares images, it takes grey and coloured ones of 8 bits, 16 bits and real numbers, even ones among them; the "
        + "result is finite, of the size that was asked for and taken by Encode, is the same whatever came before, and the image is neither "
        + "disposed nor changed.";

    private protected override CheckVerdict Examine(BackboneTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        if (trial.Backbone is not IImagePreprocessing preprocessing)
            return CheckVerdict.NotApplicable("the backbone does not prepare images");
        if (trial.Description.Input.SpatialAxes != 2)
            throw new CheckFailure(
                "Describe",
                $"a network of {trial.Description.Input.SpatialAxes} spatial axes prepares images",
                "a network of 2, for which images are prepared",
                "Offer IImagePreprocessing for images [C, H, W] alone."
            );
        var images = TrialImages.All(subject.Settings).ToList();
        // Last in one round, first in the next: what came before must not matter.
        var first = images.Select((image, i) => Prepare(preprocessing, image, trial, trial.Sizes[i % trial.Sizes.Count], subject.Settings)).ToList();
        using var generator = torch.manual_seed(subject.Settings.Seed + 1);
        for (var i = images.Count - 1; i >= 0; i--)
        {
            cancellation.ThrowIfCancellationRequested();
            var again = Prepare(preprocessing, images[i], trial, trial.Sizes[i % trial.Sizes.Count], subject.Settings);
            Expect.Same($"{Call(images[i])}, again after others,", "the result", again, first[i], "it is the same image", Mend);
        }
        trial.Encode(first[0].to(subject.Settings.Device)).Dispose();
        var flat = torch.zeros(4, 4);
        InputRefusalCheck.Refused(
            "Preprocess of an image without channels",
            () => preprocessing.Preprocess(flat, (int)trial.Sizes[0][0], (int)trial.Sizes[0][1])
        );
        LiveTensors.MustReturn("Preprocess", () => preprocessing.Preprocess(images[0].Image, (int)trial.Sizes[0][0], (int)trial.Sizes[0][1]).Dispose());
        return CheckVerdict.Passed;
    }

    private static Tensor Prepare(
        IImagePreprocessing preprocessing,
        (string What, Tensor Image) image,
        BackboneTrial trial,
        long[] size,
        ConformanceSettings settings
    )
    {
        var (call, before) = (Call(image), image.Image.clone());
        var prepared = Guarded.Call(call, () => preprocessing.Preprocess(image.Image, (int)size[0], (int)size[1]));
        if (image.Image.IsInvalid)
            throw new CheckFailure(call, "the image is disposed", "an image that stays the caller's", Mend);
        if (ReferenceEquals(prepared, image.Image))
            throw new CheckFailure(call, "the result is the very object that was passed in", "a tensor of its own, for the caller disposes both", Mend);
        Expect.Result(call, "the result", prepared, [1, trial.Description.Input.Channels, .. size], settings with { Device = torch.CPU });
        if (!Comparison.AreEqual(image.Image, before))
            throw new CheckFailure(call, "the image has other values than before", "an image that stays as it is", Mend);
        return prepared;
    }

    private static string Call((string What, Tensor Image) image) => $"Preprocess of {Comparison.Describe(image.Image)} ({image.What})";
}

/// <summary>Images as files have them, <c>[C, H, W]</c> on the CPU, of sizes that no network asks for.</summary>
internal static class TrialImages
{
    /// <summary>Every kind that the contract has, grey and coloured, and images of one value.</summary>
    public static IEnumerable<(string What, Tensor Image)> All(ConformanceSettings settings)
    {
        var onCpu = settings with { Device = torch.CPU };
        var salt = 100;
        foreach (var channels in new long[] { 1, 3 })
        {
            var colour = channels == 1 ? "grey" : "coloured";
            yield return ($"{colour}, 8 bits", Drawn(channels, 13, 19).mul(255).round().to(torch.ScalarType.Byte));
            yield return ($"{colour}, 16 bits", Drawn(channels, 23, 11).mul(65535).round().to(torch.ScalarType.Int32));
            yield return ($"{colour}, real numbers", Drawn(channels, 9, 31).mul(3000).sub(1000));
            yield return ($"{colour}, of one value", torch.full([channels, 7, 5], 40, dtype: torch.ScalarType.Byte));
        }

        Tensor Drawn(long channels, long height, long width) => TrialInputs.Random([channels, height, width], onCpu, salt++);
    }
}
