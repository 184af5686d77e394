using System.Text;

namespace NanoBms.Models.Tflite.Format;

/// <summary>Names of builtin operators as TensorFlow prints them.</summary>
public static class OperatorNames
{
    /// <summary>UPPER_CASE name of a code that is known here, "builtin operator N" of others.</summary>
    public static string Of(BuiltinOperator code)
    {
        if (!Enum.IsDefined(code))
        {
            return $"builtin operator {(int)code}";
        }

        var name = new StringBuilder();
        foreach (char letter in code.ToString())
        {
            if (char.IsUpper(letter) && name.Length > 0)
            {
                name.Append('_');
            }

            name.Append(char.ToUpperInvariant(letter));
        }

        return name.ToString().Replace("RELU_N1_TO1", "RELU_N1_TO_1", StringComparison.Ordinal)
            .Replace("2_D", "_2D", StringComparison.Ordinal).Replace("3_D", "_3D", StringComparison.Ordinal);
    }
}
