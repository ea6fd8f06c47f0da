using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Text;
using DeferredSeg.Formats.Images;
using DeferredSeg.Server.Uploads;
using DeferredSeg.Studies.Readers;

namespace DeferredSeg.Server.Tests.Api;

public sealed class UploadTests
{
    private static readonly ServerOptions _options = new(new("http://localhost:8080")) { LargestUpload = 1 << 20, LargestImage = 1 << 20 };

    [Fact]
    public async Task AnImageIsRoutedUnderASafeName()
    {
        using var study = new ServedStudy();
        var router = new KeptUploads();
        await using var server = await TestedServer.Start(study, _options, router);
        var browser = await server.SignedIn(study.Add("Eve", ReaderRole.Owner));
        var png = Png(20, 10);
        foreach (var name in (string[])["scan.png", "../../etc/passwd.png", "C:\\x\\scan one.PNG", "....png", "ä/ü.png"])
        {
            var answer = await browser.Send(HttpMethod.Post, $"uploads?name={Uri.EscapeDataString(name)}", new ByteArrayContent(png));
            Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        }
        Assert.Equal(5, router.Taken.Count);
        Assert.All(router.Taken, one => Assert.Matches("^[A-Za-z0-9_][A-Za-z0-9_.-]*-[0-9a-f]{8}\\.png$", one.Name));
        Assert.All(router.Taken, one => Assert.Equal(png, one.Content));
        Assert.DoesNotContain("..", string.Concat(router.Taken.Select(one => one.Name)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HostileFilesAreRefusedAndReachNoNetwork()
    {
        using var study = new ServedStudy();
        var router = new KeptUploads();
        await using var server = await TestedServer.Start(study, _options, router);
        var browser = await server.SignedIn(study.Add("Eve", ReaderRole.Owner));
        var png = Png(20, 10);
        (string Name, byte[] Content, HttpStatusCode Status)[] hostile =
        [
            ("a.png", [], HttpStatusCode.UnprocessableEntity),
            ("a.png", png[..(png.Length / 2)], HttpStatusCode.UnprocessableEntity),
            ("a.png", Encoding.ASCII.GetBytes("<svg onload=alert(1)>"), HttpStatusCode.UnprocessableEntity),
            ("a.svg", png, HttpStatusCode.UnprocessableEntity),
            ("a", png, HttpStatusCode.UnprocessableEntity),
            ("a.png", new byte[2 << 20], HttpStatusCode.RequestEntityTooLarge),
            // A few bytes that promise 40,000 by 40,000 pixels.
            ("a.png", Promising(40_000, 40_000), HttpStatusCode.UnprocessableEntity),
            ("a.png", Promising(int.MaxValue, int.MaxValue), HttpStatusCode.UnprocessableEntity),
        ];
        foreach (var (name, content, status) in hostile)
        {
            var answer = await browser.Send(HttpMethod.Post, $"uploads?name={name}", new ByteArrayContent(content));
            Assert.True(answer.Status == status, $"{name} of {content.Length} bytes: {answer.Status} {answer.Text}");
            Assert.NotEmpty(answer.Json.GetProperty("error").GetString()!);
        }
        Assert.Empty(router.Taken);
    }

    [Fact]
    public async Task WithoutANetworkNothingIsTaken()
    {
        using var study = new ServedStudy();
        await using var server = await TestedServer.Start(study, _options);
        var browser = await server.SignedIn(study.Add("Eve", ReaderRole.Owner));
        Assert.False((await browser.Get("session")).Json.GetProperty("study").GetProperty("uploads").GetBoolean());
        Assert.Equal(HttpStatusCode.Conflict, (await browser.Send(HttpMethod.Post, "uploads?name=a.png", new ByteArrayContent(Png(4, 4)))).Status);
    }

    private static byte[] Png(int width, int height) => ImageFile.Png(new(width, height, 1, 8, new ushort[width * height]));

    private static byte[] Promising(int width, int height)
    {
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        Chunk("IHDR", header);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            zlib.Write(new byte[1 << 20]);
        Chunk("IDAT", packed.ToArray());
        Chunk("IEND", []);
        return file.ToArray();

        void Chunk(string kind, byte[] content)
        {
            byte[] named = [.. Encoding.ASCII.GetBytes(kind), .. content];
            Span<byte> number = stackalloc byte[4];
            BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
            file.Write(number);
            file.Write(named);
            BinaryPrimitives.WriteUInt32BigEndian(number, Crc(named));
            file.Write(number);
        }
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ (0xEDB88320u & (uint)-(int)(crc & 1));
        }
        return ~crc;
    }

    private sealed class KeptUploads : IUploadRouter
    {
        public List<Upload> Taken { get; } = [];

        public Task<RoutedUpload> Route(Upload upload, CancellationToken cancellation)
        {
            Taken.Add(upload);
            return Task.FromResult(new RoutedUpload(upload.Name, 0));
        }
    }
}
