// Status bits of the firmware (field 7), with the words of the health list and of the chart's lanes.
const HEALTH = [
  { what: "Sensor", clear: "OK", bits: [{ mask: 1, set: "Fault", level: "bad", lane: "Sensor fault" }] },
  { what: "Reading", clear: "Measured", bits: [{ mask: 2, set: "Held", level: "warn", lane: "Value held" }] },
  { what: "Model window", clear: "Continuous", bits: [{ mask: 4, set: "Restarted", level: "warn", lane: "Restarted" }] },
  { what: "Charge count", clear: "Agrees", bits: [{ mask: 32, set: "Differs", level: "warn", lane: "Count differs" }] },
  { what: "Upload", clear: "Up to date", bits: [{ mask: 8, set: "Entries wait", level: "note", lane: "Backlog" }] },
  {
    what: "Device",
    clear: "Running",
    bits: [
      { mask: 64, set: "Restarted itself", level: "warn", lane: "Self-restart" },
      { mask: 16, set: "Just started", level: "note", lane: "Power-up" },
    ],
  },
  {
    what: "Alarms",
    clear: "None",
    bits: [
      { mask: 128, set: "Charge low", level: "bad", lane: "Charge low" },
      { mask: 256, set: "Too hot", level: "bad", lane: "Too hot" },
      { mask: 512, set: "Over-current", level: "bad", lane: "Over-current" },
      { mask: 1024, set: "Not this battery", level: "bad", lane: "Not this battery" },
    ],
  },
];

export const BITS = HEALTH.flatMap(row => row.bits).sort((one, other) => one.mask - other.mask);

/** The bits that get a lane: those that are set anywhere, or what every gauge may say in a day. */
export const lanesOf = seen => BITS.filter(bit => bit.mask <= 16 || seen & bit.mask);

/** The problems of a status value as pairs of level and words; null: nothing known. */
export const problemsOf = status => status === null ? null
  : HEALTH.flatMap(row => row.bits).filter(bit => status & bit.mask && bit.level !== "note").map(bit => [bit.level, bit.lane]);

/** Fills the health list for a status value; null: nothing known. */
export function showHealth(list, status) {
  list.replaceChildren(...HEALTH.map(row => {
    const item = document.createElement("li"), what = document.createElement("span");
    what.className = "what";
    what.textContent = row.what;
    const set = row.bits.filter(bit => status !== null && status & bit.mask);
    const badges = status === null ? [["none", "Unknown"]] : set.length === 0 ? [["", row.clear]] : set.map(bit => [bit.level, bit.set]);
    item.append(what, ...badges.map(([level, text]) => {
      const badge = document.createElement("span");
      badge.className = `badge ${level}`;
      badge.textContent = text;
      return badge;
    }));
    return item;
  }));
}
