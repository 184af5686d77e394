namespace NanoBms.Core.Tests;

/// <summary>A battery's volts and amperes as one cell of the model has them.</summary>
public class BatteryTests
{
    private static readonly ModelInfo Model = new() { RatedCapacityAh = 2.5f };

    [Fact]
    public void A_cell_has_its_part_of_the_volts_and_the_amperes_of_equal_C_rate()
    {
        var battery = new Battery(Model, 4, 2, 5f);
        Assert.Equal((4, 10f), (battery.CellsInSeries, battery.CapacityAh));
        Assert.Equal(3.5f, battery.CellVoltageV(14f));
        Assert.Equal(-2f, battery.CellCurrentA(-8f));
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    public void Cells_of_no_known_capacity_are_of_the_models(float capacityAh)
    {
        var battery = new Battery(Model, 1, 3, capacityAh);
        Assert.Equal(7.5f, battery.CapacityAh);
        Assert.Equal(2f, battery.CellCurrentA(6f), 1e-6f);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-2f)]
    [InlineData(float.NaN)]
    public void A_model_of_no_known_capacity_shares_the_current_among_the_cells(float modelAh)
    {
        var battery = new Battery(new ModelInfo { RatedCapacityAh = modelAh }, 2, 4, 5f);
        Assert.Equal(20f, battery.CapacityAh);
        Assert.Equal(2f, battery.CellCurrentA(8f));
        Assert.Equal(0f, new Battery(new ModelInfo { RatedCapacityAh = modelAh }).CapacityAh);
    }

    [Fact]
    public void One_cell_of_the_model_is_as_it_is()
    {
        var battery = new Battery(Model);
        Assert.Equal((1, 2.5f), (battery.CellsInSeries, battery.CapacityAh));
        Assert.Equal((3.7f, -1.25f), (battery.CellVoltageV(3.7f), battery.CellCurrentA(-1.25f)));
    }

    // Kept on the flash of boards in the field: another number would make them learn anew. By hand: (4 * 31 + 10000) * 31 + 2500.
    [Fact]
    public void The_key_of_a_description_stays_what_it_is() => Assert.Equal(316344, new Battery(Model, 4, 2, 5f).Key);

    [Fact]
    public void Other_descriptions_have_other_keys()
    {
        int[] keys =
        [
            new Battery(Model, 4, 2, 5f).Key, new Battery(Model, 3, 2, 5f).Key, new Battery(Model, 4, 3, 5f).Key,
            new Battery(Model, 4, 2, 5.1f).Key, new Battery(new ModelInfo { RatedCapacityAh = 2.6f }, 4, 2, 5f).Key, new Battery(Model).Key,
        ];
        Assert.Equal(keys.Length, keys.Distinct().Count());
    }
}
