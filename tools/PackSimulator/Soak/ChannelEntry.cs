using System.Globalization;
using NanoBms.Device.Storage;

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

    /// <summary>field4 and field6, hundredths of a percent.</summary>
    public int SocCentiPercent, NetworkCentiPercent;

    /// <summary>field5, tenths of a percent; field7; field8, hundredths of an ampere-hour.</summary>
    public int BarDeciPercent, Status, CapacityCentiAh;

    /// <summary>Takes a field, 1 to 8, as text; false where it is not in the form the field map gives.</summary>
    public bool TryTake(int field, string? text)
    {
        int value = 0;
        bool whole = field is ChannelField.Status;
        if (!(whole
            ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
            : TryScale(text, field is ChannelField.Voltage or ChannelField.Current ? 1000 : field is ChannelField.Bar ? 10 : 100,
                out value)))
        {
            return false;
        }

        switch (field)
        {
            case ChannelField.Voltage:
                VoltageMilliV = value;
                break;
            case ChannelField.Current:
                CurrentMilliA = value;
                break;
            case ChannelField.Temperature:
                TemperatureCentiC = value;
                break;
            case ChannelField.Soc:
                SocCentiPercent = value;
                break;
            case ChannelField.Bar:
                BarDeciPercent = value;
                break;
            case ChannelField.NetworkSoc:
                NetworkCentiPercent = value;
                break;
            case ChannelField.Status:
                Status = value;
                break;
            case ChannelField.Capacity:
                CapacityCentiAh = value;
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
