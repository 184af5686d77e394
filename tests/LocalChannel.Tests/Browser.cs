using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using NanoBms.TestSupport;

namespace NanoBms.LocalChannel.Tests;

/// <summary>Debian's Chromium without a window, driven by Playwright; one for all tests of a class.</summary>
public sealed class Browser : IAsyncLifetime
{
    // The shell first: without what surrounds the page in a window, each page takes half the time.
    private static readonly string[] Places =
        ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private static readonly string[] Arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--no-first-run"];

    private static readonly string AxeScript = new BundledAxeScriptProvider().GetScript();

    private IPlaywright? playwright;
    private IBrowser? browser;
    private IBrowserContext? context;

    public async ValueTask InitializeAsync()
    {
        if (Array.Find(Places, File.Exists) is { } path)
        {
            playwright = await Playwright.CreateAsync();

            // Five seconds, which are usual, are little where other tests have the processor.
            Assertions.SetDefaultExpectTimeout((float)WaitLimit.Time.TotalMilliseconds);
            browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = path, Args = Arguments });
        }
    }

    /// <summary>
    /// An empty page of that size; skips the running test where there is no Chromium. The page before is closed: one that stays would go on
    /// to ask its server and to draw, and each test would be slower than the one before it.
    /// </summary>
    public async Task<IPage> OpenAsync(int width, int height, ColorScheme scheme = ColorScheme.Light)
    {
        Skip.Unless(browser != null, $"needs Chromium at {Places[0]} (apt-get install chromium-headless-shell)");
        if (context != null)
        {
            await context.CloseAsync();
        }

        context = await browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = scheme,
            IsMobile = width < 600,
            HasTouch = width < 600,
            DeviceScaleFactor = width < 600 ? 2 : 1,
            TimezoneId = "UTC",
            Locale = "en-GB",
        });
        return await context.NewPageAsync();
    }

    /// <summary>Waits until all is drawn and nothing moves any more.</summary>
    public static async Task SettleAsync(IPage page)
    {
        await page.EvaluateAsync("() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))");

        // What an entry that came meanwhile sets in motion anew ends the one before with a rejection.
        await page.EvaluateAsync("() => Promise.allSettled(document.getAnimations().map(animation => animation.finished))");
    }

    /// <summary>The whole page as artifacts/screenshots/name.png, for people to look at.</summary>
    public static Task PictureAsync(IPage page, string name) => page.ScreenshotAsync(new PageScreenshotOptions
    {
        Path = Repository.File("artifacts", "screenshots", name + ".png"),
        FullPage = true,

        // Four points a pixel, as on a phone, would show a person no more.
        Scale = ScreenshotScale.Css,
    });

    /// <summary>
    /// What breaks a rule of accessibility, a sentence each. Deque.AxeCore.Playwright does the same in three times the time: it merges
    /// frames, of which no page here has any, and takes home all that was looked at.
    /// </summary>
    public static async Task<string[]> ViolationsAsync(IPage page)
    {
        await page.EvaluateAsync(AxeScript);
        return await page.EvaluateAsync<string[]>("""
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
              .map(violation => `${violation.id}: ${violation.help} ${violation.nodes.map(node => node.html).join(' ')}`)
            """);
    }

    public async ValueTask DisposeAsync()
    {
        if (browser != null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
    }
}
