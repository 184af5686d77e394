using System;
using NanoBms.Core;
using NanoBms.Core.Arithmetic;
using NanoBms.Device.Storage;

namespace NanoBms.Device.Settings
{
    /// <content>What settings must be by each other, by the model and by the machine.</content>
    public sealed partial class DeviceSettings
    {
        internal const string OutputPinRule = "must be a GPIO, 0 to 48, that I2C does not use, or -1 for none.";
        internal const string SpareAdcChannelRule = "must be another channel than thermistorChannel, 0 to 7, or -1 for none.";

        private const int MinPassword = 8;
        private const int MinDeepPeriodMs = 15000;
        private const int MinSleepingCloudPeriodMs = 60000;
        private const int MaxSleepingEntriesAWrite = 10;

        // A write takes 19 (one less than a batch has); one of them is left for those of an outage.
        private const int MaxEntriesAWrite = RecordQueue.MaxAtOnce - 2;

        /// <summary>Whether there is a password of the page, and one that can be.</summary>
        public bool HasPagePassword
        {
            get { return PagePassword.Length > 0 && IsPassword(PagePassword); }
        }

        /// <summary>One sentence on the first setting that cannot be; null where all can.</summary>
        public string FirstError()
        {
            var errors = new SettingsErrors();
            Visit(new SettingsReader(errors));
            CheckTogether(errors);
            return errors.Count == 0 ? null : errors.Sentence(0);
        }

        /// <summary>Adds a sentence on each setting that cannot be beside the others.</summary>
        public void CheckTogether(SettingsErrors errors)
        {
            errors.Require(I2cClockPin != I2cDataPin, "i2cClockPin", "must be another GPIO than i2cDataPin.");
            errors.Require(SupplyChannel != ThermistorChannel, "supplyChannel", SpareAdcChannelRule);
            errors.Require(
                BatteryWord.IsValid(BatteryNow), "batteryNow",
                "must be \"full\", \"replaced\" or a state of charge such as \"75%\", with a note after a space if you like.");
            errors.Require(
                ThermistorSteinhartA == 0f || IsTemperature(ThermistorSteinhartA, ThermistorSteinhartB, ThermistorSteinhartC),
                "thermistorSteinhartA", "must give, with B and C, a temperature of -40 to 150 degC at thermistorNominalOhm.");
            if (CloudWriteKey.Length > 0)
            {
                CheckPeriods(errors);
            }

            errors.Require(
                PagePassword.Length == 0 || IsPassword(PagePassword), "pagePassword",
                "must be 8 to 63 letters, digits and signs of ASCII, or empty.");
            errors.Require(
                PagePort == 0 || PagePassword.Length > 0, "pagePassword",
                "must be set where pagePort is: the page changes settings for everybody in the network.");
            CheckOutput(errors, AlarmLowSocPercent, AlarmLowSocPin, "alarmLowSocPin");
            CheckOutput(errors, AlarmOverTemperatureC, AlarmOverTemperaturePin, "alarmOverTemperaturePin");
            CheckOutput(errors, AlarmOverCurrentA, AlarmOverCurrentPin, "alarmOverCurrentPin");
        }

        /// <summary>Adds a sentence on each setting that cannot be with a model or on a machine.</summary>
        /// <param name="errors">Receives them.</param>
        /// <param name="info">The model.</param>
        /// <param name="canSleep">Whether the machine sleeps.</param>
        /// <param name="adcChannels">Channels of its ADC.</param>
        public void CheckFit(SettingsErrors errors, ModelInfo info, bool canSleep, int adcChannels)
        {
            errors.Require(
                ThermistorChannel < adcChannels, "thermistorChannel", "must be 0 to " + (adcChannels - 1).ToString() + " on this machine.");
            errors.Require(
                SupplyChannel < adcChannels, "supplyChannel", "must be -1 to " + (adcChannels - 1).ToString() + " on this machine.");
            errors.Require(
                CellCapacityAh == 0f || info.RatedCapacityAh > 0f, "cellCapacityAh",
                "must be 0 with this model, which does not tell the capacity of its own cell.");
            errors.Require(canSleep || Sleep == SleepMode.None, "sleep", "must be \"none\" on this machine: only an ESP32 sleeps.");
            if (Sleep == SleepMode.Deep)
            {
                errors.Require(
                    !info.Streaming, "sleep",
                    "must not be \"deep\" with a streaming model: what it remembers does not outlive the memory.");
                errors.Require(
                    info.SamplePeriodMs >= MinDeepPeriodMs, "sleep",
                    "must not be \"deep\" with this model, which takes a sample each " + info.SamplePeriodMs.ToString()
                    + " ms: starting anew takes seconds, so it must be 15000 ms or more.");
            }
        }

        private void CheckPeriods(SettingsErrors errors)
        {
            if (Sleep == SleepMode.None)
            {
                long entriesAWrite = CloudChannelId > 0 ? MaxEntriesAWrite : 1;
                errors.Require(
                    CloudPeriodMs <= entriesAWrite * EstimatePeriodMs, "cloudPeriodMs",
                    "must be at most estimatePeriodMs, or 18 times as much with cloudChannelId: entries would come faster than they go.");
            }

            if (Sleep != SleepMode.Light && Sleep != SleepMode.Deep)
            {
                return;
            }

            // Connecting takes seconds and most of the energy; more than 10 entries a write would leave no room for those of an outage.
            errors.Require(
                CloudChannelId > 0, "cloudChannelId", "must be set where sleep is: entries that waited go out only together.");
            errors.Require(
                CloudPeriodMs >= MinSleepingCloudPeriodMs, "cloudPeriodMs",
                "must be at least 60000 milliseconds where sleep is set: each write connects anew.");
            errors.Require(
                CloudPeriodMs <= (long)MaxSleepingEntriesAWrite * EstimatePeriodMs, "cloudPeriodMs",
                "must be at most 10 times estimatePeriodMs where sleep is set: more entries a write leave no room for those of an outage.");
        }

        // The board's alarm pins are free for I2C on another board as long as no alarm drives them.
        private void CheckOutput(SettingsErrors errors, float limit, int pin, string name)
        {
            if (pin < 0 || !RealNumber.IsPositive(limit))
            {
                return;
            }

            errors.Require(pin != I2cDataPin && pin != I2cClockPin, name, OutputPinRule);
            errors.Require(Sleep != SleepMode.Deep, name, "must be -1 where sleep is \"deep\": no pin stays high in it.");
        }

        // As WPA2 wants it (IEEE 802.11, annex J.4.1), which the gauge's own Wi-Fi has it for.
        private static bool IsPassword(string password)
        {
            for (int k = 0; k < password.Length; k++)
            {
                if (password[k] < ' ' || password[k] > '~')
                {
                    return false;
                }
            }

            return password.Length >= MinPassword;
        }

        private bool IsTemperature(float a, float b, float c)
        {
            double log = Math.Log(ThermistorNominalOhm);
            double inverseKelvin = a + b * log + c * log * log * log;
            return RealNumber.IsWithin(inverseKelvin, 1.0 / 423.15, 1.0 / 233.15);
        }
    }
}
