using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Resizes the spatial dimensions. A scale_factor is used as given, unless recompute_scale_factor asks for the ratio of the sizes.</summary>
            public static Tensor interpolate(Tensor x, long[]? size = null, double[]? scale_factor = null, InterpolationMode mode = InterpolationMode.Nearest, bool? align_corners = null, bool recompute_scale_factor = false, bool antialias = false)
            {
                var spatial = (int)x.dim() - 2;
                if (size is null == scale_factor is null) throw new ArgumentException("interpolate takes size or scale_factor, exactly one of them.");
                var factors = scale_factor is { Length: 1 } ? [.. Enumerable.Repeat(scale_factor[0], spatial)] : scale_factor;
                var sizes = size is { Length: 1 } ? [.. Enumerable.Repeat(size[0], spatial)] : size;
                if (recompute_scale_factor && factors is not null)
                {
                    sizes = Sizes();
                    factors = null;
                }
                var corners = align_corners ?? false;
                return (mode, spatial) switch
                {
                    (InterpolationMode.Nearest, 1) => Ops.upsample_nearest1d__vec.Call(x, sizes, factors),
                    (InterpolationMode.Nearest, 2) => Ops.upsample_nearest2d__vec.Call(x, sizes, factors),
                    (InterpolationMode.Nearest, 3) => Ops.upsample_nearest3d__vec.Call(x, sizes, factors),
                    (InterpolationMode.NearestExact, 1) => Ops._upsample_nearest_exact1d__vec.Call(x, sizes, factors),
                    (InterpolationMode.NearestExact, 3) => Ops._upsample_nearest_exact3d__vec.Call(x, sizes, factors),
                    (InterpolationMode.NearestExact, 2) => Ops._upsample_nearest_exact2d__vec.Call(x, sizes, factors),
                    (InterpolationMode.Linear, 1) => Ops.upsample_linear1d__vec.Call(x, sizes, corners, factors),
                    (InterpolationMode.Bilinear, 2) when antialias => Ops._upsample_bilinear2d_aa__vec.Call(x, sizes, corners, factors),
                    (InterpolationMode.Bilinear, 2) => Ops.upsample_bilinear2d__vec.Call(x, sizes, corners, factors),
                    (InterpolationMode.Bicubic, 2) when antialias => Ops._upsample_bicubic2d_aa__vec.Call(x, sizes, corners, factors),
                    (InterpolationMode.Bicubic, 2) => Ops.upsample_bicubic2d__vec.Call(x, sizes, corners, factors),
                    (InterpolationMode.Trilinear, 3) => Ops.upsample_trilinear3d__vec.Call(x, sizes, corners, factors),
                    (InterpolationMode.Area, 1) => Ops.adaptive_avg_pool1d.Call(x, Sizes()),
                    (InterpolationMode.Area, 2) => Ops.adaptive_avg_pool2d.Call(x, Sizes()),
                    (InterpolationMode.Area, 3) => Ops.adaptive_avg_pool3d.Call(x, Sizes()),
                    _ => throw new ArgumentException($"{mode} interpolation does not apply to an input of {x.dim()} dimensions."),
                };

                long[] Sizes() => sizes ?? [.. x.shape.Skip(2).Zip(factors!, (length, factor) => (long)Math.Floor(length * factor))];
            }

            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => mode switch
            {
                PaddingModes.Constant or PaddingModes.Zeros => Ops.constant_pad_nd.Call(input, pad, mode == PaddingModes.Zeros ? 0.0 : value),
                PaddingModes.Reflect => Ops.pad.Call(input, pad, "reflect"),
                PaddingModes.Replicate => Ops.pad.Call(input, pad, "replicate"),
                PaddingModes.Circular => Ops.pad.Call(input, pad, "circular"),
                _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Unknown padding mode."),
            };

            public static Tensor pad(Tensor input, ReadOnlySpan<long> pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => functional.pad(input, pad.ToArray(), mode, value);

            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => functional.pad(input, [pad.Item1, pad.Item2], mode, value);

            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2, pad.Item3, pad.Item4], mode, value);

            public static Tensor grid_sample(Tensor input, Tensor grid, GridSampleMode mode = GridSampleMode.Bilinear, GridSamplePaddingMode padding_mode = GridSamplePaddingMode.Zeros, bool? align_corners = null) =>
                Ops.grid_sampler.Call(input, grid, mode == GridSampleMode.Bilinear ? 0 : 1, padding_mode switch { GridSamplePaddingMode.Zeros => 0, GridSamplePaddingMode.Border => 1, _ => 2 }, align_corners ?? false);

            public static Tensor affine_grid(Tensor theta, long[]? size = null, bool align_corners = false) => Ops.affine_grid_generator.Call(theta, size, align_corners);

            public static Tensor pixel_shuffle(Tensor input, long upscale_factor) => Ops.pixel_shuffle.Call(input, upscale_factor);
        }
    }
}
