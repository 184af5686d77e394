
namespace NanoBms.ModelTrainer.Data;

/// <summary>Errors of an INA226 with a 1 % shunt and of an NTC, drawn once for a run of samples; noise anew for each.</summary>
internal sealed class SensorErrors
{
    private readonly Random random;
    private readonly float scale;
    private float voltageOffset, voltageGain, currentOffset, currentGain, temperatureOffset, temperatureDrift;

    public SensorErrors(Random random, float scale)
    {
        this.random = random;
        this.scale = scale;
        Draw();
    }

    /// <summary>Another board: new offsets and gains.</summary>
    public void Draw()
    {
        voltageOffset = scale * Normal() * 0.002f;
        voltageGain = scale * Normal() * 0.0005f;
        currentOffset = scale * Normal() * 0.005f;
        currentGain = scale * Normal() * 0.005f;
        temperatureOffset = scale * Normal() * 0.7f;
        temperatureDrift = 0;
    }

    public (float VoltageV, float CurrentA, float TemperatureC) Apply(float voltageV, float currentA, float temperatureC)
    {
        // A thermistor lags and creeps with the ambient: a slow random walk within a degree or so.
        temperatureDrift = 0.999f * temperatureDrift + scale * 0.03f * Normal();
        return (
            voltageV * (1 + voltageGain) + voltageOffset + scale * 0.001f * Normal(),
            currentA * (1 + currentGain) + currentOffset + scale * 0.003f * Normal(),
            temperatureC + temperatureOffset + temperatureDrift + scale * 0.05f * Normal());
    }

    private float Normal() => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}
