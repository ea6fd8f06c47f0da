using System.Text.Json;

namespace Backbones.NnUnet.Plans;

/// <summary>The shape of a network, whichever layout of the plans says it.</summary>
internal sealed record NetworkPlan
{
    private const string Plain = "PlainConvUNet";
    private const string Residual = "ResidualEncoderUNet";

    /// <summary>Whether the encoder is of residual blocks.</summary>
    public required bool IsResidual { get; init; }

    /// <summary>Spatial axes, 2 or 3.</summary>
    public required int Axes { get; init; }

    /// <summary>Channels of each stage, the finest first.</summary>
    public required IReadOnlyList<int> Features { get; init; }

    /// <summary>The kernel's sides of each stage.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Kernels { get; init; }

    /// <summary>How far each stage's first convolution steps.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Strides { get; init; }

    /// <summary>Convolutions of each stage, or blocks of a residual one.</summary>
    public required IReadOnlyList<int> Depths { get; init; }

    /// <summary>Convolutions of each step of the decoder, the coarsest first.</summary>
    public required IReadOnlyList<int> DecoderDepths { get; init; }

    /// <summary>Whether convolutions have a bias.</summary>
    public bool HasBias { get; init; } = true;

    /// <summary>What is added to the variance.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>The slope of the activation below zero.</summary>
    public double Slope { get; init; } = 0.01;

    /// <summary>Channels of the residual encoder's first unit; null for those of its first stage.</summary>
    public int? Stem { get; init; }

    /// <summary>Stages of the encoder.</summary>
    public int Stages => Features.Count;

    /// <summary>What each axis is divided by on the way down: its sizes are multiples of it.</summary>
    public IReadOnlyList<int> Divisors => [.. Enumerable.Range(0, Axes).Select(axis => Strides.Aggregate(1, (all, stride) => all * stride[axis]))];

    /// <summary>What the axes were divided by at each stage.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Cumulative =>
        [
            .. Enumerable
                .Range(1, Stages)
                .Select(count => (int[])[.. Enumerable.Range(0, Axes).Select(axis => Strides.Take(count).Aggregate(1, (all, stride) => all * stride[axis]))]),
        ];

    /// <summary>Reads it from a configuration.</summary>
    /// <param name="where">Where it stands, for messages.</param>
    /// <param name="fields">The configuration.</param>
    /// <param name="axes">Spatial axes of its patches.</param>
    /// <exception cref="ArgumentException">The class of the network or a part of it is unknown, or something is missing.</exception>
    public static NetworkPlan Read(string where, IReadOnlyDictionary<string, JsonElement> fields, int axes)
    {
        var plan =
            fields.TryGetValue("architecture", out var today) && today.ValueKind == JsonValueKind.Object
                ? Today(where, today)
                : Older(where, new(where, fields), axes);
        if (plan.Axes != axes)
            throw new ArgumentException($"{where}: the network is of {plan.Axes} spatial axes and its patches of {axes}; expected one number.");
        int[] counts = [plan.Kernels.Count, plan.Strides.Count, plan.Depths.Count, plan.DecoderDepths.Count + 1];
        if (plan.Stages < 2 || counts.Any(count => count != plan.Stages))
            throw new ArgumentException(
                $"{where}: the network has features for {plan.Stages} stages, kernels for {counts[0]}, strides for {counts[1]}, convolutions for "
                    + $"{counts[2]} and a decoder of "
                    + $"{counts[3] - 1} steps; expected two stages or more, and one step fewer."
            );
        return plan;
    }

    private static NetworkPlan Today(string where, JsonElement architecture)
    {
        PlanFields outer = new(where, architecture.EnumerateObject().ToDictionary(field => field.Name, field => field.Value));
        PlanFields of = new($"{where}, arch_kwargs", outer.Get("arch_kwargs").EnumerateObject().ToDictionary(field => field.Name, field => field.Value));
        var residual = IsResidualClass(where, outer.Text("network_class_name"));
        var axes = of.Last("conv_op") switch
        {
            "Conv2d" => 2,
            "Conv3d" => 3,
            var other => throw new ArgumentException($"{where}: conv_op is {other}; expected Conv2d or Conv3d."),
        };
        of.Require("norm_op", $"InstanceNorm{axes}d");
        of.Require("nonlin", "LeakyReLU");
        if (of.Find("dropout_op") is { } dropout)
            throw new ArgumentException($"{where}: dropout_op is {dropout}; networks with dropout are not known here.");
        var stages = of.Get("n_stages").GetInt32();
        return new()
        {
            IsResidual = residual,
            Axes = axes,
            Features = of.Numbers("features_per_stage", stages),
            Kernels = of.Sides("kernel_sizes", stages, axes),
            Strides = of.Sides("strides", stages, axes),
            Depths = of.Numbers(residual ? "n_blocks_per_stage" : "n_conv_per_stage", stages),
            DecoderDepths = of.Numbers("n_conv_per_stage_decoder", stages - 1),
            HasBias = of.Find("conv_bias") is not { ValueKind: JsonValueKind.False },
            Epsilon = of.Find("norm_op_kwargs") is { } norm && norm.TryGetProperty("eps", out var epsilon) ? epsilon.GetDouble() : 1e-5,
            Slope = of.Find("nonlin_kwargs") is { } active && active.TryGetProperty("negative_slope", out var slope) ? slope.GetDouble() : 0.01,
            Stem = of.Find("stem_channels")?.GetInt32(),
        };
    }

