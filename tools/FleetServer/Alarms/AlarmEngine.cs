using Microsoft.AspNetCore.DataProtection;
using NanoBms.FleetServer.Mqtt;
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

    private readonly IIntakeTurn turn;
    private readonly AlarmJudge judge;
    private readonly AlarmOutbox outbox;
    private readonly WebhookSender webhooks;
    private readonly AlarmPublisher? publisher;
    private readonly IDataProtector seal;
    private readonly TimeSpan period;
    private readonly ILogger log;
    private readonly CancellationTokenSource stop = new();
    private readonly Task loop;

    public AlarmEngine(FleetDatabase database, FleetOptions options, IDataProtectionProvider protection, ILogger<AlarmEngine> log)
    {
        TimeProvider clock = options.Rules.TimeProvider;
        turn = new PostgresTurn(database, "nanobms-alarms");
        judge = new AlarmJudge(database, clock);
        outbox = new AlarmOutbox(database, clock, options.AlarmPeriod);
        webhooks = new WebhookSender(options.IsWebhookPrivate, clock);
        publisher = options.Mqtt is { } broker ? new AlarmPublisher(broker, outbox) : null;
        seal = protection.CreateProtector(SealPurpose);
        period = options.AlarmPeriod;
        this.log = log;
        loop = Task.Run(RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await loop.ConfigureAwait(false);
        webhooks.Dispose();
        publisher?.Dispose();
        stop.Dispose();
    }

    private async Task RunAsync()
    {
        string? lastFault = null;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using IAsyncDisposable held = await turn.TakeAsync(stop.Token).ConfigureAwait(false);
                while (!stop.IsCancellationRequested)
                {
                    await judge.RunAsync(stop.Token).ConfigureAwait(false);
                    await Task.WhenAll(TellAsync(1, PostAsync), TellAsync(2, PublishAsync)).ConfigureAwait(false);
                    lastFault = null;
                    await Task.Delay(period, stop.Token).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // Whatever it is: what was found is in the database, and the next attempt may succeed.
                string fault = exception.GetBaseException().Message.TrimEnd('.');
                if (fault != lastFault)
                {
                    log.LogWarning("Alarms stand still ({Fault}); tried again.", fault);
                    lastFault = fault;
                }
            }

            await Task.Delay(Pause, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // All at once: an address that does not answer shall not keep the others waiting.
    private async Task TellAsync(int way, Func<AlarmMessage, Task<string?>> tell)
    {
        List<AlarmMessage> due = await outbox.TakeAsync(way, stop.Token).ConfigureAwait(false);
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

    private async Task<string?> PostAsync(AlarmMessage message)
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

        return await webhooks.SendAsync(message, secret, stop.Token).ConfigureAwait(false);
    }

    private async Task<string?> PublishAsync(AlarmMessage message) => publisher is null
        ? "no broker is named; --mqtt names one"
        : await publisher.TellAsync(message.ChannelId, stop.Token).ConfigureAwait(false);
}
