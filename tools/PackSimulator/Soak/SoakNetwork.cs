using NanoBms.Device.Cloud;
using NanoBms.Device.Hardware;

namespace NanoBms.PackSimulator.Soak;

/// <summary>The device's network by the plan; waiting for it takes simulated time, in which the device's other loops go on.</summary>
/// <param name="plan">Faults.</param>
/// <param name="clock">What a time server sets.</param>
/// <param name="wait">Lets seconds pass; false where the device went off meanwhile.</param>
internal sealed class SoakNetwork(SoakPlan plan, DeviceClock clock, Func<int, bool> wait) : INetwork
{
    private const int ConnectTimeoutS = 30, ConnectS = 2, TimeServerTimeoutS = 5;

    private bool connected;
    private int questions;

    /// <inheritdoc/>
    public bool IsUp => connected && State != NetworkState.Away;

    private int Second => (int)(clock.NowMs / SoakPlan.SecondMs);

    private NetworkState State => plan.Network(Second);

    /// <summary>The device is without power or starts anew.</summary>
    public void Disconnect() => connected = false;

    /// <inheritdoc/>
    public bool TryConnect()
    {
        connected = wait(State == NetworkState.Away ? ConnectTimeoutS : ConnectS) && State != NetworkState.Away;
        return connected;
    }

    /// <inheritdoc/>
    public bool TryAskTime(out DateTime utc)
    {
        if (!IsUp || !plan.HasTime(Second))
        {
            wait(TimeServerTimeoutS);
            utc = default;
            return false;
        }

        byte[] reply = plan.HasBadTimes && questions % plan.BadTimePeriod == 0
            ? TimeReply.Bad(questions / plan.BadTimePeriod, clock.TrueUtc)
            : TimeReply.Of(clock.TrueUtc.AddSeconds(plan.ClockErrorS(Second)));
        questions++;
        return SntpMessage.TryParse(reply, reply.Length, out utc);
    }
}
