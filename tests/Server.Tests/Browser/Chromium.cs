using Microsoft.Playwright;

namespace DeferredSeg.Server.Tests.Browser;

/// <summary>A real browser for all tests of the page: Debian's chromium, which eng/install-browser.sh installs.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Where it is; null where it is not.</summary>
    public static string? Program { get; } =
        Environment.GetEnvironmentVariable("DEFERREDSEG_CHROMIUM")
        ?? Array.Find(["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"], File.Exists);

    public async Task InitializeAsync()
    {
        if (Program is null)
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = Program, Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] }
        );
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.CloseAsync();
        _playwright?.Dispose();
    }

    /// <summary>A browser of its own, without cookies.</summary>
    public async Task<IBrowserContext> Open(int width = 1280, int height = 800, double scale = 1, bool touches = false)
    {
        Skip.If(_browser is null, "chromium is not there; eng/install-browser.sh installs it");
        var context = await _browser!.NewContextAsync(
            new()
            {
                ViewportSize = new() { Width = width, Height = height },
                DeviceScaleFactor = (float)scale,
                HasTouch = touches,
            }
        );
        context.SetDefaultTimeout(20_000);
        return context;
    }
}

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class BrowserTests : ICollectionFixture<Chromium>
{
    public const string Name = "browser";
}
