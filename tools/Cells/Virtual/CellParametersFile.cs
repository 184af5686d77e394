using System.Reflection;
using System.Text.Json;
using NanoBms.Foundation;

namespace NanoBms.Cells.Virtual;

/// <summary>Cell parameters as JSON.</summary>
public static class CellParametersFile
{
    private const string DrivesResource = "panasonic18650pf.json", FittedResource = "panasonic18650pf-charges.json";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The cell the simulator ships with: Panasonic NCR18650PF, true in drives, rests and charges.</summary>
    public static CellParameters Default() => TwoWayCell.Of(Resource(FittedResource));

    /// <summary>Panasonic NCR18650PF as fitted to drives alone, which models learn from where they are told of no other.</summary>
    public static CellParameters FittedToDrives() => Resource(DrivesResource);

    /// <summary>Reads a file.</summary>
    /// <exception cref="UserError">No such file, or not the parameters of a cell.</exception>
    public static CellParameters Read(string path) => File.Exists(path)
        ? Parse(File.ReadAllText(path), path)
        : throw new UserError($"There is no file '{path}'.");

    /// <summary>Writes a file; numbers keep the digits they were rounded to.</summary>
    /// <exception cref="UserError">The place cannot be written to.</exception>
    public static void Write(string path, CellParameters cell) => OutputFile.Write(path, JsonSerializer.Serialize(cell, Options) + "\n");

    private static CellParameters Resource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd(), name);
    }

    private static CellParameters Parse(string json, string path)
    {
        CellParameters? cell;
        try
        {
            cell = JsonSerializer.Deserialize<CellParameters>(json, Options);
        }
        catch (JsonException exception)
        {
            throw new UserError($"'{path}' does not hold the parameters of a cell: {exception.Message}", exception);
        }

        string? fault = cell is null ? "it is empty" : Fault(cell);
        return fault is null
            ? cell!
            : throw new UserError($"'{path}' does not hold the parameters of a cell: {fault}; make them with the command fit.");
    }

    private static string? Fault(CellParameters cell)
    {
        int rows = cell.TemperatureKnotsC.Length, columns = cell.SocKnots.Length;
        bool Fits(double[][] table) => table.Length == rows && table.All(row => row.Length == columns);
        bool Ascends(double[] knots) => knots.Zip(knots.Skip(1)).All(pair => pair.First < pair.Second);
        return columns < 2 || rows < 1 || !Ascends(cell.SocKnots) || !Ascends(cell.TemperatureKnotsC) ? "its knots do not ascend"
            : !Fits(cell.OpenCircuitV) || !Fits(cell.OhmicOhm) || !cell.Pairs.All(pair => Fits(pair.Ohm))
                || cell.Hysteresis.HalfWidthV.Length != columns
                ? "a table does not have a row for each temperature and a column for each state of charge"
            : cell.Pairs.Length != CellDynamics.PairCount ? "it has not two RC pairs"
            : !(cell.RatedCapacityAh > 0) || !(cell.Thermal.HeatCapacityJPerK > 0) || !(cell.Hysteresis.ChargeAh > 0)
              || !cell.Pairs.All(pair => pair.TimeConstantS > 0) ? "a capacity or time constant is not above 0"
            : cell.Limits.Fault;
    }
}
