using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using DeferredSeg.Abstractions.Cases;
using Microsoft.AspNetCore.Http;

namespace DeferredSeg.Server.Api;

/// <summary>
/// Planes as the page reads them, one slice at a time and little-endian: an image channel by channel in 8 or 16 bits a sample, a mask class by class in one
/// bit a pixel, the first pixel the lowest bit. <c>slice=all</c> asks for all slices of a mask.
/// </summary>
internal static class PlaneContent
{
    public static Task Write(HttpContext context, ImagePlanes image)
    {
        var (slice, size) = (Slice(context, image.Grid), image.Grid.Height * image.Grid.Width);
        var bytes = new byte[image.Channels * size * (image.Samples is null ? 1 : 2)];
        for (var channel = 0; channel < image.Channels; channel++)
        {
            var first = channel * image.Grid.Count + slice * size;
            if (image.Samples is not { } samples)
                image.Values.AsSpan(first, size).CopyTo(bytes.AsSpan(channel * size));
            else
                for (var i = 0; i < size; i++)
                    BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * (channel * size + i)), samples[first + i]);
        }
        return Write(context, bytes);
    }

    public static Task Write(HttpContext context, MaskPlanes mask)
    {
        // A whole volume as one slice that is as high as all of them.
        var isWhole = context.Request.Query["slice"] == "all";
        var (slice, size) = isWhole ? (0, mask.Grid.Count) : (Slice(context, mask.Grid), mask.Grid.Height * mask.Grid.Width);
        var bits = new byte[(mask.Classes * size + 7) / 8];
        for (var k = 0; k < mask.Classes; k++)
        {
            var plane = mask.Values.AsSpan(k * mask.Grid.Count + slice * size, size);
            for (var i = 0; i < size; i++)
                bits[(k * size + i) >> 3] |= (byte)(plane[i] << ((k * size + i) & 7));
        }
        return Write(context, bits);
    }

    /// <summary>Numbers from 0 for each pixel of a slice, 16 bits each.</summary>
    public static Task Write(HttpContext context, ushort[] numbers)
    {
        var bytes = new byte[2 * numbers.Length];
        for (var i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), numbers[i]);
        return Write(context, bytes);
    }

    /// <summary>The slice that is asked for.</summary>
    /// <exception cref="ApiException">There is none of that number.</exception>
    public static int Slice(HttpContext context, Grid grid)
    {
        var asked = context.Request.Query["slice"].ToString();
        if (asked.Length == 0)
            return 0;
        return int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var slice) && slice < grid.Depth
            ? slice
            : throw new ApiException(400, $"The slice is '{asked}'; expected 0 to {grid.Depth - 1}.");
    }

    private static async Task Write(HttpContext context, byte[] bytes)
    {
        context.Response.ContentType = "application/octet-stream";
        if (!context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.ContentLength = bytes.Length;
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
            return;
        }
        context.Response.Headers.ContentEncoding = "gzip";
        await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
        await gzip.WriteAsync(bytes, context.RequestAborted);
    }
}
