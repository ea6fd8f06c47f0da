using System.Net;
using DeferredSeg.Studies;
using DeferredSeg.Studies.Readers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DeferredSeg.Server.Tests.Api;

/// <summary>Nobody gets in where they have no right, at any endpoint.</summary>
public sealed class AccessTests
{
    private static readonly string[] _open = ["/", "/page/{file}", "/health", "/metrics", "/api/v1/session"];

    [Fact]
    public async Task EveryEndpointWantsSomebodyWhoIsSignedIn()
    {
        using var study = new ServedStudy().Ask("a", 1);
        await using var server = await TestedServer.Start(study);
        var browser = server.Browser();
        var tried = 0;
        foreach (var (method, path) in Endpoints(server))
        {
            if (_open.Contains(path) && method != "DELETE")
                continue;
            var answer = await browser.Send(new(method), Filled(path, "x"), null);
            Assert.True(answer.Status == HttpStatusCode.Unauthorized, $"{method} {path}: {answer.Status}");
            tried++;
        }
        Assert.True(tried >= 20, $"{tried} endpoints");
    }

    [Fact]
    public async Task WhatChangesSomethingWantsTheTokenOfThePageAndItsOrigin()
    {
        using var study = new ServedStudy().Ask("a", 1);
        await using var server = await TestedServer.Start(study);
        var browser = await server.SignedIn(study.Add("Ada", ReaderRole.Owner));
        var csrf = browser.Csrf;
        foreach (var (method, path) in Endpoints(server).Where(one => one.Method is not "GET"))
        {
            if (path == "/api/v1/session" && method == "POST")
                continue;
            foreach (var (token, origin) in new[] { (null, browser.Origin), ("0000", browser.Origin), (csrf, "https://elsewhere.example"), (csrf, "null") })
            {
                (browser.Csrf, var before, browser.Origin) = (token, browser.Origin, origin);
                var answer = await browser.Send(new(method), Filled(path, "x"), null);
                Assert.True(answer.Status == HttpStatusCode.Forbidden, $"{method} {path} {token} {origin}: {answer.Status}");
                browser.Origin = before;
            }
        }
        browser.Csrf = csrf;
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("session")).Status);
        (browser.Origin, browser.Headers["Sec-Fetch-Site"]) = (null, "cross-site");
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.Post("work/next", new { })).Status);
    }

    [Fact]
    public async Task AReaderReachesNothingOfWhatOthersAreAsked()
    {
        using var study = new ServedStudy().Ask("mine", 1, "e").Ask("theirs", 1, "other");
        using var elsewhere = new ServedStudy().Ask("elsewhere", 1, "e");
        await using var server = await TestedServer.Start(study);
        var (ada, bob) = (study.Add("Ada", expert: "e"), study.Add("Bob", expert: "other"));
        var theirs = study.Study.Work.Claim(bob.Id)!;
        study.Study.Work.Append(bob.Id, theirs.AssignmentId, theirs.Fence, 0, "w", [new(new(Studies.Strokes.StrokeTool.Clear))]);
        var browser = await server.SignedIn(ada);
        var key = (await (await server.SignedIn(bob)).Get("work")).Json[0].GetProperty("caseKey").GetString()!;
        string[] names =
        [
            theirs.AssignmentId,
            elsewhere.Study.Work.List(elsewhere.Add("Eve").Id)[0].AssignmentId,
            key,
            "../..",
            "..%2f..%2fstudy.db",
            "' OR 1=1 --",
            "x",
        ];
        foreach (
            var (method, path) in Endpoints(server)
                .Where(one => one.Path.Contains('{', StringComparison.Ordinal) && !one.Path.Contains("{file}", StringComparison.Ordinal))
        )
        foreach (var name in names)
        {
            object body = new
            {
                fence = theirs.Fence,
                version = 1,
                writeId = "w2",
                reason = "why",
                strokes = new[] { new { stroke = new { tool = "clear" } } },
            };
            body = path switch
            {
                _ when path.EndsWith("/strokes", StringComparison.Ordinal) => new
                {
                    fence = theirs.Fence,
                    version = 1,
                    writeId = "w2",
                    strokes = new[] { new { stroke = new { tool = "clear" } } },
                },
                _ when path.EndsWith("/seal", StringComparison.Ordinal) => new { fence = theirs.Fence, version = 1 },
                _ when path.EndsWith("/notes", StringComparison.Ordinal) => new
                {
                    what = "looked",
                    active = 5,
                    wall = 9,
                },
                _ when path.EndsWith("/decline", StringComparison.Ordinal) => new { fence = theirs.Fence, reason = "why" },
                _ when path.EndsWith("/release", StringComparison.Ordinal) || path.EndsWith("/renew", StringComparison.Ordinal) => new { fence = theirs.Fence },
                _ => new { },
            };
            var answer = method == "POST" ? await browser.Post(Filled(path, name), body) : await browser.Send(new(method), Filled(path, name), null);
            Assert.True(
                answer.Status is HttpStatusCode.NotFound || (answer.Status == HttpStatusCode.Forbidden && path.Contains("readers", StringComparison.Ordinal)),
                $"{method} {path} {name}: {answer.Status} {answer.Text}"
            );
        }
        // Bob's region is as it was.
        Assert.Single(study.Study.Work.Draft(bob.Id, theirs.AssignmentId));
        Assert.Equal("mine", Assert.Single((await browser.Get("cases")).Json.EnumerateArray()).GetProperty("caseId").GetString());
        Assert.Single((await browser.Get("work")).Json.EnumerateArray());
    }

    // Who is new here has to be put in here too: the least role of each.
    [Fact]
    public async Task EveryEndpointIsRefusedToALesserRole()
    {
        (string Endpoint, ReaderRole Least)[] expected =
        [
            ("DELETE /api/v1/readers/{id}", ReaderRole.Owner),
            ("POST /api/v1/invitations", ReaderRole.Owner),
            ("GET /api/v1/readers", ReaderRole.Reviewer),
            ("POST /api/v1/uploads", ReaderRole.Reviewer),
        ];
        using var study = new ServedStudy().Ask("a", 1);
        await using var server = await TestedServer.Start(study);
        var browsers = new Dictionary<ReaderRole, ApiClient>
        {
            [ReaderRole.Reader] = await server.SignedIn(study.Add("Ada")),
            [ReaderRole.Reviewer] = await server.SignedIn(study.Add("Bob", ReaderRole.Reviewer)),
            [ReaderRole.Owner] = await server.SignedIn(study.Add("Eve", ReaderRole.Owner)),
        };
        var privileged = new List<(string, ReaderRole)>();
        foreach (var (method, path) in Endpoints(server).Where(one => !_open.Contains(one.Path)))
        {
            var refused = new List<ReaderRole>();
            foreach (var (role, browser) in browsers)
                if ((await browser.Send(new(method), Filled(path, "x"), null)).Status == HttpStatusCode.Forbidden)
                    refused.Add(role);
            if (refused.Count > 0)
                privileged.Add(($"{method} {path}", refused.Max() + 1));
        }
        Assert.Equal(expected.OrderBy(one => one.Endpoint), privileged.Order());
    }

    [Fact]
    public async Task RolesAreKept()
    {
        using var study = new ServedStudy().Ask("a", 1);
        await using var server = await TestedServer.Start(study);
        var reader = await server.SignedIn(study.Add("Ada"));
        var reviewer = await server.SignedIn(study.Add("Bob", ReaderRole.Reviewer));
        var owner = await server.SignedIn(study.Add("Eve", ReaderRole.Owner));
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.Get("readers")).Status);
        Assert.Equal(HttpStatusCode.OK, (await reviewer.Get("readers")).Status);
        foreach (var one in (ApiClient[])[reader, reviewer])
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await one.Post("invitations", new { role = "owner" })).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await one.Delete($"readers/{study.Study.Readers.Named("Ada")!.Id}")).Status);
        }
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.Send(HttpMethod.Post, "uploads?name=a.png", null)).Status);
        var token = (await owner.Post("invitations", new { role = "reader", expert = "e" })).Json.GetProperty("token").GetString()!;
        var invited = server.Browser();
        Assert.Equal(HttpStatusCode.OK, (await invited.Begin(new { name = "New", invitation = token })).Status);
        Assert.Equal("e", study.Study.Readers.Named("New")!.Expert);
        // It serves once.
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Browser().Begin(new { name = "Another", invitation = token })).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await owner.Delete($"readers/{study.Study.Readers.Named("New")!.Id}")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await invited.Get("work")).Status);
    }

    [Fact]
    public async Task TheModelIsNotSeenBeforeTheAnswerIsSealed()
    {
        using var study = new ServedStudy().Ask("a", 2);
        await using var server = await TestedServer.Start(study);
        var browser = await server.SignedIn(study.Add("Ada"));
        string[] masks = ["model", "fused", "expert", "truth"];
        var work = (await browser.Get("work")).Json;
        var key = work[0].GetProperty("caseKey").GetString();
        for (var region = 0; region < 2; region++)
        {
            var claim = (await browser.Post("work/next", new { })).Json;
            var id = claim.GetProperty("id").GetString();
            Assert.DoesNotContain("model", claim.ToString().Replace("startsFromModel\":false", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.False((await browser.Get($"cases/{key}")).Json.GetProperty("seesModel").GetBoolean());
            foreach (var mask in masks)
            {
                Assert.Equal(HttpStatusCode.Forbidden, (await browser.Get($"cases/{key}/masks/{mask}")).Status);
                Assert.Equal(HttpStatusCode.NotFound, (await browser.Get($"regions/{id}/masks/{mask}")).Status);
            }
            Assert.Equal(HttpStatusCode.Forbidden, (await browser.Get($"cases/{key}/comparison")).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await browser.Get($"regions/{id}/masks/answer")).Status);
            Assert.Equal(
                HttpStatusCode.OK,
                (await browser.Post($"regions/{id}/seal", new { fence = claim.GetProperty("fence").GetInt64(), version = 0 })).Status
            );
            Assert.Equal(HttpStatusCode.NotFound, (await browser.Get($"regions/{id}/masks/model")).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await browser.Get($"regions/{id}/masks/before")).Status);
            Assert.Equal(HttpStatusCode.OK, (await browser.Get($"regions/{id}/masks/answer")).Status);
            if (region == 0)
                Assert.Equal(HttpStatusCode.BadRequest, (await browser.Post($"regions/{id}/second", new { })).Status);
        }
        Assert.Equal(HttpStatusCode.OK, (await browser.Get($"cases/{key}/masks/model")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Get($"cases/{key}/masks/truth")).Status);
        // Now that it is seen, a second answer is possible, and begins with the first.
        var mine = (await browser.Get($"cases/{key}")).Json.GetProperty("regions")[0];
        Assert.True(mine.GetProperty("again").GetBoolean());
        var second = (await browser.Post($"regions/{mine.GetProperty("id")}/second", new { })).Json.GetProperty("id").GetString();
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Get($"regions/{second}/masks/model")).Status);
        var asked = (await browser.Post($"regions/{second}/claim", new { })).Json;
        Assert.True(asked.GetProperty("second").GetBoolean());
        foreach (var mask in (string[])["model", "before", "region"])
            Assert.Equal(HttpStatusCode.OK, (await browser.Get($"regions/{second}/masks/{mask}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await browser.Get($"cases/{key}/masks/model")).Status);
        Assert.Equal(2, (await browser.Get($"cases/{key}")).Json.GetProperty("regions").GetArrayLength());
        // In a study that shows it, painting begins with it.
        using var shown = new ServedStudy(new() { Arm = StudyArm.Shown }).Ask("a", 1);
        await using var other = await TestedServer.Start(shown);
        var eve = await other.SignedIn(shown.Add("Eve"));
        var started = (await eve.Post("work/next", new { })).Json;
        Assert.True(started.GetProperty("startsFromModel").GetBoolean());
        Assert.Equal(HttpStatusCode.OK, (await eve.Get($"regions/{started.GetProperty("id")}/masks/model")).Status);
    }

    [Fact]
    public async Task SessionsAreNewAtSignInAndEndAtSignOut()
    {
        using var study = new ServedStudy().Ask("a", 1);
        await using var server = await TestedServer.Start(study);
        study.Add("Ada");
        var browser = server.Browser();
        // A session that somebody planted before is not taken over.
        var name = (await server.SignedIn(study.Study.Readers.Named("Ada")!)).Cookies.Keys.Single();
        browser.Cookies[name] = "planted";
        var answer = await browser.SignIn("Ada", ServedStudy.Password);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), one => !one.Contains("=;", StringComparison.Ordinal));
        Assert.NotEqual("planted", browser.Cookies[name]);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        var first = browser.Cookies[name];
        await browser.SignIn("Ada", ServedStudy.Password);
        Assert.NotEqual(first, browser.Cookies[name]);
        var old = server.Browser();
        old.Cookies[name] = first;
        Assert.Equal(HttpStatusCode.Unauthorized, (await old.Get("work")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await browser.Delete("session")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.Get("work")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.SignIn("Ada", "wrong words")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.SignIn("Nobody", "")).Status);
    }

    [Fact]
    public async Task GuessersHaveToWait()
    {
        using var study = new ServedStudy();
        await using var server = await TestedServer.Start(study, new(new("http://localhost:8080")) { SignInsPerMinute = 3 });
        var browser = server.Browser();
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.BadRequest, (await browser.Begin(new { name = "a", invitation = $"guess {i}" })).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await browser.Begin(new { name = "a", invitation = "guess" })).Status);
    }

    [Theory]
    [InlineData("/page/..%2fstudy.db")]
    [InlineData("/page/../../study.db")]
    [InlineData("/page/%2e%2e%2findex.html")]
    [InlineData("/study.db")]
    [InlineData("/page/")]
    [InlineData("/api/v1/")]
    public async Task NothingOfAnyDiskIsServed(string path)
    {
        using var study = new ServedStudy();
        await using var server = await TestedServer.Start(study);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Browser().Get(path)).Status);
    }

    [Fact]
    public async Task EveryAnswerForbidsWhatIsNotFromHere()
    {
        using var study = new ServedStudy();
        await using var server = await TestedServer.Start(study);
        foreach (var path in (string[])["/", "/page/app.js", "/page/page.css", "/api/v1/work", "/api/v1/session", "/nowhere", "/health"])
        {
            var answer = await server.Browser().Get(path);
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        }
        var page = (await server.Browser().Get("/")).Text;
        Assert.DoesNotContain("http://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ANameThatIsNotThisMachineIsRefused()
    {
        using var study = new ServedStudy();
        await using var server = await TestedServer.Start(study);
        var browser = server.Browser();
        browser.Headers["Host"] = "rebound.example";
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.Get("session")).Status);
    }

    [Fact]
    public async Task WhatIsAskedASecondTimeIsNotToBeRecognised()
    {
        using var study = new ServedStudy(new() { Repeats = 1, RepeatAfter = 2 }).Ask("fundus-7", 4);
        await using var server = await TestedServer.Start(study);
        var browser = await server.SignedIn(study.Add("Ada"));
        var (ids, total) = (new List<string>(), new List<int>());
        for (var i = 0; i < 3; i++)
        {
            total.Add((await browser.Get("work")).Json.GetArrayLength());
            var claim = (await browser.Post("work/next", new { })).Json;
            Assert.Equal("Region", claim.GetProperty("caseId").GetString());
            ids.Add(claim.GetProperty("id").GetString()!);
            Assert.Equal(
                HttpStatusCode.OK,
                (await browser.Post($"regions/{ids[^1]}/seal", new { fence = claim.GetProperty("fence").GetInt64(), version = 0 })).Status
            );
        }
        // Nothing is added to the list by an answer: only when its time has come.
        Assert.Equal([4, 4, 4], total);
        Assert.True((await browser.Get("work")).Json.GetArrayLength() > 4);
        Assert.Equal(ids.Count, ids.Distinct().Count());
        var shown = (await browser.Get($"cases/{(await browser.Get("work")).Json[0].GetProperty("caseKey").GetString()}")).Json.GetProperty("regions");
        Assert.Equal(4, shown.EnumerateArray().Select(one => one.GetProperty("box").ToString()).Distinct().Count());
        Assert.Equal(4, shown.GetArrayLength());
    }

    private static IEnumerable<(string Method, string Path)> Endpoints(TestedServer server) =>
        server
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is not null)
            .SelectMany(endpoint =>
                endpoint
                    .Metadata.GetMetadata<IHttpMethodMetadata>()!
                    .HttpMethods.Select(method => (method, "/" + endpoint.RoutePattern.RawText!.TrimStart('/')))
            );

    private static string Filled(string path, string name) =>
        path.Replace("{id}", Uri.EscapeDataString(name), StringComparison.Ordinal)
            .Replace("{key}", Uri.EscapeDataString(name), StringComparison.Ordinal)
            .Replace("{which}", "region", StringComparison.Ordinal)
            .Replace("{file}", "app.js", StringComparison.Ordinal);
}
