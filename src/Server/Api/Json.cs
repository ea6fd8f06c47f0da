using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace DeferredSeg.Server.Api;

/// <summary>Requests and answers as JSON; members that nobody knows and bodies above the limit are refused.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions _options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        MaxDepth = 12,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Task Write<T>(HttpContext context, T answer)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        return JsonSerializer.SerializeAsync(context.Response.Body, answer, _options, context.RequestAborted);
    }

    /// <exception cref="ApiException">It is no JSON of this shape, or too long.</exception>
    public static async Task<T> Read<T>(HttpContext context, int limit)
    {
        if (context.Request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true)
            throw new ApiException(415, $"The request is '{context.Request.ContentType}'; expected application/json.");
        var body = await Body(context, limit);
        try
        {
            return JsonSerializer.Deserialize<T>(body, _options) ?? throw new ApiException(400, "The request is null; expected an object.");
        }
        catch (JsonException e)
        {
            throw new ApiException(400, $"The request cannot be read: {e.Message}");
        }
    }

    /// <summary>A request's bytes.</summary>
    /// <exception cref="ApiException">There are more than the limit.</exception>
    public static async Task<byte[]> Body(HttpContext context, int limit)
    {
        if (context.Request.ContentLength > limit)
            throw TooLong(limit);
        using var body = new MemoryStream();
        var buffer = new byte[1 << 16];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            if (body.Length + read > limit)
                throw TooLong(limit);
            body.Write(buffer, 0, read);
        }
        return body.ToArray();
    }

    private static ApiException TooLong(int limit) => new(413, $"The request is too long; expected at most {limit} bytes.");
}
