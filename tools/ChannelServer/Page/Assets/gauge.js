// The gauge: state of charge as an arc, its error bar as a band on it.
import { fixed } from "./format.js";

const SVG = "http://www.w3.org/2000/svg", CENTER_X = 100, CENTER_Y = 104, RADIUS = 82, RESTING_A = 0.02;

function element(name, attributes, text) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  return node;
}

// 0 % is at the left, 100 % at the right end of a half circle.
function point(percent, radius) {
  const angle = Math.PI * (1 - Math.min(Math.max(percent, 0), 100) / 100);
  return `${(CENTER_X + radius * Math.cos(angle)).toFixed(2)} ${(CENTER_Y - radius * Math.sin(angle)).toFixed(2)}`;
}

const ARC = `M ${CENTER_X - RADIUS} ${CENTER_Y} A ${RADIUS} ${RADIUS} 0 0 1 ${CENTER_X + RADIUS} ${CENTER_Y}`;

/** Draws the gauge; each value in its unit, null where it is not known. Without: entries come, and none of them has a state of charge. */
export function showGauge({ socPercent, barPercent, currentA, hasEntries, isWithout }) {
  const arc = { d: ARC, fill: "none", "stroke-width": 16, "stroke-linecap": "round", pathLength: 100 };
  const nodes = [element("path", { ...arc, class: "track" })];
  if (socPercent !== null && socPercent > 0) {
    const level = socPercent < 10 ? " bad" : socPercent < 20 ? " warn" : "";
    nodes.push(element("path", { ...arc, class: "value" + level, "stroke-dasharray": `${Math.min(socPercent, 100)} 200` }));
  }
  const isBarKnown = socPercent !== null && barPercent !== null;
  const low = Math.max(socPercent - barPercent, 0), high = Math.min(socPercent + barPercent, 100);
  if (isBarKnown) {
    const d = `M ${point(low, RADIUS + 13)} A ${RADIUS + 13} ${RADIUS + 13} 0 0 1 ${point(high, RADIUS + 13)}`;
    nodes.push(element("path", { class: "band", d, fill: "none", "stroke-width": 5 }));
  }
  nodes.push(
    element("text", { x: CENTER_X, y: CENTER_Y - 8, "font-size": 31 }, socPercent === null ? "---" : `${fixed(socPercent, 1)}\u2009%`),
    element("text", { x: CENTER_X - RADIUS, y: CENTER_Y + 22, class: "ends" }, "0 %"),
    element("text", { x: CENTER_X + RADIUS, y: CENTER_Y + 22, class: "ends" }, "100 %"));
  document.getElementById("gauge-drawing").replaceChildren(...nodes);
  document.getElementById("gauge-text").textContent = socPercent === null ? "State of charge not known" : `State of charge ${fixed(socPercent, 1)} percent`;
  document.getElementById("gauge-mode").textContent = mode(socPercent, currentA, hasEntries, isWithout);
  document.getElementById("gauge-bar").textContent = isBarKnown ? `±${fixed(barPercent, 1)}: from ${fixed(low, 1)} to ${fixed(high, 1)} %` : "";
}

function mode(socPercent, currentA, hasEntries, isWithout) {
  if (!hasEntries) return "No data yet";
  if (socPercent === null) return isWithout ? "Its entries hold no state of charge" : "Collecting samples";
  if (currentA === null) return "";
  if (Math.abs(currentA) < RESTING_A) return "Resting";
  return `${currentA < 0 ? "Discharging" : "Charging"} at ${fixed(Math.abs(currentA), 2)} A`;
}
