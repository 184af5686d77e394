using NanoBms.Device.Sensors.Ina219;
using NanoBms.Device.Sensors.Ina226;
using NanoBms.Device.Sensors.Ina228;

namespace NanoBms.Device.Sensors.Catalog
{
    /// <summary>All chips that the setting currentSensor can name: two lines each, and the one place that knows them.</summary>
    public static class SensorCatalog
    {
        /// <summary>A chip that is not connected yet; null beyond the last.</summary>
        /// <param name="index">0 and up.</param>
        public static ChipSensor Make(int index)
        {
            switch (index)
            {
                case 0: return new Ina226Sensor();
                case 1: return new Ina219Sensor();
                case 2: return new Ina228Sensor();
                default: return null;
            }
        }

        /// <summary>The chip of a name, not connected yet; null where there is none.</summary>
        public static ChipSensor Find(string name)
        {
            string known;
            int index = 0;
            while ((known = Name(index)) != null && known != name)
            {
                index++;
            }

            return Make(index);
        }

        /// <summary>A chip's name, for which none is made: a page lists them where memory is scarcest; null beyond the last.</summary>
        /// <param name="index">0 and up.</param>
        public static string Name(int index)
        {
            switch (index)
            {
                case 0: return Ina226Sensor.ChipName;
                case 1: return Ina219Sensor.ChipName;
                case 2: return Ina228Sensor.ChipName;
                default: return null;
            }
        }

        /// <summary>All names in quotes, as a sentence lists them.</summary>
        public static string Names()
        {
            string names = "";
            string name;
            for (int k = 0; (name = Name(k)) != null; k++)
            {
                names += (k == 0 ? "\"" : " or \"") + name + "\"";
            }

            return names;
        }
    }
}
