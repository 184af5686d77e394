using System.Reflection;
using NanoBms.Device.Settings;
using NanoBms.DeviceBuild.Settings.Generation;
using NanoBms.DeviceBuild.Settings.Kinds;
using NanoBms.DeviceBuild.Settings.Rows;
using NanoBms.TestSupport;

namespace NanoBms.ModelConverter.Tests.Settings;

/// <summary>The table of settings against all that is made from it.</summary>
public sealed class AgreementTests
{
    private static readonly IReadOnlyList<SettingRow> Rows = SettingsFiles.Rows(Repository.Root);

    [Fact]
    public void All_files_are_as_the_table_makes_them()
    {
        IReadOnlyList<(string Path, string Text)> stale = SettingsFiles.Stale(Repository.Root);
        Assert.True(stale.Count == 0, SettingsFiles.Sentence(stale));
    }

    [Fact]
    public void The_rows_are_the_fields_of_the_device_with_their_values()
    {
        var settings = new DeviceSettings();
        Assert.Equal(
            typeof(DeviceSettings).GetFields(BindingFlags.Public | BindingFlags.Instance)
                .Select(field => (field.Name, field.GetValue(settings)!)),
            Rows.Select(row => (row.Field, row.Default)));
    }

    [Fact]
    public void Every_kind_is_a_method_of_the_reader_and_every_method_a_kind()
    {
        Type reader = typeof(DeviceSettings).Assembly.GetType("NanoBms.Device.Settings.SettingsReader", throwOnError: true)!;
        Assert.Equal(
            reader.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Select(method => method.Name)
                .Order(),
            SettingKinds.All.Select(kind => kind.Name).Order());
    }

    [Fact]
    public void A_changed_default_is_noticed_until_all_is_made_anew()
    {
        using var copy = new TableCopy();
        Assert.Empty(SettingsFiles.Stale(copy.Root));
        copy.Replace(SettingsFiles.TablePath, "CellsInSeries = 1;", "CellsInSeries = 3;");
        IReadOnlyList<(string Path, string Text)> stale = SettingsFiles.Stale(copy.Root);
        Assert.Equal(
            "docs/settings.md, docs/settings.schema.json do not agree with firmware/NanoBms.Device/Settings/DeviceSettings.cs; "
            + "run 'dotnet run --project tools/ModelConverter -- settings-table'.",
            SettingsFiles.Sentence(stale));
        Assert.Equal(stale.Select(file => file.Path), SettingsFiles.Update(copy.Root));
        Assert.Empty(SettingsFiles.Stale(copy.Root));
        Assert.Contains("| `cellsInSeries` | `3` | 1 to 16 |", copy.Read(SettingsFiles.DocumentPath), StringComparison.Ordinal);
    }
}
