// Status bits of the firmware (field 7), with the words of the health list and of the chart's lanes.
export const BITS = [
  { mask: 1, lane: "Sensor fault", what: "Sensor", clear: "OK", set: "Fault", level: "bad" },
  { mask: 2, lane: "Value held", what: "Reading", clear: "Measured", set: "Held", level: "warn" },
  { mask: 4, lane: "Restarted", what: "Model window", clear: "Continuous", set: "Restarted", level: "warn" },
  { mask: 8, lane: "Backlog", what: "Upload", clear: "Up to date", set: "Entries wait", level: "note" },
  { mask: 16, lane: "Power-up", what: "Device", clear: "Running", set: "Just started", level: "note" },
];

/** Fills the health list for a status value; null: nothing known. */
export function showHealth(list, status) {
  list.replaceChildren(...BITS.map(bit => {
    const item = document.createElement("li"), what = document.createElement("span"), badge = document.createElement("span");
    what.className = "what";
    what.textContent = bit.what;
    const isSet = status !== null && (status & bit.mask) !== 0;
    badge.className = `badge ${status === null ? "none" : isSet ? bit.level : ""}`;
    badge.textContent = status === null ? "Unknown" : isSet ? bit.set : bit.clear;
    item.append(what, badge);
    return item;
  }));
}
