using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using NanoBms.ChannelServer;
using NanoBms.FleetServer.Accounts;
using NanoBms.FleetServer.Alarms;
using NanoBms.FleetServer.Audit;
using NanoBms.FleetServer.Fleet;
using NanoBms.FleetServer.Management;
using NanoBms.FleetServer.Pages;
using NanoBms.FleetServer.Sharing;

namespace NanoBms.FleetServer.Hosting;

/// <summary>The fleet's pages, people and alarms as parts of a server.</summary>
internal static class FleetPageServices
{
    /// <summary>Adds what they need.</summary>
    public static void AddFleetPages(this WebApplicationBuilder builder, FleetOptions options, FleetStorage storage)
    {
        IServiceCollection services = builder.Services;
        services.AddRazorComponents();

        // It warns that keys are not sealed themselves: they stand beside what they seal, in the same database.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);

        // Of a sign-in that fails one line is written here, and no stack.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Authentication", LogLevel.None);
        services.AddSingleton(options);
        var rules = new FleetRules(options.SilentAfter);
        if (storage.Database is not { } database)
        {
            services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
            services.AddSingleton<IFleetView>(new FileFleetView(storage.InFile, storage.Reader, rules, options.Rules));
        }
        else
        {
            services.AddSingleton(database);
            services.AddDataProtection().SetApplicationName("nanobms-fleet");
            services.Configure<KeyManagementOptions>(keys => keys.XmlRepository = new PostgresKeyRing(database));
            services.AddSingleton<IFleetView>(new PostgresFleetView(database, rules, options.Rules.TimeProvider));
            services.AddWithClock<AuditTrail>(options);
            services.AddWithClock<PeopleStore>(options);
            services.AddWithClock<ShareLinks>(options);
            services.AddWithClock<AlarmStore>(options);
            services.AddSingleton<AlarmEngine>();
        }

        if (options.SignIn is { } signIn)
        {
            services.AddSignIn(signIn, options.PublicUrl);
            services.AddSingleton<PeopleDoor>();
            services.AddSingleton<IFleetAccess>(all => all.GetRequiredService<PeopleDoor>());
            services.AddSingleton<PeoplePages>();
            services.AddWithClock<ChannelMaking>(options);
            services.AddSingleton<ManagementPages>();
            services.AddSingleton<AlarmPages>();
        }
        else
        {
            services.AddSingleton<IFleetAccess, OpenAccess>();
        }

        services.AddSingleton<FleetPages>();
    }

    /// <summary>Who may read a channel without its key: its members; null: nobody.</summary>
    public static Func<HttpContext, long, ValueTask<bool>>? Admission(this WebApplication app, FleetOptions options) =>
        options.SignIn is null ? null : app.Services.GetRequiredService<PeopleDoor>().AdmitsAsync;

    /// <summary>Finds the channel that a link shows; null: there are no links.</summary>
    public static Func<HttpContext, ValueTask<IServedChannel?>>? Sharing(this WebApplication app, FleetStorage storage) =>
        storage.Database is null ? null : context => SharedAsync(context, app.Services.GetRequiredService<ShareLinks>(), storage);

    /// <summary>Serves the pages.</summary>
    public static void MapFleetPages(this WebApplication app, FleetOptions options)
    {
        app.MapPageAssets();
        if (options.SignIn is not null)
        {
            app.UseSignIn();
            app.Services.GetRequiredService<PeoplePages>().Map(app);
            app.Services.GetRequiredService<ManagementPages>().Map(app);
            app.Services.GetRequiredService<AlarmPages>().Map(app);
        }

        app.Services.GetRequiredService<FleetPages>().Map(app);
    }

    /// <summary>Makes the owners that the options name, and begins to watch.</summary>
    public static async Task StartFleetAsync(this WebApplication app, FleetOptions options)
    {
        foreach (string owner in options.SignIn?.Owners ?? [])
        {
            await app.Services.GetRequiredService<PeopleStore>().EnsureOwnerAsync(owner).ConfigureAwait(false);
        }

        if (options.Postgres is not null)
        {
            app.Services.GetRequiredService<AlarmEngine>();
        }
    }

    // Handed over and not registered: the clock of the rules is for entries, and what runs the server keeps its own.
    private static void AddWithClock<T>(this IServiceCollection services, FleetOptions options)
        where T : class =>
        services.AddSingleton(all => ActivatorUtilities.CreateInstance<T>(all, options.Rules.TimeProvider));

    private static async ValueTask<IServedChannel?> SharedAsync(HttpContext context, ShareLinks links, FleetStorage storage) =>
        context.Request.Headers[ShareLinks.Header].ToString() is { Length: > 0 } token
            && await links.ChannelOfAsync(token).ConfigureAwait(false) is { } id
            ? await storage.Channels.FindAsync(id).ConfigureAwait(false)
            : null;
}
