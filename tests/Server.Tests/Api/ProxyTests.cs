using System.Net;
using System.Text;
using DeferredSeg.Studies.Readers;

namespace DeferredSeg.Server.Tests.Api;

/// <summary>Behind a reverse proxy with TLS: under a path, and at the address that the proxy is at.</summary>
public sealed class ProxyTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatAProxySaysIsBelievedOnlyWhereItIsNamed(bool isNamed)
    {
        using var study = new ServedStudy();
        study.Add("Ada", ReaderRole.Reader);
        await using var server = StudyServer.Create(
            study.Study,
            new(new("http://127.0.0.1:0")) { Proxies = isNamed ? [IPAddress.Loopback] : [], PathBase = "/reading" }
        );
        await server.Start();
        using var handler = new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false };
        var browser = new ApiClient(handler, server.Address) { Origin = "https://study.example" };
        browser.Headers["X-Forwarded-Proto"] = "https";
        browser.Headers["X-Forwarded-Host"] = "study.example";
        browser.Headers["X-Forwarded-For"] = "203.0.113.7";
        var body = new StringContent($$"""{"name":"Ada","password":"{{ServedStudy.Password}}"}""", Encoding.UTF8, "application/json");

        var answer = await browser.Send(HttpMethod.Post, "/reading/api/v1/session", body);

        if (!isNamed)
        {
            Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
            return;
        }
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; path=/reading;", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.NotEmpty(answer.Headers.GetValues("Strict-Transport-Security"));
        // Without its last slash the page would look for its files beside the path.
        var bare = await browser.Get("/reading");
        Assert.Equal((HttpStatusCode.Redirect, "/reading/"), (bare.Status, bare.Headers.Location!.OriginalString));
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/reading/page/app.js")).Status);
    }
}
