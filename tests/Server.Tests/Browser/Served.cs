using System.Globalization;
using DeferredSeg.Server.Uploads;
using DeferredSeg.Studies;
using DeferredSeg.Studies.Readers;
using Microsoft.Playwright;

namespace DeferredSeg.Server.Tests.Browser;

/// <summary>A study that is served on a free port, and pages that show it.</summary>
internal sealed class Served : IAsyncDisposable
{
    private readonly StudyServer _server;

    private Served(ServedStudy study, StudyServer server) => (Study, _server) = (study, server);

    public ServedStudy Study { get; }

    public Uri Address => _server.Address;

    public static async Task<Served> Start(StudySettings? settings = null, Action<ServedStudy>? fill = null, IUploadRouter? uploads = null)
    {
        var study = new ServedStudy(settings);
        fill?.Invoke(study);
        var server = StudyServer.Create(study.Study, new(new("http://127.0.0.1:0")) { SignInsPerMinute = 1000 }, uploads);
        await server.Start();
        return new(study, server);
    }

    /// <summary>Signs a reader in and shows the list of images.</summary>
    public async Task<IPage> SignIn(IBrowserContext browser, string name, ReaderRole role = ReaderRole.Reader)
    {
        if (Study.Study.Readers.Named(name) is null)
            Study.Add(name, role);
        var page = await browser.NewPageAsync();
        await page.GotoAsync(Address.AbsoluteUri);
        await page.GetByLabel("Name").FillAsync(name);
        await page.GetByLabel("Password").FillAsync(ServedStudy.Password);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Images", Exact = true }).WaitForAsync();
        return page;
    }

    /// <summary>Waits until everything that was painted is acknowledged.</summary>
    public static Task Saved(IPage page) =>
        page.Locator("#saved[data-state=saved], #saved:not([data-state])").GetByText("Saved", new() { Exact = true }).WaitForAsync();

    /// <summary>Waits until the region of the address can be painted, and names it.</summary>
    public static async Task<string> Region(IPage page)
    {
        await page.WaitForFunctionAsync("() => location.hash.startsWith('#/region/')");
        var region = (await page.EvaluateAsync<string>("location.hash.split('/')[2]"))!;
        await page.Locator($"#picture[data-region='{region}'][data-view]:focus").WaitForAsync();
        return region;
    }

    /// <summary>Clicks in the middle of a pixel of an image of 64 columns.</summary>
    public static async Task Point(IPage page, int pixel)
    {
        var (x, y) = await Place(page, pixel);
        await page.Mouse.ClickAsync(x, y);
    }

    /// <summary>Where on the page the middle of a pixel lies, within the picture.</summary>
    public static async Task<(float X, float Y)> Place(IPage page, int pixel)
    {
        // All at one moment: between two questions the page may have been laid out anew.
        var now = await page.Locator("#picture")
            .EvaluateAsync<double[]>(
                "canvas => { const at = canvas.getBoundingClientRect();"
                    + " return [at.left, at.top, at.width, at.height, canvas.width, canvas.height, ...canvas.dataset.view.split(' ').map(Number)]; }"
            );
        var (scale, left, top) = (now[6], now[7], now[8]);
        return (
            (float)(now[0] + Math.Clamp((left + (pixel % 64 + 0.5) * scale) * now[2] / now[4], 2, now[2] - 2)),
            (float)(now[1] + Math.Clamp((top + (pixel / 64 + 0.5) * scale) * now[3] / now[5], 2, now[3] - 2))
        );
    }

    /// <summary>Waits until the picture has lain at one place for a while.</summary>
    public static async Task Settled(IPage page)
    {
        for (var (before, now) = ((0f, 0f), await Place(page, 0)); before != now; )
        {
            await page.WaitForTimeoutAsync(100);
            (before, now) = (now, await Place(page, 0));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Study.Dispose();
    }
}
