namespace NanoBms.Cells.Virtual;

/// <summary>
/// A cell that is true in drive, rest and charge down to empty and in the cold, out of one that was fitted to recordings: those reach low
/// states of charge, and cold, in drives alone. In drives it stays all but as it was fitted. A charge finds the open-circuit voltage of the
/// warm cell, which rests in the cold come back to, and not the resistance that falls on a load at the end of a discharge: recorded
/// charges from a tenth of the charge on show at 11 to 13 degC some 0.1 ohm, drives there two to three times that.
/// </summary>
public static class TwoWayCell
{
    // Open-circuit voltage of an NCR18650PF at 25 degC below a tenth of its charge. Recorded: 3.30 V at 7 %, 3.19 V at 5.6 % and 3.10 V
    // at 4.8 % after drives and rests; loads of an ampere or two find it empty from 3.5 % on.
    private static readonly double[] EmptyingV = [2.55, 2.8, 3.08, 3.25];

    // Below the lowest temperature the cell stays as it was fitted: nobody charges there. Above the other it is the same both ways.
    private const double MinC = -5, WarmC = 20;

    // Where resistances stay as they are down to empty: those of the warm cell, and those that a charge finds in the cold.
    private const double WarmSteadySoc = 0.1, ColdSteadySoc = 0.35;

    // Down to there drives were recorded.
    private const double DrivenSoc = 0.1;

    /// <summary>Makes it.</summary>
    /// <param name="fitted">A fitted NCR18650PF: its first four knots of the state of charge lie below a tenth.</param>
    public static CellParameters Of(CellParameters fitted)
    {
        double[] soc = fitted.SocKnots;
        int rows = fitted.TemperatureKnotsC.Length, steady = IndexOf(soc, ColdSteadySoc);
        double[][] openCircuitV = Copy(fitted.OpenCircuitV), ohmicOhm = Copy(fitted.OhmicOhm);
        double[][][] pairOhm = [.. fitted.Pairs.Select(pair => Copy(pair.Ohm))];
        double[] warmV = openCircuitV[^1];
        EmptyingV.CopyTo(warmV, 0);
        for (int row = 0; row < rows; row++)
        {
            if (fitted.TemperatureKnotsC[row] > WarmC)
            {
                Array.ForEach([ohmicOhm, .. pairOhm], table => Hold(table[row], IndexOf(soc, WarmSteadySoc)));
            }
        }

        double[][] chargedV = Copy(openCircuitV), chargedOhmicOhm = Copy(ohmicOhm);
        double[][][] chargedOhm = [.. pairOhm.Select(Copy)];
        for (int row = 0; row < rows; row++)
        {
            if (fitted.TemperatureKnotsC[row] is >= MinC and <= WarmC)
            {
                chargedV[row] = [.. warmV];
                Array.ForEach([chargedOhmicOhm, .. chargedOhm], table => Hold(table[row], steady));
                Fall(openCircuitV[row], warmV, IndexOf(soc, DrivenSoc));
                Slow(pairOhm[0][row], pairOhm[^1][row], steady);
            }
        }

        return fitted with
        {
            OpenCircuitV = openCircuitV,
            OhmicOhm = ohmicOhm,
            Pairs = [.. fitted.Pairs.Select((pair, k) => pair with { Ohm = pairOhm[k] })],
            Charged = new ChargedTables(chargedV, chargedOhmicOhm, chargedOhm),
            Fit = null,
        };
    }

    /// <summary>Below what was driven the open-circuit voltage falls as the warm one does.</summary>
    private static void Fall(double[] openCircuitV, double[] warmV, int driven)
    {
        for (int column = 0; column < driven; column++)
        {
            openCircuitV[column] = warmV[column] + openCircuitV[driven] - warmV[driven];
        }
    }

    /// <summary>
    /// Makes of the faster pair's rise towards empty one of the slower: recorded cells come back from there within minutes, and a load
    /// stays within what the cell may give in a second.
    /// </summary>
    private static void Slow(double[] fastOhm, double[] slowOhm, int steady)
    {
        for (int column = 0; column < steady; column++)
        {
            slowOhm[column] += fastOhm[column] - fastOhm[steady];
        }

        Hold(fastOhm, steady);
    }

    private static void Hold(double[] row, int steady) => Array.Fill(row, row[steady], 0, steady);

    private static int IndexOf(double[] soc, double knot) => Array.FindIndex(soc, value => value >= knot - 1e-9);

    private static double[][] Copy(double[][] table) => [.. table.Select(row => (double[])row.Clone())];
}
