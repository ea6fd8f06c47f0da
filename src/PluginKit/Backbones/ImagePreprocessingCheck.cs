namespace DeferredSeg.PluginKit.Backbones;

/// <summary>A backbone that prepares images itself.</summary>
public sealed class ImagePreprocessingCheck : BackboneCheck
{
    private const string Mend = "Let the image and the size alone decide, and leave to the caller what is passed in.";

    /// <inheritdoc/>
    public override string Name => "image-preprocessing";

    /// <inheritdoc/>
    public override string Proves =>
        "Where the backbone prepares images, it takes grey and coloured ones of 8 bits, 16 bits and real numbers, even ones among them; the result is finite, of the size that was asked for and taken by Encode, is the same whatever came before, and the image is neither disposed nor changed.";

    private protected override Verdict Examine(BackboneTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        if (trial.Backbone is not IImagePreprocessing preprocessing)
            return Verdict.NotApplicable("the backbone does not prepare images");
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
        return Verdict.Passed;
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
