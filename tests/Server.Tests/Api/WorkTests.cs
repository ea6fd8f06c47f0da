using System.Net;
using System.Text.Json;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Studies;
using DeferredSeg.Studies.Readers;

namespace DeferredSeg.Server.Tests.Api;

public sealed class WorkTests
{
    private static readonly object _dot = new
    {
        tool = "brush",
        radius = 20,
        points = (int[])[520, 40],
    };

    [Fact]
    public async Task StrokesAreKeptOnceAndInOrder()
    {
        using var study = new ServedStudy().Ask("a", 1);
        await using var server = await TestedServer.Start(study);
        var browser = await server.SignedIn(study.Add("Ada"));
        var claim = (await browser.Post("work/next", new { })).Json;
        var (id, fence) = (claim.GetProperty("id").GetString(), claim.GetProperty("fence").GetInt64());
        Assert.Equal((64, 64, 16, 0), (Int(claim, "height"), Int(claim, "width"), Int(claim, "bits"), Int(claim, "version")));

        var written = await browser.Post($"regions/{id}/strokes", Write(fence, 0, "w1", _dot, new { tool = "undo" }));
        Assert.Equal(2, Int(written.Json, "version"));
        // The same again changes nothing and says the same.
        Assert.Equal(2, Int((await browser.Post($"regions/{id}/strokes", Write(fence, 0, "w1", _dot, new { tool = "undo" }))).Json, "version"));
        var stale = await browser.Post($"regions/{id}/strokes", Write(fence, 0, "w2", _dot));
        Assert.Equal((HttpStatusCode.Conflict, "staleVersion", 2), (stale.Status, stale.Json.GetProperty("conflict").GetString(), Int(stale.Json, "version")));
        var other = await browser.Post($"regions/{id}/strokes", Write(fence, 2, "w1", _dot));
        Assert.Equal((HttpStatusCode.Conflict, "otherContent"), (other.Status, other.Json.GetProperty("conflict").GetString()));
        var again = (await browser.Post($"regions/{id}/claim", new { })).Json;
        Assert.Equal((2, "undo"), (Int(again, "version"), again.GetProperty("strokes")[1].GetProperty("tool").GetString()));
        Assert.Equal(HttpStatusCode.Conflict, (await browser.Post($"regions/{id}/seal", new { fence, version = 1 })).Status);
        foreach (var (active, wall) in new[] { (-1L, 5L), (6L, 5L), (5L, long.MaxValue) })
            Assert.Equal(
                HttpStatusCode.BadRequest,
                (
                    await browser.Post(
                        $"regions/{id}/notes",
                        new
                        {
                            what = "looked",
                            active,
                            wall,
                        }
                    )
                ).Status
            );
        Assert.Equal(
            HttpStatusCode.NoContent,
            (
                await browser.Post(
                    $"regions/{id}/notes",
                    new
                    {
                        what = "looked",
                        active = 100,
                        wall = 200,
                    }
                )
            ).Status
        );
        Assert.Equal(
            HttpStatusCode.OK,
            (
                await browser.Post(
                    $"regions/{id}/seal",
                    new
                    {
                        fence,
                        version = 2,
                        confidence = 0.5,
                    }
                )
            ).Status
        );
        Assert.Equal(HttpStatusCode.OK, (await browser.Post($"regions/{id}/seal", new { fence, version = 2 })).Status);
        Assert.Equal((110, 218), (study.Study.Answers.List()[0].ActiveMilliseconds, study.Study.Answers.List()[0].WallMilliseconds));
        Assert.Equal(HttpStatusCode.Conflict, (await browser.Post($"regions/{id}/notes", new { what = "looked" })).Status);
        var late = await browser.Post($"regions/{id}/strokes", Write(fence, 2, "w3", _dot));
        Assert.Equal((HttpStatusCode.Conflict, "sealed"), (late.Status, late.Json.GetProperty("conflict").GetString()));
        Assert.Equal(HttpStatusCode.NoContent, (await browser.Post("work/next", new { })).Status);
    }

