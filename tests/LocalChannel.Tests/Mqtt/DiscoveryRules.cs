using System.Text.Json;

namespace NanoBms.LocalChannel.Tests.Mqtt;

/// <summary>
/// What Home Assistant asks of a device's discovery message, from its published code (home-assistant/core, Apache-2.0): members of
/// components/mqtt/schemas.py (DEVICE_DISCOVERY_SCHEMA, MQTT_ENTITY_DEVICE_INFO_SCHEMA, MQTT_ORIGIN_INFO_SCHEMA), of sensor.py and
/// binary_sensor.py; units of components/sensor/const.py (DEVICE_CLASS_UNITS, DEVICE_CLASS_STATE_CLASSES).
/// </summary>
internal static class DiscoveryRules
{
    private static readonly string[] OfDevice =
    [
        "identifiers", "connections", "manufacturer", "model", "model_id", "name", "hw_version", "serial_number", "sw_version",
        "via_device",
        "suggested_area", "configuration_url",
    ];

    private static readonly string[] OfMessage =
        ["device", "components", "origin", "state_topic", "command_topic", "qos", "encoding", "availability_topic", "availability"];

    private static readonly string[] OfEntity =
    [
        "platform", "name", "unique_id", "value_template", "expire_after", "device_class", "entity_category", "icon", "force_update",
        "enabled_by_default", "object_id", "default_entity_id",
    ];

    private static readonly Dictionary<string, (string[] Units, string?[] StateClasses)> Classes = new()
    {
        ["battery"] = (["%"], [null, "measurement"]),
        ["voltage"] = (["V", "mV", "μV", "kV", "MV"], [null, "measurement"]),
        ["current"] = (["A", "mA"], [null, "measurement"]),
        ["power"] = (["mW", "W", "kW", "MW", "GW", "TW"], [null, "measurement"]),
        ["temperature"] = (["°C", "°F", "K"], [null, "measurement"]),
        ["duration"] = (["d", "h", "min", "s", "ms", "μs"], [null, "measurement", "total", "total_increasing"]),
        ["energy"] = (["Wh", "kWh", "MWh"], [null, "total", "total_increasing"]),
        ["timestamp"] = ([""], [null]),
    };

    /// <summary>Fails where a message breaks a rule; gives its entities.</summary>
    public static Dictionary<string, JsonElement> Check(JsonElement message)
    {
        Only(message, OfMessage);
        JsonElement device = message.GetProperty("device"), origin = message.GetProperty("origin");
        Only(device, OfDevice);
        Assert.NotEqual(0, device.GetProperty("identifiers").GetArrayLength());
        Only(origin, ["name", "sw_version", "support_url"]);
        Assert.NotEqual("", origin.GetProperty("name").GetString());
        Dictionary<string, JsonElement> entities =
            message.GetProperty("components").EnumerateObject().ToDictionary(one => one.Name, one => one.Value);
        Assert.Equal(entities.Count, entities.Values.Select(one => one.GetProperty("unique_id").GetString()).Distinct().Count());
        foreach ((string key, JsonElement entity) in entities)
        {
            Assert.Matches("^[a-z0-9_]+$", key);
            Assert.True(entity.GetProperty("expire_after").GetInt32() > 0, key);
            if (entity.GetProperty("platform").GetString() == "binary_sensor")
            {
                Only(entity, OfEntity);
                Assert.Equal("problem", entity.GetProperty("device_class").GetString());
                continue;
            }

            Assert.Equal("sensor", entity.GetProperty("platform").GetString());
            Only(entity, [.. OfEntity, "unit_of_measurement", "state_class", "suggested_display_precision", "last_reset_value_template"]);
            if (Text(entity, "device_class") is { } of)
            {
                Assert.Contains(Text(entity, "unit_of_measurement") ?? "", Classes[of].Units);
                Assert.Contains(Text(entity, "state_class"), Classes[of].StateClasses);
            }
        }

        return entities;
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static void Only(JsonElement element, string[] members) =>
        Assert.Empty(element.EnumerateObject().Select(member => member.Name).Except(members));
}
