using NanoBms.Cells.Virtual;

namespace NanoBms.Cells.Tests.Virtual;

/// <summary>A cell with round numbers.</summary>
internal static class TestCell
{
    public static CellParameters Create() => new()
    {
        Name = "test",
        Source = "round numbers",
        RatedCapacityAh = 2,
        Limits = new CellRatings
        {
            FullV = 4.2,
            EmptyV = 2.5,
            EmptyA = 1,
            ChargedA = 0.04,
            MaxChargeA = 1.5,
            MaxDischargeA = 12,
            MaxRegenerationA = 6,
            MinRegenerationC = 10,
            MinChargeC = 0,
        },
        SocKnots = [0, 0.25, 0.5, 0.75, 1],
        TemperatureKnotsC = [25],
        OpenCircuitV = [[3.0, 3.5, 3.7, 3.9, 4.2]],
        OhmicOhm = [[0.04, 0.03, 0.03, 0.03, 0.035]],
        Pairs = [new RcPair(20, [[0.015, 0.015, 0.015, 0.015, 0.015]]), new RcPair(300, [[0.02, 0.02, 0.02, 0.02, 0.02]])],
        Hysteresis = new HysteresisParameters(0.05, [0.01, 0.01, 0.01, 0.01, 0.01]),
        Thermal = new ThermalParameters(50, 0.1),
    };
}
