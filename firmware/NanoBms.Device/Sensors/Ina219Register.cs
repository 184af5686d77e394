namespace NanoBms.Device.Sensors
{
    /// <summary>Registers of the INA219 (TI datasheet SBOS448, section 8.6).</summary>
    public static class Ina219Register
    {
        /// <summary>Ranges, averaging, mode.</summary>
        public const int Configuration = 0x00;

        /// <summary>Shunt voltage, signed, 10 uV a step at every gain.</summary>
        public const int ShuntVoltage = 0x01;

        /// <summary>Bus voltage in bits 15..3, 4 mV a step; bit 1: conversion ready, bit 0: overflow of the computed values.</summary>
        public const int BusVoltage = 0x02;

        /// <summary>Power; reading it takes the conversion-ready bit back.</summary>
        public const int Power = 0x03;
    }
}
