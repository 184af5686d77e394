namespace NanoBms.Cells.Virtual;

/// <summary>
/// A cell that is true in drive, rest and charge down to empty and in the cold, out of one that was fitted to recordings: those reach low
/// states of charge, and cold, in drives alone. There a fit takes for resistance what is a fall of the open-circuit voltage (a charge then
/// shows it upside down, half a volt too high), and for open-circuit voltage what is slow resistance (a charge then shows too little).
/// </summary>
public static class TwoWayCell
{
    // Open-circuit voltage of an NCR18650PF at 25 degC below a tenth of its charge. Recorded: 3.30 V at 7 %, 3.19 V at 5.6 % and 3.10 V
    // at 4.8 % after drives and rests; loads of an ampere or two find it empty from 3.5 % on.
    private static readonly double[] EmptyingV = [2.55, 2.8, 3.08, 3.25];

    // Above the upper state of charge the open-circuit voltage is the warm one at every temperature, below the lower the fitted one.
    private const double FittedSoc = 0.2, WarmSoc = 0.3;

    // Mean current of the recorded drives, amperes, that resistances are exchanged for voltage at.
    private const double DrivenA = 1.0;

    // Where resistances stay as they are down to empty, and the share of the drives' current that their rise is moved at: in the cold a
    // part of it is resistance indeed. Chosen by simulated charges at 0, 10 and 25 degC.
    // Below the lowest temperature the cell stays as it was fitted: nobody charges there.
    private const double MinC = -5, ColdC = 5, SteadySoc = 0.1, ColdSteadySoc = 0.35, ColdShare = 0.6;

    private const double MinSlopeV = 0.2, MinOhm = 0.001;

    /// <summary>Makes it.</summary>
    /// <param name="fitted">A fitted NCR18650PF: its first four knots of the state of charge lie below a tenth.</param>
    public static CellParameters Of(CellParameters fitted)
    {
        double[] soc = fitted.SocKnots;
        double[][] openCircuitV = Copy(fitted.OpenCircuitV);
        double[][][] ohm = [Copy(fitted.OhmicOhm), .. fitted.Pairs.Select(pair => Copy(pair.Ohm))];
        double[] warmV = openCircuitV[^1];
        EmptyingV.CopyTo(warmV, 0);
        Hold(ohm, openCircuitV.Length - 1, IndexOf(soc, SteadySoc));
        for (int row = 0; row < openCircuitV.Length - 1; row++)
        {
            if (fitted.TemperatureKnotsC[row] < MinC)
            {
                continue;
            }

            bool isCold = fitted.TemperatureKnotsC[row] < ColdC;
            Warm(soc, openCircuitV[row], warmV, ohm[^1][row]);
            int steady = IndexOf(soc, isCold ? ColdSteadySoc : SteadySoc);
            for (int column = 0; column < steady; column++)
            {
                double rise = ohm.Sum(table => table[row][column] - table[row][steady]);
                openCircuitV[row][column] -= (isCold ? ColdShare : 1) * DrivenA * rise;
            }

            Hold(ohm, row, steady);
        }

        foreach (double[] row in openCircuitV)
        {
            for (int column = row.Length - 2; column >= 0; column--)
            {
                row[column] = Math.Min(row[column], row[column + 1] - MinSlopeV * (soc[column + 1] - soc[column]));
            }
        }

        return fitted with
        {
            OpenCircuitV = openCircuitV,
            OhmicOhm = ohm[0],
            Pairs = [.. fitted.Pairs.Select((pair, k) => pair with { Ohm = ohm[k + 1] })],
            Fit = null,
        };
    }

    private static void Warm(double[] soc, double[] openCircuitV, double[] warmV, double[] slowOhm)
    {
        for (int column = 0; column < soc.Length; column++)
        {
            double share = Math.Clamp((soc[column] - FittedSoc) / (WarmSoc - FittedSoc), 0, 1);
            double riseV = share * (warmV[column] - openCircuitV[column]);
            openCircuitV[column] += riseV;
            slowOhm[column] = Math.Max(MinOhm, slowOhm[column] + riseV / DrivenA);
        }
    }

    private static void Hold(double[][][] ohm, int row, int steady)
    {
        foreach (double[][] table in ohm)
        {
            Array.Fill(table[row], table[row][steady], 0, steady);
        }
    }

    private static int IndexOf(double[] soc, double knot) => Array.FindIndex(soc, value => value >= knot - 1e-9);

    private static double[][] Copy(double[][] table) => [.. table.Select(row => (double[])row.Clone())];
}
