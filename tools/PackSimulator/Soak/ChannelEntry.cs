using System.Globalization;

namespace NanoBms.PackSimulator.Soak;

/// <summary>An entry as it stands in the channel.</summary>
internal struct ChannelEntry
{
    /// <summary>Its time, seconds since 1970.</summary>
    public long CreatedUnixS;

    /// <summary>Second of the soak in which it came.</summary>
    public int ArrivedS;

    /// <summary>Its number over restarts, of its status; 0: it has none.</summary>
    public long Number;

    /// <summary>field1 to field3: millivolts, milliamperes, hundredths of a degree.</summary>
    public int VoltageMilliV, CurrentMilliA, TemperatureCentiC;

    /// <summary>field4 and field5, hundredths of a percent.</summary>
    public int SocCentiPercent, CountedCentiPercent;

    /// <summary>field7 and field8.</summary>
    public int Status, InferenceMs;

    /// <summary>Takes a field, 1 to 8, as text; false where it is not in the form the field map gives.</summary>
    public bool TryTake(int field, string? text)
    {
        int value = 0;
        bool whole = field is 7 or 8;
        if (!(whole
            ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
            : TryScale(text, field is 3 or 4 or 5 ? 100 : 1000, out value)))
        {
            return false;
        }

        switch (field)
        {
            case 1:
                VoltageMilliV = value;
                break;
            case 2:
                CurrentMilliA = value;
                break;
            case 3:
                TemperatureCentiC = value;
                break;
            case 4:
                SocCentiPercent = value;
                break;
            case 5:
                CountedCentiPercent = value;
                break;
            case 7:
                Status = value;
                break;
            case 8:
                InferenceMs = value;
                break;
            default:
                break;
        }

        return true;
    }

    private static bool TryScale(string? text, int scale, out int value)
    {
        bool holds = decimal.TryParse(
            text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number);
        value = holds ? (int)(number * scale) : 0;
        return holds;
    }
}
