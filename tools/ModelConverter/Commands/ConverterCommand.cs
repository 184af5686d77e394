using System.CommandLine;

namespace NanoBms.ModelConverter.Commands;

/// <summary>The converter's command line.</summary>
public static class ConverterCommand
{
    /// <summary>The commands.</summary>
    public static RootCommand Create() => new(
        """
        Translates LSTM and GRU models of Keras, TensorFlow Lite, ONNX and PyTorch to C# for .NET nanoFramework.

        Examples:
          nanobms-convert inspect models/panasonic18650pf-128-64.int8.tflite
              What is in the file, what it costs on a device and which boards it fits.
          nanobms-convert convert models/panasonic18650pf-128-64.int8.tflite
              Writes the model's projects to firmware/generated; build the firmware next.
          nanobms-convert convert small.tflite --layout arrays --manifest small.json
              A small model as arrays, with a manifest that the file lacks.
          nanobms-convert convert soc.keras --input-scaler x.joblib --output-scaler y.joblib --features voltage,current,temperature
              A Keras model with its scikit-learn scalers.
          nanobms-convert quantize float.tflite --manifest soc.json --calibration drive.csv --out int8.tflite
              A float or dynamic-range .tflite to int8, with the error it brings.
          nanobms-convert verify model.tflite model.golden.json
              Compiles the code of both layouts and compares it with recorded outputs, bit for bit.
          nanobms-convert verify soc.keras soc.int8.tflite --tolerance 0.02
              Runs two forms of a model on the same inputs and says how far they are apart.
          nanobms-convert schema > manifest.schema.json
              The form of a manifest, for an editor to check against.
        """)
    {
        ConvertCommand.Create(),
        InspectCommand.Create(),
        QuantizeCommand.Create(),
        SurveyCommand.Create(),
        VerifyCommand.Create(),
        SchemaCommand.Create(),
        DeviceProjectsCommand.Create(),
        SettingsTableCommand.Create(),
    };
}
