using Microsoft.AspNetCore.DataProtection;
using NanoBms.FleetServer.Background;
using NanoBms.FleetServer.Postgres;

namespace NanoBms.FleetServer.Alarms;

/// <summary>
/// Watches the channels and tells of alarms: one server of a cluster at a time, and another one when it dies. What was found and what is
/// told stands in the database, so that the other one goes on where it was.
/// </summary>
internal sealed class AlarmEngine : IAsyncDisposable
{
    /// <summary>What the secrets of webhooks are sealed for.</summary>
    public const string SealPurpose = "nanobms-alarms";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly ClusterTurn turn;
    private readonly AlarmJudge judge;
    private readonly AlarmOutbox outbox;
    private readonly WebhookSender webhooks;
    private readonly AlarmPublisher? publisher;
    private readonly IDataProtector seal;
    private readonly TimeSpan period;
    private readonly ILogger log;
    private readonly BackgroundLoop loop;

    public AlarmEngine(FleetDatabase database, FleetOptions options, IDataProtectionProvider protection, ILogger<AlarmEngine> log)
    {
        TimeProvider clock = options.Rules.TimeProvider;
        turn = new ClusterTurn(database, "nanobms-alarms");
        judge = new AlarmJudge(database, clock);
        outbox = new AlarmOutbox(database, clock, options.AlarmPeriod);
        webhooks = new WebhookSender(options.IsWebhookPrivate, clock);
        publisher = options.Mqtt is { } broker ? new AlarmPublisher(broker, outbox) : null;
        seal = protection.CreateProtector(SealPurpose);
        period = options.AlarmPeriod;
        this.log = log;
        loop = new BackgroundLoop(RunAsync, Pause, fault => log.LogWarning("Alarms stand still ({Fault}); tried again.", fault));
    }

    public async ValueTask DisposeAsync()
    {
        await loop.DisposeAsync().ConfigureAwait(false);
        webhooks.Dispose();
        publisher?.Dispose();
    }

    private async Task RunAsync(Action isWell, CancellationToken ct)
    {
        await using ClusterTurn.Held held = await turn.TakeAsync(ct).ConfigureAwait(false);
        while (true)
        {
            // Who lost it without a word would tell everything beside the one that has it now.
            await held.CheckAsync(ct).ConfigureAwait(false);
            await judge.RunAsync(ct).ConfigureAwait(false);
            Task posts = TellAsync(1, message => PostAsync(message, ct), ct), news = TellAsync(2, message => PublishAsync(message, ct), ct);
            await Task.WhenAll(posts, news).ConfigureAwait(false);
            isWell();
            await Task.Delay(period, ct).ConfigureAwait(false);
        }
    }

    // All at once: an address that does not answer shall not keep the others waiting.
    private async Task TellAsync(int way, Func<AlarmMessage, Task<string?>> tell, CancellationToken ct)
    {
        List<AlarmMessage> due = await outbox.TakeAsync(way, ct).ConfigureAwait(false);
        await Task.WhenAll(due.Select(async message =>
        {
            string? fault = await tell(message).ConfigureAwait(false);
            await outbox.SettleAsync(message, fault).ConfigureAwait(false);
            if (fault is not null && message.Attempts >= AlarmOutbox.MaxAttempts)
            {
                log.LogWarning("Alarm {Alarm} of channel {Channel} could not be told ({Fault}); it is given up.",
                    message.AlarmId, message.ChannelId, fault);
            }
        })).ConfigureAwait(false);
    }

    private async Task<string?> PostAsync(AlarmMessage message, CancellationToken ct)
    {
        string secret;
        try
        {
            secret = seal.Unprotect(message.SealedSecret ?? "");
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return "its secret cannot be opened any more; make the rule anew";
        }

        return await webhooks.SendAsync(message, secret, ct).ConfigureAwait(false);
    }

    private async Task<string?> PublishAsync(AlarmMessage message, CancellationToken ct) => publisher is null
        ? "no broker is named; --mqtt names one"
        : await publisher.TellAsync(message.ChannelId, ct).ConfigureAwait(false);
}
