namespace NanoBms.Cells.Import.Cycles;

/// <summary>Makes rows of a cycle, at most one a second, of readings at any times.</summary>
internal interface IRowMaker
{
    /// <summary>Takes a reading; gives the rows that are made by it.</summary>
    /// <param name="reading">The reading.</param>
    /// <param name="chargeAh">Charge since full then.</param>
    IEnumerable<CycleRow> Add(Reading reading, double chargeAh);

    /// <summary>Gives the rows that are left at the end.</summary>
    IEnumerable<CycleRow> End();
}
