using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using NanoBms.Core.Estimation;

namespace NanoBms.Models.Manifests;

/// <summary>
/// The JSON schema of a <see cref="Manifest"/>, made from the type and the rules that <see cref="ManifestJson.Check"/> keeps.
/// </summary>
public static class ManifestSchema
{
    private static readonly string[] Quantities = ["voltage", "current", "temperature"];

    /// <summary>What the types do not say: the sense of each member and its limits.</summary>
    private static readonly Dictionary<string, (string Description, JsonObject? Limits)> Members = new(StringComparer.Ordinal)
    {
        ["schemaVersion"] = ("Version of this form.", new JsonObject { ["const"] = 1 }),
        ["name"] = ("Short name: letters, digits, '-', '_' and '.'.", new JsonObject { ["pattern"] = "^[A-Za-z0-9._-]{1,64}$" }),
        ["description"] = ("One sentence for people.", null),
        ["mode"] = ("windowed: a window a call; streaming: one sample a call, state carried.", null),
        ["samplePeriodMs"] = ("Time between two samples in milliseconds.", Range(10, 3_600_000)),
        ["window"] = ("Samples of a window; 1 for a streaming model.", Range(1, 1000)),
        ["features"] = ("Features in the order of the model's input.", new JsonObject { ["minItems"] = 1, ["maxItems"] = 64 }),
        ["features.kind"] = ("The feature.", new JsonObject { ["enum"] = Strings(ManifestJson.FeatureNames) }),
        ["features.of"] = ("mean, ema, product: the quantity it is made from.",
            new JsonObject { ["enum"] = Strings([.. Quantities, null]) }),
        ["features.by"] = ("product: the second factor.", new JsonObject { ["enum"] = Strings([.. Quantities, null]) }),
        ["features.samples"] = ("mean: number of samples, the newest among them.", Range(2, 600)),
        ["features.tauS"] = ("ema: time constant in seconds.", new JsonObject { ["exclusiveMinimum"] = 0, ["maximum"] = 1_000_000 }),
        ["features.scale"] = ("scaled = feature * scale + offset.", null),
        ["features.offset"] = ("scaled = feature * scale + offset.", null),
        ["soc"] = ("State of charge in percent = model output * scale + offset.", null),
        ["soc.scale"] = ("Percent for one unit of output, not 0.", new JsonObject { ["not"] = new JsonObject { ["const"] = 0 } }),
        ["soc.offset"] = ("Percent at output 0.", null),
        ["cell"] = ("The cell the model was trained on, and what readings are plausible for it.", null),
        ["cell.type"] = ("Maker's type.", null),
        ["cell.ratedCapacityAh"] = ("Rated capacity in ampere-hours.",
            new JsonObject { ["exclusiveMinimum"] = 0, ["exclusiveMaximum"] = 100_000 }),
        ["cell.chemistry"] = ("Chemistry in a word: nmc, nca, lfp, lead-acid, or another.",
            new JsonObject { ["pattern"] = "^[a-z0-9-]{1,32}$" }),
        ["cell.fullVoltageV"] = ("Charging voltage of the full cell in volts.", null),
        ["cell.tailCurrentA"] = ("Current in amperes at which a charge ends.", new JsonObject { ["exclusiveMinimum"] = 0 }),
        ["cell.emptyVoltageV"] = ("Voltage under load in volts at which the cell counts as empty.", null),
        ["cell.maxChargeCurrentA"] = ("Highest charging current in amperes.", new JsonObject { ["exclusiveMinimum"] = 0 }),
        ["cell.maxDischargeCurrentA"] = ("Highest discharging current in amperes, a magnitude.",
            new JsonObject { ["exclusiveMinimum"] = 0 }),
        ["cell.minChargeTemperatureC"] = ("Temperature in degrees Celsius below which it is not to be charged.", null),
        ["cell.minUseTemperatureC"] = ("Lowest temperature of use in degrees Celsius.", null),
        ["cell.maxUseTemperatureC"] = ("Highest temperature of use in degrees Celsius.", null),
        ["cell.minVoltageV"] = ("Lowest plausible cell voltage in volts.", null),
        ["cell.maxVoltageV"] = ("Highest plausible cell voltage in volts.", null),
        ["cell.maxCurrentA"] = ("Highest plausible current in amperes, either way.", new JsonObject { ["exclusiveMinimum"] = 0 }),
        ["cell.minTemperatureC"] = ("Lowest plausible temperature in degrees Celsius.", null),
        ["cell.maxTemperatureC"] = ("Highest plausible temperature in degrees Celsius.", null),
        ["inputRange"] = ("For a float network that was trained with it: scaled features are clamped to it, as a quantised input clamps "
            + "them.", null),
        ["inputRange.low"] = ("Lowest scaled value.", null),
        ["inputRange.high"] = ("Highest scaled value.", null),
        ["networkError"] = ("How far the network errs, as measured on validation cycles.", null),
        ["networkError.socEdgesPercent"] = ("Estimates at which one bin ends and the next begins, percent, ascending.", Edges()),
        ["networkError.temperatureEdgesC"] = ("The same of the temperature, degrees Celsius.", Edges()),
        ["networkError.rootMeanSquarePercent"] = (
            "Root mean square error, bias included, percent: by phase (driving, resting, charging), temperature bin, state-of-charge bin.",
            Phases()),
        ["networkError.correlationS"] = ("By phase: seconds in which the correlation of the error falls to 1/e.", Phases()),
        ["networkError.scatterPercent"] = ("What differs from one estimate to the next, root mean square, percent.",
            new JsonObject { ["minimum"] = 0, ["maximum"] = 100 }),
        ["networkError.startFactor"] = ("Error in the first minute of estimates after power-up over the error later on.",
            new JsonObject { ["minimum"] = 1, ["maximum"] = 1000 }),
    };

    /// <summary>The schema as indented JSON.</summary>
    public static string Json()
    {
        var options = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Complete };
        JsonNode schema = ManifestJson.SerializerOptions.GetJsonSchemaAsNode(typeof(Manifest), options);
        return schema.ToJsonString(new JsonSerializerOptions
        {
            WriteIndented = true,
            NewLine = "\n",
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping
        }) + "\n";
    }

    private static JsonNode Complete(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (schema is not JsonObject node)
        {
            return schema;
        }

        string path = string.Join('.', context.Path.ToArray().Where(step => step is not ("properties" or "items")));
        if (path.Length == 0)
        {
            node.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
            node.Insert(1, "title", "NanoBms model manifest");
        }
        else if (Members.TryGetValue(path, out (string Description, JsonObject? Limits) member) && context.PropertyInfo is not null)
        {
            node.Insert(0, "description", member.Description);
            foreach ((string name, JsonNode? value) in member.Limits ?? [])
            {
                node[name] = value?.DeepClone();
            }
        }

        return node;
    }

    private static JsonObject Edges() => new() { ["maxItems"] = ManifestNetworkError.MaxEdges };

    private static JsonObject Phases() => new() { ["minItems"] = PhaseDetector.Count, ["maxItems"] = PhaseDetector.Count };

    private static JsonObject Range(int min, int max) => new() { ["minimum"] = min, ["maximum"] = max };

    private static JsonArray Strings(IEnumerable<string?> values) => [.. values.Select(value => (JsonNode?)value)];
}