    [Fact]
    public async Task WhoComesLateIsToldThatTheRegionIsSomebodyElses()
    {
        using var study = new ServedStudy(new() { LeaseSeconds = 10 }).Ask("a", 1);
        await using var server = await TestedServer.Start(study);
        var (ada, bob) = (await server.SignedIn(study.Add("Ada")), await server.SignedIn(study.Add("Bob")));
        var claim = (await ada.Post("work/next", new { })).Json;
        var (id, fence) = (claim.GetProperty("id").GetString(), claim.GetProperty("fence").GetInt64());
        await ada.Post($"regions/{id}/strokes", Write(fence, 0, "w1", _dot));
        Assert.Equal(HttpStatusCode.NoContent, (await bob.Post("work/next", new { })).Status);
        Assert.Equal(HttpStatusCode.OK, (await ada.Post($"regions/{id}/renew", new { fence })).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await ada.Post($"regions/{id}/release", new { fence })).Status);
        Assert.Equal(0, Int((await bob.Post("work/next", new { })).Json, "version"));
        var late = await ada.Post($"regions/{id}/strokes", Write(fence, 1, "w2", _dot));
        Assert.Equal((HttpStatusCode.Conflict, "lostLease"), (late.Status, late.Json.GetProperty("conflict").GetString()));
    }

    [Fact]
    public async Task WhatIsNoWriteIsRefused()
    {
        using var study = new ServedStudy().Ask("a", 1);
        await using var server = await TestedServer.Start(study);
        var browser = await server.SignedIn(study.Add("Ada"));
        var id = (await browser.Post("work/next", new { })).Json.GetProperty("id").GetString();
        string[] bodies =
        [
            """{"fence":1,"version":0,"writeId":"w","strokes":[]}""",
            """{"fence":1,"version":0,"writeId":"w"}""",
            """{"fence":1,"version":0,"writeId":"","strokes":[{"stroke":{"tool":"clear"}}]}""",
            """{"fence":1,"version":0,"writeId":"w","strokes":[{"stroke":{"tool":"spray"}}]}""",
            """{"fence":1,"version":0,"writeId":"w","strokes":[{}]}""",
            """{"fence":1,"version":0,"writeId":"w","strokes":[{"stroke":{"tool":"brush","points":[1,2],"class":3}}]}""",
            """{"fence":1,"version":0,"writeId":"w","strokes":[{"stroke":{"tool":"clear"},"active":-1}]}""",
            """{"fence":1,"version":0,"writeId":"w","more":1}""",
            "[[[[[[[[[[[[[[[[[[[[[[",
            "null",
            "",
        ];
        foreach (var body in bodies)
        {
            var answer = await browser.Send(HttpMethod.Post, $"regions/{id}/strokes", new StringContent(body, null, "application/json"));
            Assert.True(answer.Status == HttpStatusCode.BadRequest, $"{body}: {answer.Status}");
            Assert.NotEmpty(answer.Json.GetProperty("error").GetString()!);
        }
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await browser.Send(HttpMethod.Post, $"regions/{id}/strokes", new StringContent("{}"))).Status);
        Assert.Equal(
            HttpStatusCode.RequestEntityTooLarge,
            (await browser.Send(HttpMethod.Post, $"regions/{id}/strokes", new StringContent(new(' ', 5 << 20), null, "application/json"))).Status
        );
    }

    [Fact]
    public async Task PlanesComeAsTheStudyHasThem()
    {
        using var study = new ServedStudy();
        var request = ServedStudy.Question("v", 1, 32, depth: 3, channels: 2, proposes: true);
        study.Study.Questions.Submit("e", request);
        await using var server = await TestedServer.Start(study);
        var browser = await server.SignedIn(study.Add("Ada"));
        var claim = (await browser.Post("work/next", new { })).Json;
        var id = claim.GetProperty("id").GetString();
        Assert.Equal((3, 2, 1), (Int(claim, "depth"), Int(claim, "channels"), Int(claim, "proposals")));
        var image = (await browser.Get($"regions/{id}/image?slice=2")).Body;
        var samples = request.Image.Samples!;
        for (var c = 0; c < 2; c++)
        for (var i = 0; i < 1024; i++)
            Assert.Equal(samples[c * 3072 + 2048 + i], BitConverter.ToUInt16(image, 2 * (c * 1024 + i)));
        var region = (await browser.Get($"regions/{id}/masks/region?slice=all")).Body;
        Assert.Equal(request.Region!.Values, Enumerable.Range(0, 3072).Select(i => (byte)((region[i / 8] >> (i % 8)) & 1)));
        var proposal = (await browser.Get($"regions/{id}/masks/proposal-0?slice=1")).Body;
        // Of the region alone: nothing else is proposed.
        Assert.Equal(
            request.Proposals[0].Values[1024..2048].Zip(request.Region!.Values[1024..2048], (one, asked) => (byte)(one & asked)),
            Enumerable.Range(0, 1024).Select(i => (byte)((proposal[i / 8] >> (i % 8)) & 1))
        );
        foreach (var slice in (string[])["3", "-1", "x", "99999999999"])
            Assert.Equal(HttpStatusCode.BadRequest, (await browser.Get($"regions/{id}/image?slice={slice}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Get($"regions/{id}/masks/proposal-1")).Status);
    }

    [Fact]
    public async Task TheFusedMaskHasTheAnswerInItsRegionAndTheModelElsewhere()
    {
        using var study = new ServedStudy().Ask("a", 2);
        var truth = ServedStudy.Question("a").Model!;
        study.Study.Questions.AddCheck("e", ServedStudy.Question("a", 9), truth);
        await using var server = await TestedServer.Start(study);
        var reader = study.Add("Ada");
        var claim = study.Study.Work.Claim(reader.Id, Studies.Work.StudyWork.AssignmentOf(study.Study.Questions.List()[0].Id))!;
        study.Study.Work.Append(
            reader.Id,
            claim.AssignmentId,
            claim.Fence,
            0,
            "w",
            [new(new(Studies.Strokes.StrokeTool.Brush) { Radius = 4096, Points = [512, 512] })]
        );
        study.Study.Work.Seal(reader.Id, claim.AssignmentId, claim.Fence, 1);
        var owner = await server.SignedIn(study.Add("Eve", ReaderRole.Owner));
        var key = (await owner.Get("cases")).Json[0].GetProperty("key").GetString();
        var fused = (await owner.Get($"cases/{key}/masks/fused")).Body;
        var question = study.Study.Questions.Read(study.Study.Questions.List()[0].Id);
        var expected = question.Model!.Values.Zip(question.Region!.Values, (model, region) => (byte)(region == 1 ? 1 : model));
        Assert.Equal(expected, Enumerable.Range(0, 4096).Select(i => (byte)((fused[i / 8] >> (i % 8)) & 1)));
        var comparison = (await owner.Get($"cases/{key}/comparison")).Json;
        Assert.Equal((1, 2), (Int(comparison, "answered"), Int(comparison, "regions")));
        Assert.Equal(1, comparison.GetProperty("modelAndTruth")[0].GetDouble());
        Assert.InRange(comparison.GetProperty("fusedAndTruth")[0].GetDouble(), 0.1, 0.99);
    }

    [Fact]
    public async Task HealthAndNumbersAreTold()
    {
        using var study = new ServedStudy().Ask("a", 2);
        await using var server = await TestedServer.Start(study);
        var browser = await server.SignedIn(study.Add("Ada Lovelace"));
        await browser.Post("work/next", new { });
        Assert.Equal("ok\n", (await browser.Get("/health")).Text);
        var metrics = (await browser.Get("/metrics")).Text;
        Assert.Contains("deferredseg_questions{state=\"pending\"} 2", metrics, StringComparison.Ordinal);
        Assert.Contains("deferredseg_regions_held 1", metrics, StringComparison.Ordinal);
        Assert.Contains("deferredseg_http_requests_total{method=\"POST\",status=\"200\"} 2", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("Ada", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AProposalHasToBeJudged()
    {
        using var study = new ServedStudy().Ask("a", 1, task: ExpertTask.Judge);
        await using var server = await TestedServer.Start(study);
        var browser = await server.SignedIn(study.Add("Ada"));
        var claim = (await browser.Post("work/next", new { })).Json;
        var (id, fence) = (claim.GetProperty("id").GetString(), claim.GetProperty("fence").GetInt64());
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.Post($"regions/{id}/seal", new { fence, version = 0 })).Status);
        await browser.Post($"regions/{id}/strokes", Write(fence, 0, "w", new { tool = "accept" }));
        Assert.Equal(HttpStatusCode.OK, (await browser.Post($"regions/{id}/seal", new { fence, version = 1 })).Status);
        Assert.True(study.Study.Answers.List().Single().Accepted);
    }

    private static object Write(long fence, long version, string writeId, params object[] strokes) =>
        new
        {
            fence,
            version,
            writeId,
            strokes = strokes.Select(stroke => new
            {
                stroke,
                active = 5,
                wall = 9,
            }),
        };

    private static int Int(JsonElement json, string name) => json.GetProperty(name).GetInt32();
}