    private static NetworkPlan Older(string where, PlanFields of, int axes)
    {
        if (of.Find("UNet_class_name") is null)
            throw new ArgumentException($"{where} has neither 'architecture' nor 'UNet_class_name'; expected the plans of nnU-Net v2.");
        var residual = IsResidualClass(where, of.Text("UNet_class_name"));
        var strides = of.Get("pool_op_kernel_sizes").GetArrayLength();
        var (first, most) = (of.Get("UNet_base_num_features").GetInt32(), of.Get("unet_max_num_features").GetInt32());
        return new()
        {
            IsResidual = residual,
            Axes = axes,
            Features = [.. Enumerable.Range(0, strides).Select(stage => (int)Math.Min((long)first << stage, most))],
            Kernels = of.Sides("conv_kernel_sizes", strides, axes),
            Strides = of.Sides("pool_op_kernel_sizes", strides, axes),
            Depths = of.Numbers("n_conv_per_stage_encoder", strides),
            DecoderDepths = of.Numbers("n_conv_per_stage_decoder", strides - 1),
        };
    }

    private static bool IsResidualClass(string where, string name) =>
        PlanFields.LastOf(name) switch
        {
            Plain => false,
            Residual => true,
            _ => throw new ArgumentException(
                $"{where}: the network is of the class {name}; expected {Plain} or {Residual}. Other networks are not known here."
            ),
        };
}

/// <summary>Fields of a part of the plans.</summary>
internal sealed class PlanFields(string where, IReadOnlyDictionary<string, JsonElement> fields)
{
    /// <summary>A field that must be there.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public JsonElement Get(string name) => Find(name) ?? throw new ArgumentException($"{where} has no {name}; expected the plans of nnU-Net v2.");

    /// <summary>A field; null where it is missing or null.</summary>
    public JsonElement? Find(string name) => fields.TryGetValue(name, out var found) && found.ValueKind is not JsonValueKind.Null ? found : null;

    public string Text(string name) => Get(name).GetString() ?? "";

    /// <summary>The name of a class without its modules.</summary>
    public string Last(string name) => LastOf(Text(name));

    /// <summary>What stands after the last dot.</summary>
    public static string LastOf(string name) => name[(name.LastIndexOf('.') + 1)..];

    public void Require(string name, string expected)
    {
        if (Find(name) is { } found && LastOf(found.GetString() ?? "") is var last && last != expected)
            throw new ArgumentException($"{where}: {name} is {last}; expected {expected}.");
    }

    /// <summary>A number for each stage, or one for all.</summary>
    public int[] Numbers(string name, int count) =>
        Get(name) is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Select(one => one.GetInt32())]
            : [.. Enumerable.Repeat(Get(name).GetInt32(), count)];

    /// <summary>For each stage a number for each axis; or one for all axes, or for all stages.</summary>
    public int[][] Sides(string name, int count, int axes) =>
        Get(name) is { ValueKind: JsonValueKind.Array } list
            ?
            [
                .. list.EnumerateArray()
                    .Select(one => one.ValueKind == JsonValueKind.Array ? OfAxes(name, one, axes) : [.. Enumerable.Repeat(one.GetInt32(), axes)]),
            ]
            : [.. Enumerable.Repeat((int[])[.. Enumerable.Repeat(Get(name).GetInt32(), axes)], count)];

    private int[] OfAxes(string name, JsonElement list, int axes)
    {
        int[] sides = [.. list.EnumerateArray().Select(one => one.GetInt32())];
        return sides.Length == axes
            ? sides
            : throw new ArgumentException($"{where}: {name} has [{string.Join(", ", sides)}]; expected a number for each of {axes} axes.");
    }
}
