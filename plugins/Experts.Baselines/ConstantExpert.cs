using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Options;

namespace Experts.Baselines;

/// <summary>An expert who says the same about every pixel of every class. Whoever defers to it gains nothing but what the value happens to hit.</summary>
/// <remarks>The answer covers exactly the region that was asked; outside of it the mask is 0.</remarks>
public sealed class ConstantExpert(string name, ConstantOptions options) : ImmediateExpertSource
{
    /// <inheritdoc/>
    public override ExpertDescriptor Describe() =>
        new()
        {
            Id = name,
            Person = options.Person,
            Tier = options.Tier,
            Cost = options.Cost,
        };

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The region has another size than the image, or fewer than one class was asked for.</exception>
    protected override ExpertReply Answer(ExpertRequest request, CancellationToken cancellation)
    {
        if (request.Classes < 1)
            throw new ArgumentException($"'{request.Key}' asks for {request.Classes} classes; expected at least 1.", nameof(request));
        var values = new byte[request.Classes * request.Image.Height * request.Image.Width];
        Array.Fill(values, (byte)options.Value);
        return ExpertReply.Answered(ExpertAnswer.To(request, new(request.Image.Height, request.Image.Width, request.Classes, values)));
    }
}

/// <summary>The options of <c>constant</c>.</summary>
/// <param name="Value">What every pixel of every class is: 0 is background everywhere, 1 is every class at once, also where classes exclude each other.</param>
/// <param name="Cost">The cost of one routed pixel, in units of one wrong pixel.</param>
/// <param name="Person">The person whom the answers stand for, where experts are to be counted as one.</param>
/// <param name="Tier">The person's standing, for example senior.</param>
public sealed record ConstantOptions([OptionRange(0, 1)] int Value = 0, [OptionRange(0, 1e9)] double Cost = 0, string? Person = null, string? Tier = null);

/// <summary>Makes experts who always say the same.</summary>
public sealed class ConstantFactory : IExpertSourceFactory
{
    internal const string Name = "constant";

    /// <inheritdoc/>
    public string Id => Name;

    /// <inheritdoc/>
    public IExpertSource Create(ExpertContext context) => new ConstantExpert(context.Name, OptionReader.Read<ConstantOptions>(context.Options));
}
