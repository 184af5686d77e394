using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NanoBms.HomeAssistant;

/// <summary>
/// What makes Home Assistant show a gauge without being told by hand: one message a device with all its entities. Members by
/// home-assistant/core, components/mqtt/schemas.py (DEVICE_DISCOVERY_SCHEMA), sensor.py and binary_sensor.py, in their full names.
/// </summary>
public static class DiscoveryMessage
{
    private static readonly string Version =
        typeof(DiscoveryMessage).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? "0";

    /// <summary>The message's JSON.</summary>
    /// <param name="device">The gauge.</param>
    /// <param name="source">Names the program that publishes, as in its topic of availability.</param>
    public static byte[] Write(GaugeDevice device, string source)
    {
        ArgumentNullException.ThrowIfNull(device);
        var about = new JsonObject
        {
            ["identifiers"] = new JsonArray(device.Id),
            ["name"] = device.Name,
            ["manufacturer"] = "NanoBms",
            ["sw_version"] = Version,
        };
        if (device.Model is not null)
        {
            about["model"] = device.Model;
        }

        if (device.Page is not null)
        {
            about["configuration_url"] = device.Page.AbsoluteUri;
        }

        var components = new JsonObject();
        foreach (GaugeEntity entity in device.Entities)
        {
            components[entity.Key] = Component(entity, device);
        }

        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["device"] = about,
            ["origin"] = new JsonObject { ["name"] = "NanoBms", ["sw_version"] = Version },
            ["availability_topic"] = Topics.Availability(source),
            ["state_topic"] = Topics.State(device.Id),
            ["qos"] = 1,
            ["components"] = components,
        });
    }

    private static JsonObject Component(GaugeEntity entity, GaugeDevice device)
    {
        TimeSpan expireAfter = entity.ExpireAfter ?? device.ExpireAfter;
        var component = new JsonObject
        {
            ["platform"] = entity.IsProblem ? "binary_sensor" : "sensor",
            ["name"] = entity.Name,
            ["unique_id"] = $"{device.Id}_{entity.Key}",
            ["expire_after"] = (int)expireAfter.TotalSeconds,
            ["value_template"] = $"{{{{ {Fresh(entity, device, expireAfter)} }}}}",
        };
        (string Member, JsonNode? Value)[] members =
        [
            ("device_class", entity.IsProblem ? "problem" : entity.DeviceClass),
            ("unit_of_measurement", entity.Unit),
            ("state_class", entity.StateClass),
            ("suggested_display_precision", entity.Decimals),
            ("entity_category", entity.IsDiagnostic ? "diagnostic" : null),
        ];
        foreach ((string member, JsonNode? value) in members)
        {
            if (value is not null)
            {
                component[member] = value;
            }
        }

        return component;
    }

    // Of a value that is not known "None" remains, which both platforms take as unknown. Home Assistant counts expire_after from when it
    // hears of a state, and a retained one it hears of again with each start: so a value is looked at by when it was measured, too.
    private static string Fresh(GaugeEntity entity, GaugeDevice device, TimeSpan expireAfter)
    {
        string value = entity.IsProblem
            ? $"{{true: 'ON', false: 'OFF'}}.get(value_json.{entity.Key}, 'None')"
            : $"value_json.{entity.Key}";
        if (entity == GaugeEntity.LastEntry || !device.Entities.Contains(GaugeEntity.LastEntry))
        {
            return value;
        }

        string age = $"now() - as_datetime(value_json.{GaugeEntity.LastEntry.Key})";
        return FormattableString.Invariant($"{value} if {age} < timedelta(seconds={expireAfter.TotalSeconds:0}) else 'None'");
    }
}
